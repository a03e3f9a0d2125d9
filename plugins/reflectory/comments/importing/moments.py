"""Moments as exports tell them: a clock's time, the same in UTC, and so the zone that the blog kept then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_WIDEST = timedelta(hours=14)
_QUARTER = timedelta(minutes=15)


def when(local: str, gmt: str, zone: ZoneInfo) -> datetime | None:
    """Return a moment with the time zone that a clock's time and UTC tell, ``None`` where neither is a time.

    Where one of them is missing, or they are further apart than clocks can be, the site's own ``zone`` is taken;
    UTC is believed before the clock. WordPress writes a draft's as ``0000-00-00 00:00:00``.
    """
    here, there = _read(local), _read(gmt)
    if there is None:
        return here.replace(tzinfo=zone) if here else None
    moment = there.replace(tzinfo=UTC)
    offset = here - there if here else None
    if offset is None or abs(offset) > _WIDEST or offset % _QUARTER:
        return moment.astimezone(zone)
    return moment.astimezone(timezone(offset))


def _read(text: str) -> datetime | None:
    text = text.strip()
    if not text or text.startswith("0000"):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found
    return found.replace(microsecond=0) if 1900 < found.year < 9000 else None


def of_letter(text: str) -> datetime | None:
    """Return a moment as letters and feeds write it (RFC 5322)."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if not 1970 < found.year < 9000:  # WordPress writes the year -1 for drafts
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
