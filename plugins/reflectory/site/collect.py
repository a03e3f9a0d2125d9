"""From what each source says to the library of all of them: languages, order, drafts, clashes."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from pelican.utils import order_content, process_translations

from reflectory.site.errors import ReflectoryError
from reflectory.site.models import Essay, Library, Link, Page, Tag, Titled
from reflectory.site.records import DRAFT, HIDDEN, PUBLISHED, Record
from reflectory.site.run import Run

RESERVED = frozenset(
    """essays themes glossary comments series authors search feeds embed packs on-this-day random theme images pagefind
    sheets page sitemap.xml feed.xml feed.json essays.json glossary.json 404.html index.html _headers _redirects
    redirects.nginx.conf""".split()
)
"""First segments of addresses that belong to the site, so that no page may have them."""

SLUG = re.compile(r"(?!index\.html$)\w[\w.~-]*")
"""What may be part of an address without being escaped (letters of any script included); never a folder's own page."""

LONGEST = 200
"""Bytes of the longest slug: the name of a file may have 255, and some begin or end with more than the slug."""

_LIST = "essays/index.html"
"""The file below ``output/`` that a site has once there is an essay."""

Known = tuple[Record, bytes]
"""A record, and the key of what was read."""


def collect(run: Run, records: Sequence[Known]) -> Library:
    """Return everything that was read; slugs that clash become problems.

    Raises:
        ReflectoryError: no essay is left of a site that had some.
    """
    if not any(record.is_essay for record, _ in records):
        _refuse_emptied(run)
    waiting = [_as_of_now(run, known) for known in records]
    essays = _sorted_out(run, [one for one in waiting if one.record.is_essay], "ARTICLE")
    pages = _sorted_out(run, [one for one in waiting if not one.record.is_essay], "PAGE")
    menu = pages[PUBLISHED][0] if run.settings.get("DISPLAY_PAGES_ON_MENU", True) else []
    listed, translations = essays[PUBLISHED]
    library = Library(
        essays=tuple(
            sorted((_once(run, one) for one in listed), key=lambda essay: (essay.date, essay.slug), reverse=True)
        ),
        unlisted=tuple(map(_essay, chain(translations, *essays[HIDDEN]))),
        drafts=tuple(map(_essay, chain(*essays[DRAFT]))),
        pages=tuple(map(_page, chain(*pages[PUBLISHED], *pages[HIDDEN]))),
        draft_pages=tuple(map(_page, chain(*pages[DRAFT]))),
        menu=tuple(Link(one.record.title, one.url) for one in menu),
    )
    if run.speaks_views:
        _tell_clashes(run, library)
    return library


class _Waiting:
    """A record on its way into the library; it has the attributes by which Pelican sorts and groups its contents."""

    def __init__(self, file: str, record: Record, key: bytes, is_draft: bool) -> None:
        self.file, self.record, self.key = file, record, key
        self.status = DRAFT if is_draft else record.status
        self.url, self.save_as = record.url[is_draft], record.save_as[is_draft]
        self.slug, self.lang, self.in_default_lang = record.slug, record.lang, record.in_default_lang
        self.source_path = record.path
        self.translations: list[_Waiting] = []

    def __getattr__(self, name: str) -> Any:
        """Return what the header says, for a site that orders its pages by a key of its own."""
        if name == "metadata":
            return {**self.record.options, "translation": self.record.translation or "false"}
        if name in Record._fields:
            return getattr(self.record, name)
        try:
            return self.record.options[name]
        except KeyError:
            raise AttributeError(name) from None


def _as_of_now(run: Run, known: Known) -> _Waiting:
    record, key = known
    waits = bool(record.date) and not run.settings["WITH_FUTURE_DATES"] and record.status != DRAFT
    waits = waits and not run.passed(datetime.fromisoformat(record.date))
    return _Waiting(f"{run.content.name}/{record.path}", record, key, waits or record.status == DRAFT)


_Pair = tuple[list[_Waiting], list[_Waiting]]


def _sorted_out(run: Run, waiting: Iterable[_Waiting], kind: str) -> dict[str, _Pair]:
    """Return by status the originals, in the site's order, and the translations."""
    by_status: dict[str, list[_Waiting]] = {PUBLISHED: [], HIDDEN: [], DRAFT: []}
    for one in waiting:
        by_status[one.status].append(one)
    found = {status: _translated(some) for status, some in by_status.items()}
    order = run.settings[f"{kind}_ORDER_BY"]
    return {status: (order_content(originals, order), others) for status, (originals, others) in found.items()}


def _translated(waiting: Iterable[_Waiting]) -> _Pair:
    """Return originals and translations, as Pelican tells them apart among those of one slug.

    Pelican's own function takes them all at once, in time that grows with the square of their number.
    """
    by_slug: defaultdict[str, list[_Waiting]] = defaultdict(list)
    for one in sorted(waiting, key=attrgetter("slug", "source_path")):
        by_slug[one.slug].append(one)
    with _untold():
        pairs = [process_translations(same, "slug") if len(same) > 1 else (same, []) for same in by_slug.values()]
    return list(chain(*(first for first, _ in pairs))), list(chain(*(second for _, second in pairs)))


@contextmanager
def _untold() -> Iterator[None]:
    """Keep Pelican from telling in its own words of sources that share a slug: those that may not are told below."""
    log = logging.getLogger("pelican.utils")
    was, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = was


def _common(one: _Waiting) -> dict[str, Any]:
    record = one.record
    return {
        "file": one.file,
        "slug": record.slug,
        "lang": record.lang,
        "url": one.url,
        "save_as": one.save_as,
        "title": record.title,
        "summary": record.summary,
        "word_count": record.word_count,
        "minutes": record.minutes,
        "modified": datetime.fromisoformat(record.modified) if record.modified else None,
        "status": one.status,
        "listed": record.listed,
        "content": one.key,
        "options": record.options,
        "translations": tuple(sorted(Titled(other.lang, other.record.title, other.url) for other in one.translations)),
    }


def _page(one: _Waiting) -> Page:
    return Page(**_common(one))


def _once(run: Run, one: _Waiting) -> Essay:
    """Return an essay, the same object as in the last build where it is still the same."""
    if one.translations:
        return _essay(one)
    return run.memo.of(("essay", one.file), one.key, lambda: _essay(one))


def _essay(one: _Waiting) -> Essay:
    record = one.record
    return Essay(
        **_common(one),
        date=datetime.fromisoformat(record.date),
        authors=tuple(Link(*author) for author in record.authors),
        tags=tuple(Tag(*tag) for tag in record.tags),
        licence=record.licence,
    )


def _refuse_emptied(run: Run) -> None:
    """Refuse to take every essay down at once: more often, a folder has not been synced, or the disk is not there."""
    published = run.output / _LIST
    if published.is_file() and not run.problems.found:
        remedy = f"put them back (a synced folder may be late), or, if that is meant, remove {published} first"
        raise ReflectoryError(
            f"{run.content.name}: no essay is here any more, and the published site has some; {remedy}."
        )


def bad_slug(slug: str) -> str:
    """Return what is wrong with a slug that cannot be part of an address, "" where nothing is."""
    if not SLUG.fullmatch(slug):
        remedy = "name the file with letters, digits and hyphens, or write “slug: ...”."
        return f"“{slug}” cannot be part of an address; {remedy}"
    if len(slug.encode()) > LONGEST:
        return f"the slug “{slug[:20]}…” is too long to name a file; write a shorter one with “slug: ...”."
    return ""


def _tell_clashes(run: Run, library: Library) -> None:
    """Record slugs that cannot be or that two essays share, and pages whose address belongs to the site."""
    for page in library.everything():
        if fault := bad_slug(page.slug):
            run.problems.add(page.file, run.line(page.file, "slug"), fault)
    for first, second in _same(chain(library.essays, library.unlisted, library.drafts)):
        run.problems.add(
            second.file,
            run.line(second.file, "slug"),
            f"the slug “{second.slug}” belongs to {first.file} already; give one of them another with “slug: ...”.",
        )
    for first, second in _same(chain(library.pages, library.draft_pages)):
        run.problems.add(
            second.file, 0, f"the address /{second.url} belongs to {first.file} already; rename one of them."
        )
    for page in library.pages:
        if page.url.split("/")[0].casefold() in RESERVED:
            remedy = "give the page another with “slug: ...”."
            run.problems.add(
                page.file, run.line(page.file, "slug"), f"the address /{page.url} belongs to the site; {remedy}"
            )


def _same(pages: Iterable[Page]) -> Iterator[tuple[Page, Page]]:
    """Yield each page that shares slug and language with one before it, with that one.

    Slugs that differ in capitals alone are the same: many disks have room for one of them only.
    """
    found: dict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.file):
        found[page.slug.casefold(), page.lang].append(page)
    for same in found.values():
        yield from ((same[0], other) for other in same[1:])
