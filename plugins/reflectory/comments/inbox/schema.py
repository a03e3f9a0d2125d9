"""The inbox's tables, and the steps by which an older database becomes this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    column,
    func,
    inspect,
    select,
)


class Moment(TypeDecorator[datetime]):
    """A moment with a time zone, kept in UTC; SQLite keeps none by itself."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a moment as the database keeps it."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a moment of the database with its time zone."""
        return value.replace(tzinfo=UTC) if value else None


metadata = MetaData()

comments = Table(
    "comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("public_id", String(64), nullable=False, default=""),
    Column("target", String(300), nullable=False),
    Column("source", String(20), nullable=False),
    Column("source_id", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("author", Text, nullable=False),
    Column("email", Text, nullable=False, default=""),
    Column("url", Text, nullable=False, default=""),
    Column("body", Text, nullable=False),
    Column("original", Text, nullable=False, default=""),
    Column("edited", Text, nullable=False, default=""),
    Column("kind", String(20), nullable=False),
    Column("reply_to", String(64), nullable=False, default=""),
    Column("by_author", Boolean, nullable=False, default=False),
    Column("reasons", JSON, nullable=False, default=list),
    Column("written", Moment, nullable=False),
    Column("received", Moment, nullable=False),
    Column("decided", Moment),
    Column("is_archived", Boolean, nullable=False, default=False),
    UniqueConstraint("source", "source_id"),
    Index("comments_by_state", "state", "received"),
    Index("comments_by_target", "target", "public_id"),
    Index("comments_by_state_and_target", "state", "target"),
    sqlite_autoincrement=True,  # a number is never given twice, also after a purge
)

Index("comments_by_email", func.lower(comments.c.email))

decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("comment", ForeignKey("comments.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("batch", Integer, nullable=False, index=True),
    Column("before", String(20), nullable=False),
    Column("after", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False, default=""),
    Column("undone", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message", JSON, nullable=False),
    Column("due", Moment, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    sqlite_autoincrement=True,
)

migrations = Table(
    "migrations",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("at", Moment, nullable=False),
)


def _first(connection: Connection) -> None:
    metadata.create_all(connection, [comments, decisions, outbox])


searched = column("searched", Text)
"""In small letters, what a search looks in; the database itself sees to it, so that no copy outlives a text."""


def _second(connection: Connection) -> None:
    # SQLite compares capitals as small letters by itself, and adds no column that is kept.
    texts = "author || ' ' || email || ' ' || target || ' ' || body"
    made = f"(lower({texts})) STORED" if connection.dialect.name == "postgresql" else f"({texts}) VIRTUAL"
    connection.exec_driver_sql(f"ALTER TABLE comments ADD COLUMN searched TEXT GENERATED ALWAYS AS {made}")
    connection.exec_driver_sql("DROP INDEX comments_by_state")
    connection.exec_driver_sql("CREATE INDEX comments_in_order ON comments (state, received, id)")


STEPS: dict[str, Callable[[Connection], None]] = {
    "0001 comments, decisions and letters": _first,
    "0002 what a search looks in, and the order of the queue": _second,
}
"""Each step by its name, in order. One that was released is never changed; a new one is added below it."""


def migrate(connection: Connection) -> None:
    """Take the steps that this database has not taken yet; each is recorded in the transaction that it is part of."""
    metadata.create_all(connection, [migrations])
    taken = set(connection.scalars(select(migrations.c.name)))
    for name, step in STEPS.items():
        if name not in taken:
            step(connection)
            connection.execute(migrations.insert().values(name=name, at=datetime.now(UTC)))


def unknown(connection: Connection) -> set[Any]:
    """Return the steps that a newer version of this program took."""
    if not inspect(connection).has_table("migrations"):
        return set()
    return set(connection.scalars(select(migrations.c.name))) - STEPS.keys()
