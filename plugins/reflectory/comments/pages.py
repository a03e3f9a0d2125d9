"""The comments' own pages and feeds: what was said lately, and by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from itertools import groupby

from pelican.utils import strftime

from reflectory.comments.archive import Comment
from reflectory.comments.bodies import Renderer
from reflectory.comments.threads import Node
from reflectory.comments.views import CommentView, MonthLink, MonthsView, MonthView, TalkView
from reflectory.site.compose import breadcrumb
from reflectory.site.feeds import feed
from reflectory.site.models import Essay, Link, Page
from reflectory.site.render import linked_data
from reflectory.site.run import Run
from reflectory.site.views import FeedEntry, Output

COMMENTS = "comments/"
PAGE_FEED = "comments.xml"
SITE_FEED = "comments/feed.xml"


@dataclass(frozen=True)
class Talk:
    """A page and what was said on it, oldest first."""

    page: Page
    comments: Sequence[Comment]


def heading(count: int, title: str) -> str:
    """Return the heading above comments as WordPress's own themes word it; "" where there is no comment."""
    if not count:
        return ""
    return f"One thought on “{title}”" if count == 1 else f"{count} thoughts on “{title}”"


def listed(talks: Sequence[Talk]) -> list[Talk]:
    """Return the talks on pages that the site lists: what is hidden is not given away by its comments."""
    return [talk for talk in talks if talk.page.status == "published"]


def outputs(
    run: Run, talks: Sequence[Talk], bodies: Renderer, view: Callable[[Node], CommentView], feed_size: int
) -> Iterator[Output]:
    """Yield a feed for each talk, one for the site, and the months; nothing where nobody said anything."""
    for talk in talks:
        address = f"{talk.page.url}{PAGE_FEED}"
        newest = sorted(talk.comments, key=lambda comment: comment.date, reverse=True)[:feed_size]
        entries = tuple(_entry(run, talk.page, comment, bodies) for comment in newest)
        yield feed(run, address, f"Comments on “{talk.page.title}”", entries, page_url=f"{talk.page.url}#comments")
    if not listed(talks):
        return
    said = [(talk.page, comment) for talk in listed(talks) for comment in talk.comments]
    said.sort(key=lambda pair: (pair[1].date, pair[0].url, pair[1].id), reverse=True)
    entries = tuple(_entry(run, page, comment, bodies) for page, comment in said[:feed_size])
    yield feed(run, SITE_FEED, f"Comments on {run.settings['SITENAME']}", entries, page_url=COMMENTS)
    yield from _months(run, said, view)


def _entry(run: Run, page: Page, comment: Comment, bodies: Renderer) -> FeedEntry:
    note = f"<p><em>{escape(comment.edited)}</em></p>" if comment.edited else ""
    answered = comment.reply_to
    return FeedEntry(
        id=run.feed_id(page.url, sub=comment.anchor),
        title=f"{comment.author} on “{page.title}”",
        url=run.absolute(f"{page.url}#{comment.anchor}"),
        published=run.when(comment.date).iso,
        updated=run.when(comment.date).iso,
        authors=(comment.author,),
        content=str(bodies.render(comment.body)) + note,
        lang=page.lang,
        in_reply_to=run.feed_id(page.url, sub=f"comment-{answered}") if answered else run.feed_id(page.url),
    )


def _months(run: Run, said: Sequence[tuple[Page, Comment]], view: Callable[[Node], CommentView]) -> Iterator[Output]:
    months = [(month, list(some)) for month, some in groupby(said, key=lambda pair: _month(run, pair[1].date))]
    links = [MonthLink(_name(month), _url(month), len(some)) for month, some in months]
    yield Output(f"{COMMENTS}index.html", "comments/index.html", _index(run, links, len(said)))
    for number, (month, some) in enumerate(months):
        newer = links[number - 1] if number else None
        older = links[number + 1] if number + 1 < len(links) else None
        yield Output(
            f"{_url(month)}index.html",
            "comments/month.html",
            _month_view(run, month, some, newer, older, view),
        )


def _month(run: Run, moment: datetime) -> datetime:
    """Return the first of a moment's month in the site's time zone."""
    return moment.astimezone(run.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)


def _name(month: datetime) -> str:
    return str(strftime(month, "%B %Y"))


def _url(month: datetime) -> str:
    return f"{COMMENTS}{month:%Y}/{month:%m}/"


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
    month: datetime,
    said: Sequence[tuple[Page, Comment]],
    newer: MonthLink | None,
    older: MonthLink | None,
    view: Callable[[Node], CommentView],
) -> MonthView:
    by_page: dict[str, list[tuple[Page, Comment]]] = {}
    for page, comment in said:
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
