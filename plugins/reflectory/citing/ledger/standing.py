"""The pages of versions: each as it stood or stands, what has changed since, and the list of them all.

Search engines are asked to leave versions out (``noindex``): they show much that the essay's own page shows too. The
link relations are those of RFC 5829 (versions), RFC 8574 (``cite-as``) and RFC 7089 (Memento).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from reflectory.citing.ledger import versions
from reflectory.citing.ledger.blocks import blocks
from reflectory.citing.ledger.comparison import compare
from reflectory.citing.ledger.versions import Version, day_of, link_format, today, url_of
from reflectory.citing.ledger.views import HistoryView, Stood, VersionView
from reflectory.site import redirects
from reflectory.site.html import ROOT
from reflectory.site.models import Essay, Link
from reflectory.site.run import Run
from reflectory.site.scrolling import reached
from reflectory.site.showing import root_from
from reflectory.site.views import Head, HeadTag, Output

if TYPE_CHECKING:
    from reflectory.citing.ledger.part import LedgerPart

TIMEMAP = "timemap.link"
"""The file beside the list of versions; servers are told that it is ``application/link-format``."""

SCRIPTS = ("ledger/mark.js", "citation/cite.js")


class Series(NamedTuple):
    """Versions that follow one another.

    Attributes:
        essay: what they are versions of, or have gone into.
        found: the versions, the oldest first.
        history: the address of the list of them, "" where there is none.
    """

    essay: Essay
    found: Sequence[Version]
    history: str = ""


def history_of(essay: Essay) -> str:
    """Return the address of the list of an essay's versions."""
    return f"{essay.url}v/"


def stood(run: Run, one: Version) -> Stood:
    """Return a version as lists show it."""
    return Stood(one.url, run.day(one.day), run.day(one.until) if one.until else None)


def outputs(run: Run, part: LedgerPart) -> Iterator[Output]:
    """Yield the pages of all versions of all essays."""
    for essay in filter(versions.has_versions, (*run.library.essays, *run.library.unlisted)):
        earlier = part.versions(essay)
        history = history_of(essay) if earlier else ""
        yield from _pages(run, part, Series(essay, (*earlier, today(run, essay)), history))
        if earlier:
            yield Output(f"{history}index.html", "ledger/history.html", _history(run, essay, earlier))
            yield Output(f"{history}{TIMEMAP}", view=_timemap(run, essay, earlier))
        for former in part.former(essay):
            yield from _pages(run, part, Series(essay, former))
        for day in part.strays(essay):
            path = f"{url_of(essay.url, day)}index.html"
            yield Output(path, view=redirects.page(run, path, url_of(essay.url, day_of(run, essay)), essay.title))


def _pages(run: Run, part: LedgerPart, series: Series) -> Iterator[Output]:
    essay = series.essay
    named = (essay.title, essay.url, essay.lang, essay.licence, run.bodies[essay.file][0])
    days = tuple([one.day for one in series.found])
    for number, one in enumerate(series.found):
        text = run.files.fingerprint(one.path) if one.path else part.print_of(essay)
        cited = part.citation.version_key(essay, part.title_of(essay, one), one.day)
        yield Output(
            f"{one.url}index.html",
            "ledger/version.html",
            later=partial(_version, run, part, series, number),
            needs=(*named, days, text, cited),
        )


def _version(run: Run, part: LedgerPart, series: Series, number: int) -> VersionView:
    essay, one = series.essay, series.found[number]
    kept = versions.read(one.path) if one.path else versions.of_today(run, essay)
    title, day = kept.title or essay.title, run.day(one.day)
    citation = part.citation.version(essay, title, one.day, one.url)
    tags = (*_tags(run, series, number), *part.citation.version_tags(citation))
    lang = run.foreign(essay.lang)
    head = run.head(f"{title} ({day.text})", one.url, lang=lang, tags=tags, robots="noindex", scripts=SCRIPTS)
    return VersionView(
        head=head,
        title=title,
        body=Markup(reached(kept.html).replace(ROOT, root_from(one.url))),  # noqa: S704 - the author's own HTML
        authors=essay.authors,
        licence=citation.licence,
        stood=stood(run, one),
        is_today=not one.path,
        latest=Link(essay.title, essay.url),
        history=series.history,
        older=stood(run, series.found[number - 1]) if number else None,
        newer=stood(run, series.found[number + 1]) if number + 1 < len(series.found) else None,
        changes=compare(_texts(kept.html), _texts(run.linked(essay).html)) if one.path else (),
        sections={"citation": part.citation.version_view(essay, citation)},
    )


def _texts(html: str) -> list[str]:
    return [block.content for block in blocks(html) if not block.own.startswith("fn:")]


def _tags(run: Run, series: Series, number: int) -> Iterator[HeadTag]:
    latest = run.absolute(series.essay.url)
    yield _link("latest-version original", latest)
    if number:
        yield _link("predecessor-version", run.absolute(series.found[number - 1].url))
    if number + 1 < len(series.found):
        yield _link("successor-version", run.absolute(series.found[number + 1].url))
    if series.history:
        yield from _to_all(run, series.essay)
    yield _link("cite-as", run.absolute(series.found[number].url))


def tags(run: Run, essay: Essay, earlier: Sequence[Version]) -> Iterator[HeadTag]:
    """Yield what the head of an essay says of its earlier versions."""
    if earlier:
        yield _link("predecessor-version", run.absolute(earlier[-1].url))
        yield from _to_all(run, essay)
        yield _link("cite-as", run.absolute(essay.url))


def _to_all(run: Run, essay: Essay) -> Iterator[HeadTag]:
    yield _link("version-history", run.absolute(history_of(essay)))
    timemap = run.absolute(f"{history_of(essay)}{TIMEMAP}")
    yield HeadTag("link", (("rel", "timemap"), ("type", "application/link-format"), ("href", timemap)))


def _link(rel: str, href: str) -> HeadTag:
    return HeadTag("link", (("rel", rel), ("href", href)))


def _history(run: Run, essay: Essay, earlier: Sequence[Version]) -> HistoryView:
    url = history_of(essay)
    head: Head = run.head(f"Versions of “{essay.title}”", url, lang=run.foreign(essay.lang), robots="noindex")
    listed = tuple(stood(run, one) for one in reversed(earlier))
    return HistoryView(
        head, essay.title, Link(essay.title, essay.url), stood(run, today(run, essay)), listed, f"{url}{TIMEMAP}"
    )


def _timemap(run: Run, essay: Essay, earlier: Sequence[Version]) -> str:
    mementos = [(run.absolute(one.url), one.day) for one in (*earlier, today(run, essay))]
    return link_format(run.absolute(essay.url), run.absolute(f"{history_of(essay)}{TIMEMAP}"), mementos)
