"""What the templates of teaching packs read."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from reflectory.citing.packs.document import Activity
from reflectory.site.models import Link
from reflectory.site.views import Head


class ReadingView(Struct, frozen=True):
    """An essay of a pack.

    Attributes:
        stood: from which day on it stood as the pack has it; ``date``: the essay's own day, both in words.
        passages: the chosen paragraphs as HTML, "" where the whole essay is read at its own address.
        notes: their footnotes.
        lang: the essay's language where it is not the site's.
    """

    title: str
    url: str
    authors: tuple[str, ...]
    date: str
    stood: str
    minutes: int
    says: str
    passages: Markup = Markup("")
    notes: Markup = Markup("")
    lang: str = ""
    licence: str = ""


class Download(Struct, frozen=True):
    """A file of a pack: what it is, its address, its size in words, and what it is good for."""

    label: str
    url: str
    type: str
    size: str
    says: str


class PackView(Struct, frozen=True):
    """A teaching pack's own page; ``words`` are the glossary's cards."""

    head: Head
    title: str
    audience: str
    time: str
    dated: str
    outcomes: tuple[str, ...]
    intro: Markup
    readings: tuple[ReadingView, ...]
    questions: tuple[str, ...]
    activities: tuple[Activity, ...]
    words: tuple[object, ...]
    downloads: tuple[Download, ...]
    licence: Link
    trail: tuple[Link, ...]


class PackItem(Struct, frozen=True):
    """A pack in the list of them."""

    title: str
    url: str
    audience: str
    time: str
    summary: str
    essays: int


class PacksView(Struct, frozen=True):
    """All teaching packs."""

    head: Head
    packs: tuple[PackItem, ...]
