"""One person in the inbox: what there is of them, and its end."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table, delete, or_, select, update

from reflectory.comments.inbox.asking import Asked
from reflectory.comments.inbox.records import Held, Target
from reflectory.comments.inbox.schema import comments, decisions, outbox
from reflectory.comments.inbox.store import Inbox

REMOVED = "[removed]"
"""What stands where a person's address was named in somebody else's words."""

_TEXTS: dict[Table, tuple[str, ...]] = {
    comments: ("author", "url", "body", "original", "edited", "reasons"),
    decisions: ("who", "why"),
}
"""Where people write, so that an address may be named there."""


class Erased(Struct, frozen=True):
    """How much of a person was in an inbox: comments, letters, and words of others that named the address."""

    comments: int = 0
    letters: int = 0
    mentions: int = 0


def normal(email: str) -> str:
    """Return an address as two of them are compared: without spaces around it, capitals aside."""
    return email.strip().casefold()


def comments_of(inbox: Inbox, email: str) -> list[Held]:
    """Return every comment of an address, with what was decided on it."""
    with inbox.database.reading() as connection:
        ids = _of(connection, email)
    return [inbox.get(number) for number in ids]


def letters_of(inbox: Inbox, email: str, ids: Collection[int]) -> int:
    """Return how many letters wait that are to a person, name them, or are about their comments."""
    with inbox.database.reading() as connection:
        return len(_letters(connection, email, ids))


def erase(inbox: Inbox, email: str, also: Collection[int] = ()) -> Erased:
    """Delete a person's comments, the decisions on them and letters about them; what answered them answers nothing.

    Args:
        inbox: the inbox, or a backup of it.
        email: the person's address; where others wrote it, something else stands there then.
        also: further comments that are theirs.
    """
    with inbox.database.writing() as connection:
        ids = sorted({*_of(connection, email), *also})
        letters = _letters(connection, email, ids)
        for number in letters:
            connection.execute(delete(outbox).where(outbox.c.id == number))
        gone = 0
        for number in ids:
            gone += _deleted(connection, number)
        mentions = sum(_without(connection, table, columns, email) for table, columns in _TEXTS.items())
    inbox.database.flush()
    return Erased(gone, len(letters), mentions)


def archived(inbox: Inbox, target: Target, public_id: str) -> list[Held]:
    """Return the comment that has an id in an archive, if the inbox knows it."""
    found = inbox.find(Asked(target=str(target), public_id=public_id))  # of every id, if this one is empty
    return [held for held in found if held.public_id == public_id and held.is_archived]


def _of(connection: Connection, email: str) -> list[int]:
    """Databases differ in what small letters are, so that addresses are compared here."""
    rows = connection.execute(select(comments.c.id, comments.c.email).where(comments.c.email != ""))
    return sorted(number for number, address in rows if normal(address) == normal(email))


def _letters(connection: Connection, email: str, ids: Collection[int]) -> list[int]:
    wanted = set(ids)
    return [
        row.id
        for row in connection.execute(select(outbox.c.id, outbox.c.message))
        if wanted & set(row.message.get("about", ())) or normal(email) in str(row.message).casefold()
    ]


def _deleted(connection: Connection, number: int) -> int:
    row = connection.execute(select(comments.c.target, comments.c.public_id).where(comments.c.id == number)).first()
    if row is None:
        return 0
    answers = (comments.c.target == row.target) & (comments.c.reply_to == row.public_id)
    connection.execute(update(comments).where(answers).values(reply_to=""))
    connection.execute(delete(decisions).where(decisions.c.comment == number))
    return connection.execute(delete(comments).where(comments.c.id == number)).rowcount


def _without(connection: Connection, table: Table, columns: tuple[str, ...], email: str) -> int:
    removed = remover(email)
    named = or_(*(table.c[name].icontains(email.strip(), autoescape=True) for name in columns if name != "reasons"))
    wanted = select(table).where(named if table is decisions else or_(named, table.c.reasons.is_not(None)))
    count = 0
    for row in connection.execute(wanted).mappings().all():
        values = {name: removed(row[name]) for name in columns}
        if any(values[name] != row[name] for name in columns):
            connection.execute(update(table).where(table.c.id == row["id"]).values(values))
            count += 1
    return count


def remover(email: str) -> Callable[[Any], Any]:
    """Return what takes an address out of a text, or of every text in lists and mappings."""
    pattern = re.compile(rf"(?<![\w.+-]){re.escape(email.strip())}(?![\w-])", re.I)

    def removed(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(REMOVED, value)
        if isinstance(value, list):
            return [removed(one) for one in value]
        return {key: removed(one) for key, one in value.items()} if isinstance(value, dict) else value

    return removed
