"""What the builds of one process need not work out again, such as those of a preview."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Value = TypeVar("Value")


class Memo:
    """Values by name, each good for as long as what it was made from is the same.

    Args:
        earlier: the memo of the last build in this process, if there was one.
    """

    def __init__(self, earlier: Memo | None = None) -> None:
        self._before: dict[Hashable, tuple[Any, Any]] = earlier._now if earlier else {}
        self._now: dict[Hashable, tuple[Any, Any]] = {}

    def of(self, name: Hashable, made_from: Any, make: Callable[[], Value]) -> Value:
        """Return what ``make`` gives, or gave in this build or the last one if that was made from the same.

        Objects that are the same one are compared at once, so that thousands of them cost next to nothing.
        """
        known = self._now.get(name) or self._before.get(name)
        value: Value = known[1] if known is not None and known[0] == made_from else make()
        self._now[name] = (made_from, value)
        return value
