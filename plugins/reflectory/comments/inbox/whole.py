"""The inbox as a whole: everything in it as plain values, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from reflectory.building.parallel import batches
from reflectory.comments.inbox.records import InboxError
from reflectory.comments.inbox.schema import comments, decisions
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox

_MOMENTS = ("written", "received", "decided", "at")
_DECIDED = ("batch", "before", "after", "at", "who", "why", "undone")
_COLUMNS = [column.name for column in comments.columns]
_AT_ONCE = 500


def everything(inbox: Inbox) -> Iterator[dict[str, Any]]:
    """Yield every comment by its number, each column as JSON can hold it, with its decisions as ``history``."""
    with inbox.database.reading() as connection:
        past: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in connection.execute(select(decisions).order_by(decisions.c.id)):
            past[row.comment].append({name: _plain(getattr(row, name)) for name in _DECIDED})
        for found in connection.execute(select(comments).order_by(comments.c.id)).mappings():
            values = {str(name): _plain(value) for name, value in found.items()}
            yield {**values, "history": past.get(found["id"], [])}


def restore(inbox: Inbox, held: Iterable[Mapping[str, Any]]) -> int:
    """Put into the inbox what ``everything`` gave; what is there already stays as it is.

    Returns:
        How many comments are new.

    Raises:
        InboxError: a comment has the number of another one, or is not what ``everything`` gives; nothing was changed.
    """
    added = 0
    with inbox.database.writing() as connection:
        try:
            for some in batches(held, _AT_ONCE):
                added += _restored(connection, [dict(one) for one in some])
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise InboxError(f"the file holds a comment that is none of an inbox ({error!r}).") from None
        if connection.dialect.name == "postgresql":
            for table in (comments, decisions):
                newest = connection.scalar(select(func.max(table.c.id))) or 0
                sequence = func.pg_get_serial_sequence(table.name, "id")
                connection.execute(select(func.setval(sequence, newest + 1, False)))
    return added


def _restored(connection: Connection, some: list[dict[str, Any]]) -> int:
    ids = [one["id"] for one in some]
    found = select(comments.c.id, comments.c.source, comments.c.source_id).where(comments.c.id.in_(ids))
    there = {number: (source, name) for number, source, name in connection.execute(found)}
    for one in some:
        State(one["state"])
        if there.get(one["id"], (one["source"], one["source_id"])) != (one["source"], one["source_id"]):
            raise InboxError(f"comment {one['id']} of the file is another one here; import it into an empty inbox.")
    names = select(comments.c.source, comments.c.source_id).where(
        comments.c.source_id.in_([one["source_id"] for one in some])
    )
    known = {(source, name) for source, name in connection.execute(names)}
    new = [one for one in some if (one["source"], one["source_id"]) not in known]
    if new:
        connection.execute(insert(comments), [{name: _value(one, name) for name in _COLUMNS} for one in new])
        made = [
            {"comment": one["id"], **{name: _value(past, name) for name in _DECIDED}}
            for one in new
            for past in one["history"]
        ]
        if made:
            connection.execute(insert(decisions), made)
    return len(new)


def _value(row: Mapping[str, Any], name: str) -> Any:
    value = row[name]
    return datetime.fromisoformat(value) if name in _MOMENTS and value is not None else value


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
