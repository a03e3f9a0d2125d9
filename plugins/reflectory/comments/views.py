"""What the comments' templates read."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reflectory.site.models import Link
from reflectory.site.views import EssayItem, Head, When


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as a page shows it.

    Attributes:
        anchor: its id on the page.
        answers: whom it answers, where it is drawn elsewhere than below that comment.
        edited: the practitioner's note on what was taken out.
    """

    anchor: str
    author: str
    url: str
    date: When
    body: Markup
    by_author: bool = False
    edited: str = ""
    answers: Link | None = None
    replies: tuple[CommentView, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentsView:
    """What stands below an essay.

    Attributes:
        heading: in WordPress's manner, "3 thoughts on “Title”"; "" where there is none yet.
        closed: whether nothing can be added any more.
    """

    heading: str
    count: int
    thread: tuple[CommentView, ...]
    pings: tuple[CommentView, ...]
    closed: bool
    feed: Link | None = None


@dataclass(frozen=True, slots=True)
class MonthLink:
    """A month with comments."""

    label: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class TalkView:
    """An essay with those of its comments that belong to a month."""

    essay: EssayItem | None
    title: Link
    comments: tuple[CommentView, ...]


@dataclass(frozen=True, slots=True)
class MonthView:
    """The comments of one month, by essay."""

    head: Head
    title: str
    count: int
    talks: tuple[TalkView, ...]
    newer: Link | None = None
    older: Link | None = None


@dataclass(frozen=True, slots=True)
class MonthsView:
    """Every month with comments, by year, newest first."""

    head: Head
    count: int
    years: tuple[tuple[str, tuple[MonthLink, ...]], ...]
    feed: Link
