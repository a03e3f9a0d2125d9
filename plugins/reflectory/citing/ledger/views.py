"""What the ledger's templates may read."""

from __future__ import annotations

from dataclasses import dataclass

from reflectory.site.models import Link
from reflectory.site.views import Head, When


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What stands below an essay: the mark."""


@dataclass(frozen=True, slots=True)
class TombstoneView:
    """What stands where something was withdrawn.

    Attributes:
        what: what it was, in general words (``An essay``).
        reason: the author's own words.
        links: ways on.
    """

    head: Head
    what: str
    on: When
    reason: str
    links: tuple[Link, ...]
