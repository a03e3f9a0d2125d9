"""The one that writes: comments that come at the same time are one transaction, and wait for one write to the disk."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future

from msgspec import Struct, field

from reflectory.comments.inbox.records import Arrival
from reflectory.comments.inbox.store import Inbox
from reflectory.site.errors import ReflectoryError

AT_ONCE = 100
"""How many comments one transaction takes at most."""

PATIENCE = 60
"""Seconds after which a comment that is not on the disk yet counts as not taken."""


class _Order(Struct, frozen=True):
    arrival: Arrival
    earlier: str
    done: Future[int] = field(default_factory=Future)


class Writer:
    """Puts arrivals into the inbox from one thread; whoever hands one in waits until it is on the disk."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    def add(self, arrival: Arrival, earlier: str = "") -> int:
        """Return the number of a comment that is on the disk.

        Args:
            arrival: one that is there already, by its ``source_id``, is not added again.
            earlier: a ``source_id`` by which it may be there as well.

        Raises:
            ReflectoryError: it could not be kept.
            TimeoutError: nobody knows whether it was.
        """
        order = _Order(arrival, earlier)
        self._orders.put(order)
        return order.done.result(PATIENCE)

    def close(self) -> None:
        """Write what is waiting, and end."""
        self._orders.put(None)
        self._thread.join(PATIENCE)

    def _work(self) -> None:
        while (first := self._orders.get()) is not None:
            orders = [first]
            ended = False
            while len(orders) < AT_ONCE and not ended:
                try:
                    order = self._orders.get_nowait()
                except queue.Empty:
                    break
                ended = order is None
                orders += [order] if order else []
            self._write(orders)
            if ended:
                return

    def _write(self, orders: Sequence[_Order]) -> None:
        """Write some orders together, each alone where one of them cannot be."""
        try:
            for order, number in zip(orders, self._added(orders), strict=True):
                order.done.set_result(number)
        except Exception as error:
            if len(orders) > 1:
                for order in orders:
                    self._write([order])
            else:
                orders[0].done.set_exception(_told(error))

    def _added(self, orders: Sequence[_Order]) -> list[int]:
        earlier = {order.earlier: order.arrival.source for order in orders if order.earlier}
        there = self._inbox.known(next(iter(earlier.values())), list(earlier)) if earlier else {}
        new = [order for order in orders if order.earlier not in there]
        numbers = dict(zip(map(id, new), self._inbox.add([order.arrival for order in new]), strict=True))
        return [numbers[id(order)] if id(order) in numbers else there[order.earlier] for order in orders]


def _told(error: Exception) -> Exception:
    """Return an error that has nothing of a comment in it."""
    known = isinstance(error, ReflectoryError)
    return error if known else ReflectoryError(f"the inbox cannot be used ({type(error).__name__}).")
