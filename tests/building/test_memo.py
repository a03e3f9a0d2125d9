"""What the builds of one process need not work out again."""

from __future__ import annotations

from itertools import count

from reflectory.building.memo import Memo


def test_a_value_is_made_once_in_a_build_and_for_the_next_while_it_is_made_from_the_same() -> None:
    numbers = count()
    first = Memo()
    assert first.of("a", "same", lambda: next(numbers)) == 0
    assert first.of("a", "same", lambda: next(numbers)) == 0
    second = Memo(first)
    assert second.of("a", "same", lambda: next(numbers)) == 0
    assert second.of("a", "another", lambda: next(numbers)) == 1
    assert second.of("a", "another", lambda: next(numbers)) == 1
    assert Memo(second).of("a", "same", lambda: next(numbers)) == 2
