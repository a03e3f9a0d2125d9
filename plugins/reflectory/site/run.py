"""One build's state, and what a part brings to it.

Pelican's signals outlive a build and its settings outlive a run, so whatever belongs to one build lives in a
``Run`` that is made anew at ``get_generators``, the first signal of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from pelican.utils import strftime

from reflectory.site.converter import Converted
from reflectory.site.errors import Problems
from reflectory.site.html import Edit
from reflectory.site.models import Essay, Library, Link, Page, Picture, Tag
from reflectory.site.settings import SiteOptions
from reflectory.site.text import minutes
from reflectory.site.views import EssayGroup, EssayItem, Head, Output, Pager, When

Piece = TypeVar("Piece")

READER = "page"
"""A body for a page of the site."""

FEED = "feed"
"""A body for a full-text feed: plain links only."""


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown file of a part's own: a glossary entry, a theme.

    Attributes:
        file: its path from the site's folder.
        slug: the file's name without its ending.
        html: the body, with ``html.ROOT`` for the way to the site's root.
    """

    file: str
    slug: str
    meta: Any
    html: str


class Part:
    """What a part (glossary, comments ...) brings to a build; every method may be left out.

    They are called in this order: ``read``, ``check``, ``mark`` and ``tell`` for each page, then the rest. ``mark``
    has to be a pure function of the page and of what was read: it may run in a process of its own.
    """

    name: ClassVar[str]
    folder: ClassVar[str] = ""
    """The folder below ``content/`` whose Markdown files this part reads as ``Source``."""

    url: ClassVar[str] = ""
    """The address of a source of that folder, ``glossary/{slug}/``."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def read(self, sources: tuple[Source, ...]) -> None:
        """Take this part's sources and its own files; tell problems to ``self.run.problems``."""

    def check(self, library: Library) -> None:
        """Check what was read against the essays and the other parts' sources."""

    def mark(self, page: Page) -> object | None:
        """Return this part's facts about a page's body (where terms stand), or ``None``."""
        return None

    def tell(self, page: Page, facts: Any) -> None:
        """Tell what is wrong with a page's marks to ``self.run.problems``."""

    def edits(self, page: Page, facts: Any, target: str) -> Iterable[Edit]:
        """Return the changes to ``page.html`` for a ``target``: ``READER`` or ``FEED``."""
        return ()

    def section(self, page: Page, facts: Any) -> object | None:
        """Return this part's view for a page's template, ``view.sections.<name>``."""
        return None

    def home(self) -> object | None:
        """Return this part's view for the home page."""
        return None

    def badges(self, page: Page) -> Iterable[Link]:
        """Return what lists say of a page beside its date (``3 thoughts``)."""
        return ()

    def scripts(self, page: Page, facts: Any) -> Iterable[str]:
        """Return the modules that a page needs, below ``theme/``."""
        return ()

    def feeds(self, page: Page | None) -> Iterable[Link]:
        """Return the feeds that a page announces; ``None`` asks for those of the whole site."""
        return ()

    def data(self, page: Page, facts: Any) -> Mapping[str, object]:
        """Return schema.org properties for the page's JSON-LD."""
        return {}

    def menu(self) -> Iterable[Link]:
        """Return what this part adds to the site's navigation."""
        return ()

    def outputs(self) -> Iterable[Output]:
        """Return this part's own pages."""
        return ()


@dataclass
class Run:
    """One build.

    Attributes:
        settings: Pelican's.
        output: where the site is published; ``staging`` is where it is rendered first.
        now: the moment of the build in the site's time zone, asked once.
        facts: what each part's ``mark`` said, by part and by page's file.
        pictures: the photographs of ``content/`` by their address.
        unchanged: the files that ``output`` holds already as this build makes them.
        written, same, removed: how many files the build changed, left alone and took out of ``output``.
        converted: Markdown files that were converted ahead and not asked for yet.
        write: whether the build is published; ``check`` is a build that is not.
        strict: whether warnings stop the build.
    """

    settings: Mapping[str, Any]
    options: SiteOptions
    content: Path
    output: Path
    staging: Path
    now: datetime
    speaks_views: bool
    problems: Problems = field(default_factory=Problems)
    parts: list[Part] = field(default_factory=list)
    library: Library = field(default_factory=Library)
    facts: dict[tuple[str, str], Any] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    converted: dict[Path, Converted] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    written: int = 0
    same: int = 0
    removed: int = 0
    write: bool = True
    strict: bool = False
    _items: dict[str, EssayItem] = field(default_factory=dict)
    _files: dict[str, str] = field(default_factory=dict)
    _moments: dict[datetime, When] = field(default_factory=dict)

    @property
    def site_url(self) -> str:
        """The public address without a trailing slash, or ""."""
        return str(self.settings.get("SITEURL", "")).rstrip("/")

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.settings.get("TIMEZONE", "UTC"))

    def progress(self, label: str, items: Iterable[Piece], length: int) -> Iterable[Piece]:
        """Return ``items`` as they are, shown going by where the command has a terminal."""
        bar = self.settings.get("REFLECTORY_PROGRESS")
        return bar(label, items, length) if bar else items

    def file(self, path: str | Path) -> str:
        """Return a source's path as messages name it: from the site's folder, ``content/essays/a.md``."""
        known = str(path)  # asked several times of each source, and resolving asks the disk about every folder above
        if known not in self._files:
            self._files[known] = Path(path).resolve().relative_to(self._folder).as_posix()
        return self._files[known]

    @cached_property
    def _folder(self) -> Path:
        return self.content.resolve().parent

    def line_of(self, path: str | Path, text: str) -> int:
        """Return the line of a source on which ``text`` first stands, 0 if it does not stand there so."""
        rows = Path(path).read_text("utf-8", errors="replace").splitlines() if text else []
        return next((number for number, row in enumerate(rows, 1) if text in row), 0)

    def when(self, moment: datetime) -> When:
        """Return a moment as a ``time`` element shows it, in the site's time zone and ``DEFAULT_DATE_FORMAT``."""
        if moment not in self._moments:
            local = moment.astimezone(self.zone)
            text = strftime(local, self.settings["DEFAULT_DATE_FORMAT"])
            self._moments[moment] = When(local.isoformat(timespec="seconds"), text)
        return self._moments[moment]

    def absolute(self, url: str) -> str:
        """Return the public address of a site's page (from "/" while there is no ``SITEURL``)."""
        address = url if "://" in url else f"{self.site_url}/{url}"
        return address if address.isascii() else quote(address, safe="/:?#[]@!$&'()*+,;=%~")

    def feed_id(self, url: str, *, sub: str = "") -> str:
        """Return an Atom id that stays the same when the site moves: ``SITE_ID`` and the address."""
        address = url + (f"#{sub}" if sub else "")
        return f"{self.options.id}:{address}" if self.options.id else self.absolute(address)

    def head(self, title: str, url: str, **more: Any) -> Head:
        """Return a page's head; ``more`` are further fields of ``Head``."""
        canonical = self.absolute(url) if self.site_url else ""
        return Head(title=title, url=url, root=root_from(url), canonical=canonical, **more)

    def tag_url(self, name: str) -> Tag:
        """Return the theme that essays call ``name``."""
        from pelican.urlwrappers import Tag as PelicanTag

        tag = PelicanTag(name, self.settings)
        return Tag(name, tag.slug, tag.url)

    def each(self, ask: Callable[[Part], Iterable[Any]]) -> Iterator[Any]:
        """Yield everything that each part answers, in the order of the parts."""
        for part in self.parts:
            yield from ask(part)

    def item(self, essay: Essay) -> EssayItem:
        """Return an essay as lists show it."""
        if essay.file not in self._items:
            self._items[essay.file] = EssayItem(
                title=essay.title,
                url=essay.url,
                date=self.when(essay.date),
                summary=essay.summary,
                minutes=minutes(essay.word_count, self.options.words_per_minute),
                tags=tuple(Link(tag.name, tag.url) for tag in essay.tags),
                badges=tuple(self.each(lambda part: part.badges(essay))),
                lang=self.foreign(essay.lang),
            )
        return self._items[essay.file]

    def by_year(self, essays: Iterable[Essay]) -> tuple[EssayGroup, ...]:
        """Return essays, given newest first, under their years."""
        years = groupby(essays, key=lambda essay: essay.date.astimezone(self.zone).year)
        return tuple(EssayGroup(str(year), tuple(map(self.item, group))) for year, group in years)

    def foreign(self, lang: str) -> str:
        """Return a language where it is not the site's own, else "" (tags compare without case, RFC 5646, 2.1.1)."""
        return "" if cased(lang) == self.lang else cased(lang)

    @property
    def lang(self) -> str:
        """The site's main language, a BCP 47 tag."""
        return cased(str(self.settings.get("DEFAULT_LANG", "en")))


def cased(lang: str) -> str:
    """Return a language tag as it is usually written, ``en-GB``; Pelican makes all of it small (RFC 5646, 2.1.1)."""
    first, *others = lang.split("-")
    return "-".join(
        [first.lower(), *({2: part.upper(), 4: part.title()}.get(len(part), part.lower()) for part in others)]
    )


def root_from(url: str) -> str:
    """Return the way from the page at ``url`` to the root, without a trailing slash: ``../..`` or ``.``."""
    return "/".join([".."] * url.count("/")) or "."


def paginate(url: str, items: Sequence[Piece], size: int) -> Iterator[tuple[str, Pager, Sequence[Piece]]]:
    """Yield (address, pager, items) for each page of a list; an empty list has one page.

    The first page stands at ``url``, the next at ``url`` + ``page/2/``.
    """
    count = max(1, -(-len(items) // size))
    addresses = [url, *(f"{url}page/{number}/" for number in range(2, count + 1)), ""]
    for index in range(count):
        pager = Pager(index + 1, count, newer=addresses[index - 1] if index else "", older=addresses[index + 1])
        yield addresses[index], pager, items[index * size : (index + 1) * size]
