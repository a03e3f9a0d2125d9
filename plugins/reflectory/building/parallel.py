"""Work spread over the machine's cores."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

ENOUGH = 64
"""Items below which starting processes costs more than it saves."""


def spread(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterable[Result]:
    """Return ``work(item)`` for each item, in order; in several processes where that is safe and worth it.

    A copy of this process (a fork) has everything ``work`` needs already loaded, but may not be made while other
    threads run (https://docs.python.org/3/library/os.html#os.fork); then, and on one core, the work is done here.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if cores < 2 or len(items) < ENOUGH or not can_fork:
        return map(work, items)
    _inherited.append(work)  # a fork has it; what cannot be pickled need not be
    try:
        with ProcessPoolExecutor(cores, multiprocessing.get_context("fork")) as pool:
            return list(pool.map(_inherited_work, items, chunksize=max(1, len(items) // (cores * 8))))
    finally:
        _inherited.pop()


_inherited: list[Callable[..., Any]] = []


def _inherited_work(item: Any) -> Any:
    return _inherited[-1](item)
