"""Notices what changes in a site's folders, whatever becomes of them.

Folders are watched one by one and never files: an editor that saves by putting a new file in the place of the old
one would take a watch on the old one away with it. So that a folder that is deleted is missed and welcomed back, the
nearest folder above it is watched, too.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterable
from pathlib import Path

from watchfiles import Change, watch

from reflectory.building.preview.ground import Ground, survey

STEP = 5
"""Milliseconds of quiet after which a save is over; the first change is noticed within as many."""

LONGEST = 50
"""Milliseconds after which changes are handed on even where there is no quiet."""

OWN = ("content/ledger", "content/versions")
"""What public builds write into a site's folder."""


class Watcher:
    """Waits for changes of some files and folders, and names them as the site does."""

    def __init__(self, site: Path, places: Iterable[Path]) -> None:
        """Begin to watch.

        Args:
            site: the folder that names are relative to, as an absolute path.
            places: files and folders, there or not yet.
        """
        self._site = site
        self._places: set[Path] = set()
        self._ground: Ground
        self._changes: Generator[set[tuple[Change, str]]] | None = None
        self._early: set[tuple[Change, str]] = set()
        self._poll: bool | None = None
        self.follow(places)

    def follow(self, places: Iterable[Path]) -> None:
        """Watch these places from now on."""
        wanted = {self._site / place for place in places}
        if wanted != self._places:
            self._places = wanted
            self._arm()

    def since(self, moment: float) -> list[str]:
        """Return what has changed since a moment, in seconds as ``time.time()`` counts them."""
        return self._names(self._ground.changed_since(moment))

    def wait(self, seconds: float | None = None) -> list[str]:
        """Return what has changed as soon as something has; nothing if nothing has within some seconds."""
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            changed = self._next()
            if changed or (end is not None and time.monotonic() >= end):
                return changed

    def _next(self) -> list[str]:
        assert self._changes
        try:
            changes = self._early | next(self._changes)
        except RuntimeError:  # what watchfiles raises when the system has lost count of what changed
            self._arm()
            return self._names(self._places)
        self._early = set()
        found = {path: shown for _, name in changes if (shown := self._ground.site_path(path := Path(name)))}
        if any(self._ground.reshaped_by(path) for path in found):
            self._arm()
        return self._names(found.values())

    def _arm(self) -> None:
        """Watch what is there now; what changed until then, the build that follows sees by itself."""
        if self._changes:
            self._changes.close()
        while True:
            self._ground = survey(self._places, [self._site / name for name in OWN])
            self._changes = watch(
                *self._ground.watched,
                watch_filter=_matters,
                recursive=False,
                step=STEP,
                debounce=LONGEST,
                rust_timeout=LONGEST,
                yield_on_timeout=True,
                ignore_permission_denied=True,
                force_polling=self._poll,
            )
            try:
                self._early = next(self._changes)  # only now it begins to watch
                return
            except FileNotFoundError:  # gone since we looked
                continue
            except (OSError, RuntimeError):  # the system watches no more for us, but it can still be asked
                if self._poll:
                    raise
                self._poll = True

    def _names(self, paths: Iterable[Path]) -> list[str]:
        return sorted({os.path.relpath(path, self._site) for path in paths})


def _matters(change: Change, path: str) -> bool:
    """Whether this is more than the echo, in a folder, of a change that something in it tells of itself."""
    return change is not Change.modified or not Path(path).is_dir()
