"""Sums for thousands of members at once.

A set of members is a number whose bits they are. Sums are kept as one such number for each binary digit, so that adding
to all members is a few operations of the machine's widest kind ("bit-sliced" sums; P. O'Neil and D. Quass, "Improved
query performance with variant indexes", SIGMOD 1997).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence


def members(numbers: Sequence[int]) -> int:
    """Return the set of some members, which are numbers from 0 on in ascending order."""
    found = bytearray(numbers[-1] // 8 + 1 if numbers else 0)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def total(weighed: Iterable[tuple[int, int]]) -> list[int]:
    """Return each member's sum of the weights of the sets that it is in, a binary digit at a time, the least first.

    Args:
        weighed: (set, weight); a weight is not negative.
    """
    digits: list[int] = []
    for some, weight in weighed:
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                _add(digits, some, place)
    return digits


def _add(digits: list[int], carried: int, place: int) -> None:
    while carried:
        while len(digits) <= place:
            digits.append(0)
        digits[place], carried = digits[place] ^ carried, digits[place] & carried
        place += 1


def greatest(digits: Sequence[int], among: int, count: int) -> Iterator[int]:
    """Yield up to ``count`` members with the greatest sums, in no order; of equal ones, those of the least numbers."""
    sure, open_ = 0, among
    for digit in reversed(digits):
        with_digit = open_ & digit
        if (sure | with_digit).bit_count() > count:
            open_ = with_digit
        else:
            sure |= with_digit
            open_ ^= with_digit
    yield from _least(sure, count)
    yield from _least(open_, count - sure.bit_count())


def _least(some: int, count: int) -> Iterator[int]:
    """Yield the least members of a set."""
    while some and count > 0:
        lowest = some & -some
        yield lowest.bit_length() - 1
        some ^= lowest
        count -= 1
