"""What the files of other blogs hold, as plain values; nothing in them names a machine."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from reflectory.site.errors import ReflectoryError


class ImportingError(ReflectoryError):
    """A file cannot be imported; says why, and what to do."""


class Numbers:
    """The numbers of a file's posts, or of its comments: each is given once, whatever the file says."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def own(self, number: str) -> str:
        """Return a number, or one like it where it was given already: what has another's would take its place."""
        count, own = 1, number
        while own in self._given:
            count += 1
            own = f"{number}-{count}"
        self._given.add(own)
        return own


class Told(Struct, frozen=True):
    """A comment as a file has it, every field as it is written there.

    Attributes:
        approved: ``1``, ``0``, ``spam``, ``trash`` or ``post-trashed``, by WordPress's words.
        user: the number of the account of whoever wrote it, ``0`` or "" for a visitor.
    """

    id: str
    author: str = ""
    email: str = ""
    url: str = ""
    date: str = ""
    date_gmt: str = ""
    content: str = ""
    approved: str = ""
    kind: str = ""
    parent: str = ""
    user: str = ""


class Entry(Struct, frozen=True):
    """A post, a page, an attachment or whatever else stands in an export.

    Attributes:
        terms: (kind, short name, name) of categories, tags and the like.
        meta: of the author's further fields those that an import reads.
        line: where it ends in the file, as the parser counts.
    """

    id: str
    type: str = ""
    status: str = ""
    title: str = ""
    slug: str = ""
    link: str = ""
    content: str = ""
    excerpt: str = ""
    date: str = ""
    date_gmt: str = ""
    modified: str = ""
    modified_gmt: str = ""
    published: str = ""
    author: str = ""
    parent: str = ""
    password: str = ""
    answering: str = ""
    file: str = ""
    terms: tuple[tuple[str, str, str], ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    comments: tuple[Told, ...] = ()
    line: int = 0


class Author(Struct, frozen=True):
    """Somebody who wrote for the old blog; ``email`` is compared and never kept."""

    login: str
    id: str = ""
    name: str = ""
    email: str = ""
