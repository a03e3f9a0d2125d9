"""An import of comments from Isso's database (https://github.com/isso-comments/isso, ``db/comments.py``)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reflectory.comments import harmless
from reflectory.comments.archive import Comment
from reflectory.comments.importing.delivery import Delivered, Delivery, fit
from reflectory.comments.importing.elsewhere import Essays
from reflectory.comments.importing.receipt import Receipt
from reflectory.comments.importing.records import ImportingError
from reflectory.comments.importing.remembered import Remembered
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox

Progress = Callable[[str, Iterable[Any], int], Iterable[Any]]

_STATES = {1: State.APPROVED, 2: State.PENDING}
_DELETED = 4
_NOWHERE = "no essay or page of this site is what it was said on"
_WANTED = ("id", "parent", "created", "mode", "text", "author", "email", "website")
"""All that is read of a comment; ``remote_addr`` and ``voters`` tell of machines."""


class Import:
    """One import; ``inbox`` ``None`` writes nothing."""

    def __init__(self, site: Path, file: Path, inbox: Inbox | None) -> None:
        self._site, self._file, self._inbox = site, file, inbox
        self.receipt = Receipt(f"isso {file.name}")

    def run(self, progress: Progress) -> Receipt:
        """Import every comment, and return the receipt, which is not written yet.

        Raises:
            ReflectoryError: the database or an archive cannot be used.
        """
        essays = Essays(self._site)
        remembered = Remembered(self._site, "isso", dry=self._inbox is None)
        delivery = Delivery(self._site, "isso", "isso", remembered, self.receipt, self._inbox)
        by_target: defaultdict[Target | None, list[Delivered]] = defaultdict(list)
        for uri, row in self._rows():
            self.receipt.in_file["comments"] += 1
            target = essays.meant(uri)
            if target is None:
                self.receipt.note(f"the thread {uri} belongs to no essay or page of this site")
            by_target[target].append(self._read(row))
        for target, said in progress("Importing", by_target.items(), len(by_target)):
            if target is None:
                delivery.refuse(said, _NOWHERE)
            else:
                delivery.bring(target, said)
        delivery.finish()
        remembered.save()
        return self.receipt

    def _rows(self) -> Iterator[tuple[str, dict[str, Any]]]:
        if not self._file.is_file():
            raise ImportingError(f"{self._file} is not there; name Isso's database, often comments.db.")
        address = f"file:{quote(str(self._file.resolve()))}?mode=ro"
        try:
            with closing(sqlite3.connect(address, uri=True)) as database:
                database.row_factory = sqlite3.Row
                asked = ", ".join(f"comments.{name} AS {name}" for name in _WANTED)
                found = database.execute(
                    f"SELECT threads.uri AS uri, {asked} FROM comments"  # noqa: S608 - our own words
                    " LEFT JOIN threads ON threads.id = comments.tid ORDER BY comments.id"
                )
                for row in found:
                    yield str(row["uri"] or ""), dict(row)
        except sqlite3.Error as error:
            raise ImportingError(f"{self._file} is no database of Isso ({error}); nothing was imported.") from None

    def _read(self, row: dict[str, Any]) -> Delivered:
        state = _STATES.get(row["mode"], State.PENDING)
        reasons: tuple[str, ...] = ("It was waiting on Isso.",) if state is State.PENDING else ()
        try:
            date = datetime.fromtimestamp(float(row["created"]), UTC).replace(microsecond=0)
        except (TypeError, ValueError, OverflowError, OSError):
            date = datetime(1970, 1, 1, tzinfo=UTC)
            state, reasons = State.PENDING, (*reasons, "The database does not say when it was written.")
            self.receipt.note(f"comment {row['id']} has no date; it is held")
        comment = Comment(
            id=str(row["id"]),
            author=fit(" ".join(str(row["author"] or "").split())),
            date=date,
            body=fit(str(row["text"] or "")),
            url=harmless.address(row["website"]),
            reply_to=str(row["parent"] or ""),
        )
        refused = "it was deleted on Isso" if row["mode"] == _DELETED else ""
        return Delivered(comment, state, str(row["email"] or ""), reasons, refused)
