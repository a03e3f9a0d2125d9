"""Earlier versions of essays: ``content/versions/<slug>/<day>.html``, how each stood and from when until when.

A public build keeps each essay as it publishes it, under the day on which that text is dated (``modified``, or
``date``). When the author dates a change, the text of the day before stays, and is a version of its own from then on.
Nothing of this needs the repository's history.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from reflectory.building.fingerprint import digest
from reflectory.building.keeper import Made
from reflectory.site.html import ROOT, Edit, splice
from reflectory.site.models import Essay, Page
from reflectory.site.part import FEED, READER
from reflectory.site.run import Run

if TYPE_CHECKING:
    from reflectory.citing.ledger.part import LedgerPart

FOLDER = "versions"
SUFFIX = ".html"

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ROOT = "%root%"
"""Stands in a file for ``html.ROOT``, which no editor would show."""


class Version(NamedTuple):
    """A state in which an essay stood.

    Attributes:
        day: the first day, ISO 8601.
        until: the day of the next version.
        path: the file that keeps it.
    """

    day: str
    until: str
    path: str


class Snapshot(NamedTuple):
    """What a file keeps: the title, and the body with its ids and ``html.ROOT`` for the way to the site's root."""

    title: str
    html: str


def day_of(run: Run, essay: Essay) -> str:
    """Return the day from which an essay stands as it does today, ISO 8601."""
    return (essay.modified or essay.date).astimezone(run.zone).date().isoformat()


def versions_of(run: Run, part: LedgerPart, essay: Essay) -> list[Version]:
    """Return the earlier versions of an essay, the oldest first."""
    name = part.name_of(essay)
    if name not in part.snapshots or not essay.url.endswith("/"):
        return []
    first, today = essay.date.astimezone(run.zone).date().isoformat(), day_of(run, essay)
    days = [day for day in part.snapshots[name] if first <= day < today and _is_day(day)]
    folder = f"{part.versions_folder}{name}{os.sep}"
    return [Version(day, end, f"{folder}{day}{SUFFIX}") for day, end in zip(days, (*days[1:], today), strict=False)]


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def url_of(essay: Page, day: str) -> str:
    """Return the address of an essay's version."""
    return f"{essay.url}v/{day}/"


def read(path: str) -> Snapshot:
    """Return what a version's file keeps; one that somebody wrote by hand need not have a title."""
    text = Path(path).read_bytes().decode("utf-8", "replace").replace(f'"{_ROOT}/', f'"{ROOT}/')
    first, _, rest = text.partition("\n")
    try:
        title = str(json.loads(first.removeprefix("<!--").removesuffix("-->"))["title"])
    except (ValueError, TypeError, KeyError):
        return Snapshot("", text)
    return Snapshot(title, rest)


class Asked(NamedTuple):
    """An essay as it is read, and what changes it to what is kept."""

    title: str
    html: str
    edits: tuple[Edit, ...]


def asked(run: Run, page: Page) -> Asked:
    """Return what a snapshot of an essay is made from: the author's own text, with ids and without any other mark.

    What other parts put into the text belongs to the day on which it is read, such as the words of the glossary.
    """
    linked = run.linked(page)
    edits: list[Edit] = []
    for part in run.parts:
        facts = linked.facts.get(part.name)
        if facts is not None and part.name == "ledger":
            edits += part.edits(page, facts, READER)
        elif facts is not None:
            edits += (Edit(one.start, one.end, one.order, "") for one in part.edits(page, facts, FEED))
    return Asked(page.title, linked.html, tuple(edits))


def snapshot(wanted: Asked) -> Made[str]:
    """Return the text of a version's file; the gist is its fingerprint as ``Files`` takes it."""
    title = json.dumps({"title": wanted.title}, ensure_ascii=False).replace("--", "\\u002d\\u002d")
    body = splice(wanted.html, wanted.edits).replace(f'"{ROOT}/', f'"{_ROOT}/')
    text = f"<!--{title}-->\n{body}"
    return Made((digest(text.encode("utf-8", "replace")),), text)


def link_format(address: str, timemap: str, mementos: Iterable[tuple[str, str]]) -> str:
    """Return a Memento TimeMap (RFC 7089, 5) of addresses and days, the oldest first; all addresses absolute."""
    dated = [(url, _http_date(day)) for url, day in mementos]
    first, last = dated[0][1], dated[-1][1]
    lines = [f'<{address}>;rel="original"']
    lines.append(f'<{timemap}>;rel="self";type="application/link-format";from="{first}";until="{last}"')
    for number, (url, moment) in enumerate(dated):
        place = "first last " if len(dated) == 1 else {0: "first ", len(dated) - 1: "last "}.get(number, "")
        lines.append(f'<{url}>;rel="{place}memento";datetime="{moment}"')
    return ",\n".join(lines) + "\n"


def _http_date(day: str) -> str:
    """Return the beginning of a day as HTTP writes moments (RFC 9110, 5.6.7), whatever the machine's language."""
    one = date.fromisoformat(day)
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    week = "Mon Tue Wed Thu Fri Sat Sun".split()
    return f"{week[one.weekday()]}, {one.day:02} {months[one.month - 1]} {one.year:04} 00:00:00 GMT"
