"""Dates as authors write them: those that nobody can take for another day."""

from __future__ import annotations

import re
from datetime import datetime

_MONTHS = "january february march april may june july august september october november december".split()

_TIME = r"(?:[T ](?P<time>\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)[ ]?(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d)?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?[ ])?"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>\d{4})"

_FORMS = tuple(
    re.compile(form + _TIME, re.I | re.A)
    for form in (
        rf"{_YEAR}-(?P<month>\d\d?)-(?P<day>\d\d?)",
        rf"{_WEEKDAY}{_DAY}[ ]{_MONTH},?[ ]{_YEAR}",
        rf"{_WEEKDAY}{_MONTH}[ ]{_DAY},?[ ]{_YEAR}",
    )
)
"""ISO 8601 (with or without leading zeros), ``3 February 2026``, ``Feb 3, 2026``; each with a time or without."""


class DateError(ValueError):
    """A value is no date, or one that can be read in more than one way."""

    def __init__(self, key: str, value: str) -> None:
        self.key, self.value = key, value
        super().__init__(f"“{value}”")


def moment(key: str, written: str) -> datetime:
    """Return the day or the moment that an author wrote under a key.

    Pelican would guess: it takes ``3.2.2026`` for the second of March, and ``12`` for a day of the current month.

    Raises:
        DateError: it is no date, or may be another.
    """
    text = " ".join(written.split())
    found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
    if not found:
        raise DateError(key, written)
    day = f"{found['year']}-{_number(found['month']):02}-{int(found['day']):02}"
    hours, _, rest = (found["time"] or "0:00").partition(":")
    zone = (found["zone"] or "").upper().replace("UTC", "Z").replace("GMT", "Z")
    try:
        return datetime.fromisoformat(f"{day}T{int(hours):02}:{rest}{zone}")
    except ValueError:
        raise DateError(key, written) from None


def _number(month: str) -> int:
    """Return which month a number or a name says, 0 where it is none."""
    if month.isdigit():
        return int(month)
    return next((number for number, name in enumerate(_MONTHS, 1) if name.startswith(month.lower())), 0)
