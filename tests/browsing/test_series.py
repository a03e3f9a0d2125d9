"""Series: essays in the order of their dates, as values."""

from __future__ import annotations

from collections.abc import Callable

from essays import an_essay
from growth import TIMES, growth
from reflectory.browsing.series import Series, gather


def letters(count: int) -> Series:
    newest_first = [an_essay(number, options={"series": "Letters"}) for number in reversed(range(count))]
    return gather(newest_first, str.lower)["letters"]


def test_each_part_knows_its_place_and_nothing_else_has_one() -> None:
    series = letters(3)
    assert [series.place(an_essay(number)) for number in range(4)] == [1, 2, 3, 0]


def test_a_long_series_is_as_quick_for_each_part_as_a_short_one() -> None:
    def placing(count: int) -> Callable[[], object]:
        series = letters(count)
        return lambda: [series.place(an_essay(number)) for number in range(count)]

    assert growth(placing) < TIMES * 1.2
