"""The ledger in a build: committed ids in; ids in every essay, and what a public build writes down, out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from reflectory.building.fingerprint import fingerprint
from reflectory.citing.ledger.blocks import Block, Body, survey
from reflectory.citing.ledger.ids import naturals
from reflectory.site.html import Edit
from reflectory.site.models import Essay, Page
from reflectory.site.run import READER, Part, Run


class Found(NamedTuple):
    """A body's blocks, and the ids that their content gives them."""

    body: Body
    ids: tuple[str, ...]


class Passage(NamedTuple):
    """A block of an essay under its id."""

    id: str
    block: Block


class BlockMarker:
    """Finds the blocks of essays."""

    fingerprint = b"1"

    def __call__(self, html: str, wishes: Any) -> Found | None:
        """Return an essay's blocks, ``None`` for a page that wishes none."""
        if not wishes:
            return None
        body = survey(html)
        return Found(body, naturals(body))

    def gist(self, facts: Found | None) -> tuple[Any, ...]:
        """Return the fingerprint of the ids, which is all that is needed while nobody asks for them."""
        return (fingerprint(facts.ids),) if facts else ()

    def faults(self, facts: Found | None) -> tuple[tuple[str, str], ...]:
        """Return nothing: any body has blocks, or none."""
        return ()


class LedgerPart(Part):
    """Gives every block of an essay an address that lasts."""

    name = "ledger"

    def marker(self) -> BlockMarker:
        """Return what finds blocks."""
        return BlockMarker()

    def wishes(self, page: Page) -> bool:
        """Return whether a page's blocks get addresses: those of essays do."""
        return isinstance(page, Essay)

    def needs(self, page: Page) -> tuple[Any, ...]:
        """Return the fingerprint of the ids of a page's blocks."""
        return (self.print_of(page),)

    def edits(self, page: Page, facts: Found, target: str) -> Iterable[Edit]:
        """Return the ids, each for the opening tag of its block; a feed has none."""
        if target == READER:
            for block, name in zip(facts.body.blocks, self._ids(page, facts), strict=True):
                if not block.own:
                    at = block.start + 1 + len(block.kind)
                    yield Edit(at, at, 0, f' id="{name}"')

    # For the other parts of ``citing``, once bodies are linked.

    def print_of(self, page: Page) -> bytes:
        """Return the fingerprint of the ids of an essay's passages, for ``needs``; b"" for a page without any."""
        gist = self.run.gist(self.name, page)
        return gist[0] if gist else b""

    def passages(self, page: Page) -> Iterator[Passage]:
        """Yield an essay's blocks under their ids, in the order of the text; offsets are those of its linked body."""
        facts = self.run.facts(self.name, page)
        if facts:
            yield from map(Passage, self._ids(page, facts), facts.body.blocks)

    def _ids(self, page: Page, facts: Found) -> tuple[str, ...]:
        return facts.ids


def ledger_of(run: Run) -> LedgerPart | None:
    """Return the ledger of a build, ``None`` where it is not among the parts."""
    return next((part for part in run.parts if isinstance(part, LedgerPart)), None)
