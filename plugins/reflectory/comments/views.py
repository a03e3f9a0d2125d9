"""What the comments' templates read."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from reflectory.site.models import Link
from reflectory.site.views import EssayItem, Head, When


class CommentView(Struct, frozen=True):
    """A comment as a page shows it.

    Attributes:
        anchor: its id on the page.
        answers: whom it answers, where it is drawn elsewhere than below that comment.
        edited: the practitioner's note on what was taken out.
        reply: where it is answered, "" where nothing can be added.
    """

    anchor: str
    author: str
    url: str
    date: When
    body: Markup
    by_author: bool = False
    edited: str = ""
    answers: Link | None = None
    reply: str = ""
    replies: tuple[CommentView, ...] = ()


class FormView(Struct, frozen=True):
    """The form below what is open.

    Attributes:
        action: where it is sent.
        target: the essay's slug, a page's as ``pages/about``.
        title: of what is answered.
        max_body: characters that a comment may have.
        privacy, policy: the pages that say what becomes of it, ``None`` where the site has none.
    """

    action: str
    target: str
    title: str
    max_body: int
    privacy: Link | None = None
    policy: Link | None = None


class MailView(Struct, frozen=True):
    """The way to answer by e-mail.

    Attributes:
        address: where to; ``url`` is the link with its subject.
    """

    address: str
    url: str
    privacy: Link | None = None
    policy: Link | None = None


class CommentsView(Struct, frozen=True):
    """What stands below an essay.

    Attributes:
        heading: in WordPress's manner, "3 thoughts on “Title”"; "" where there is none yet.
        closed: whether nothing can be added any more.
        form, mail: how something can be, if it can.
    """

    heading: str
    count: int
    thread: tuple[CommentView, ...]
    pings: tuple[CommentView, ...]
    closed: bool
    feed: Link | None = None
    form: FormView | None = None
    mail: MailView | None = None


class MonthLink(Struct, frozen=True):
    """A month with comments."""

    label: str
    url: str
    count: int


class TalkView(Struct, frozen=True):
    """An essay with those of its comments that belong to a month."""

    essay: EssayItem | None
    title: Link
    comments: tuple[CommentView, ...]


class MonthView(Struct, frozen=True):
    """The comments of one month, by essay."""

    head: Head
    title: str
    count: int
    talks: tuple[TalkView, ...]
    newer: Link | None = None
    older: Link | None = None


class MonthsView(Struct, frozen=True):
    """Every month with comments, by year, newest first."""

    head: Head
    count: int
    years: tuple[tuple[str, tuple[MonthLink, ...]], ...]
    feed: Link
