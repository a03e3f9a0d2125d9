"""A teaching pack with all that its files say: the one value that paper, book and cartridge are made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct, field

from reflectory.citing.packs.tree import Node, Piece, walk
from reflectory.site.html import ROOT
from reflectory.site.models import Link

GAP = Node("gap")
"""Stands between passages where the essay goes on in between."""


class Reading(Struct, frozen=True):
    """An essay, or passages of it, as it stood on a day.

    Attributes:
        authors: their names; ``date``: the day of the essay, in words.
        version: the day from which it stood like this (ISO 8601); ``stood``: the same in words.
        url, short: its address and a short one that leads there, absolute; "" while the site has no address.
        minutes: how long the whole essay takes to read.
        says: why it is read here.
        lang: its language where it is not the pack's.
        is_whole: whether all of it is here; else these are passages, with ``GAP`` between them.
    """

    slug: str
    title: str
    authors: tuple[str, ...]
    date: str
    version: str
    stood: str
    url: str = ""
    short: str = ""
    minutes: int = 0
    says: str = ""
    lang: str = ""
    licence: str = ""
    is_whole: bool = True
    text: tuple[Node, ...] = ()


class Word(Struct, frozen=True):
    """A word to look at: where it comes from and the sources of that, of which there may be several, are lines."""

    slug: str
    term: str
    kind: str
    short: str
    url: str = ""
    origin: tuple[Piece, ...] = ()
    sources: tuple[Piece, ...] = ()
    several: bool = False

    @property
    def sources_word(self) -> str:
        """What stands before the sources."""
        return "Sources" if self.several else "Source"


class Activity(Struct, frozen=True):
    """Something to do together, and how long it takes."""

    title: str
    says: str
    time: str = ""


class Picture(Struct, frozen=True):
    """A picture of the site as a file of a pack.

    Attributes:
        file: where it lies; ``name``: what it is called in the pack.
        width: in pixels.
        content: names its content.
    """

    file: Path
    name: str
    width: int
    content: str


class Document(Struct, frozen=True):
    """A teaching pack.

    Attributes:
        url: of its page, absolute; "" while the site has no address.
        base: the site's address without a trailing slash, or "".
        id: names the pack for ever, as Atom's ids do.
        date: the day of its last change, ISO 8601; ``dated``: the same in words.
        pictures: by the address in the tree.
    """

    slug: str
    title: str
    audience: str
    time: str
    outcomes: tuple[str, ...]
    intro: tuple[Node, ...]
    readings: tuple[Reading, ...]
    questions: tuple[str, ...]
    activities: tuple[Activity, ...]
    words: tuple[Word, ...]
    licence: Link
    site: str
    authors: tuple[str, ...]
    url: str
    base: str
    id: str
    lang: str
    date: str
    dated: str
    pictures: Mapping[str, Picture] = field(default_factory=dict)

    def outward(self, url: str) -> str:
        """Return where a link of the tree leads from outside of the site, "" where it leads nowhere yet."""
        if url.startswith(ROOT):
            return f"{self.base}{url.removeprefix(ROOT)}" if self.base else ""
        return url

    def shown(self) -> Iterator[tuple[str, Picture]]:
        """Yield each picture that is in the pack and is a file of the site: its address in the tree, and the file."""
        trees = [self.intro, *(reading.text for reading in self.readings)]
        used = dict.fromkeys(node.url for tree in trees for node in walk(tree) if node.name == "img")
        return ((url, self.pictures[url]) for url in used if url in self.pictures)


def as_printed(url: str) -> str:
    """Return an address as people write it on paper: without what browsers add, letters as they are."""
    address = url.removeprefix("https://").removeprefix("http://").removeprefix("mailto:").rstrip("/")
    said = unquote(address)
    return said if said.isprintable() and " " not in said else address


def size_in_words(size: int) -> str:
    """Return a file's size as a link to it says: ``84 kB``, ``1.2 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1000))} kB"
