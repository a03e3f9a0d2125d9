"""How work grows with what it is given: in calls, which are the same on every machine, or in time where these hide it."""

from __future__ import annotations

import sys
import time
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


EIGHT, BY_THE_SQUARE = 8, 64
"""How many times as long work takes on eight times as much: where it grows evenly, and where it does not."""

_LEAST = 0.002
"""Seconds below which a clock says nothing."""


def slowing(work: Callable[[str], object], piece: str, length: int) -> float:
    """Return how many times as long a text takes that is ``EIGHT`` times as long: for regular expressions, say.

    Args:
        work: what is done on a text.
        piece: the text is this again and again.
        length: of the longer text, in characters.
    """
    few, many = (_seconds(work, piece * (length // len(piece) // part)) for part in (EIGHT, 1))
    return many / max(few, _LEAST)


def _seconds(work: Callable[[str], object], text: str) -> float:
    """Return how long this process takes, the best of three times."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        work(text)
        taken.append(time.process_time() - begun)
    return min(taken)


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
