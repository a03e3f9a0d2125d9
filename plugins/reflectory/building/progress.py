"""How a long build shows that it goes on: bars in a terminal, a plain log elsewhere.

A build may fork only while no other thread runs (``parallel``), so nothing here starts one: the bars are drawn
between two items, by hand. Rich is loaded with the first bar, which a short build never needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

Progress = Callable[[str, Iterable[Any], int], Iterator[Any]]
"""``progress(label, items, length)`` yields the items of a stage and shows them going by."""

WORTH_A_BAR = 200
"""Items from which a stage has a bar at once."""

PATIENCE = 1.0
"""Seconds after which a stage of fewer items has one too."""

WORTH_A_LINE = 2.0
"""Seconds from which a stage has a line in a plain log."""

PAUSE = 0.1
"""Seconds between two drawings."""


@contextmanager
def shown(file: TextIO, environment: Mapping[str, str]) -> Iterator[Progress]:
    """Give what shows a build's progress on ``file``; its bars are gone when the build ends."""
    if not can_draw(file, environment):
        yield partial(logged, file)
        return
    bars = Bars(file)
    try:
        yield bars.stage
    finally:
        bars.close()


def can_draw(file: TextIO, environment: Mapping[str, str]) -> bool:
    """Whether ``file`` is a terminal that can move its cursor, with somebody before it (``CI`` says: nobody)."""
    return file.isatty() and environment.get("TERM") not in ("dumb", "unknown") and not environment.get("CI")


def logged(file: TextIO, label: str, items: Iterable[Any], length: int) -> Iterator[Any]:
    """Yield a stage's items; if that took long, say so in one line at the end."""
    began = time.perf_counter()
    yield from items
    spent = time.perf_counter() - began
    if spent >= WORTH_A_LINE:
        file.write(f"{label}: {length:,} files, {spent:.1f} s\n")


class Bars:
    """A bar for each long stage, one below the other."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._rich: RichProgress | None = None

    def stage(self, label: str, items: Iterable[Any], length: int) -> Iterator[Any]:
        """Yield a stage's items with a bar that grows, if the stage is long."""
        began = drawn = time.perf_counter()
        draw = self._bar(label, length, began) if length >= WORTH_A_BAR else None
        for done, item in enumerate(items, 1):
            yield item
            now = time.perf_counter()
            if draw is None and now - began >= PATIENCE:
                draw = self._bar(label, length, began)
            if draw and (now - drawn >= PAUSE or done == length):
                draw(done)
                drawn = now

    def close(self) -> None:
        """Take the bars away."""
        if self._rich:
            self._rich.stop()

    def _bar(self, label: str, length: int, began: float) -> Callable[[int], None]:
        """Draw a further bar; returns what draws it anew with a number of items done."""
        rich = self._rich = self._rich or _start(self._file)
        task = rich.add_task(f"{label:9}", total=length)
        rich.tasks[-1].start_time = began
        return lambda done: rich.update(task, completed=done, refresh=True)


def _start(file: TextIO) -> RichProgress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=None, table_column=Column(max_width=40)),
        TextColumn("{task.completed:,} of {task.total:,}"),
        TimeElapsedColumn(),
        console=Console(file=file, soft_wrap=True),  # warnings told above the bars are not wrapped
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,  # it may be another file
        get_time=time.perf_counter,
    )
    progress.start()
    return progress
