"""What the desk's templates may read, and how it is made of what is in the inbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from reflectory.comments.desk.asking import Filter
from reflectory.comments.desk.desk import Desk
from reflectory.comments.harmless import address, name
from reflectory.comments.inbox.asking import Asked
from reflectory.comments.inbox.records import Decision, Held, InboxError, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.persons import Kind
from reflectory.site.text import clean, shorten

PER_PAGE = 20

STATES = {
    State.PENDING: "Held",
    State.APPROVED: "Approved",
    State.DECLINED: "Declined",
    State.SPAM: "Spam",
    State.WITHDRAWN: "Taken back",
}
"""How states are called on the desk."""

SOURCES = {
    "intake": "the form on the site",
    "email": "an e-mail",
    "wordpress": "the WordPress import",
    "disqus": "the Disqus import",
    "isso": "the Isso import",
    "desk": "this desk",
}


class Moment(Struct, frozen=True):
    """A time: as machines read it, and in words."""

    iso: str
    text: str


class Answered(Struct, frozen=True):
    """The comment that another one answers."""

    author: str
    text: str
    state: str


class Item(Struct, frozen=True):
    """One comment on the desk.

    Attributes:
        passage: the essay's opening, or the paragraph that is quoted (``is_quoted``).
        html: the body as readers will see it, marked; ``kinds``: of its marks.
        answers: what it answers, if anything.
        source: where it came from, in words.
    """

    id: int
    state: State
    state_name: str
    author: str
    url: str
    email: str
    written: Moment
    received: Moment
    source: str
    by_author: bool
    title: str
    target: str
    passage: str
    is_quoted: bool
    answers: Answered | None
    reasons: tuple[str, ...]
    html: Markup
    kinds: tuple[Kind, ...]
    edited: str
    original: str
    is_archived: bool


class Past(Struct, frozen=True):
    """One decision, as a comment's page tells it."""

    at: Moment
    who: str
    what: str
    why: str
    undone: bool


class Tab(Struct, frozen=True):
    """One state's tab above the queue."""

    label: str
    count: int
    address: str
    is_current: bool


class Queue(Struct, frozen=True):
    """One page of the queue.

    Attributes:
        total: how many comments fit, on all pages.
        waiting: how many were not yet looked at for marks, where these are asked for.
        essays: (name, title) of what is commented on; ``reasons``: why comments are held.
    """

    items: tuple[Item, ...]
    tabs: tuple[Tab, ...]
    filter: Filter
    total: int
    pages: int
    waiting: int
    essays: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]


_LOOKED_AT_ONCE = 400


def queue(desk: Desk, wanted: Filter) -> Queue:
    """Return the page of the queue that is asked for; the last one where there are fewer."""
    newest = wanted.state is not State.PENDING
    counts, fits = _fitting(desk, wanted, newest=newest)
    waiting = 0
    if wanted.marks:
        fits, waiting = desk.looked.among(fits, wanted.kinds, _LOOKED_AT_ONCE)
    is_narrow = bool(wanted.marks or wanted.text)
    total = len(fits) if is_narrow else counts.get(wanted.state, 0)
    pages = max(1, -(-total // PER_PAGE))
    wanted = replace(wanted, page=min(wanted.page, pages))
    start = (wanted.page - 1) * PER_PAGE
    if is_narrow:
        asked = Asked(ids=tuple(fits[start : start + PER_PAGE]))
        found = desk.inbox.find(asked, newest=newest) if total else []
    else:
        found = desk.inbox.find(wanted.asked, limit=PER_PAGE, offset=start, newest=newest)
    states = (wanted.state,)
    return Queue(
        items=tuple(items(desk, found)),
        tabs=tuple(_tab(state, counts.get(state, 0), wanted) for state in State),
        filter=wanted,
        total=total,
        pages=pages,
        waiting=waiting,
        essays=tuple((str(target), desk.sources.essay(target).title) for target in desk.inbox.targets(states)),
        reasons=tuple(desk.inbox.reasons(states)),
    )


def _fitting(desk: Desk, wanted: Filter, *, newest: bool) -> tuple[Mapping[State, int], list[int]]:
    """Return how many comments of each state fit, marks aside, and the numbers of those in the state that is shown.

    A search goes through every text, and does so once. Where nothing is searched for, only marks need numbers.
    """
    anywhere = replace(wanted.asked, states=())
    if not wanted.text:
        return desk.inbox.count(anywhere), desk.inbox.numbers(wanted.asked, newest=newest) if wanted.marks else []
    matching = desk.inbox.matching(anywhere)
    numbers = [number for number, state in matching.items() if state is wanted.state]
    return Counter(matching.values()), numbers[::-1] if newest else numbers


def items(desk: Desk, found: Iterable[Held]) -> Iterable[Item]:
    """Yield comments as the desk shows them."""
    words = desk.marker.words()
    for held in found:
        shown = desk.marker.shown(held.body, words)
        desk.looked.note(held.id, shown.kinds)
        essay = desk.sources.essay(held.target)
        passage, is_quoted = essay.passage(held.body)
        yield Item(
            id=held.id,
            state=held.state,
            state_name=STATES[held.state],
            author=name(held.author),
            url=address(held.url),
            email=clean(held.email),
            written=moment(desk, held.written),
            received=moment(desk, held.received),
            source=SOURCES.get(held.source, held.source),
            by_author=held.by_author,
            title=clean(essay.title),
            target=clean(str(held.target)),
            passage=clean(passage),
            is_quoted=is_quoted,
            answers=_answered(desk, held.target, held.reply_to),
            reasons=tuple(map(clean, held.reasons)),
            html=shown.html,
            kinds=shown.kinds,
            edited=clean(held.edited),
            original=clean(held.original),
            is_archived=held.is_archived,
        )


def past(desk: Desk, history: Iterable[Decision]) -> tuple[Past, ...]:
    """Return what was decided on a comment, the latest first."""
    told = [
        Past(moment(desk, one.at), one.who, f"{STATES[one.before]} → {STATES[one.after]}", one.why, one.undone)
        for one in history
    ]
    return tuple(reversed(told))


def moment(desk: Desk, at: datetime) -> Moment:
    """Return a time in words, in the site's time zone."""
    local = at.astimezone(desk.zone)
    return Moment(local.isoformat(timespec="minutes"), f"{local.day} {local:%B %Y, %H:%M}")


def _tab(state: State, count: int, wanted: Filter) -> Tab:
    return Tab(STATES[state], count, wanted.address(state=state, page=1, marks=""), state is wanted.state)


def _answered(desk: Desk, target: Target, public_id: str) -> Answered | None:
    """Return the comment of an id, from the inbox or from its archive."""
    if not public_id:
        return None
    try:
        (held,) = desk.inbox.find(Asked(target=str(target), public_id=public_id), limit=1)
    except (ValueError, InboxError):
        row = desk.sources.row(target, public_id)
        if not row:
            return Answered("", "", "it is not here any more")
        return Answered(name(row.get("author")), _short(row.get("body")), "published")
    return Answered(name(held.author), _short(held.body), STATES[held.state].lower())


def _short(body: object) -> str:
    return shorten(" ".join(clean(str(body)).split()), 280)
