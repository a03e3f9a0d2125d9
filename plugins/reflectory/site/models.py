"""What was read, as plain values: no Pelican object travels further than ``collect``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct, field

_WHOLE = re.compile("//|[A-Za-z][A-Za-z0-9+.-]*:")
"""How an address begins that names a host or a scheme (RFC 3986, 3.1 and 4.2)."""


def leads_out(address: str) -> bool:
    """Whether an address is none below the site's root, so that its file would lie outside the output folder."""
    return bool(_WHOLE.match(address)) or address.startswith("/") or ".." in address.split("/")


class Link(NamedTuple):
    """A label and an address.

    Attributes:
        label: plain text.
        url: from the site's root without a leading slash (``themes/hope/``), or absolute.
    """

    label: str
    url: str

    def href(self, root: str) -> str:
        """Return the address as a page has it from which ``root`` is the way to the site's root."""
        return self.url if _WHOLE.match(self.url) else f"{root}/{self.url}"


class Tag(NamedTuple):
    """A theme as an essay names it."""

    name: str
    slug: str
    url: str


class Titled(NamedTuple):
    """A page by its title; ``lang`` is a BCP 47 tag, "" where it goes without saying."""

    lang: str
    title: str
    url: str


class Size(NamedTuple):
    """One of a photograph's sizes: its width in pixels, its file, where that goes and its address below the root."""

    width: int
    file: Path
    save_as: str
    url: str


class Picture(Struct, frozen=True):
    """A photograph as it is published, without what its camera wrote into it.

    Attributes:
        width, height: in pixels, upright.
        sizes: in which it is published, the original one last.
        content: what names its content, and the sizes that were made of it.
    """

    width: int
    height: int
    sizes: tuple[Size, ...]
    content: str


class StaticFile(NamedTuple):
    """A file that is published as it is, or a photograph: the absolute path, and where it goes below the root."""

    path: str
    url: str
    save_as: str


class Linked(NamedTuple):
    """A page's body, links resolved, with what every part found in it.

    Attributes:
        html: the body, with ``html.ROOT`` for the way to the site's root, without any mark of ours.
        facts: by the part's name, where its marks stand.
    """

    html: str
    facts: Mapping[str, Any]


class Page(Struct, frozen=True):
    """A page as it was written; an essay is one with a date.

    Attributes:
        file: its source from the site's folder, ``content/pages/about.md``.
        slug, lang: unique together; ``lang`` is a BCP 47 tag.
        url: from the site's root without a leading slash.
        save_as: where it is written below ``output/``.
        title, summary: plain text. The summary is the author's, or the beginning of the text.
        minutes: the reading time.
        modified: set only where the author set it.
        status: ``published``, ``hidden`` (written but not listed) or ``draft``.
        listed: the fingerprint of what lists show of it.
        content: the fingerprint of all that its file says.
        options: the header's further keys, for the parts that read them (``glossary``, ``comments``).
        translations: the same page in other languages.
    """

    file: str
    slug: str
    lang: str
    url: str
    save_as: str
    title: str
    summary: str
    word_count: int
    minutes: int
    modified: datetime | None
    status: str
    listed: bytes
    content: bytes
    options: Mapping[str, Any] = field(default_factory=dict)
    translations: tuple[Titled, ...] = ()

    def option(self, name: str) -> Any:
        """Return what the header says under ``name``, or ``None``."""
        return self.options.get(name)


class Essay(Page, frozen=True):
    """A page with a date, an author and themes: a Pelican article."""

    date: datetime = datetime.min
    authors: tuple[Link, ...] = ()
    tags: tuple[Tag, ...] = ()
    licence: str = ""


class Library(Struct, frozen=True, dict=True):
    """Everything that was read.

    Attributes:
        essays: published and listed, newest first, in the site's main language.
        unlisted: essays that are written but not listed: hidden ones and translations.
        drafts, draft_pages: what only ``serve`` shows.
        pages: published pages, then hidden ones, each in the site's order.
        menu: the pages that navigation names, in the site's order.
    """

    essays: tuple[Essay, ...] = ()
    unlisted: tuple[Essay, ...] = ()
    drafts: tuple[Essay, ...] = ()
    pages: tuple[Page, ...] = ()
    draft_pages: tuple[Page, ...] = ()
    menu: tuple[Link, ...] = ()

    def neighbours(self, essay: Essay) -> tuple[Essay | None, Essay | None]:
        """Return the listed essays next to ``essay`` in time: the newer and the older one."""
        place = self._places.get(essay.file)
        if place is None:
            return None, None
        newer = self.essays[place - 1] if place else None
        return newer, self.essays[place + 1] if place + 1 < len(self.essays) else None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {essay.file: place for place, essay in enumerate(self.essays)}

    def written(self) -> tuple[Page, ...]:
        """Return every essay and page that has an address of its own in the output."""
        return (*self.essays, *self.unlisted, *self.pages)

    def everything(self) -> tuple[Page, ...]:
        """Return what is written and every draft."""
        return (*self.written(), *self.drafts, *self.draft_pages)

    def essays_by_slug(self) -> Mapping[str, Essay]:
        """Return listed essays, unlisted ones and drafts by slug; a listed one wins."""
        return {essay.slug: essay for essay in (*self.drafts, *self.unlisted, *self.essays)}


@cache
def cased(lang: str) -> str:
    """Return a language tag as it is usually written, ``en-GB``; Pelican makes all of it small (RFC 5646, 2.1.1)."""
    first, *others = lang.split("-")
    return "-".join(
        [first.lower(), *({2: part.upper(), 4: part.title()}.get(len(part), part.lower()) for part in others)]
    )
