"""Every public address, and that each goes on leading somewhere: to a page, to where it went, or to a tombstone.

The addresses of essays stand in their own files in the ledger, so that two branches may each add an essay; all others
in ``content/ledger/addresses.txt``, one a line. Lists that grow and shrink by themselves (``page/2/``, months, themes
with themes) are none of them: nobody can promise them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from reflectory.building.keeper import Made
from reflectory.citing.ledger.record import FOLDER
from reflectory.site.errors import Problem
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.redirects import lines_of

FILE = f"{FOLDER}/addresses.txt"
"""The file in ``content/`` with the addresses of all that is no essay, from the root without a leading slash."""

WITHDRAWN = "withdrawn.yaml"
"""The file in ``content/`` that says what was withdrawn: an address, a colon, the day and the reason."""

_LASTING = re.compile(r"(?:[^/]+/){1,2}")
"""What is kept of a page's address: sections and what stands right below them."""

_PASSING = re.compile(r".*/page/.*|on-this-day/\d+/")
"""Lists that come and go with their essays."""

WHAT = {"essays": "An essay", "themes": "A page about a theme", "glossary": "An entry of the glossary",
        "series": "A series of essays", "authors": "A page about an author", "packs": "A teaching pack"}  # fmt: skip


class Withdrawn(NamedTuple):
    """One line of ``withdrawn.yaml``.

    Attributes:
        address: from the root without a leading slash.
        on: the day, ISO 8601.
        line: in the file.
    """

    address: str
    on: str
    reason: str
    line: int = 0

    @property
    def what(self) -> str:
        """What stood there, in general words: its title might be what had to go."""
        if re.search(r"/v/\d{4}-\d\d-\d\d/$", self.address):
            return "An earlier version of an essay"
        return WHAT.get(self.address.partition("/")[0], "A page")


def lasting(urls: Iterable[str | None]) -> Iterator[str]:
    """Yield those addresses of pages that are kept."""
    return (url for url in urls if url and _LASTING.fullmatch(url) and not _PASSING.fullmatch(url))


def file_of(address: str) -> str:
    """Return the file below ``output/`` that stands at an address."""
    return f"{address}index.html" if not address or address.endswith("/") else address


def listed(text: str) -> dict[str, int]:
    """Return the addresses in ``addresses.txt`` with their lines."""
    rows = ((row.strip(), number) for number, row in enumerate(text.split("\n"), 1))
    return {row: number for row, number in rows if row and not row.startswith(("<", "=", ">", "#"))}


def list_of(addresses: Iterable[str]) -> str:
    """Return ``addresses.txt``."""
    return "".join(f"{address}\n" for address in sorted(set(addresses)))


def read(item: tuple[str, str]) -> Made[None]:
    """Read ``withdrawn.yaml``, which messages name ``item[0]``, from the path ``item[1]``; the gist is its lines."""
    file, meta = item[0], lines_of(*item)
    if isinstance(meta, Problem):
        return Made((), None, (meta,))
    found = [_withdrawn(meta, str(address)) for address in meta.values]
    wrong = "write it like /essays/slug/: {on: 2026-01-31, reason: Why it was withdrawn.}"
    faults = tuple(
        Problem(file, one.line, f"“{old}” {wrong}")
        for old, one in zip(meta.values, found, strict=True)
        if not str(old).startswith("/") or not one.reason or not _is_day(one.on) or ".." in one.address
    )
    return Made(tuple(map(tuple, found)), None, faults)


def _withdrawn(meta: FrontMatter, address: str) -> Withdrawn:
    said = meta.values[address]
    values: Mapping[str, object] = said if isinstance(said, dict) else {}
    on, reason = (" ".join(str(values.get(name) or "").split()) for name in ("on", "reason"))
    return Withdrawn(address.removeprefix("/"), on, reason, meta.line(address))


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
