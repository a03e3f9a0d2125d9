"""What the ledger's templates may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from reflectory.site.models import Link
from reflectory.site.views import Head, When


@dataclass(frozen=True, slots=True)
class Stood:
    """A version of an essay in a list: where it is, and from when until when it stood."""

    url: str
    since: When
    until: When


@dataclass(frozen=True, slots=True)
class LedgerView:
    """What stands below an essay: the mark, and its earlier versions, the newest first."""

    versions: tuple[Stood, ...] = ()
    history: str = ""


class Piece(NamedTuple):
    """A few words of a passage that were ``kept``, ``added`` or ``removed``."""

    kind: str
    text: str


class Change(NamedTuple):
    """A passage that was ``changed``, ``added`` or ``removed``, or how many stayed the ``same``."""

    kind: str
    pieces: tuple[Piece, ...]
    passages: int = 0


@dataclass(frozen=True, slots=True)
class VersionView:
    """An essay as it stood.

    Attributes:
        title: what it was called then.
        stood: from when until when.
        latest: the essay as it stands today.
        older, newer: the versions next to it, today's as the newest.
        changes: what has changed from then until today.
    """

    head: Head
    title: str
    body: Markup
    stood: Stood
    latest: Link
    history: str
    older: Stood | None
    newer: Stood | None
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """All versions of an essay, the newest first; ``since`` is the day of today's."""

    head: Head
    title: str
    latest: Link
    since: When
    versions: tuple[Stood, ...]
    timemap: str


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
