"""The inbox: comments in, decisions on them, and what is no longer needed out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select, update

from reflectory.building.parallel import batches
from reflectory.comments.inbox import deciding
from reflectory.comments.inbox.arriving import insert
from reflectory.comments.inbox.database import AT_ONCE, FILE, Database
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.reading import Reader
from reflectory.comments.inbox.records import Arrival, Held, InboxError
from reflectory.comments.inbox.schema import comments, decisions
from reflectory.comments.inbox.states import State

PRIVATE = "private"
"""The folder beside ``content/`` for what is not public."""


class Inbox(Reader):
    """The inbox of a site; several processes may have it open.

    Args:
        site: the folder of ``pelicanconf.py``.
        options: where the inbox is and how long things are kept.
        read_only: change nothing, not even the tables.
        backup: a file of SQLite's to open in place of the inbox itself.

    Raises:
        InboxError: it cannot be opened.
    """

    def __init__(
        self, site: Path, options: InboxOptions | None = None, *, read_only: bool = False, backup: Path | None = None
    ) -> None:
        self.site, self.options = site, options or InboxOptions()
        if backup:
            self._database = Database(backup.parent, read_only=read_only, name=backup.name)
        else:
            self._database = Database(site / PRIVATE, self.options.url, read_only=read_only)

    @property
    def database(self) -> Database:
        """The database, for what else is kept in it (letters) and for looking at all of it."""
        return self._database

    @staticmethod
    def exists(site: Path, options: InboxOptions) -> bool:
        """Whether there is an inbox already, as far as can be known without opening it."""
        return bool(options.url) or (site / PRIVATE / FILE).exists()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Inbox:
        return self

    def __exit__(self, *what: object) -> None:
        self.close()

    def add(self, arrivals: Iterable[Arrival]) -> list[int]:
        """Keep comments; when this returns they are on the disk.

        Returns:
            Their numbers. One that is there already, by source and ``source_id``, stays as it is.
        """
        numbers: list[int] = []
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            for some in batches(arrivals, AT_ONCE // 20):
                numbers += insert(connection, some, now)
        return numbers

    def decide(self, numbers: Collection[int], after: State, *, who: str, why: str = "") -> int:
        """Decide on comments, all or none; whoever calls this lets ``publishing.reconcile`` follow.

        Returns:
            The batch, by which ``undo`` knows the decision; 0 where every comment was in that state already.

        Raises:
            InboxError: a comment is not there, or may not become that.
        """
        with self._writing_on(numbers) as (connection, rows):
            return deciding.decide(connection, rows, after, who, why)

    def undo(self, *, who: str, batch: int = 0) -> list[int]:
        """Take back a decision on everything that it was made on; the latest one that stands if no batch is named.

        Returns:
            The comments that are as they were before.

        Raises:
            InboxError: there is nothing to undo, or a later decision builds on it.
        """
        with self._database.writing() as connection:
            return deciding.undo(connection, who, batch)

    def redact(self, number: int, body: str, *, note: str, keep_original: bool) -> None:
        """Replace a comment's text, with a note for its readers; the original is kept privately or destroyed."""
        with self._writing_on([number]) as (connection, (row,)):
            original = (row.original or row.body) if keep_original else ""
            values = {"body": body, "edited": note, "original": original, "is_archived": False}
            connection.execute(update(comments).where(comments.c.id == number).values(values))

    @contextmanager
    def undisturbed(self) -> Iterator[Connection]:
        """Let nobody decide meanwhile, in whatever process."""
        with self._database.writing() as connection:
            yield connection

    def mark_archived(self, some: Iterable[Held], connection: Connection) -> None:
        """Note that archives are as these comments' states say; nobody has decided since they were read."""
        for held in some:
            wanted = update(comments).where(comments.c.id == held.id)
            connection.execute(wanted.values(is_archived=held.state.is_public))

    def purge(self, now: datetime | None = None) -> tuple[int, int]:
        """Forget what has been kept as long as was agreed.

        Returns:
            How many comments lost their private details, and how many are deleted altogether.
        """
        now = now or datetime.now(UTC)
        keep = self.options
        with self._database.writing() as connection:
            old = (comments.c.decided < now - timedelta(days=keep.keep_email_days)) & (
                (comments.c.email != "") | (comments.c.original != "")
            )
            forgotten = connection.execute(update(comments).where(old).values(email="", original="")).rowcount
            gone = 0
            for states, days in (
                ((State.SPAM,), keep.keep_spam_days),
                ((State.DECLINED, State.WITHDRAWN), keep.keep_declined_days),
            ):
                past = comments.c.decided < now - timedelta(days=days)
                over = comments.c.state.in_(states) & past & ~comments.c.is_archived
                gone += _deleted(connection, connection.scalars(select(comments.c.id).where(over)).all())
        return forgotten, gone

    def delete(self, numbers: Collection[int]) -> int:
        """Delete comments and every decision on them; returns how many there were."""
        with self._database.writing() as connection:
            return _deleted(connection, list(numbers))

    @contextmanager
    def _writing_on(self, numbers: Collection[int]) -> Iterator[tuple[Connection, Sequence[Any]]]:
        """Give the rows of comments to change, none of which anybody else changes meanwhile."""
        wanted = sorted(set(numbers))
        with self._database.writing() as connection:
            rows = [
                row
                for some in batches(wanted, AT_ONCE)
                for row in connection.execute(select(comments).where(comments.c.id.in_(some)).order_by(comments.c.id))
            ]
            missing = sorted(set(wanted) - {row.id for row in rows})
            if missing:
                raise InboxError(f"there is no comment {missing[0]} in the inbox; nothing was decided.")
            yield connection, rows


def _deleted(connection: Connection, numbers: Sequence[int]) -> int:
    gone = 0
    for some in batches(numbers, AT_ONCE):
        connection.execute(delete(decisions).where(decisions.c.comment.in_(some)))
        gone += connection.execute(delete(comments).where(comments.c.id.in_(some))).rowcount
    return gone
