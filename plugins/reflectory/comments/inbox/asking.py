"""What somebody asks of the inbox, as a database is asked it."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from sqlalchemy import Select, Text, func

from reflectory.comments.inbox.schema import comments, searched
from reflectory.comments.inbox.states import State


class Asked(Struct, frozen=True):
    """Which comments somebody wants to see.

    Attributes:
        states: any of these; all if empty.
        target: what they are about, as ``Target`` is named; "" is anything.
        text: words that stand in body, author or e-mail address.
        email: a commenter's address, capitals aside; "" is anybody's.
        reason: a word of why they are held.
        public_id: the id in the archive of ``target``; "" is any.
        ids: these alone; ``None`` is any.
    """

    states: tuple[State, ...] = ()
    target: str = ""
    text: str = ""
    email: str = ""
    reason: str = ""
    public_id: str = ""
    ids: tuple[int, ...] | None = None


def where(wanted: Select[Any], asked: Asked) -> Select[Any]:
    """Return a statement that leaves out comments nobody asked for."""
    if asked.states:
        wanted = wanted.where(comments.c.state.in_(asked.states))
    if asked.target:
        wanted = wanted.where(comments.c.target == asked.target)
    if asked.email:
        wanted = wanted.where(func.lower(comments.c.email) == asked.email.lower())
    if asked.public_id:
        wanted = wanted.where(comments.c.public_id == asked.public_id)
    if asked.ids is not None:
        wanted = wanted.where(comments.c.id.in_(asked.ids))
    if asked.reason:
        wanted = wanted.where(comments.c.reasons.cast(Text).icontains(asked.reason, autoescape=True))
    for word in sorted(asked.text.lower().split(), key=len, reverse=True):  # the rarer mostly are the longer
        wanted = wanted.where(searched.contains(word, autoescape=True))
    return wanted


def ordered(wanted: Select[Any], *, newest: bool) -> Select[Any]:
    """Return a statement whose rows come in the order in which comments came, or the other way round."""
    columns = (comments.c.received, comments.c.id)
    return wanted.order_by(*(column.desc() for column in columns) if newest else columns)
