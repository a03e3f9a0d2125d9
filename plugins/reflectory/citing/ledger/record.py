"""An essay's file in the ledger: ``content/ledger/<slug>.json``, a line for each block, so that branches merge well.

    {
     "address": "essays/hope/",
     "blocks": [
      {"id": "p-h7x2kq", "text": "We all had hope that day."},
      {"id": "p-9fkd3m", "also": ["p-zz82hr"], "text": "Some kindness, too. And patience."}
     ],
     "gone": [
      {"id": "p-q5wv8c", "after": "p-h7x2kq", "on": "2026-03-01", "was": "p-q5wv8c"}
     ]
    }

Of what is gone no word is kept: only its id, where it stood, and by which id its last words would be known again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

FOLDER = "ledger"

_FIT = re.compile(r"[^\s\"'<>&\x00-\x1f]+")
"""What an id may be (HTML standard, 3.2.6: no space), and what needs no escaping."""


class Row(NamedTuple):
    """A block that is there.

    Attributes:
        text: its content, or the address of its picture.
        also: further ids that lead to it: of blocks that have gone into it.
    """

    id: str
    text: str
    also: tuple[str, ...] = ()


class Gone(NamedTuple):
    """A block that was taken out.

    Attributes:
        after: the id of the block that stood before it, "" where it was the first.
        on: the day, ISO 8601; "" while no public build has told it.
        was: the id that its last words would have by themselves.
    """

    id: str
    after: str
    on: str = ""
    was: str = ""


class Record(NamedTuple):
    """What the ledger knows of an essay.

    Attributes:
        rows: its blocks in the order of the text.
        gone: those that are gone, by their ids.
        address: where it stands, from the root without a leading slash.
    """

    rows: tuple[Row, ...] = ()
    gone: tuple[Gone, ...] = ()
    address: str = ""

    def with_that_of(self, other: Record) -> Record:
        """Return this record with that of an essay that has gone into this one; what both have is this one's."""
        seen = {row.id for row in self.rows} | {name for row in self.rows for name in row.also}
        rows = tuple(row for row in other.rows if row.id not in seen)
        seen |= {row.id for row in rows}
        gone = (one for one in (*self.gone, *other.gone) if one.id not in seen)
        return self._replace(rows=(*self.rows, *rows), gone=tuple(sorted({one.id: one for one in gone}.values())))


class RecordError(Exception):
    """A file of the ledger cannot be used; ``line`` is where, 0 for all of it."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def written(record: Record) -> str:
    """Return a record as its file holds it."""
    rows = (_line({"id": row.id, **({"also": row.also} if row.also else {}), "text": row.text}) for row in record.rows)
    gone = (_line({name: value for name, value in one._asdict().items() if value}) for one in record.gone)
    return f'{{\n "address": {_line(record.address)},\n "blocks": [{_list(rows)}],\n "gone": [{_list(gone)}]\n}}\n'


def _line(values: object) -> str:
    return json.dumps(values, ensure_ascii=False)


def _list(lines: Iterable[str]) -> str:
    text = ",\n  ".join(lines)
    return f"\n  {text}\n " if text else ""


def read(text: str) -> Record:
    """Return the record that a file holds; an id that stands there twice, as after a merge, holds as it stands first.

    Raises:
        RecordError: it is no such file.
    """
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        remedy = "if two branches have met here, keep the lines of both, else take it back from version control"
        raise RecordError(f"this is no JSON; {remedy}", error.lineno) from error
    if not isinstance(values, dict) or not all(isinstance(values.get(name), list) for name in ("blocks", "gone")):
        raise RecordError("this is no record; take it back from version control")
    seen: set[str] = set()
    rows = tuple(_rows(values["blocks"], seen))
    address = str(values.get("address", ""))
    return Record(rows, tuple(sorted(_gone(values["gone"], seen))), address)


def _rows(found: list[Any], seen: set[str]) -> Iterator[Row]:
    for one in found:
        if not _has(one, "id", "text") or not isinstance(one.get("also", []), list):
            raise RecordError(f"{_shown(one)} should be an id with a text")
        also = tuple(_new([str(name) for name in one["also"]], seen)) if "also" in one else ()
        for name in _new([one["id"]], seen):
            yield Row(name, one["text"], also)


def _gone(found: list[Any], seen: set[str]) -> Iterator[Gone]:
    for one in found:
        if not _has(one, "id") or not _is_day(one.get("on", "")):
            raise RecordError(f"{_shown(one)} should be an id with the day on which it went")
        for name in _new([one["id"]], seen):
            yield Gone(name, *(str(one.get(field, "")) for field in Gone._fields[1:]))


def _has(one: Any, *names: str) -> bool:
    return isinstance(one, dict) and all(isinstance(one.get(name), str) for name in names)


def _is_day(value: Any) -> bool:
    try:
        return value == "" or bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _shown(one: Any) -> str:
    return f"“{json.dumps(one, ensure_ascii=False)[:60]}”"


def _new(names: Iterable[str], seen: set[str]) -> Iterator[str]:
    for name in names:
        if not _FIT.fullmatch(name):
            raise RecordError(f"“{name[:60]}” can be no id")
        if name not in seen:
            seen.add(name)
            yield name
