"""What the ledger's templates may read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from markupsafe import Markup
from msgspec import Struct

from reflectory.site.models import Link
from reflectory.site.views import Head, When


class Stood(Struct, frozen=True):
    """A version of an essay in a list: where it is, and from when until when it stood (``None``: nobody can say)."""

    url: str
    since: When
    until: When | None = None


class LedgerView(Struct, frozen=True):
    """What stands below an essay: the mark, and its earlier versions, the newest first."""

    versions: tuple[Stood, ...] = ()


class Piece(NamedTuple):
    """A few words of a passage that were ``kept``, ``added`` or ``removed``."""

    kind: str
    text: str


class Change(NamedTuple):
    """A passage that was ``changed``, ``added`` or ``removed``, or how many stayed the ``same``."""

    kind: str
    pieces: tuple[Piece, ...]
    passages: int = 0


class VersionView(Struct, frozen=True):
    """An essay as it stood, or stands.

    Attributes:
        title: what it was called then.
        stood: from when until when.
        is_today: whether it stands so today.
        latest: the essay's own page.
        history: the address of the list of versions, "" where this is the only one.
        older, newer: the versions next to it.
        changes: what has changed from then until today.
        sections: how this version is cited, as the template of an essay's citation reads it.
    """

    head: Head
    title: str
    body: Markup
    authors: tuple[Link, ...]
    licence: str
    stood: Stood
    is_today: bool
    latest: Link
    history: str
    older: Stood | None
    newer: Stood | None
    changes: tuple[Change, ...]
    sections: Mapping[str, object]


class HistoryView(Struct, frozen=True):
    """All versions of an essay: today's, and the earlier ones, the newest first."""

    head: Head
    title: str
    latest: Link
    today: Stood
    versions: tuple[Stood, ...]
    timemap: str


class TombstoneView(Struct, frozen=True):
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
