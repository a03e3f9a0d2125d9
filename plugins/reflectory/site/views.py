"""Views: frozen values, each holding everything that one page's template may read.

A page is a pure function of its view and the site's view; a template that needs more needs another field here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup
from msgspec import Struct, field

from reflectory.site.models import Link, Titled


class When(Struct, frozen=True):
    """A moment for a ``time`` element: ISO 8601 for machines, words for people."""

    iso: str
    text: str


class HeadTag(NamedTuple):
    """A ``meta`` or ``link`` element of a page's head that a part adds, with its attributes in order."""

    name: str
    attributes: tuple[tuple[str, str], ...]


class SiteView(Struct, frozen=True):
    """What every page shows of the site.

    Attributes:
        url: the public address without a trailing slash, "" while there is none.
        menu: what navigation names; only what exists.
        feeds: the feeds that every page announces.
        styles: addresses of the style sheets below the site's root.
        assets: the folder of the theme's own files below the site's root.
        byways: further ways to essays, for the foot of each page.
        notices: pages that the foot names instead of the menu, such as a privacy notice.
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
    byways: tuple[Link, ...] = ()
    notices: tuple[Link, ...] = ()


class Head(Struct, frozen=True):
    """What stands in a page's ``head``, and where the page is.

    Attributes:
        url: the page's own address from the root, without a leading slash.
        root: the way from the page to the root, without a trailing slash (``../..``).
        canonical: absolute, "" while the site has no public address.
        kind: Open Graph's ``og:type``.
        data: JSON-LD, safe inside a ``script`` element.
        scripts: modules this page needs, below ``SiteView.assets``.
        tags: what the parts add.
    """

    title: str
    url: str
    root: str
    canonical: str = ""
    description: str = ""
    lang: str = ""
    kind: str = "website"
    image: str = ""
    feeds: tuple[Link, ...] = ()
    scripts: tuple[str, ...] = ()
    tags: tuple[HeadTag, ...] = ()
    data: Markup = Markup("")
    robots: str = ""
    previous: str = ""
    next: str = ""


class EssayItem(Struct, frozen=True):
    """An essay as a list shows it."""

    title: str
    url: str
    date: When
    summary: str
    minutes: int
    tags: tuple[Link, ...] = ()
    badges: tuple[Link, ...] = ()
    lang: str = ""


class EssayGroup(Struct, frozen=True):
    """Essays under a heading, such as a year."""

    heading: str
    essays: tuple[EssayItem, ...]


class Pager(Struct, frozen=True):
    """Where a list stands in its pages; the addresses are "" at either end.

    Attributes:
        url: of the first page; the others are below it.
    """

    number: int = 1
    count: int = 1
    newer: str = ""
    older: str = ""
    url: str = ""

    @property
    def near(self) -> tuple[Link, ...]:
        """Return the pages that this one leads to, in order, its own among them; "" where some are left out.

        They are its neighbours and every so many, so that two steps lead from any page to any other.
        """
        step = max(10, math.isqrt(self.count - 1) + 1)
        reach = step // 2 if self.count > _ALL_NUMBERED else self.count
        beside = range(max(1, self.number - reach), min(self.count, self.number + reach) + 1)
        shown = sorted({1, self.count, *beside, *range(step, self.count, step)})
        links = []
        for before, one in zip([0, *shown], shown, strict=False):
            links += [Link("…", "")] if one > before + 1 else []
            links.append(Link(str(one), f"{self.url}page/{one}/" if one > 1 else self.url))
        return tuple(links)


_ALL_NUMBERED = 12
"""Up to so many pages, each names all others."""


class EssayView(Struct, frozen=True):
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
    newer: Titled | None = None
    older: Titled | None = None
    translations: tuple[Titled, ...] = ()
    badges: tuple[Link, ...] = ()
    sections: Mapping[str, object] = field(default_factory=dict)


class HomeView(Struct, frozen=True):
    """The first page: the newest essays, and the themes and words to begin with."""

    head: Head
    essays: tuple[EssayItem, ...]
    more: Link | None
    sections: Mapping[str, object] = field(default_factory=dict)


class ListView(Struct, frozen=True):
    """A list of essays under a title: all of them by year, an author's, a theme's.

    Attributes:
        trail: the way here from the home page, for the breadcrumb.
        intro: HTML that stands before the list.
        years: where each year begins, in a list of several pages that asks for it.
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
    years: tuple[Link, ...] = ()


class MessageView(Struct, frozen=True):
    """A page that says one thing and leads on: 404."""

    head: Head
    title: str
    links: tuple[Link, ...]


class FeedEntry(Struct, frozen=True):
    """One entry of an Atom feed (RFC 4287); ``content`` is HTML with absolute addresses."""

    id: str
    title: str
    url: str
    published: When
    updated: str
    authors: tuple[str, ...]
    content: str
    summary: str = ""
    tags: tuple[str, ...] = ()
    lang: str = ""
    in_reply_to: str = ""


class FeedView(Struct, frozen=True):
    """An Atom feed; addresses are absolute.

    Attributes:
        root: the way from the feed to the site's root, where a browser shows it as a page in the theme's look; else "".
    """

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
    root: str = ""


class FollowedView(Struct, frozen=True):
    """One feed on the page of feeds, with the page whose news it brings."""

    label: str
    page: str
    url: str


class FeedGroup(Struct, frozen=True):
    """Feeds under a heading, such as those of themes."""

    heading: str
    feeds: tuple[FollowedView, ...]


class FeedsView(Struct, frozen=True):
    """What feeds are, and every feed of the site.

    Attributes:
        example: a feed's whole address, to be copied.
        json: the feed of essays as JSON Feed, "" where there is none.
        outlines: the file of all feeds, which feed readers take in at once.
    """

    head: Head
    groups: tuple[FeedGroup, ...]
    count: int
    example: str
    json: str
    outlines: str


class OutlinesView(Struct, frozen=True):
    """Every feed of the site for a feed reader to take in: OPML 2.0 (http://opml.org/spec2.opml)."""

    groups: tuple[FeedGroup, ...]


class SitemapView(Struct, frozen=True):
    """Addresses and days of last change (sitemaps.org protocol 0.9); in an index, the addresses of sitemaps."""

    places: tuple[tuple[str, str], ...]


class Output(NamedTuple):
    """One file of the site, and what it is made from; a tuple, because there are many thousands.

    Attributes:
        path: below ``output/``.
        template: a template's name, "" where the file is no page.
        view: one of the views above, or a part's own; without a template, the text (or bytes) itself.
        later: makes the view when the file has to be made, in the place of ``view``.
        needs: what ``later`` makes the view from, as values or fingerprints: while they are the same, so is the view.
            It may be one fingerprint by itself, such as an essay's ``content``, which is that of all its file says.
        source: a file that is copied as it is; ``needs`` names its content.
        url: the address under which the sitemap lists the page, ``None`` where it does not.
        changed: the day of its last change, ISO 8601, for the sitemap.
        feed: where the file is a feed that the page of feeds names, the feed's title and the page whose news it brings.
        promised: an address that is kept for ever though no list names it, such as one that is printed.
    """

    path: str
    template: str = ""
    view: object = None
    later: Callable[[], object] | None = None
    needs: tuple[Any, ...] | bytes = ()
    source: Path | None = None
    url: str | None = None
    changed: str = ""
    feed: Link | None = None
    promised: str = ""

    @property
    def made_from(self) -> Any:
        """What the file is made from: while it is the same, so is the file."""
        return self.needs if self.later or self.source else self.view

    def made(self) -> Output:
        """Return the output with its view, ready to be rendered anywhere."""
        return self._replace(view=self.later(), later=None) if self.later else self
