"""Builds in processes of their own, so that what one of them keeps in memory cannot be what another finds."""

from __future__ import annotations

import contextlib
import json
import marshal
import multiprocessing
import os
import sys
import traceback
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import Environment

from reflectory.building.build import Session, build
from reflectory.building.report import Report
from reflectory.citing.citation import processor
from reflectory.citing.citation.processor import Cited
from reflectory.site.errors import ReflectoryError
from sites import own_signals


@dataclass(frozen=True)
class Outcome:
    """What came of a build: a report, or what it said was wrong; ``crash`` is a traceback, which nobody should see.

    ``ahead`` is the path and the content of the page that was there before the build, if one was.
    """

    report: Report | None = None
    error: str = ""
    crash: str = ""
    ahead: tuple[str, bytes] | None = None

    @property
    def noticed(self) -> tuple[object, ...]:
        """What it says that does not depend on what was built before."""
        if not self.report:
            return (self.error,)
        warnings, notes = (sorted(map(str, said)) for said in (self.report.warnings, self.report.notes))
        return self.report.essays, self.report.pages, sorted(self.report.drafts), warnings, notes


class Builder:
    """A process that builds when it is asked to.

    A copy of this process (a fork) has everything loaded, so a build costs what it costs and not a second more. Where
    it ``is_spared``, what an earlier such process did is not done again: templates that are compiled, works that are
    cited. That is most of the work of a build from nothing.
    """

    def __init__(self, *, is_spared: bool = False) -> None:
        fork = multiprocessing.get_context("fork")
        self._ours, theirs = fork.Pipe()
        self._process = fork.Process(target=_work, args=(theirs, is_spared))
        self._process.start()
        theirs.close()

    def begin(self, folder: Path, changed: Sequence[str] = (), **overrides: Any) -> None:
        """Ask for a build; where it is told what has ``changed`` since the last one, as a preview is."""
        self._ours.send((folder, changed, overrides))

    def end(self) -> Outcome:
        """Wait for what was asked for."""
        outcome, news = self._ours.recv()
        _known.update(news)
        return outcome

    def close(self) -> None:
        """End the process."""
        self._ours.send(None)
        self._process.join()
        self._ours.close()


def build_apart(folder: Path, **overrides: Any) -> Outcome:
    """Build once, in a process that is there for nothing else."""
    with contextlib.closing(Builder()) as builder:
        builder.begin(folder, **overrides)
        return builder.end()


def _work(orders: Connection, is_spared: bool) -> None:
    sys.dont_write_bytecode = False  # as it is where nobody has set anything
    news: dict[Hashable, Any] = {}
    if is_spared:
        Environment.compile = _compiling_once(Environment.compile, news)  # type: ignore[method-assign]
        processor.cited = _citing_once(processor.cited, news)
        processor.start = lambda: None
    sessions: defaultdict[str, Session] = defaultdict(Session)
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - os.devnull is no Path
        sys.stdout = sys.stderr = nowhere
        while order := orders.recv():
            orders.send((_built(sessions, *order), news))


_known: dict[Hashable, Any] = {}
"""What the processes that are spared it have done: compiled templates by all they depend on, references by the work."""


def _compiling_once(compile_: Callable[..., CodeType], news: dict[Hashable, Any]) -> Callable[..., CodeType]:
    def compile_once(self: Environment, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        key = (source, name, f"{self.trim_blocks} {self.lstrip_blocks} {self.autoescape} {sorted(self.extensions)}")
        if key not in _known:
            _known[key] = news[key] = marshal.dumps(compile_(self, source, name, filename))
        return marshal.loads(_known[key])

    return compile_once


def _citing_once(cite: Callable[..., list[Cited]], news: dict[Hashable, Any]) -> Callable[..., list[Cited]]:
    def cite_once(work: dict[str, Any]) -> list[Cited]:
        key = json.dumps(work, sort_keys=True)
        if key not in _known:
            _known[key] = news[key] = cite(work)
        return _known[key]

    return cite_once


def _built(
    sessions: Mapping[str, Session], folder: Path, changed: Sequence[str], overrides: Mapping[str, Any]
) -> Outcome:
    try:
        with contextlib.chdir(folder), own_signals():
            session = sessions[overrides.get("OUTPUT_PATH", "")]
            shown = session.show(changed, overrides.get("REFLECTORY_NOW"))
            content = Path(overrides["OUTPUT_PATH"], shown).read_bytes() if shown else b""
            report = build(folder, session=session, **overrides)
            session.settle()
            return Outcome(report, ahead=(shown, content) if shown else None)
    except ReflectoryError as error:
        return Outcome(error=str(error))
    except BaseException:  # a build that dies in any other way is what the tests want to see
        return Outcome(crash=traceback.format_exc())


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, and every folder with nothing in it."""
    return dict(_files(folder))


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for directory, inner, names in os.walk(folder):
        place = Path(directory)
        yield from ((f"{(place / name).relative_to(folder)}", (place / name).read_bytes()) for name in names)
        if not inner and not names and place != folder:
            yield f"{place.relative_to(folder)}/", b""


def times(folder: Path) -> dict[str, int]:
    """When each file below a folder was changed, in nanoseconds."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {f"{path.relative_to(folder)}": path.stat().st_mtime_ns for path in found}


def differences(given: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[str]:
    """Say in which files two folders differ, and where in each."""
    return [_difference(name, given.get(name), wanted.get(name)) for name in sorted({*given, *wanted})
            if given.get(name) != wanted.get(name)]  # fmt: skip


def _difference(name: str, given: bytes | None, wanted: bytes | None) -> str:
    if given is None or wanted is None:
        return f"{name} is {'missing' if given is None else 'too much'}"
    at = next((i for i, (a, b) in enumerate(zip(given, wanted, strict=False)) if a != b), min(len(given), len(wanted)))
    part = slice(max(0, at - 40), at + 80)
    return f"{name} from byte {at}: {given[part]!r} instead of {wanted[part]!r}"
