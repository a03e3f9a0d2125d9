"""Work spread over the machine's cores."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

ENOUGH = 64
"""Items below which starting processes costs more than it saves."""


def spread(work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Yield ``work(item)`` for each item, in order; in several processes where that is safe and worth it.

    A copy of this process (a fork) has everything ``work`` needs already loaded, but may not be made while other
    threads run (https://docs.python.org/3/library/os.html#os.fork); then, and on one core, the work is done here.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if cores < 2 or len(items) < ENOUGH or not can_fork:
        yield from map(work, items)
        return
    _inherited.append((work, items))
    gc.freeze()  # a collection in a fork would copy every page of memory it looks at
    try:
        with ProcessPoolExecutor(cores, multiprocessing.get_context("fork")) as pool:
            yield from pool.map(_work_on, range(len(items)), chunksize=max(1, len(items) // (cores * 8)))
    finally:
        gc.unfreeze()
        _inherited.pop()


_inherited: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What a fork works on; it has it already, so only numbers travel there, and results back."""


def _work_on(number: int) -> Any:
    work, items = _inherited[-1]
    return work(items[number])
