"""The proof that nothing private is public: every file of a site, searched for what the inbox holds.

Texts are compared by their words, so that no tag, entity, quotation mark or line break hides one. A text's first words
are looked up in a table for each place of a file at once, so that twenty thousand texts cost what one does.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import re
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from reflectory.comments.archiving import Row, rows
from reflectory.comments.inbox.person import normal
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.schema import decisions, outbox
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.places import archives

SHORTEST = 16
"""Letters and digits below which a text ("Thank you!") says nothing of whose it is."""

_WORD = re.compile(r"[^\W_]+")
_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|code|em|i|mark|s|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt/])")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_HASH = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b")
_PARAGRAPH = re.compile(r"\]\([^)\s]*\)|<[^<>]*>|https?://\S+|\n\s*\n|```")
_UNESCAPED = frozenset([".md", ".css", ".svg"])
"""Files in which a backslash is no escape as in JSON; it may be one in any other."""

_LONGEST_KEY = 4
Words = tuple[str, ...]


@dataclass(frozen=True, order=True)
class Trace:
    """Something private in a public file.

    Attributes:
        file: from the site's folder, or whole where it lies elsewhere.
        what: what it is, never itself: ``an e-mail address`` or ``a held text``.
        comment: its number in the inbox, 0 where it is of several or none.
    """

    file: str
    what: str
    comment: int = 0

    def __str__(self) -> str:
        """As a message names it."""
        return f"{self.file}: holds {self.what}" + (f" of comment {self.comment}" if self.comment else "")


@dataclass
class Private:
    """What must not be public: addresses and their hashes, and texts by their first words.

    Attributes:
        emails: each with its comment.
        texts: by its first words (one to four), each text that begins so, what it is, its comment and since when.
    """

    emails: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, int] = field(default_factory=dict)
    texts: defaultdict[Words, list[tuple[str, str, int, float]]] = field(default_factory=lambda: defaultdict(list))
    seen: set[str] = field(default_factory=set)

    def add_email(self, address: str, number: int) -> None:
        """Keep an address, and the hashes by which services for portraits know it."""
        email = normal(address)
        if "@" in email and len(email) > 5:
            self.emails.setdefault(email, number)
            for kind in ("md5", "sha1", "sha256"):
                self.hashes.setdefault(hashlib.new(kind, email.encode(), usedforsecurity=False).hexdigest(), number)

    def add_text(self, text: str, what: str, number: int, since: datetime, known: Collection[str] = ()) -> None:
        """Keep a text and each of its longer paragraphs, unless it is among those that are ``known`` to be public."""
        unquoted = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
        for piece in (text, *_PARAGRAPH.split(unquoted)):
            found = words(piece)
            joined = " ".join(found)
            if sum(map(len, found)) < SHORTEST or joined in self.seen or any(joined in one for one in known):
                continue
            self.seen.add(joined)
            self.texts[found[:_LONGEST_KEY]].append((f" {joined} ", what, number, since.timestamp()))


def words(text: str) -> Words:
    """Return a text's words: letters and digits, capitals aside, however they are joined or set."""
    text = _UNSEEN.sub("", text)
    return tuple(_WORD.findall((text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()))


def traces(site: Path, output: Path, inbox: Inbox) -> list[Trace]:
    """Return what is private and stands in ``content/`` or in what a build made, with its search index.

    What stood in a source before the comment came is a quotation in the comment, not a trace of it.
    """
    private = held_of(inbox, _published(site))
    content = site / "content"
    found: set[Trace] = set()
    excused: set[str] = set()
    sources = sorted(path for path in content.rglob("*") if path.is_file())
    for file in sources:
        older = None if file.is_relative_to(content / "comments") else file.stat().st_mtime
        found |= set(_in_file(file, _named(file, site), private, older, excused))
    for file in sorted(path for path in output.rglob("*") if path.is_file()):
        found |= set(_in_file(file, _named(file, site), private, None, excused, excuse=False))
    return sorted(found)


def _named(file: Path, site: Path) -> str:
    return file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)


def _published(site: Path) -> list[tuple[Target, Row]]:
    return [(target, row) for target, file in archives(site) for row in rows(file)]


def held_of(inbox: Inbox, published: Iterable[tuple[Target, Row]]) -> Private:
    """Return what an inbox holds that must not be public.

    A text that its author has published under another id too (sent twice, approved once) is public.
    """
    everything = inbox.find()
    public: defaultdict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for target, row in published:
        joined = " ".join(words(str(row.get("body") or "")))
        public[_name(row.get("author"))].add((str(target), str(row["id"]), joined))
    private = Private()
    for held in everything:
        if held.email and not held.by_author:
            private.add_email(held.email, held.id)
        theirs = public[_name(held.author)]
        known = {
            joined for target, name, joined in theirs if (target, name) != (str(held.target), held.public_id) and joined
        }
        if not held.state.is_public:
            private.add_text(held.body, "a held text", held.id, held.received, known)
        if held.original:
            known.add(" ".join(words(held.body)))
            private.add_text(held.original, "the unredacted text", held.id, held.received, known)
    _add_notes(inbox, private)
    return private


def _add_notes(inbox: Inbox, private: Private) -> None:
    """Add what moderators wrote about comments, and whom letters are to that are no moderators."""
    with inbox.database.reading() as connection:
        for row in connection.execute(select(decisions.c.comment, decisions.c.why, decisions.c.at)):
            private.add_text(row.why, "the reason of a decision", row.comment, row.at)
        letters = [str(row.message.get("text", "")) for row in connection.execute(select(outbox.c.message))]
    for letter in letters:
        own = {
            normal(one)
            for line in re.findall(r"(?m)^(?:From|To|Message-ID): .*$", letter)
            for one in _EMAIL.findall(line)
        }
        for address in {normal(one) for one in _EMAIL.findall(letter)} - own:
            private.add_email(address, 0)


def _name(author: object) -> str:
    return " ".join(words(str(author or "")))


def _in_file(
    file: Path, name: str, private: Private, older: float | None, excused: set[str], *, excuse: bool = True
) -> Iterator[Trace]:
    """Yield what is private in one file.

    Args:
        file: the file.
        name: what messages call it.
        private: what is looked for.
        older: when it was last changed, where something in it may be older than a comment that quotes it.
        excused: what was found to be a quotation, so that it may stand in the output too.
        excuse: whether this file can excuse something.
    """
    text = _content(file)
    for number in _addresses(text, private):
        yield Trace(name, "an e-mail address", number)
    for joined, what, number, since in _texts(text, file.suffix not in _UNESCAPED, private):
        if excuse and older is not None and older < since:
            excused.add(joined)
        elif joined not in excused:
            yield Trace(name, what, number)


def _content(file: Path) -> str:
    content = file.read_bytes()
    if content[:2] == b"\x1f\x8b":  # a search index is packed
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            return ""
    return content.decode("utf-8", errors="ignore")


def _addresses(text: str, private: Private) -> Iterator[int]:
    """Yield the comments whose address stands in a text, as it is, in percent signs, or as a hash."""
    if private.emails and ("@" in text or "&#" in text or "%40" in text or "&commat;" in text or "\\u0040" in text):
        plain = html.unescape(text.replace("\\u0040", "@").replace("%40", "@")).casefold()
        for token in set(_EMAIL.findall(plain)):
            for start in [0, *(found.end() for found in re.finditer(r"[^\w]", token.partition("@")[0]))]:
                number = private.emails.get(token[start:].rstrip(".-_"))
                if number is not None:
                    yield number
    for number in {private.hashes[one] for one in set(_HASH.findall(text)) & private.hashes.keys()}:
        yield number


def _texts(text: str, escapes: bool, private: Private) -> Iterator[tuple[str, str, int, float]]:
    if not private.texts:
        return
    if escapes and "\\" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text)
    plain = text
    for _ in range(2):  # twice: a feed holds HTML as text
        plain = html.unescape(_TAG.sub(" ", _INLINE.sub("", plain)))
    found = words(plain)
    yield from _matched(found, private)
    if "<" in text:
        yield from _matched(words(html.unescape(html.unescape(text))), private)


def _matched(found: Words, private: Private) -> Iterator[tuple[str, str, int, float]]:
    joined = ""
    for length in range(1, _LONGEST_KEY + 1):
        for key in private.texts.keys() & set(zip(*(found[at:] for at in range(length)), strict=False)):
            joined = joined or f" {' '.join(found)} "
            yield from (one for one in private.texts[key] if one[0] in joined)
