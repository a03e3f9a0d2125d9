"""The work of the ledger on one essay, which may be done in another process and is kept by its content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from reflectory.building.fingerprint import fingerprint
from reflectory.building.keeper import Made
from reflectory.citing.ledger.blocks import Body, survey
from reflectory.citing.ledger.placing import Placed, place, recorded
from reflectory.citing.ledger.record import Record, RecordError, read
from reflectory.site.errors import Problem


class BlockMarker:
    """Finds the blocks of essays."""

    fingerprint = b"1"

    def __call__(self, html: str, wishes: bool) -> Body | None:
        """Return an essay's blocks, ``None`` for a page that wishes none."""
        return survey(html) if wishes else None

    def gist(self, facts: Body | None) -> tuple[Any, ...]:
        """Return the fingerprint of all that the ids depend on, and that of the ids while the ledger has none."""
        if facts is None:
            return ()
        content = fingerprint(tuple([(block.content, block.own) for block in facts.blocks]), sorted(facts.ids))
        return (content, print_of(place(Record(), facts)))

    def faults(self, facts: Body | None) -> tuple[tuple[str, str], ...]:
        """Return nothing: any body has blocks, or none."""
        return ()


class Kept(NamedTuple):
    """What is at hand of an essay's ids.

    Attributes:
        content: the fingerprint of where every id leads.
        waits: whether something has gone for which the ledger has no day yet.
        is_current: whether the ledger has all this already.
        address: where the essay stood when the ledger was written, "" where it was not there.
        changes: what would be different from the ledger: (what becomes of it, its id).
    """

    content: bytes
    waits: bool
    is_current: bool
    address: str
    changes: tuple[tuple[str, str], ...]


GONE, MERGED = "gone", "merged"


class Asked(NamedTuple):
    """What an essay's ids depend on.

    Attributes:
        body: its blocks.
        address: where it stands.
        own: its file in the ledger, "" where there is none.
        inherited: files of essays that have gone into it.
        file: how messages name the first of these.
    """

    body: Body
    address: str
    own: str
    inherited: tuple[str, ...]
    file: str


def placed(asked: Asked) -> Made[Placed]:
    """Give the blocks of an essay their ids by its file in the ledger; the gist is a ``Kept``."""
    try:
        before = read(_text(asked.own)) if asked.own else Record()
        for path in asked.inherited:
            before = before.with_that_of(read(_text(path)))
    except RecordError as error:
        return Made((), place(Record(), asked.body), (_problem(asked.file, error),))
    found = place(before, asked.body)
    waits = any(not one.on for one in found.gone)
    is_current = not waits and not asked.inherited and recorded(found, asked.body, "", asked.address) == before
    kept = Kept(print_of(found), waits, is_current, before.address, tuple(_changes(before, found)))
    return Made(tuple(kept), found)


def _text(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8")
    except OSError as error:
        raise RecordError(f"it cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise RecordError("it is no UTF-8") from error


def print_of(found: Placed) -> bytes:
    """Return the fingerprint of where all ids of an essay lead."""
    return fingerprint(found.ids, found.also, tuple(map(tuple, found.gone)))


def _changes(before: Record, found: Placed) -> Iterator[tuple[str, str]]:
    yield from ((GONE, one.id) for one in found.gone if not one.on)
    known = {row.id for row in before.rows}
    yield from ((MERGED, name) for names in found.also for name in names if name in known)


def _problem(file: str, error: RecordError) -> Problem:
    return Problem(file, error.line, f"{error}; the addresses of paragraphs are in it.")


def alone(item: tuple[str, str]) -> Made[None]:
    """Read the file of an essay that is not there, which messages name ``item[0]``; the gist is its address."""
    file, path = item
    try:
        return Made((read(_text(path)).address,), None)
    except RecordError as error:
        return Made((), None, (_problem(file, error),))
