"""For those who cite: paragraphs that can be pointed at, citations, versions, teaching packs."""

from __future__ import annotations

from reflectory import site
from reflectory.citing.ledger.part import LedgerPart
from reflectory.citing.packs.part import PacksPart
from reflectory.site.run import Part, Run


def _ledger(run: Run) -> Part:
    return LedgerPart(run)


def _packs(run: Run) -> Part:
    return PacksPart(run)


def register() -> None:
    """Connect to the site that every part stands on."""
    site.register()
    site.get_parts.connect(_ledger)
    site.get_parts.connect(_packs)
