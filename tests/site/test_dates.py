"""Dates: what cannot be misread is accepted, and nothing is guessed at."""

from __future__ import annotations

import pytest

from reflectory.site.dates import DateError, moment


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-02-01", "2026-02-01T00:00:00"),
        ("2026-2-1", "2026-02-01T00:00:00"),
        ("2013-01-06 10:20", "2013-01-06T10:20:00"),
        ("2026-02-01 9:30", "2026-02-01T09:30:00"),
        ("2026-02-01T10:00:00Z", "2026-02-01T10:00:00+00:00"),
        ("2026-02-01 10:00:00 +0100", "2026-02-01T10:00:00+01:00"),
        ("2013-01-06T18:12:00.5-05:00", "2013-01-06T18:12:00.500000-05:00"),
        ("3 February 2026", "2026-02-03T00:00:00"),
        ("3rd Feb. 2026 10:00", "2026-02-03T10:00:00"),
        ("Feb 3, 2026", "2026-02-03T00:00:00"),
        ("Tuesday, 3 February 2026", "2026-02-03T00:00:00"),
        ("Sun, 06 Jan 2013 10:20:00 GMT", "2013-01-06T10:20:00+00:00"),
    ],
)
def test_a_date_that_cannot_be_misread_is_read(written: str, meant: str) -> None:
    assert moment("date", written).isoformat() == meant


@pytest.mark.parametrize(
    "written",
    "01/02/2026|3.2.2026|26-02-03|2026|12|9.30|February 2026|Tuesday|2026-13-01|2026-02-30|30 February 2026|3 Nonsense 2026"
    "|20260201|2026-02-01 25:00|2026/02/01|0000-01-01|２０２６-01-01|".split("|"),
)
def test_a_date_that_may_be_another_is_refused(written: str) -> None:
    with pytest.raises(DateError, match=f"“{written}”"):
        moment("date", written)
