"""How work grows with what it is given, counted in calls: the same on every machine and at every moment."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

FEW, TIMES = 200, 4
"""How many things the work is done on, and how many times as many it is done on then."""


def growth(work: Callable[[int], Callable[[], object]]) -> float:
    """Return how many times as many calls the work takes for ``TIMES`` as many things: ``TIMES``, or fewer, if it is even.

    Args:
        work: gives the work to be done on a number of things, which are ready then.
    """
    return _calls(work(FEW * TIMES)) / _calls(work(FEW))


def _calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, Python's own as well."""
    count = 0

    def called(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event.endswith("call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
