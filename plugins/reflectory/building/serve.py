"""A preview on this machine alone, built again when something changes; drafts are in it."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import runpy
import sys
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from reflectory.building.build import PRIVATE, PUBLIC, Session, settings_file
from reflectory.building.build import build as build_site
from reflectory.building.preview import sentences
from reflectory.building.preview.board import Board
from reflectory.building.preview.problems import problems_of, unexpected
from reflectory.building.preview.server import POLICY, bound, served
from reflectory.building.preview.watcher import Watcher
from reflectory.building.progress import shown
from reflectory.building.report import Report
from reflectory.site.errors import ReflectoryError
from reflectory.site.report import tell

__all__ = ["POLICY", "preview", "served"]

FOLDER = Path(".cache") / "preview"
"""Where a preview is built, in the site's folder."""

WATCHED = ("content", "theme", PRIVATE, PUBLIC)
"""What a preview follows besides what the settings and the builds name."""

PATIENCE = 0.1
"""Seconds that a build's problems are kept back: an editor may be half way through writing a file."""


def preview(site: Path, port: int, *, say: Callable[[str], None], browse: bool) -> None:
    """Serve the site in a folder and build it after each change, until the process is interrupted.

    Args:
        site: the site's own folder, which is the current one.
        port: of this machine; 0 for any that is free.
        say: takes each line that is meant for the terminal.
        browse: open the site in the browser once it is built.

    Raises:
        ReflectoryError: the port is taken, or there is no site.
    """
    settings_file(site)
    output, board = (site / FOLDER).resolve(), Board()
    sys.dont_write_bytecode = True  # two versions of the settings, saved within one second, would pass for one
    with bound(output, port, board) as server:
        say(f"{server.address}/")
        builder = Builder(site, output, server.address, board, say)
        began = time.time()
        with shown(sys.stderr, os.environ) as progress:
            builder.build(REFLECTORY_PROGRESS=progress)
        server.start()
        if browse:  # some systems take seconds for it
            threading.Thread(target=_show, args=(f"{server.address}/",), daemon=True).start()
        builder.build_on_change(began)


class Outcome(Struct, frozen=True):
    """How one build ended: with a report or with an error, and after how many seconds."""

    report: Report | None
    error: ReflectoryError | None
    seconds: float


class Builder:
    """Builds a preview again and again, and tells the terminal and the browsers how it went."""

    def __init__(self, site: Path, output: Path, address: str, board: Board, say: Callable[[str], None]) -> None:
        self._site, self._address, self._board, self._say = site, address, board, say
        self._settings: dict[str, Any] = {"OUTPUT_PATH": str(output), "SITEURL": address, "SITE_DRAFTS": True}
        self._session = Session()
        self._watched: tuple[Path, ...] = ()
        self._drafts: tuple[str, ...] = ()

    def build(self, **settings: Any) -> None:
        """Build for the first time, with some further settings."""
        self._tell((), self._attempt(**settings))

    def build_on_change(self, since: float) -> None:
        """Build after each change, also after those since a moment (of ``time.time()``); never returns."""
        watcher = Watcher(self._site, self._places())
        gc.disable()  # Python would look for cycles while the browser waits
        changed = watcher.since(since)
        if not changed:
            self.catch_up()
            changed = watcher.wait()
        while True:
            self._rebuild(changed, watcher)
            watcher.follow(self._places())
            gc.collect()
            changed = watcher.wait()

    def catch_up(self) -> None:
        """Load what the first build did without, if it found nothing to do, before somebody saves and waits for it."""
        if not self._session.was_spared:
            return
        with contextlib.redirect_stderr(io.StringIO()):  # what there is to say has been said
            outcome = self._attempt()
        if outcome.report:
            self._get_ready()

    def _rebuild(self, changed: Sequence[str], watcher: Watcher) -> None:
        self._show(changed)
        outcome = self._attempt()
        if outcome.error and (more := watcher.wait(PATIENCE)):
            changed = sorted({*changed, *more})
            outcome = self._attempt()
        self._tell(changed, outcome)

    def _show(self, changed: Sequence[str]) -> None:
        """Show the page that somebody has just saved before looking at the whole site."""
        with contextlib.suppress(Exception, SystemExit):  # whatever it is, the build that follows tells it
            if self._session.show(changed):
                self._board.post()

    def _attempt(self, **settings: Any) -> Outcome:
        began = time.perf_counter()
        report, wrong = None, None
        try:
            os.chdir(self._site)  # which is another folder than before, if it was deleted and is back
            report = build_site(self._site, session=self._session, **self._settings, **settings)
        except ReflectoryError as error:
            wrong = error
        except (Exception, SystemExit) as error:
            wrong = unexpected(error)
        return Outcome(report, wrong, time.perf_counter() - began)

    def _tell(self, changed: Sequence[str], outcome: Outcome) -> None:
        """Tell the browsers, which wait for it, and then the terminal."""
        self._board.post(problems_of(outcome.error) if outcome.error else ())
        self._board.form = str(_settings_in(self._site / PRIVATE).get("COMMENTS_INTAKE_URL", ""))
        if outcome.error:
            tell(outcome.error)
            self._say(sentences.failed(changed, outcome.seconds))
        if outcome.report:
            self._tell_drafts(outcome.report.drafts)
            self._watched = outcome.report.watched
            self._say(sentences.built(changed, outcome.report, outcome.seconds))
            self._get_ready()

    def _get_ready(self) -> None:
        """Write down what the next process should know, and load what the next save will need."""
        self._session.settle()
        with contextlib.suppress(Exception, SystemExit):  # nothing depends on it
            self._session.rehearse()

    def _tell_drafts(self, drafts: tuple[str, ...]) -> None:
        """Name the drafts that were not there before."""
        for draft in drafts:
            if draft not in self._drafts:
                self._say(f"Draft: {self._address}/{draft}")
        self._drafts = drafts

    def _places(self) -> set[Path]:
        return {Path(place) for place in WATCHED} | {*_in_settings(self._site / PRIVATE), *self._watched}


def _show(address: str) -> None:
    """Open the browser, unless it is one that would take the terminal for itself."""
    with contextlib.suppress(webbrowser.Error):
        browser = webbrowser.get()
        if type(browser) is not webbrowser.GenericBrowser:
            browser.open(address)


def _in_settings(conf: Path) -> Iterator[Path]:
    """Yield the folders that a settings file names, which a build that failed could not tell."""
    named = _settings_in(conf)
    with contextlib.suppress(Exception):  # the build says what is wrong with it
        yield from (Path(named[name]) for name in ("PATH", "THEME") if name in named)
        yield from map(Path, named.get("THEME_TEMPLATES_OVERRIDES", ()))


def _settings_in(conf: Path) -> dict[str, Any]:
    """Return what a settings file sets, nothing where it cannot be run."""
    with contextlib.suppress(Exception, SystemExit):  # the build says what is wrong with it
        return runpy.run_path(str(conf))
    return {}
