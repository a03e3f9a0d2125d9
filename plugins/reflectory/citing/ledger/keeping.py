"""The work of the ledger on one essay, which may be done in another process and is kept by its content."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from reflectory.building.fingerprint import fingerprint
from reflectory.building.keeper import Made
from reflectory.citing.ledger.blocks import Body, survey
from reflectory.citing.ledger.placing import Placed, place, recorded
from reflectory.citing.ledger.record import Record, RecordError, read, written
from reflectory.site.errors import Problem


class BlockMarker:
    """Finds the blocks of essays."""

    fingerprint = b"1"

    def __call__(self, html: str, wishes: bool) -> Body | None:
        """Return an essay's blocks, ``None`` for a page that wishes none."""
        return survey(html) if wishes else None

    def gist(self, facts: Body | None) -> tuple[Any, ...]:
        """Return the fingerprint of all that the ids depend on."""
        if facts is None:
            return ()
        return (fingerprint(tuple((block.content, block.own) for block in facts.blocks), sorted(facts.ids)),)

    def faults(self, facts: Body | None) -> tuple[tuple[str, str], ...]:
        """Return nothing: any body has blocks, or none."""
        return ()


class Kept(NamedTuple):
    """What is at hand of an essay's ids.

    Attributes:
        content: the fingerprint of where every id leads.
        waits: whether something has gone for which the ledger has no day yet.
        is_current: whether the ledger has all this already.
    """

    content: bytes
    waits: bool
    is_current: bool


class Asked(NamedTuple):
    """An essay's blocks, its file in the ledger, and how messages name that."""

    body: Body
    path: str
    file: str


def placed(asked: Asked) -> Made[Placed]:
    """Give the blocks of an essay their ids by its file in the ledger; the gist is a ``Kept``."""
    try:
        text = Path(asked.path).read_bytes().decode("utf-8")
        found = place(read(text), asked.body)
    except RecordError as error:
        return _fault(asked, error.line, str(error))
    except (OSError, UnicodeDecodeError) as error:
        return _fault(asked, 0, f"it cannot be read ({getattr(error, 'strerror', None) or 'it is no UTF-8'})")
    waits = any(not one.on for one in found.gone)
    is_current = not waits and written(recorded(found, asked.body, "")) == text
    return Made(tuple(Kept(fingerprint(_plain(found)), waits, is_current)), found)


def _plain(found: Placed) -> tuple[Any, ...]:
    return (found.ids, found.also, tuple(map(tuple, found.gone)))


def _fault(asked: Asked, line: int, message: str) -> Made[Placed]:
    problem = Problem(asked.file, line, f"{message}; the paragraphs’ addresses are in it.")
    return Made((), place(Record(), asked.body), (problem,))
