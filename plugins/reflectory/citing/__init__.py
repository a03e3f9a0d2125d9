"""For those who cite: paragraphs to point at, versions, citations, cards for other sites, sheets to reflect on."""

from __future__ import annotations

from pelican import Pelican, signals

from reflectory import site
from reflectory.citing.citation.options import CitingOptions
from reflectory.citing.citation.part import CitationPart
from reflectory.citing.embedding.part import EmbeddingPart
from reflectory.citing.ledger.part import LedgerPart
from reflectory.citing.packs.part import PacksPart
from reflectory.citing.sheets.part import SheetsPart
from reflectory.site.part import Part
from reflectory.site.run import Run
from reflectory.site.settings import choose


def _check_settings(pelican: Pelican) -> None:
    choose(CitingOptions, pelican.settings)


def _ledger(run: Run) -> Part:
    return LedgerPart(run)


def _citation(run: Run) -> Part:
    return CitationPart(run)


def _embedding(run: Run) -> Part:
    return EmbeddingPart(run)


def _sheets(run: Run) -> Part:
    return SheetsPart(run)


def _packs(run: Run) -> Part:
    return PacksPart(run)


def register() -> None:
    """Connect to the site that every part stands on."""
    site.register()
    signals.initialized.connect(_check_settings)
    for part in (_ledger, _citation, _embedding, _sheets, _packs):
        site.get_parts.connect(part)
