"""The inbox: comments in, decisions on them, and what is no longer needed out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, String, Text, cast, delete, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from reflectory.building.parallel import batches
from reflectory.comments.inbox.database import FILE, Database
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.records import Arrival, Decision, Held, InboxError, Target
from reflectory.comments.inbox.schema import comments, decisions
from reflectory.comments.inbox.states import State

PRIVATE = "private"
"""The folder beside ``content/`` for what is not public."""

_AT_ONCE = 500
"""Rows of one statement; databases bound the number of its values."""


@dataclass(frozen=True, slots=True)
class Asked:
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


class Inbox:
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

    # In

    def add(self, arrivals: Iterable[Arrival]) -> list[int]:
        """Keep comments; when this returns they are on the disk.

        Returns:
            Their numbers. One that is there already, by source and ``source_id``, stays as it is.
        """
        numbers: list[int] = []
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            for some in batches(arrivals, _AT_ONCE // 20):
                numbers += _inserted(connection, some, now)
        return numbers

    # What is there

    def numbers_of(self, source: str, source_ids: Collection[str]) -> list[int]:
        """Return the numbers of comments by where they came from."""
        wanted = select(comments.c.id).where(comments.c.source == source, comments.c.source_id.in_(source_ids))
        with self._database.reading() as connection:
            return list(connection.scalars(wanted))

    def get(self, number: int) -> Held:
        """Return a comment with what was decided on it.

        Raises:
            InboxError: there is none of that number.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(comments).where(comments.c.id == number)).one_or_none()
            if row is None:
                raise InboxError(f"there is no comment {number} in the inbox; “comments list” shows those there are.")
            past = connection.execute(select(decisions).where(decisions.c.comment == number).order_by(decisions.c.id))
            return _held(row, tuple(_decision(one) for one in past))

    def find(
        self, asked: Asked | None = None, *, limit: int | None = None, offset: int = 0, newest: bool = False
    ) -> list[Held]:
        """Return comments, those that came first (or, if ``newest``, last) first, without what was decided on them."""
        wanted = _ordered(_where(select(comments), asked or Asked()), newest=newest)
        with self._database.reading() as connection:
            return [_held(row) for row in connection.execute(wanted.limit(limit).offset(offset))]

    def numbers(self, asked: Asked | None = None, *, newest: bool = False) -> list[int]:
        """Return the numbers of comments, in the order of ``find``."""
        wanted = _ordered(_where(select(comments.c.id), asked or Asked()), newest=newest)
        with self._database.reading() as connection:
            return list(connection.scalars(wanted))

    def targets(self, states: Collection[State]) -> list[Target]:
        """Return what comments in these states are about, by name."""
        wanted = select(comments.c.target).where(comments.c.state.in_(states)).distinct().order_by(comments.c.target)
        with self._database.reading() as connection:
            return [Target.named(name) for name in connection.scalars(wanted)]

    def reasons(self, states: Collection[State]) -> list[str]:
        """Return why comments in these states are held, each reason once."""
        as_text = cast(comments.c.reasons, Text)  # PostgreSQL compares no JSON
        wanted = select(as_text).where(comments.c.state.in_(states)).distinct()
        with self._database.reading() as connection:
            return sorted({reason for some in connection.scalars(wanted) for reason in json.loads(some)})

    def made(self, batch: int) -> dict[int, Decision]:
        """Return the decisions that were made at once, by the comment's number; none if there is no such batch."""
        wanted = select(decisions).where(decisions.c.batch == batch).order_by(decisions.c.comment)
        with self._database.reading() as connection:
            return {row.comment: _decision(row) for row in connection.execute(wanted)}

    def latest(self, who: str) -> int:
        """Return the latest batch that somebody made and that stands; 0 if there is none."""
        mine = (decisions.c.who == who) & decisions.c.undone.is_(False)
        with self._database.reading() as connection:
            return connection.scalar(select(func.max(decisions.c.batch)).where(mine)) or 0

    def count(self, asked: Asked | None = None) -> dict[State, int]:
        """Return how many comments there are in each state."""
        wanted = _where(select(comments.c.state, func.count()), asked or Asked()).group_by(comments.c.state)
        with self._database.reading() as connection:
            return {State(state): number for state, number in connection.execute(wanted)}

    def known(self, source: str, source_ids: Collection[str]) -> dict[str, int]:
        """Return the numbers of those comments of a source that are there already."""
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for some in batches(source_ids, _AT_ONCE):
                wanted = select(comments.c.source_id, comments.c.id).where(
                    comments.c.source == source, comments.c.source_id.in_(some)
                )
                found |= {row.source_id: row.id for row in connection.execute(wanted)}
        return found

    def has_been_approved(self, email: str) -> bool:
        """Whether somebody of this address has an approved comment."""
        if not email:
            return False
        same = (func.lower(comments.c.email) == email.lower()) & (comments.c.state == State.APPROVED)
        with self._database.reading() as connection:
            return connection.execute(select(comments.c.id).where(same).limit(1)).first() is not None

    # Decisions

    def decide(self, numbers: Collection[int], after: State, *, who: str, why: str = "") -> int:
        """Decide on comments, all or none; whoever calls this lets ``publishing.reconcile`` follow.

        Returns:
            The batch, by which ``undo`` knows the decision; 0 where every comment was in that state already.

        Raises:
            InboxError: a comment is not there, or may not become that.
        """
        with self._writing_on(numbers) as (connection, rows):
            changing = [row for row in rows if State(row.state) is not after]
            for row in changing:
                if not State(row.state).may_become(after):
                    raise InboxError(
                        f"comment {row.id} is {row.state}, so that it cannot become {after}; undo that first."
                    )
            return _decided(connection, changing, after, who, why) if changing else 0

    def undo(self, *, who: str, batch: int = 0) -> list[int]:
        """Take back a decision on everything that it was made on; the latest one that stands if no batch is named.

        Returns:
            The comments that are as they were before.

        Raises:
            InboxError: there is nothing to undo, or a later decision builds on it.
        """
        with self._database.writing() as connection:
            standing = select(func.max(decisions.c.batch)).where(decisions.c.undone.is_(False))
            batch = batch or connection.scalar(standing) or 0
            found = connection.execute(
                select(decisions).where(decisions.c.batch == batch, decisions.c.undone.is_(False))
            ).all()
            if not found:
                raise InboxError("there is no decision to undo.")
            for one in found:
                _refuse_if_overtaken(connection, one)
            now = datetime.now(UTC)
            for one in found:
                is_pending = one.before == State.PENDING
                values = {"state": one.before, "decided": None if is_pending else now}
                connection.execute(update(comments).where(comments.c.id == one.comment).values(values))
            connection.execute(
                update(decisions)
                .where(decisions.c.id.in_([one.id for one in found]))
                .values(undone=True, why=decisions.c.why + f" (undone by {who})")
            )
            return [one.comment for one in found]

    def redact(self, number: int, body: str, *, note: str, keep_original: bool) -> None:
        """Replace a comment's text, with a note for its readers; the original is kept privately or destroyed."""
        with self._writing_on([number]) as (connection, (row,)):
            original = (row.original or row.body) if keep_original else ""
            values = {"body": body, "edited": note, "original": original, "is_archived": False}
            connection.execute(update(comments).where(comments.c.id == number).values(values))

    # Publishing

    def unpublished(self) -> list[Held]:
        """Return the comments whose archive is not yet as was decided."""
        approved = comments.c.state == State.APPROVED
        wanted = select(comments).where(or_(approved & ~comments.c.is_archived, ~approved & comments.c.is_archived))
        with self._database.reading() as connection:
            return [_held(row) for row in connection.execute(wanted.order_by(comments.c.written, comments.c.id))]

    def published(self, target: Target) -> list[Held]:
        """Return the approved comments on something."""
        return self.find(Asked((State.APPROVED,), str(target)))

    def mark_archived(self, some: Iterable[Held]) -> None:
        """Note that archives are as these comments' states say, of those that have not changed meanwhile."""
        with self._database.writing() as connection:
            for held in some:
                same = (comments.c.id == held.id) & (comments.c.state == held.state) & (comments.c.body == held.body)
                connection.execute(update(comments).where(same).values(is_archived=held.state.is_public))

    # Out

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
                for some in batches(wanted, _AT_ONCE)
                for row in connection.execute(select(comments).where(comments.c.id.in_(some)).order_by(comments.c.id))
            ]
            missing = sorted(set(wanted) - {row.id for row in rows})
            if missing:
                raise InboxError(f"there is no comment {missing[0]} in the inbox; nothing was decided.")
            yield connection, rows


def _inserted(connection: Connection, arrivals: Sequence[Arrival], now: datetime) -> list[int]:
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
    connection.execute(update(comments).where(nameless).values(public_id="i" + cast(comments.c.id, String)))
    return [numbers[arrival.source, arrival.source_id] for arrival in arrivals]


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


def _where(wanted: Select[Any], asked: Asked) -> Select[Any]:
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
    for word in asked.text.split():
        columns = (comments.c.body, comments.c.author, comments.c.email, comments.c.target)
        wanted = wanted.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    return wanted


def _ordered(wanted: Select[Any], *, newest: bool) -> Select[Any]:
    columns = (comments.c.received, comments.c.id)
    return wanted.order_by(*(column.desc() for column in columns) if newest else columns)


def _decided(connection: Connection, rows: Sequence[Any], after: State, who: str, why: str) -> int:
    now = datetime.now(UTC)
    batch: int = (connection.scalar(select(func.max(decisions.c.batch))) or 0) + 1
    made = [
        {"comment": row.id, "batch": batch, "before": row.state, "after": after, "at": now, "who": who, "why": why}
        for row in rows
    ]
    connection.execute(decisions.insert(), made)
    values = {"state": after, "decided": now if after.is_decided else None}
    for some in batches([row.id for row in rows], _AT_ONCE):
        connection.execute(update(comments).where(comments.c.id.in_(some)).values(values))
    return batch


def _refuse_if_overtaken(connection: Connection, decision: Any) -> None:
    later = select(decisions.c.id).where(
        decisions.c.comment == decision.comment, decisions.c.undone.is_(False), decisions.c.id > decision.id
    )
    if connection.execute(later.limit(1)).first():
        raise InboxError(f"comment {decision.comment} was decided on again since; undo that first.")


def _deleted(connection: Connection, numbers: Sequence[int]) -> int:
    gone = 0
    for some in batches(numbers, _AT_ONCE):
        connection.execute(delete(decisions).where(decisions.c.comment.in_(some)))
        gone += connection.execute(delete(comments).where(comments.c.id.in_(some))).rowcount
    return gone


def _held(row: Any, history: tuple[Decision, ...] = ()) -> Held:
    return Held(
        id=row.id,
        public_id=row.public_id,
        target=Target.named(row.target),
        source=row.source,
        state=State(row.state),
        author=row.author,
        body=row.body,
        written=row.written,
        received=row.received,
        email=row.email,
        url=row.url,
        kind=row.kind,
        reply_to=row.reply_to,
        by_author=row.by_author,
        reasons=tuple(row.reasons),
        edited=row.edited,
        original=row.original,
        is_archived=row.is_archived,
        history=history,
    )


def _decision(row: Any) -> Decision:
    return Decision(row.batch, State(row.before), State(row.after), row.at, row.who, row.why, row.undone)
