"""Archives: the files of ``content/comments/`` as checked values.

Structure has to be right and stops the build; text, names and addresses come from strangers and never do: they
are made harmless here (names, addresses) and in ``bodies`` (text).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from reflectory.comments.harmless import address, name, one_line, text
from reflectory.site.errors import remedy
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.text import shorten

COMMENT, PINGBACK, TRACKBACK = "comment", "pingback", "trackback"
KINDS = (COMMENT, PINGBACK, TRACKBACK)

KEYS = frozenset(["id", "author", "url", "date", "kind", "reply_to", "by_author", "edited", "body"])
NEEDED = ("id", "author", "date", "body")
_PRIVATE = re.compile(r"mail|(?:\b|_)ip(?:\b|_)|agent|phone", re.I)
"""What no archive may tell of a commenter, by whatever name."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")

Fault = tuple[int, str]
"""A line and what is wrong on it."""


class Comment(Struct, frozen=True):
    """One approved comment or ping.

    Attributes:
        id: kept from the old blog where there was one; unique in its archive.
        author: one line, never empty.
        url: the author's own page, absolute http(s), or "".
        date: with a time zone.
        reply_to: the id of the comment it answers, or "".
        edited: a note for the reader where something was taken out.
        body: Markdown as it was written; ``html``: the same, rendered and made harmless.
    """

    id: str
    author: str
    date: datetime
    body: str
    url: str = ""
    kind: str = COMMENT
    reply_to: str = ""
    by_author: bool = False
    edited: str = ""
    html: str = ""

    @property
    def anchor(self) -> str:
        """The comment's id on its page."""
        return f"comment-{self.id}"


class Archive(Struct, frozen=True):
    """The approved comments of one essay or page.

    Attributes:
        closed: ``True`` or ``False`` where the archive says so, a moment where it names a date, else ``None``.
        comments: by date; comments of the same moment as the file has them.
    """

    comments: tuple[Comment, ...] = ()
    closed: bool | datetime | None = None

    @property
    def thoughts(self) -> tuple[Comment, ...]:
        """Comments and replies, without pings."""
        return tuple(comment for comment in self.comments if comment.kind == COMMENT)

    @property
    def pings(self) -> tuple[Comment, ...]:
        """Pingbacks and trackbacks."""
        return tuple(comment for comment in self.comments if comment.kind != COMMENT)


def parse(meta: FrontMatter) -> tuple[Archive, list[Fault]]:
    """Return an archive as a value, and everything that is wrong with its structure."""
    reader = _Reader(meta)
    return reader.archive(), reader.faults


class _Reader:
    def __init__(self, meta: FrontMatter) -> None:
        self.meta = meta
        self.faults: list[Fault] = []

    def fault(self, path: tuple[str | int, ...], message: str) -> None:
        self.faults.append((self.meta.line(*path), message))

    def archive(self) -> Archive:
        values = self.meta.values
        self._known(values, {"closed", "comments"}, "an archive", ())
        rows = values.get("comments")
        if rows is None:
            rows = []
        elif not isinstance(rows, list):
            self.fault(("comments",), "“comments” should be a list, each comment beginning with “- id:”.")
            rows = []
        comments = [comment for index, row in enumerate(rows) if (comment := self._comment(index, row))]
        self._check_ids(rows)
        self._check_replies(rows)
        in_order = tuple(sorted(comments, key=lambda comment: comment.date))
        return Archive(in_order, self._closed())

    def _closed(self) -> bool | datetime | None:
        closed = self.meta.values.get("closed")
        if closed is None or isinstance(closed, bool):
            return closed
        try:
            return _moment(closed)
        except (ValueError, TypeError):
            self.fault(("closed",), f"closed is “{closed}”; it should be true, false or a date such as 2013-02-06.")
            return None

    def _comment(self, index: int, row: Any) -> Comment | None:
        path = ("comments", index)
        if not isinstance(row, dict):
            self.fault(path, f"a comment needs the keys {', '.join(NEEDED)}; this is “{row}”.")
            return None
        self._known(row, KEYS, "a comment", path)
        for key in NEEDED:
            if key not in row or (row[key] is None and key in ("id", "date")):
                self.fault(path, f"the comment{_called(row)} has no “{key}”; add it.")
        self._check_values(path, row)
        if row.get("date") is None:
            return None
        try:
            moment = _moment(row["date"])
        except (ValueError, TypeError):
            wanted = "write it like 2013-01-06T18:12:00Z"
            self.fault(
                (*path, "date"),
                f"the date “{row['date']}” of the comment{_called(row)} is not a date; {wanted}.",
            )
            return None
        return Comment(
            id=str(row.get("id", "")),
            author=name(row.get("author")),
            date=moment,
            body=text(row.get("body")),
            url=address(row.get("url")),
            kind=text(row.get("kind")) or COMMENT,
            reply_to=text(row.get("reply_to")),
            by_author=row.get("by_author") is True,
            edited=one_line(text(row.get("edited"))),
        )

    def _check_values(self, path: tuple[str | int, ...], row: Mapping[str, Any]) -> None:
        kind = row.get("kind")
        if kind is not None and kind not in KINDS:
            self.fault((*path, "kind"), f"the kind “{kind}” is unknown; write comment, pingback or trackback.")
        for key in ("author", "body", "edited"):
            value = row.get(key)
            if isinstance(value, list | dict) or value is True or (value is False and key != "edited"):
                self.fault((*path, key), f"“{key}” should be text; put quotation marks around it.")
        if row.get("by_author") not in (None, True, False):
            self.fault((*path, "by_author"), f"by_author is “{row['by_author']}”; write true or false.")
        written = row.get("id")
        if written is not None and not (isinstance(written, str) and _ID.fullmatch(written)):
            remedy = "use letters, digits, full stops, hyphens and underscores, at most 64"
            self.fault(
                (*path, "id"),
                f"the id “{shorten(str(written), 40)}” cannot be part of an address; {remedy}.",
            )

    def _check_ids(self, rows: list[Any]) -> None:
        seen: dict[str, int] = {}
        for index, row in enumerate(rows):
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                if row["id"] in seen:
                    first = self.meta.line("comments", seen[row["id"]], "id")
                    self.fault(
                        ("comments", index, "id"),
                        f"the id “{row['id']}” stands on line {first} already; change one.",
                    )
                seen.setdefault(row["id"], index)

    def _check_replies(self, rows: list[Any]) -> None:
        answers = {
            str(row.get("id")): str(row["reply_to"]) for row in rows if isinstance(row, dict) and row.get("reply_to")
        }
        round_about = circling(answers)
        known = {str(row.get("id")) for row in rows if isinstance(row, dict)}
        for index, row in enumerate(rows):
            answered = row.get("reply_to") if isinstance(row, dict) else None
            if answered and str(answered) not in known:
                message = f"the comment{_called(row)} answers “{answered}”, which is not in this archive; correct it."
                self.fault(("comments", index, "reply_to"), message)
            elif answered and str(row.get("id")) in round_about:
                message = (
                    f"the comment{_called(row)} answers itself by way of “{answered}”; empty one of their reply_to."
                )
                self.fault(("comments", index, "reply_to"), message)

    def _known(self, values: Mapping[str, Any], keys: Collection[str], what: str, path: tuple[str | int, ...]) -> None:
        for key in values:
            if key not in keys:
                private = " (an archive is public)" if _PRIVATE.search(key) else ""
                instead = remedy(key, () if private else keys, "remove it.")
                self.fault((*path, key), f"“{key}” is no key of {what}{private}; {instead}")


def _called(row: Mapping[str, Any]) -> str:
    return f" “{row['id']}”" if row.get("id") else ""


def circling(answers: Mapping[str, str]) -> frozenset[str]:
    """Return the ids that answer themselves by way of others; each answer is followed once."""
    found: set[str] = set()
    done: set[str] = set()
    for start in answers:
        way: dict[str, None] = {}
        at = start
        while at in answers and at not in done and at not in way:
            way[at] = None
            at = answers[at]
        if at in way:
            followed = list(way)
            found.update(followed[followed.index(at) :])
        done.update(way)
    return frozenset(found)


def _moment(value: Any) -> datetime:
    """Return an ISO 8601 moment; without a time zone it is UTC, without a time it is midnight."""
    if not isinstance(value, str):
        raise TypeError(value)
    moment = datetime.fromisoformat(value)
    if not 1 < moment.year < 9999:
        raise ValueError("another time zone could carry it beyond what a date can be")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
