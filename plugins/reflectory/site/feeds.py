"""Atom feeds (RFC 4287) with the full text; ids do not depend on the address of the site.

Opened in a browser, a feed of our theme is a page: the theme's style sheet hides what is for programs and shows one
extension element (RFC 4287, 6.4) with XHTML in it. XSLT would do the same with fewer bytes, but browsers remove it
(https://developer.chrome.com/docs/web-platform/deprecating-xslt), and a script is not wanted where none is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from reflectory.site import bodies
from reflectory.site.models import Essay, Link
from reflectory.site.render import json_text
from reflectory.site.run import Run
from reflectory.site.showing import root_from
from reflectory.site.text import clean
from reflectory.site.views import FeedEntry, FeedView, Output

ESSAYS, ESSAYS_JSON = "feed.xml", "feed.json"


def outputs(run: Run) -> Iterator[Output]:
    """Yield the feed of all essays, as Atom and as JSON, once there is an essay."""
    if run.library.essays:
        atom = essay_feed(run, run.library.essays, ESSAYS, run.settings["SITENAME"], "")
        yield atom
        yield Output(ESSAYS_JSON, later=partial(_as_json, run, atom), needs=atom.needs)


def essay_feed(run: Run, essays: Sequence[Essay], address: str, title: str, page_url: str) -> Output:
    """Return a feed of essays, given newest first, that belongs to the page at ``page_url``."""
    newest = essays[: run.options.feed_essays]

    def view() -> FeedView:
        entries = tuple(_entry(run, essay) for essay in newest)
        return feed(run, address, title, entries, page_url=page_url, subtitle=run.settings.get("SITESUBTITLE", ""))

    needs = (title, page_url, tuple(bodies.made_from(run, essay) for essay in newest))
    return Output(address, "feed.xml", later=view, needs=needs, feed=Link(title, page_url))


def _as_json(run: Run, atom: Output) -> str:
    """Return a feed as JSON Feed has it (https://www.jsonfeed.org/version/1.1/)."""
    view: Any = atom.made().view
    return json_text(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": view.title,
            "home_page_url": view.url,
            "feed_url": run.absolute(ESSAYS_JSON),
            "description": view.subtitle,
            "language": view.lang,
            "authors": [{"name": view.author}],
            "items": [_as_item(entry) for entry in view.entries],
        }
    )


def _as_item(entry: FeedEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        "summary": entry.summary,
        "date_published": entry.published.iso,
        "date_modified": entry.updated,
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
        "language": entry.lang,
    }


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
        root=root_from(address) if run.speaks_views else "",
    )


def _moment(iso: str) -> datetime:
    return datetime.fromisoformat(iso)


def _entry(run: Run, essay: Essay) -> FeedEntry:
    return FeedEntry(
        id=run.feed_id(essay.url),
        title=essay.title,
        url=run.absolute(essay.url),
        published=run.when(essay.date),
        updated=run.when(essay.modified or essay.date).iso,
        authors=tuple(author.label for author in essay.authors),
        content=clean(bodies.for_feed(run, essay)),
        summary=clean(essay.summary),
        tags=tuple(tag.name for tag in essay.tags),
        lang=essay.lang,
    )
