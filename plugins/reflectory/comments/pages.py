"""The comments' own pages and feeds: what was said lately, and by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from itertools import groupby
from typing import Any, NamedTuple

from msgspec import Struct
from pelican.utils import strftime

from reflectory.comments.archive import Comment
from reflectory.comments.reading import KeptArchive
from reflectory.comments.threads import Node
from reflectory.comments.views import CommentView, MonthLink, MonthsView, MonthView, TalkView
from reflectory.site.compose import breadcrumb
from reflectory.site.feeds import feed
from reflectory.site.models import Essay, Link, Page
from reflectory.site.render import linked_data
from reflectory.site.run import Run
from reflectory.site.views import FeedEntry, FeedView, Output

COMMENTS = "comments/"
PAGE_FEED = "comments.xml"
SITE_FEED = "comments/feed.xml"


class Talk(Struct, frozen=True):
    """A page and its archive."""

    page: Page
    archive: KeptArchive

    def comments(self) -> Sequence[Comment]:
        """Return what was said, oldest first."""
        return self.archive.whole().thoughts


class Remark(NamedTuple):
    """One comment of one talk, as the pages of months and the site's feed sort them."""

    at: float
    url: str
    id: str
    month: tuple[int, int]
    talk: Talk


def heading(count: int, title: str) -> str:
    """Return the heading above comments as WordPress's own themes word it; "" where there is no comment."""
    if not count:
        return ""
    return f"One thought on “{title}”" if count == 1 else f"{count} thoughts on “{title}”"


def feed_of(page: Page) -> str:
    """Return the address of a page's own feed: in its folder, or beside a page that is no folder."""
    name = page.url.removesuffix(".html")
    return f"{name}{PAGE_FEED}" if name.endswith("/") or not name else f"{name}-{PAGE_FEED}"


def listed(talks: Sequence[Talk]) -> list[Talk]:
    """Return the talks on pages that the site lists: what is hidden is not given away by its comments."""
    return [talk for talk in talks if talk.page.status == "published"]


def outputs(run: Run, talks: Sequence[Talk], view: Callable[[Node], CommentView], feed_size: int) -> Iterator[Output]:
    """Yield a feed for each talk, one for the site, and the months; nothing where nobody said anything."""
    for talk in talks:
        needs = (talk.page.listed, talk.page.url, talk.archive.key)
        yield Output(feed_of(talk.page), "feed.xml", later=partial(_page_feed, run, talk, feed_size), needs=needs)
    said = _said(run, listed(talks))
    if not said:
        return
    newest = said[:feed_size]
    yield Output(
        SITE_FEED,
        "feed.xml",
        later=partial(_site_feed, run, newest),
        needs=_needs(run, newest),
        feed=Link("Comments", COMMENTS),
    )
    yield from _months(run, said, view)


def _said(run: Run, talks: Sequence[Talk]) -> list[Remark]:
    """Return every comment of some talks, the newest first."""
    by_url = {talk.page.url: talk for talk in talks}
    made_from = [(url, talk.archive.key) for url, talk in by_url.items()]
    in_order = run.memo.of("said", made_from, lambda: _in_order(by_url))
    return [Remark(at, url, name, month, by_url[url]) for at, url, name, month in in_order]


def _in_order(talks: Mapping[str, Talk]) -> list[tuple[float, str, str, tuple[int, int]]]:
    said = [(at, url, name, month) for url, talk in talks.items() for name, at, month in talk.archive.gist.thoughts]
    return sorted(said, reverse=True)


def _whole(said: Sequence[Remark]) -> list[tuple[Page, Comment]]:
    """Return each comment itself, with its page."""
    talks = {remark.url: remark.talk for remark in said}
    by_id = {url: {comment.id: comment for comment in talk.comments()} for url, talk in talks.items()}
    return [(remark.talk.page, by_id[remark.url][remark.id]) for remark in said]


def _needs(run: Run, said: Sequence[Remark]) -> tuple[Any, ...]:
    """Return what some comments are made from: their pages as lists show them, and their archives."""
    return tuple((*run.listed(remark.talk.page), remark.talk.archive.key, remark.id) for remark in said)


def _page_feed(run: Run, talk: Talk, size: int) -> FeedView:
    page = talk.page
    newest = sorted(talk.comments(), key=lambda comment: comment.date, reverse=True)[:size]
    entries = tuple(_entry(run, page, comment) for comment in newest)
    title = f"Comments on “{page.title}”"
    return feed(run, feed_of(page), title, entries, page_url=f"{page.url}#comments")


def _site_feed(run: Run, said: Sequence[Remark]) -> FeedView:
    entries = tuple(_entry(run, page, comment) for page, comment in _whole(said))
    return feed(run, SITE_FEED, f"Comments on {run.settings['SITENAME']}", entries, page_url=COMMENTS)


def _entry(run: Run, page: Page, comment: Comment) -> FeedEntry:
    note = f"<p><em>{escape(comment.edited)}</em></p>" if comment.edited else ""
    answered = comment.reply_to
    return FeedEntry(
        id=run.feed_id(page.url, sub=comment.anchor),
        title=f"{comment.author} on “{page.title}”",
        url=run.absolute(f"{page.url}#{comment.anchor}"),
        published=run.when(comment.date),
        updated=run.when(comment.date).iso,
        authors=(comment.author,),
        content=comment.html + note,
        lang=page.lang,
        in_reply_to=run.feed_id(page.url, sub=f"comment-{answered}") if answered else run.feed_id(page.url),
    )


def _months(run: Run, said: Sequence[Remark], view: Callable[[Node], CommentView]) -> Iterator[Output]:
    months = [(month, list(some)) for month, some in groupby(said, key=lambda remark: remark.month)]
    links = [MonthLink(_name(month), _url(month), len(some)) for month, some in months]
    yield Output(f"{COMMENTS}index.html", "comments/index.html", _index(run, links, len(said)), url=COMMENTS)
    around = zip([None, *links], months, [*links[1:], None], strict=False)
    for newer, (month, some), older in around:
        beside = tuple((one.label, one.url) if one else () for one in (newer, older))
        yield Output(
            f"{_url(month)}index.html",
            "comments/month.html",
            later=partial(_month_view, run, month, some, newer, older, view),
            needs=(beside, _needs(run, some)),
            url=_url(month),
        )


def _name(month: tuple[int, int]) -> str:
    return str(strftime(datetime(*month, 1), "%B %Y"))


def _url(month: tuple[int, int]) -> str:
    return f"{COMMENTS}{month[0]:04}/{month[1]:02}/"


def _index(run: Run, links: Sequence[MonthLink], count: int) -> MonthsView:
    years = groupby(links, key=lambda link: link.url.split("/")[1])
    head = run.head(
        "Comments",
        COMMENTS,
        description=f"What readers of {run.settings['SITENAME']} have answered, month by month.",
        data=linked_data(breadcrumb(run, (Link("Comments", COMMENTS),))),
    )
    return MonthsView(
        head, count, tuple((year, tuple(some)) for year, some in years), Link("Comments as a feed", SITE_FEED)
    )


def _month_view(
    run: Run,
    month: tuple[int, int],
    said: Sequence[Remark],
    newer: MonthLink | None,
    older: MonthLink | None,
    view: Callable[[Node], CommentView],
) -> MonthView:
    by_page: dict[str, list[tuple[Page, Comment]]] = {}
    for page, comment in _whole(said):
        by_page.setdefault(page.url, []).append((page, comment))
    talks = []
    for some in by_page.values():
        page = some[0][0]
        comments = tuple(view(Node(comment)) for _, comment in reversed(some))
        talks.append(
            TalkView(run.item(page) if isinstance(page, Essay) else None, Link(page.title, page.url), comments)
        )
    title = f"Comments in {_name(month)}"
    trail = (Link("Comments", COMMENTS), Link(_name(month), _url(month)))
    head = run.head(
        title,
        _url(month),
        description=f"What readers of {run.settings['SITENAME']} answered in {_name(month)}.",
        data=linked_data(breadcrumb(run, trail)),
    )
    return MonthView(head, title, len(said), tuple(talks), _way(newer), _way(older))


def _way(month: MonthLink | None) -> Link | None:
    return Link(month.label, month.url) if month else None
