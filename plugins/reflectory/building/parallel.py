"""Work spread over the machine's cores, or over those of other machines."""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from reflectory.building.cores import available_cores, can_fork
from reflectory.building.fingerprint import UnseenError
from reflectory.site.errors import ReflectoryError

Item = TypeVar("Item")
Ready = TypeVar("Ready")
Result = TypeVar("Result")

ENOUGH = 48
"""Items below which starting processes costs more than it saves."""

_PIECES = 8
"""Into how many pieces each core's work is cut: few enough to travel cheaply, many enough to even out slow ones."""

_LOOK_UP = 0.5
"""Seconds after which a process looks whether its parent is still there."""

_AT_ONCE = 32
"""How many items travel together to an executor that was handed in."""

_UNDER_WAY = 64
"""How many such loads an executor has at a time: enough for many machines, few enough for the memory of this one."""


class Crew:
    """Who does the work.

    Args:
        cores: how many processes; 0 for as many as this process may use cores, 1 for none but this one.
        executor: makes a ``concurrent.futures.Executor`` that takes the place of processes of ours, if any; it is asked
            for one each time that there is work, and what it gives is shut down afterwards.
    """

    def __init__(self, cores: int = 0, executor: Callable[[], Executor] | None = None) -> None:
        self._cores = cores or available_cores()
        self._executor = executor

    @property
    def travels(self) -> bool:
        """Whether work may travel to where this process's memory and disk are not."""
        return self._executor is not None

    def spread(
        self, work: Callable[[Ready], Result], items: Sequence[Item], ready: Callable[[Item], Ready]
    ) -> Iterator[Result]:
        """Yield ``work(ready(item))`` for each item, in order; on every core where that is safe and worth it.

        ``work`` and what ``ready`` gives back travel to an executor that was handed in; work that cannot be pickled
        stays here. ``ready`` itself may use all that this process has: it is called here, or in a copy of this process.

        Raises:
            ReflectoryError: the executor, or a process of ours, has failed.
        """
        few = len(items) < ENOUGH
        packed = _packed(work) if self._executor and not few else b""
        if self._executor and packed:
            yield from _by_executor(self._executor, packed, map(ready, items))
        elif self._cores > 1 and not few and can_fork():
            yield from _by_forks(self._cores, lambda item: work(ready(item)), items)
        else:
            yield from (work(ready(item)) for item in items)


ALONE = Crew(1)
"""This process and no other."""


def _packed(work: Callable[..., Any]) -> bytes:
    """Return work as it travels, ``b""`` where it cannot."""
    try:
        return pickle.dumps(work)
    except (pickle.PicklingError, TypeError, AttributeError, UnseenError):  # the first three are all pickle's own
        return b""


def _by_executor(make: Callable[[], Executor], work: bytes, items: Iterable[Any]) -> Iterator[Any]:
    under_way: deque[Future[list[Any]]] = deque()
    with ExitStack() as stack:
        with _failing_clearly():
            executor = stack.enter_context(make())
        stack.callback(lambda: [future.cancel() for future in under_way])
        for load in batches(items, _AT_ONCE):
            if len(under_way) == _UNDER_WAY:
                yield from _done(under_way)
            with _failing_clearly():
                under_way.append(executor.submit(_all_of, work, pickle.dumps(load)))
        while under_way:
            yield from _done(under_way)


@contextmanager
def _failing_clearly() -> Iterator[None]:
    """Say in one sentence that an executor has failed; what the work itself tells is passed on."""
    try:
        yield
    except ReflectoryError:
        raise
    except Exception as error:
        reason = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(":. ")
        raise ReflectoryError(
            f"the executor of BUILD_EXECUTOR has failed ({reason}); mend it, or remove the setting."
        ) from error


def _done(under_way: deque[Future[list[Any]]]) -> list[Any]:
    """Wait for the load that has been under way longest."""
    with _failing_clearly():
        return under_way.popleft().result()


_at_hand = threading.local()
"""In each thread of a process that an executor works in, the work that it did last: unpacking it may take long."""


def _all_of(work: bytes, load: bytes) -> list[Any]:
    if getattr(_at_hand, "packed", b"") != work:
        _at_hand.work, _at_hand.packed = pickle.loads(work), work  # noqa: S301 - packed by this build
    return [_at_hand.work(item) for item in pickle.loads(load)]  # noqa: S301 - the same


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield items in lists of at most ``size``."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _by_forks(cores: int, work: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
    """Work in copies of this process, which have all that is needed in memory, so that only numbers travel there."""
    _inherited.append((work, items))
    gc.freeze()  # a collection in a fork would copy every page of memory it looks at
    try:
        fork = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(cores, fork, initializer=_end_with, initargs=(os.getpid(),)) as pool:
            yield from pool.map(_work_on, range(len(items)), chunksize=max(1, len(items) // (cores * _PIECES)))
    except BrokenProcessPool as error:
        remedy = "it may have wanted too much memory: set BUILD_CORES = 1"
        raise ReflectoryError(f"a process that shared the work has ended before it was done; {remedy}.") from error
    finally:
        gc.unfreeze()
        _inherited.pop()


def _end_with(parent: int) -> None:
    """Have this process end soon after its parent, which has no time to see to it when it is killed."""
    threading.Thread(target=_wait_for_end, args=(parent,), daemon=True).start()


def _wait_for_end(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_UP)
    os._exit(1)


_inherited: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What a fork works on."""


def _work_on(number: int) -> Any:
    work, items = _inherited[-1]
    return work(items[number])
