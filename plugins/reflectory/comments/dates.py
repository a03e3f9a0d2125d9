"""Dates as people write them in a text: 6/1/1950, 1950-01-06, 6 January 1950, January 6th, 6th of Jan '50."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:[12][0-9]{3}|'?[0-9]{2})"
_DATE = re.compile(
    rf"""(?<![\w./-])(?:
      (?P<y1>[12][0-9]{{3}})(?P<s1>[-/.])(?P<m1>[0-9]{{1,2}})(?P=s1)(?P<d1>[0-9]{{1,2}})
    | (?P<d2>[0-9]{{1,2}})(?P<s2>[-/.])(?P<m2>[0-9]{{1,2}})(?P=s2)(?P<y2>[12][0-9]{{3}}|[0-9]{{2}})
    | (?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?[ -](?:of[ ])?{_MONTH.format("m3")}(?:[ ,-]{{1,2}}(?P<y3>{_YEAR}))?
    | {_MONTH.format("m4")}[ ](?P<d4>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,?[ ](?P<y4>{_YEAR}))?
    )(?![\w]|[/.-]\d)""",
    re.I | re.X | re.A,
)


class Found(Struct, frozen=True):
    """A date in a text.

    Attributes:
        start, end: its place.
        when: the day; ``None`` where no year is written.
        is_full: whether the year is written with all of its digits.
    """

    start: int
    end: int
    when: date | None
    is_full: bool


def find(text: str) -> Iterator[Found]:
    """Yield the dates of a text; days before months, as in Britain, unless only the other way makes a date."""
    for found in _DATE.finditer(text):
        parts = {name[0]: value for name, value in found.groupdict().items() if value and name[0] in "ymd"}
        year = parts.get("y", "")
        try:
            when = _day(year or "2000", parts["m"], parts["d"])
        except ValueError:
            continue
        yield Found(*found.span(), when if year else None, len(year) == 4)


def is_one(text: str) -> bool:
    """Whether a text begins with a date and has no more digits than may be a time of day."""
    found = next(find(text), None)
    return bool(found and found.start == 0 and sum(sign.isdigit() for sign in text[found.end :]) <= 4)


def _day(year: str, month: str, day: str) -> date:
    digits = year.lstrip("'")
    full = int(digits) if len(digits) == 4 else _century(int(digits))
    if not month.isdigit():
        number = next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(month[:3].lower()))
        return date(full, number, int(day))
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return date(full, int(day), int(month))


def _century(year: int) -> int:
    """Return the year that two digits mean where somebody was born: this century only for the young."""
    return 2000 + year if year <= date.today().year % 100 else 1900 + year
