"""The pages of earlier versions: each as it stood, what has changed since, and the list of them all.

The link relations are those of RFC 5829 (versions), RFC 8574 (``cite-as``) and RFC 7089 (Memento).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from reflectory.citing.ledger import versions
from reflectory.citing.ledger.blocks import blocks
from reflectory.citing.ledger.comparison import compare
from reflectory.citing.ledger.versions import Version, day_of, link_format, url_of
from reflectory.citing.ledger.views import HistoryView, Stood, VersionView
from reflectory.site.html import ROOT
from reflectory.site.models import Essay, Link, Page
from reflectory.site.run import Run
from reflectory.site.showing import root_from
from reflectory.site.views import Head, HeadTag, Output

if TYPE_CHECKING:
    from reflectory.citing.ledger.part import LedgerPart

TIMEMAP = "timemap.link"
"""The file beside the list of versions; servers are told that it is ``application/link-format``."""


def history_of(essay: Page) -> str:
    """Return the address of the list of an essay's versions."""
    return f"{essay.url}v/"


def stood(run: Run, essay: Essay, one: Version) -> Stood:
    """Return a version as lists show it."""
    return Stood(url_of(essay, one.day), run.day(one.day), run.day(one.until))


def outputs(run: Run, part: LedgerPart) -> Iterator[Output]:
    """Yield the pages of all versions of all essays."""
    for essay in (*run.library.essays, *run.library.unlisted):
        found = part.versions(essay)
        if found:
            yield from _outputs(run, essay, found)


def _outputs(run: Run, essay: Essay, found: Sequence[Version]) -> Iterator[Output]:
    made_from = (essay.title, essay.lang, day_of(run, essay), tuple(one.day for one in found))
    for number, one in enumerate(found):
        yield Output(
            f"{url_of(essay, one.day)}index.html",
            "ledger/version.html",
            later=partial(_version, run, essay, found, number),
            needs=(*made_from, run.files.fingerprint(one.path), run.bodies[essay.file][0]),
        )
    yield Output(f"{history_of(essay)}index.html", "ledger/history.html", _history(run, essay, found))
    yield Output(f"{history_of(essay)}{TIMEMAP}", view=_timemap(run, essay, found))


def _version(run: Run, essay: Essay, found: Sequence[Version], number: int) -> VersionView:
    one, url = found[number], url_of(essay, found[number].day)
    kept = versions.read(one.path)
    title = kept.title or essay.title
    day = run.day(one.day)
    tags = tuple(_tags(run, essay, found, number))
    head = run.head(f"{title} ({day.text})", url, lang=run.foreign(essay.lang), tags=tags)
    latest = Link(essay.title, essay.url)
    today = Stood(essay.url, run.day(day_of(run, essay)), run.day(day_of(run, essay)))
    after = stood(run, essay, found[number + 1]) if number + 1 < len(found) else today
    return VersionView(
        head=replace(head, canonical=run.absolute(essay.url)) if run.site_url else head,
        title=title,
        body=Markup(kept.html.replace(ROOT, root_from(url))),  # noqa: S704 - the author's own HTML
        stood=stood(run, essay, one),
        latest=latest,
        history=history_of(essay),
        older=stood(run, essay, found[number - 1]) if number else None,
        newer=after,
        changes=compare(_texts(kept.html), _texts(run.linked(essay).html)),
    )


def _texts(html: str) -> list[str]:
    return [block.content for block in blocks(html) if not block.own.startswith("fn:")]


def _tags(run: Run, essay: Essay, found: Sequence[Version], number: int) -> Iterator[HeadTag]:
    own = run.absolute(url_of(essay, found[number].day))
    after = url_of(essay, found[number + 1].day) if number + 1 < len(found) else essay.url
    yield _link("latest-version original", run.absolute(essay.url))
    if number:
        yield _link("predecessor-version", run.absolute(url_of(essay, found[number - 1].day)))
    yield _link("successor-version", run.absolute(after))
    yield from _to_all(run, essay)
    yield _link("cite-as", own)


def tags(run: Run, essay: Essay, found: Sequence[Version]) -> Iterator[HeadTag]:
    """Yield what the head of an essay says of its earlier versions."""
    if found:
        yield _link("predecessor-version", run.absolute(url_of(essay, found[-1].day)))
        yield from _to_all(run, essay)
        yield _link("cite-as", run.absolute(essay.url))


def _to_all(run: Run, essay: Essay) -> Iterator[HeadTag]:
    yield _link("version-history", run.absolute(history_of(essay)))
    timemap = run.absolute(f"{history_of(essay)}{TIMEMAP}")
    yield HeadTag("link", (("rel", "timemap"), ("type", "application/link-format"), ("href", timemap)))


def _link(rel: str, href: str) -> HeadTag:
    return HeadTag("link", (("rel", rel), ("href", href)))


def _history(run: Run, essay: Essay, found: Sequence[Version]) -> HistoryView:
    url = history_of(essay)
    head: Head = run.head(f"Versions of “{essay.title}”", url, lang=run.foreign(essay.lang), robots="noindex")
    listed = tuple(stood(run, essay, one) for one in reversed(found))
    since = run.day(day_of(run, essay))
    return HistoryView(head, essay.title, Link(essay.title, essay.url), since, listed, f"{url}{TIMEMAP}")


def _timemap(run: Run, essay: Essay, found: Sequence[Version]) -> str:
    mementos = [(run.absolute(url_of(essay, one.day)), one.day) for one in found]
    return link_format(run.absolute(essay.url), run.absolute(f"{history_of(essay)}{TIMEMAP}"), mementos)
