"""Earlier versions of essays: ``content/versions/<slug>/<day>.html``, how each stood and from when until when.

A version is written by a public build when an essay's ``modified`` is another day than before: what the build before
had published becomes a version of its own. Nothing of this needs the repository's history.
"""

from __future__ import annotations

import os
import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from reflectory.site.models import Essay
from reflectory.site.run import Run

if TYPE_CHECKING:
    from reflectory.citing.ledger.part import LedgerPart

FOLDER = "versions"
SUFFIX = ".html"

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Version(NamedTuple):
    """A state in which an essay stood.

    Attributes:
        day: the first day, ISO 8601; ``until``: the day of the next version.
        path: the file that keeps it.
    """

    day: str
    until: str
    path: str


def day_of(run: Run, essay: Essay) -> str:
    """Return the day from which an essay stands as it does today, ISO 8601."""
    return (essay.modified or essay.date).astimezone(run.zone).date().isoformat()


def versions_of(run: Run, part: LedgerPart, essay: Essay) -> list[Version]:
    """Return the earlier versions of an essay, the oldest first."""
    name = part.name_of(essay)
    if name not in part.snapshots:
        return []
    first, today = essay.date.astimezone(run.zone).date().isoformat(), day_of(run, essay)
    days = [day for day in part.snapshots[name] if first <= day < today and _is_day(day)]
    until = (*days[1:], today)
    return [
        Version(*one, f"{part.versions_folder}{name}{os.sep}{one[0]}{SUFFIX}") for one in zip(days, until, strict=False)
    ]


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False
