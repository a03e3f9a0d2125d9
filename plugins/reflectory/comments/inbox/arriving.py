"""Comments put into the inbox, each once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reflectory.comments.inbox.records import Arrival
from reflectory.comments.inbox.schema import comments


def insert(connection: Connection, arrivals: Sequence[Arrival], now: datetime) -> list[int]:
    """Put comments in that are not there yet, and return the numbers of all."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(comments).on_conflict_do_nothing(index_elements=["source", "source_id"])
    connection.execute(new, [_values(arrival, now) for arrival in arrivals])
    numbers: dict[tuple[str, str], int] = {}
    for source in {arrival.source for arrival in arrivals}:
        ids = [arrival.source_id for arrival in arrivals if arrival.source == source]
        found = select(comments.c.source_id, comments.c.id).where(
            comments.c.source == source, comments.c.source_id.in_(ids)
        )
        numbers |= {(source, source_id): number for source_id, number in connection.execute(found)}
    earlier = comments.alias()
    same = (earlier.c.target == comments.c.target) & (earlier.c.public_id == comments.c.public_id)
    taken = exists().where(same & (earlier.c.id < comments.c.id))  # two blogs may number theirs alike
    nameless = comments.c.id.in_(numbers.values()) & ((comments.c.public_id == "") | taken)
    for number in connection.scalars(select(comments.c.id).where(nameless)).all():
        rename(connection, number)
    return [numbers[arrival.source, arrival.source_id] for arrival in arrivals]


def rename(connection: Connection, number: int) -> str:
    """Give a comment an id of its own, and return it."""
    public_id = named(number)
    connection.execute(update(comments).where(comments.c.id == number).values(public_id=public_id))
    return public_id


def named(number: int) -> str:
    """Return an id for an archive: an inbox that begins anew, or is restored, gives its numbers once more."""
    return f"i{number}-{secrets.token_hex(4)}"


def _values(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {
        "public_id": arrival.public_id,
        "target": str(arrival.target),
        "source": arrival.source,
        "source_id": arrival.source_id,
        "state": arrival.state,
        "author": arrival.author,
        "email": arrival.email,
        "url": arrival.url,
        "body": arrival.body,
        "kind": arrival.kind,
        "reply_to": arrival.reply_to,
        "by_author": arrival.by_author,
        "reasons": list(arrival.reasons),
        "written": arrival.written,
        "received": now,
        "decided": now if arrival.state.is_decided else None,
    }
