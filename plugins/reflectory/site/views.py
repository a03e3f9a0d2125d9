"""Views: frozen values, each holding everything that one page's template may read.

A page is a pure function of its view and the site's view; a template that needs more needs another field here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reflectory.site.models import Link


@dataclass(frozen=True, slots=True)
class When:
    """A moment for a ``time`` element: ISO 8601 for machines, words for people."""

    iso: str
    text: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """What every page shows of the site.

    Attributes:
        url: the public address without a trailing slash, "" while there is none.
        menu: what navigation names; only what exists.
        feeds: the feeds that every page announces.
        styles: addresses of the style sheets below the site's root.
        assets: the folder of the theme's own files below the site's root.
    """

    name: str
    subtitle: str
    description: str
    lang: str
    url: str
    author: str
    menu: tuple[Link, ...]
    feeds: tuple[Link, ...]
    styles: tuple[str, ...]
    assets: str
    licence: Link | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in a page's ``head``, and where the page is.

    Attributes:
        url: the page's own address from the root, without a leading slash.
        root: the way from the page to the root, without a trailing slash (``../..``).
        canonical: absolute, "" while the site has no public address.
        kind: Open Graph's ``og:type``.
        data: JSON-LD, safe inside a ``script`` element.
        scripts: modules this page needs, below the root.
    """

    title: str
    url: str
    root: str
    canonical: str = ""
    description: str = ""
    lang: str = ""
    kind: str = "website"
    image: str = ""
    image_alt: str = ""
    feeds: tuple[Link, ...] = ()
    scripts: tuple[str, ...] = ()
    data: Markup = Markup("")
    robots: str = ""
    previous: str = ""
    next: str = ""


@dataclass(frozen=True, slots=True)
class EssayItem:
    """An essay as a list shows it."""

    title: str
    url: str
    date: When
    summary: str
    minutes: int
    tags: tuple[Link, ...] = ()
    badges: tuple[Link, ...] = ()
    lang: str = ""


@dataclass(frozen=True, slots=True)
class EssayGroup:
    """Essays under a heading, such as a year."""

    heading: str
    essays: tuple[EssayItem, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a list stands in its pages; the addresses are "" at either end."""

    number: int = 1
    count: int = 1
    newer: str = ""
    older: str = ""


@dataclass(frozen=True, slots=True)
class EssayView:
    """An essay's own page, or an ordinary page (which has no date, authors or themes).

    Attributes:
        sections: each part's view of this page by the part's name (``sections.comments``).
    """

    head: Head
    title: str
    body: Markup
    is_essay: bool = True
    draft: bool = False
    date: When | None = None
    modified: When | None = None
    minutes: int = 0
    authors: tuple[Link, ...] = ()
    tags: tuple[Link, ...] = ()
    licence: str = ""
    newer: Link | None = None
    older: Link | None = None
    translations: tuple[Link, ...] = ()
    badges: tuple[Link, ...] = ()
    sections: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HomeView:
    """The first page: the newest essays, and the themes and words to begin with."""

    head: Head
    essays: tuple[EssayItem, ...]
    more: Link | None
    sections: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of essays under a title: all of them by year, an author's, a theme's.

    Attributes:
        trail: the way here from the home page, for the breadcrumb.
        intro: HTML that stands before the list.
    """

    head: Head
    title: str
    groups: tuple[EssayGroup, ...]
    count: int
    pager: Pager = field(default_factory=Pager)
    kicker: str = ""
    short: str = ""
    intro: Markup = Markup("")
    feed: Link | None = None
    trail: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageView:
    """A page that says one thing and leads on: 404."""

    head: Head
    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of an Atom feed (RFC 4287); ``content`` is HTML with absolute addresses."""

    id: str
    title: str
    url: str
    published: str
    updated: str
    authors: tuple[str, ...]
    content: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    in_reply_to: str = ""


@dataclass(frozen=True, slots=True)
class FeedView:
    """An Atom feed; addresses are absolute."""

    id: str
    title: str
    subtitle: str
    url: str
    self_url: str
    updated: str
    author: str
    entries: tuple[FeedEntry, ...]
    lang: str = ""
    rights: str = ""


@dataclass(frozen=True, slots=True)
class SitemapView:
    """Addresses and days of last change (sitemaps.org protocol 0.9); in an index, the addresses of sitemaps."""

    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Output:
    """One file of the site, and what it is made from.

    Attributes:
        path: below ``output/``.
        template: a template's name, "" where the file is no page.
        view: one of the views above, or a part's own; without a template, the text (or bytes) itself.
        later: makes the view when the file has to be made, in the place of ``view``.
        needs: what ``later`` makes the view from, as values or fingerprints: while they are the same, so is the view.
        source: a file that is copied as it is; ``needs`` names its content.
        url: the address under which the sitemap lists the page, ``None`` where it does not.
        changed: the day of its last change, ISO 8601, for the sitemap.
    """

    path: str
    template: str = ""
    view: object = None
    later: Callable[[], object] | None = None
    needs: tuple[Any, ...] = ()
    source: Path | None = None
    url: str | None = None
    changed: str = ""

    @property
    def made_from(self) -> Any:
        """What the file is made from: while it is the same, so is the file."""
        return self.needs if self.later or self.source else self.view

    def made(self) -> Output:
        """Return the output with its view, ready to be rendered anywhere."""
        return replace(self, view=self.later(), later=None) if self.later else self
