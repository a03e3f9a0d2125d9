"""Atom feeds (RFC 4287) with the full text; ids do not depend on the address of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from reflectory.site import bodies
from reflectory.site.models import Essay
from reflectory.site.run import Run
from reflectory.site.text import clean
from reflectory.site.views import FeedEntry, FeedView, Output

ESSAYS = "feed.xml"


def outputs(run: Run) -> Iterator[Output]:
    """Yield the feed of all essays, once there is an essay."""
    if run.library.essays:
        yield essay_feed(run, run.library.essays, ESSAYS, run.settings["SITENAME"], "")


def essay_feed(run: Run, essays: Sequence[Essay], address: str, title: str, page_url: str) -> Output:
    """Return a feed of essays, given newest first, that belongs to the page at ``page_url``."""
    newest = essays[: run.options.feed_essays]

    def view() -> FeedView:
        entries = tuple(_entry(run, essay) for essay in newest)
        return feed(run, address, title, entries, page_url=page_url, subtitle=run.settings.get("SITESUBTITLE", ""))

    needs = (title, page_url, tuple(bodies.made_from(run, essay) for essay in newest))
    return Output(address, "feed.xml", later=view, needs=needs)


def feed(
    run: Run, address: str, title: str, entries: tuple[FeedEntry, ...], *, page_url: str, subtitle: str = ""
) -> FeedView:
    """Return a feed; its time is that of its newest entry, so that a build without news changes nothing."""
    return FeedView(
        id=run.feed_id(address),
        title=title,
        subtitle=subtitle,
        url=run.absolute(page_url),
        self_url=run.absolute(address),
        updated=max((entry.updated for entry in entries), key=_moment, default="1970-01-01T00:00:00+00:00"),
        author=run.settings.get("AUTHOR", "") or run.settings["SITENAME"],
        entries=entries,
        lang=run.lang,
        rights=run.options.licence,
    )


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def _entry(run: Run, essay: Essay) -> FeedEntry:
    return FeedEntry(
        id=run.feed_id(essay.url),
        title=essay.title,
        url=run.absolute(essay.url),
        published=run.when(essay.date).iso,
        updated=run.when(essay.modified or essay.date).iso,
        authors=tuple(author.label for author in essay.authors),
        content=clean(bodies.for_feed(run, essay)),
        summary=clean(essay.summary),
        tags=tuple(tag.name for tag in essay.tags),
        lang=essay.lang,
    )
