"""What is in the inbox, as values."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Text, cast, func, or_, select

from reflectory.building.parallel import batches
from reflectory.comments.inbox.asking import Asked, ordered, where
from reflectory.comments.inbox.database import AT_ONCE, Database
from reflectory.comments.inbox.records import Decision, Held, InboxError, Target
from reflectory.comments.inbox.schema import comments, decisions
from reflectory.comments.inbox.states import State


class Reader:
    """Reads what is in an inbox's database."""

    _database: Database

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
        wanted = ordered(where(select(comments), asked or Asked()), newest=newest)
        with self._database.reading() as connection:
            return [_held(row) for row in connection.execute(wanted.limit(limit).offset(offset))]

    def numbers(self, asked: Asked | None = None, *, newest: bool = False) -> list[int]:
        """Return the numbers of comments, in the order of ``find``."""
        wanted = ordered(where(select(comments.c.id), asked or Asked()), newest=newest)
        with self._database.reading() as connection:
            return list(connection.scalars(wanted))

    def matching(self, asked: Asked) -> dict[int, State]:
        """Return the numbers and states of comments, those that came first first."""
        wanted = ordered(where(select(comments.c.id, comments.c.state), asked), newest=False)
        with self._database.reading() as connection:
            return {number: State(state) for number, state in connection.execute(wanted)}

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
        wanted = where(select(comments.c.state, func.count()), asked or Asked()).group_by(comments.c.state)
        with self._database.reading() as connection:
            return {State(state): number for state, number in connection.execute(wanted)}

    def known(self, source: str, source_ids: Collection[str]) -> dict[str, int]:
        """Return the numbers of those comments of a source that are there already."""
        found: dict[str, int] = {}
        with self._database.reading() as connection:
            for some in batches(source_ids, AT_ONCE):
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

    def unpublished(self) -> list[Held]:
        """Return the comments whose archive is not yet as was decided."""
        approved = comments.c.state == State.APPROVED
        wanted = select(comments).where(or_(approved & ~comments.c.is_archived, ~approved & comments.c.is_archived))
        with self._database.reading() as connection:
            return [_held(row) for row in connection.execute(wanted.order_by(comments.c.written, comments.c.id))]

    def published(self, target: Target) -> list[Held]:
        """Return the approved comments on something."""
        return self.find(Asked((State.APPROVED,), str(target)))


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
