"""The desk itself: what its pages read and what its forms do, without a word of HTTP."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Collection
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from reflectory.comments.desk.marking import Looked, Marker
from reflectory.comments.desk.options import DeskOptions
from reflectory.comments.desk.publisher import Publisher
from reflectory.comments.desk.sources import Sources
from reflectory.comments.inbox.asking import Asked
from reflectory.comments.inbox.publishing import reconcile
from reflectory.comments.inbox.records import Arrival, Held, InboxError
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.site.errors import ReflectoryError

EDITED = "edited by the author"
"""What readers see below a comment from which something was taken out, unless another note is written."""

_AT_A_TIME = 200


class Desk:
    """Decides on the comments of one site's inbox.

    Args:
        inbox: open for writing.
        options: who moderates.
        publisher: builds the site.
        sitename, author: as the site's settings have them.
        max_body: how long a body is read as Markdown.
        zone: the time zone in which moments are told.
    """

    def __init__(
        self,
        inbox: Inbox,
        options: DeskOptions,
        publisher: Publisher,
        *,
        sitename: str,
        author: str,
        max_body: int,
        zone: str,
    ) -> None:
        self.inbox, self.options, self.publisher = inbox, options, publisher
        self.sitename, self.who, self.zone = sitename, options.name or author or "the author", ZoneInfo(zone)
        self.sources = Sources(inbox.site)
        self.marker = Marker(inbox.site, options.phone_region, max_body)
        self.looked = Looked(self.marker, lambda numbers: inbox.find(Asked(ids=tuple(numbers))))
        self.trouble = ""
        """Why archives are not as was decided, in a sentence; "" while they are."""

    def begin(self) -> None:
        """Finish what an earlier process left undone, forget what is past its time, and look at what is held."""
        self.heal()
        self.inbox.purge()
        threading.Thread(target=self._look, daemon=True).start()

    def heal(self) -> bool:
        """Bring the archives to what was decided; returns whether that went well, ``trouble`` says what did not."""
        try:
            reconcile(self.inbox)
        except (ReflectoryError, OSError) as error:
            self.trouble = str(error)
            return False
        self.trouble = ""
        return True

    def decide(self, numbers: Collection[int], after: State, why: str = "") -> int:
        """Decide on comments; returns the batch, 0 where nothing had to change.

        Raises:
            InboxError: a comment is not there, or may not become that; nothing was decided.
        """
        batch = self.inbox.decide(numbers, after, who=self.who, why=why)
        self.heal()
        return batch

    def undo(self, batch: int) -> list[int]:
        """Take back a decision; returns the comments that are as they were before.

        Raises:
            InboxError: there is no such decision, a later one builds on it, or its writer took a comment back.
        """
        made = self.inbox.made(batch)
        if any(decision.after is State.WITHDRAWN for decision in made.values()):
            raise InboxError("a comment that its writer took back stays taken back.")
        if not made:
            raise InboxError("there is no decision to undo.")
        numbers = self.inbox.undo(who=self.who, batch=batch)
        self.heal()
        return numbers

    def redact(self, number: int, body: str, *, note: str, keep_original: bool) -> int:
        """Publish a comment with another text; returns the batch, 0 where it was published already.

        Raises:
            InboxError: the comment is not there, or may not be approved.
        """
        held = self.inbox.get(number)
        if held.state is not State.APPROVED and not held.state.may_become(State.APPROVED):
            raise InboxError(f"comment {number} was taken back by its writer; it stays taken back.")
        if body != held.body:
            self.inbox.redact(number, body, note=note, keep_original=keep_original)
            self.looked.forget(number)
        return self.decide([number], State.APPROVED, "edited" if body != held.body else "")

    def restore(self, number: int) -> None:
        """Put a redacted comment's original text back, before it is decided on again.

        Raises:
            InboxError: it was destroyed, or readers would see it at once.
        """
        held = self.inbox.get(number)
        if not held.original:
            raise InboxError(f"the original of comment {number} was not kept.")
        if held.state is State.APPROVED:
            raise InboxError(f"comment {number} is published; undo that first, or its original would be public.")
        self.inbox.redact(number, held.original, note="", keep_original=False)
        self.looked.forget(number)

    def reply(self, number: int, body: str, key: str) -> int:
        """Answer a comment; both are published.

        Args:
            number: of the comment.
            body: the answer, Markdown.
            key: stands for this answer, so that one that is sent twice is there once.

        Returns:
            The batch, 0 where the answer was there already.

        Raises:
            InboxError: the comment is not there, or may not be published.
        """
        held = self.inbox.get(number)
        if held.state not in (State.PENDING, State.APPROVED):
            raise InboxError(f"comment {number} is {held.state}; approve it before you answer it.")
        (answer,) = self.inbox.add([self._answer(held, body, key)])
        return self.decide([number, answer], State.APPROVED)

    def _answer(self, held: Held, body: str, key: str) -> Arrival:
        return Arrival(
            target=held.target,
            source="desk",
            source_id=key,
            author=self.who,
            body=body,
            written=datetime.now(UTC),
            reply_to=held.public_id,
            by_author=True,
        )

    def _look(self) -> None:
        """Look for marks in everything that is held, a little at a time, so that pages are not kept waiting."""
        try:
            while self.looked.look(self.inbox.numbers(Asked((State.PENDING,))), _AT_A_TIME):
                threading.Event().wait(0.05)
        except InboxError:
            return  # the desk is being closed, or cannot read its inbox, which each page says


def new_key() -> str:
    """Return a name for an answer that nothing else has."""
    return uuid.uuid4().hex
