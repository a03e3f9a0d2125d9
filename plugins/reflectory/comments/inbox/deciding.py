"""Decisions on comments, made and taken back in a transaction of somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from reflectory.building.parallel import batches
from reflectory.comments.inbox.database import AT_ONCE
from reflectory.comments.inbox.records import InboxError
from reflectory.comments.inbox.schema import comments, decisions
from reflectory.comments.inbox.states import State


def decide(connection: Connection, rows: Sequence[Any], after: State, who: str, why: str) -> int:
    """Decide on comments; returns the batch, 0 where all of them were in that state already.

    Raises:
        InboxError: one of them may not become that.
    """
    changing = [row for row in rows if State(row.state) is not after]
    for row in changing:
        if not State(row.state).may_become(after):
            raise InboxError(f"comment {row.id} is {row.state}, so that it cannot become {after}; undo that first.")
    return _decided(connection, changing, after, who, why) if changing else 0


def undo(connection: Connection, who: str, batch: int) -> list[int]:
    """Take a decision back, the latest one that stands if ``batch`` is 0; returns the comments that it was on.

    Raises:
        InboxError: there is nothing to undo, or a later decision builds on it.
    """
    standing = decisions.c.undone.is_(False)
    batch = batch or connection.scalar(select(func.max(decisions.c.batch)).where(standing)) or 0
    found = connection.execute(select(decisions).where(decisions.c.batch == batch, standing)).all()
    if not found:
        raise InboxError("there is no decision to undo.")
    for one in found:
        _refuse_if_overtaken(connection, one)
    now = datetime.now(UTC)
    for one in found:
        before = State(one.before)
        values: dict[str, Any] = {"state": before, "decided": now if before.is_decided else None}
        values |= _to_publish(State(one.after), before)
        connection.execute(update(comments).where(comments.c.id == one.comment).values(values))
    taken_back = {"undone": True, "why": decisions.c.why + f" (undone by {who})"}
    connection.execute(update(decisions).where(decisions.c.id.in_([one.id for one in found])).values(taken_back))
    return [one.comment for one in found]


def _decided(connection: Connection, rows: Sequence[Any], after: State, who: str, why: str) -> int:
    now = datetime.now(UTC)
    batch: int = (connection.scalar(select(func.max(decisions.c.batch))) or 0) + 1
    made = [
        {"comment": row.id, "batch": batch, "before": row.state, "after": after, "at": now, "who": who, "why": why}
        for row in rows
    ]
    connection.execute(decisions.insert(), made)
    for before in {State(row.state) for row in rows}:
        values = {"state": after, "decided": now if after.is_decided else None, **_to_publish(before, after)}
        for some in batches([row.id for row in rows if row.state == before], AT_ONCE):
            connection.execute(update(comments).where(comments.c.id.in_(some)).values(values))
    return batch


def _to_publish(before: State, after: State) -> dict[str, bool]:
    """Return what makes a change reach the archive, even if a crash left its note of what is there behind.

    What is no longer public is looked for there, and what becomes public is written, as if nothing were known.
    """
    return {} if before.is_public is after.is_public else {"is_archived": before.is_public}


def _refuse_if_overtaken(connection: Connection, decision: Any) -> None:
    later = select(decisions.c.id).where(
        decisions.c.comment == decision.comment, decisions.c.undone.is_(False), decisions.c.id > decision.id
    )
    if connection.execute(later.limit(1)).first():
        raise InboxError(f"comment {decision.comment} was decided on again since; undo that first.")
