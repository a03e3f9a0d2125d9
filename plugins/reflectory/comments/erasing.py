"""A person is forgotten: taken out of every copy that is ours."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec import Struct

from reflectory.comments import history, receipts
from reflectory.comments.archiving import Row, change, locked, rows
from reflectory.comments.harmless import ANONYMOUS
from reflectory.comments.hiding import SHORTEST
from reflectory.comments.inbox import person
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.publishing import archive_of, reconcile
from reflectory.comments.inbox.records import Held, InboxError, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import PRIVATE, Inbox
from reflectory.comments.places import archives
from reflectory.comments.unpacking import can_be_read, texts
from reflectory.site.writer import write_atomically

BACKUPS = Path(PRIVATE) / "backups"
WHY = "erased at their wish"
_DATABASE = b"SQLite format 3\x00"

Public = tuple[Target, str]
"""A comment in an archive: what it is about, and its id."""


@dataclass
class Erasure:
    """What was erased, and what is still somewhere.

    Attributes:
        archived: the comments that were taken out of archives.
        backups: the copies of the inbox from which the person was taken out.
        unread: files of ours that hold the person and that this program cannot change, from the site's folder.
        closed: those of which it cannot say whether they do.
        namesakes: comments in archives that somebody of the same name wrote, who may be the same person.
        history: what version control still holds, in sentences.
        receipt: the file that proves it.
    """

    comments: int = 0
    letters: int = 0
    mentions: int = 0
    archived: list[Public] = field(default_factory=list)
    receipts: int = 0
    backups: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    namesakes: list[Public] = field(default_factory=list)
    history: list[str] = field(default_factory=list)
    receipt: Path = Path()


class _Person(Struct, frozen=True, dict=True):
    """Who is to be forgotten: the address, and what they wrote, by which copies are known."""

    email: str
    public: frozenset[Public]
    texts: frozenset[str]
    names: frozenset[str]

    def words(self) -> Callable[[Any], Any]:
        """Return what takes the person out of plain values that were read from JSON."""
        remove = person.remover(self.email)

        def without(value: Any) -> Any:
            if isinstance(value, str):
                return person.REMOVED if value.strip() in self.names else remove(self._without_texts(value))
            if isinstance(value, list):
                return [without(one) for one in value if not self.wrote(one)]
            if not isinstance(value, dict):
                return value
            is_comment = "body" in value  # of somebody else, who may have the same name
            return {key: one if is_comment and key == "author" else without(one) for key, one in value.items()}

        return without

    def _without_texts(self, value: str) -> str:
        for one in self._telling[bisect_left(self._telling, -len(value), key=lambda text: -len(text)) :]:
            if one in value:
                value = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", person.REMOVED, value)
        return value

    @cached_property
    def _telling(self) -> list[str]:
        """Their texts that are nobody else's too, the longest first: one may begin with another."""
        return sorted((one for one in self.texts if len(one) >= SHORTEST), key=lambda text: (-len(text), text))

    def wrote(self, value: Any) -> bool:
        """Whether a plain value is a comment of theirs, as exports have it."""
        if not isinstance(value, dict) or "body" not in value:
            return False
        email, body = person.normal(str(value.get("email") or "")), str(value["body"]).strip()
        if email:
            return email == person.normal(self.email)
        return body in self.texts and (len(body) >= SHORTEST or str(value.get("author") or "").strip() in self.names)

    def is_named_in(self, file: Path) -> bool:
        """Whether a file, packed or not, holds the address or a text of theirs."""
        email = person.normal(self.email)
        return any(email in text.casefold() or any(one in text for one in self._telling) for text in texts(file))


def erase(
    site: Path,
    options: InboxOptions,
    email: str,
    public: Collection[Public] = (),
    *,
    who: str = "",
    caches: Collection[Path] = (),
) -> Erasure:
    """Take a person out of inbox, archives, letters, receipts, backups and caches, and write a receipt.

    The inbox comes last, because it knows what there is: where this is interrupted, doing it again finishes it.

    Args:
        site: the site's folder.
        options: of the inbox.
        email: the person's address.
        public: comments in archives that are theirs, and of which the inbox no longer knows whose they are.
        who: does this.
        caches: folders that builds fill again.

    Raises:
        ReflectoryError: a file cannot be read or written; what is done by then stays done.
    """
    done = Erasure()
    with contextlib.ExitStack() as stack:
        inbox = stack.enter_context(Inbox(site, options)) if Inbox.exists(site, options) else None
        held = person.comments_of(inbox, email) if inbox else []
        if inbox:
            held += [one for where in public for one in person.archived(inbox, *where)]
        held = list({one.id: one for one in held}.values())
        them = _person(site, email, held, public)
        if inbox:
            _take_back(inbox, held, who)
        _out_of_archives(site, them, done)
        _out_of_receipts(site, them, done)
        _out_of_backups(site, them, done)
        if inbox:
            gone = person.erase(inbox, email, [one.id for one in held])
            done.comments, done.letters = gone.comments, gone.letters
            done.mentions += gone.mentions
    for cache in caches:
        shutil.rmtree(cache, ignore_errors=True)
    done.history = history.told(site, {archive_of(site, target) for target, _ in done.archived})
    done.receipt = receipts.write(site, "erase", _receipt(done, email, who))
    return done


def _person(site: Path, email: str, held: Iterable[Held], public: Collection[Public]) -> _Person:
    named = {(one.target, one.public_id) for one in held if one.is_archived} | set(public)
    said = {text.strip() for one in held for text in (one.body, one.original)}
    names = {one.author.strip() for one in held}
    theirs = set[Public]()
    for target in {target for target, _ in named}:
        for row in rows(archive_of(site, target)):
            if (target, str(row["id"])) in named:
                theirs.add((target, str(row["id"])))
                said.add(str(row.get("body") or "").strip())
                names.add(str(row.get("author") or "").strip())
    return _Person(email.strip(), frozenset(theirs), frozenset(said - {""}), frozenset(names - {"", ANONYMOUS}))


def _take_back(inbox: Inbox, held: Iterable[Held], who: str) -> None:
    """Withdraw what is theirs, so that it leaves its archive and no decision meanwhile brings it back."""
    there = [one.id for one in held if one.state is not State.WITHDRAWN]
    if there:
        inbox.decide(there, State.WITHDRAWN, who=who or "erase", why=WHY)
    reconcile(inbox)


def _out_of_archives(site: Path, them: _Person, done: Erasure) -> None:
    """Take out what is theirs; what answers it answers nothing, and others' words lose the address."""
    remove = person.remover(them.email)
    with locked(site):
        for target, file in archives(site):
            there = rows(file)
            theirs = {str(row["id"]) for row in there if (target, str(row["id"])) in them.public}
            named: list[Row] = [
                changed for row in there if row["id"] not in theirs and (changed := remove(dict(row))) != dict(row)
            ]
            if theirs or named:
                change(file, put=named, remove=theirs)
            done.mentions += len(named)
            done.namesakes += [
                (target, str(row["id"]))
                for row in there
                if row["id"] not in theirs and str(row.get("author") or "").strip() in them.names
            ]
    left = {(target, str(row["id"])) for target in {target for target, _ in them.public} for row in _rows(site, target)}
    done.archived = sorted(them.public - left, key=str)


def _rows(site: Path, target: Target) -> list[Row]:
    return rows(archive_of(site, target))


def _out_of_receipts(site: Path, them: _Person, done: Erasure) -> None:
    for file in sorted((site / receipts.FOLDER).glob("*.json")):
        if _rewritten(file, them) is True:
            done.receipts += 1


def _rewritten(file: Path, them: _Person) -> bool | None:
    """Take a person out of a file of JSON; returns whether it changed, ``None`` where it is no JSON."""
    try:
        before = json.loads(file.read_bytes())
    except ValueError:
        return None
    after = them.words()(before)
    if after == before:
        return False
    write_atomically(file, (json.dumps(after, indent=2, ensure_ascii=False) + "\n").encode())
    file.chmod(0o600)
    return True


def _out_of_backups(site: Path, them: _Person, done: Erasure) -> None:
    """Take a person out of copies of the inbox and exports; what is neither, and names them, is told."""
    for file in sorted(path for path in (site / BACKUPS).rglob("*") if path.is_file()):
        name = f"{file.relative_to(site)}"
        if file.name.endswith(("-wal", "-shm")):
            continue
        with file.open("rb") as opened:
            is_database = opened.read(len(_DATABASE)) == _DATABASE
        if is_database:
            changed: bool | None = _out_of_copy(site, file, them)
        else:
            changed = _rewritten(file, them) if file.suffix == ".json" else None
            if not changed and them.is_named_in(file):
                done.unread.append(name)
            elif not can_be_read(file):
                done.closed.append(name)
        if changed:
            done.backups.append(name)


def _out_of_copy(site: Path, file: Path, them: _Person) -> bool:
    """Take a person out of a copy of the inbox; what others wrote in it stays."""
    try:
        with Inbox(site, backup=file) as copy:
            also = [one.id for where in them.public for one in person.archived(copy, *where)]
            gone = person.erase(copy, them.email, also)
    except sqlite3.Error as error:
        raise InboxError(f"the backup {file} cannot be changed; delete it.") from error
    return bool(gone.comments or gone.letters or gone.mentions)


def _receipt(done: Erasure, email: str, who: str) -> dict[str, Any]:
    return {
        "kind": "erase",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "who": who,
        "person": receipts.fingerprint(person.normal(email)),
        "comments": done.comments,
        "letters": done.letters,
        "mentions": done.mentions,
        "archived": [f"{target}#{name}" for target, name in done.archived],
        "receipts": done.receipts,
        "backups": done.backups,
        "still_there": done.unread,
        "not_looked_into": done.closed,
        "history": done.history,
    }
