"""Versions of essays: ``content/versions/<slug>/<day>.html``, how each stood and from when until when.

A public build keeps each essay as it publishes it, under the day on which that text is dated (``modified``, or
``date``). When the author dates a change, the text of the day before stays where it was. Nothing of this needs the
repository's history.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Sequence
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
    """A state in which an essay stood, or stands.

    Attributes:
        day: the first day, ISO 8601.
        until: the day of the next version, "" where there is none.
        path: the file that keeps it, "" for today's, which is read from the essay.
        url: its address.
    """

    day: str
    until: str
    path: str
    url: str


class Snapshot(NamedTuple):
    """What a file keeps: the title, and the body with its ids and ``html.ROOT`` for the way to the site's root."""

    title: str
    html: str


def day_of(run: Run, essay: Essay) -> str:
    """Return the day from which an essay stands as it does today, ISO 8601."""
    return (essay.modified or essay.date).astimezone(run.zone).date().isoformat()


def has_versions(essay: Page) -> bool:
    """Whether an essay's address is a folder, in which versions can lie, and everybody may read it."""
    return isinstance(essay, Essay) and essay.url.endswith("/") and essay.status != "draft"


def today(run: Run, essay: Essay) -> Version:
    """Return an essay's version of today, which keeps its address when the next one comes."""
    day = day_of(run, essay)
    return Version(day, "", "", url_of(essay.url, day))


def versions_of(run: Run, part: LedgerPart, essay: Essay) -> list[Version]:
    """Return the earlier versions of an essay, the oldest first."""
    name = part.name_of(essay)
    if name not in part.snapshots or not essay.url.endswith("/"):
        return []
    first, now = essay.date.astimezone(run.zone).date().isoformat(), day_of(run, essay)
    return kept(part, name, essay.url, [day for day in part.snapshots[name] if first <= day < now], now)


def kept(part: LedgerPart, name: str, address: str, days: Sequence[str], until: str = "") -> list[Version]:
    """Return the versions of some days that lie in the folder of a name, for an essay's address.

    Args:
        part: the ledger.
        name: of the folder.
        address: where the essay stands, or stood.
        days: in order.
        until: the day on which the last of them ended.
    """
    folder = f"{part.versions_folder}{name}{os.sep}"
    return [
        Version(day, end, f"{folder}{day}{SUFFIX}", url_of(address, day))
        for day, end in zip(days, (*days[1:], until), strict=False)
    ]


def is_day(text: str) -> bool:
    """Whether a text is a day, ISO 8601."""
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def url_of(address: str, day: str) -> str:
    """Return the address of a version of the essay at an address."""
    return f"{address}v/{day}/"


def read(path: str) -> Snapshot:
    """Return what a version's file keeps."""
    return taken(Path(path).read_bytes().decode("utf-8", "replace"))


def titled(path: str) -> Made[None]:
    """Read a version's file; the gist is its title, "" where it has none."""
    return Made((read(path).title,), None)


def taken(text: str) -> Snapshot:
    """Return what the text of a version's file keeps; one that somebody wrote by hand need not have a title."""
    text = text.replace(f'"{_ROOT}/', f'"{ROOT}/')
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


def of_today(run: Run, essay: Essay) -> Snapshot:
    """Return what a snapshot of an essay keeps if it is taken now."""
    return taken(snapshot(asked(run, essay)).value)


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
