"""Comments of another blog on their way: the approved into archives, the others into the inbox, each with its item."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from reflectory.comments import harmless
from reflectory.comments.archive import COMMENT, Comment, circling
from reflectory.comments.archiving import Row, change, locked, row_of, rows, written
from reflectory.comments.importing.receipt import HELD, PUBLISHED, REFUSED, Receipt
from reflectory.comments.importing.remembered import Fate, Remembered, print_of
from reflectory.comments.inbox.publishing import archive_of, reconcile
from reflectory.comments.inbox.records import Arrival, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox

_AT_ONCE = 2_000
"""Comments that go into the inbox in one transaction."""


class Delivered(Struct, frozen=True):
    """A comment, read.

    Attributes:
        state: approved, pending or spam; ``None`` is what lay in the trash.
        reasons: why it is held.
        refused: why it is not taken over at all, "" where it is.
    """

    comment: Comment
    state: State | None
    email: str = ""
    reasons: tuple[str, ...] = ()
    refused: str = ""


class Delivery:
    """Brings comments where they belong.

    Args:
        source: ``wordpress``, ``disqus`` or ``isso``; ``blog`` tells one blog's numbers from another's.
        inbox: ``None`` writes nothing.
    """

    def __init__(
        self, site: Path, source: str, blog: str, remembered: Remembered, receipt: Receipt, inbox: Inbox | None
    ) -> None:
        self._site, self._source, self._blog = site, source, blog[:150]
        self._remembered, self._receipt, self._inbox = remembered, receipt, inbox
        self._waiting: list[Arrival] = []
        self._rows: dict[Target, list[Row]] = {}  # of the archive that was read last

    def bring(self, target: Target, said: Sequence[Delivered]) -> None:
        """Bring everything that was said on one essay or page.

        Raises:
            ArchiveError: its archive is there and cannot be read.
        """
        said = self._but_of_the_inbox(self._distinct(target, [self._without_address(one) for one in said]))
        public = [one.comment for one in said if _is_public(one)]
        held = [one for one in said if one.state in (State.PENDING, State.SPAM) and not one.refused]
        for one in said:
            if one.refused or one.state is None:
                self._item(one.comment, REFUSED, one.refused or "trash")
        not_public = [one.comment.id for one in said if one.refused or one.state is not State.APPROVED]
        self._archive(target, self._threaded(target, public), not_public)
        self._hold(target, held)

    def refuse(self, said: Iterable[Delivered], why: str) -> None:
        """Note comments that have no place on this site."""
        for one in said:
            self._item(one.comment, REFUSED, one.refused or ("trash" if one.state is None else why))

    def finish(self) -> None:
        """Put into the inbox what waits for that."""
        if self._inbox and self._waiting:
            self._inbox.add(self._waiting)
        self._waiting = []

    def _item(self, comment: Comment, outcome: str, reason: str = "") -> None:
        self._receipt.add("comments", comment.id, comment.kind, outcome, reason)

    def _distinct(self, target: Target, said: Sequence[Delivered]) -> Sequence[Delivered]:
        """Return comments with ids of their own, where another blog's comment has theirs in the archive already."""
        there = {str(row["id"]): row for row in self._there(target)}
        known = self._remembered.comments.get(self._name(target), {})
        new: dict[str, str] = {}
        for number in (one.comment.id for one in said):
            if f"{self._source}-{number}" in known:
                new[number] = f"{self._source}-{number}"
        for one in said:
            row = there.get(one.comment.id)
            if row and one.comment.id not in known and str(row["date"])[:10] != written(one.comment.date)[:10]:
                new[one.comment.id] = f"{self._source}-{one.comment.id}"[:64]
        if not new:
            return said
        self._receipt.note("comments have another number, because an earlier comment has theirs")
        return [
            replace(
                one,
                comment=replace(
                    one.comment,
                    id=new.get(one.comment.id, one.comment.id),
                    reply_to=new.get(one.comment.reply_to, one.comment.reply_to),
                ),
            )
            for one in said
        ]

    def _but_of_the_inbox(self, said: Sequence[Delivered]) -> Sequence[Delivered]:
        """Return comments without the approved that the inbox has: what was decided on them here holds.

        What nobody here has decided on is approved, as it is there now.
        """
        if self._inbox is None:
            return said
        approved = {self._source_id(one.comment): one.comment for one in said if _is_public(one)}
        here = self._inbox.known(self._source, list(approved))
        found = {name: self._inbox.get(number) for name, number in here.items()}
        if new := [one.id for one in found.values() if one.state in (State.PENDING, State.SPAM) and not one.history]:
            self._inbox.decide(new, State.APPROVED, who="import")
            reconcile(self._inbox)
            self._rows = {}
        for name, one in found.items():
            state = State.APPROVED if one.id in new else one.state
            outcome = PUBLISHED if state.is_public else HELD if state is State.PENDING else REFUSED
            self._item(approved[name], outcome, "" if state.is_public else f"it is {state} here")
        return [one for one in said if not (_is_public(one) and self._source_id(one.comment) in found)]

    def _threaded(self, target: Target, public: list[Comment]) -> list[Comment]:
        """Return comments without answers to what is not public, and without circles."""
        known = {one.id for one in public} | {str(row["id"]) for row in self._there(target)}
        round_about = circling({one.id: one.reply_to for one in public if one.reply_to})
        found = []
        for one in public:
            if one.reply_to and (one.reply_to not in known or one.id in round_about):
                self._receipt.note("a comment answers one that is not published; it stands by itself")
                one = replace(one, reply_to="")
            found.append(one)
        return found

    def _without_address(self, one: Delivered) -> Delivered:
        """Return a comment whose writer's name is no e-mail address; one in its text is told, and left to a human."""
        comment = one.comment
        name = harmless.without_emails(comment.author)
        if name != comment.author:
            self._receipt.note(f"comment {comment.id}: an e-mail address was left out of its writer's name")
        if _is_public(one) and harmless.EMAIL.search(comment.body):
            self._receipt.note(f"comment {comment.id}: an e-mail address stands in its text, for everybody to read")
        return replace(one, comment=replace(comment, author=name))

    def _name(self, target: Target) -> str:
        """Return an archive as an import remembers it."""
        return archive_of(self._site, target).relative_to(self._site).as_posix()

    def _source_id(self, comment: Comment) -> str:
        return f"{self._blog} {comment.id}"

    def _there(self, target: Target) -> list[Row]:
        if target not in self._rows:
            self._rows = {target: rows(archive_of(self._site, target))}
        return self._rows[target]

    def _archive(self, target: Target, public: Sequence[Comment], withdrawn: Sequence[str]) -> None:
        file = archive_of(self._site, target)
        name = self._name(target)
        known = self._remembered.comments[name] if public or name in self._remembered.comments else {}
        if not public and known.keys().isdisjoint(withdrawn):
            return
        with nullcontext() if self._inbox is None else locked(self._site):
            there = {str(row["id"]): row for row in rows(file)}
            put = []
            for one in public:
                row = row_of(one)
                fate = _fate(there.get(one.id), row, known.get(one.id, 0))
                if fate is Fate.WRITTEN:
                    put.append(row)
                if fate in (Fate.WRITTEN, Fate.SAME):
                    known[one.id] = print_of(row)
                self._item(one, REFUSED if fate is Fate.GONE else PUBLISHED, _told(fate))
            remove = [one for one in withdrawn if one in there and known.get(one) == print_of(there[one])]
            if self._inbox is not None and (put or remove):
                change(file, put=put, remove=remove)
                self._rows = {}
            for gone in remove:
                del known[gone]

    def _hold(self, target: Target, held: Iterable[Delivered]) -> None:
        for one in held:
            comment = one.comment
            self._waiting.append(
                Arrival(
                    target=target,
                    source=self._source,
                    source_id=self._source_id(comment),
                    author=comment.author,
                    body=comment.body,
                    written=comment.date,
                    email=one.email,
                    url=comment.url,
                    kind=comment.kind,
                    public_id=comment.id,
                    reply_to=comment.reply_to,
                    by_author=comment.by_author,
                    reasons=one.reasons,
                    state=one.state or State.PENDING,
                )
            )
            self._item(comment, HELD, "; ".join(one.reasons) or str(one.state))
        if len(self._waiting) >= _AT_ONCE:
            self.finish()


def _is_public(one: Delivered) -> bool:
    return one.state is State.APPROVED and not one.refused


def _fate(there: Row | None, wanted: Row, known: int) -> Fate:
    """Return what becomes of a comment that an archive should have."""
    if there is None:
        return Fate.GONE if known else Fate.WRITTEN
    now = print_of(there)
    if now == print_of(wanted):
        return Fate.SAME
    return Fate.WRITTEN if now == known else Fate.EDITED


def _told(fate: Fate) -> str:
    return fate.value if fate in (Fate.EDITED, Fate.GONE) else ""


def public_id(number: str) -> str:
    """Return a comment's id as an archive may have it."""
    found = re.sub(r"[^A-Za-z0-9_.:-]", "-", number.strip())[:64]
    return found if found[:1].isalnum() else f"c{found}"[:64]


def fit(text: str) -> str:
    """Return a text without signs that an archive's file cannot hold."""
    return harmless.source(text).replace("\x85", " ")


def spoken(kind: str) -> str:
    """Return a comment's kind by WordPress's word for it, "" where archives have none such."""
    kind = kind.strip().lower() or COMMENT
    return kind if kind in (COMMENT, "pingback", "trackback") else ""
