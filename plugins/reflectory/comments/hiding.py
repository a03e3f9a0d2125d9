"""What of an inbox must not be public, made ready to be looked for."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import select

from reflectory.building.fingerprint import fingerprint
from reflectory.comments.archiving import Row
from reflectory.comments.harmless import EMAIL
from reflectory.comments.inbox.person import normal
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.schema import decisions, outbox
from reflectory.comments.inbox.store import Inbox

_LEAST = 8
"""Letters and digits below which even a name with a text says nothing."""

SHORTEST = 16
"""Letters and digits below which a text ("Thank you!") says nothing of whose it is."""

_LONGEST_KEY = 4
"""Words of a text by which it is found."""

_WORD = re.compile(r"[^\W_]+")
_PARAGRAPH = re.compile(r"\]\([^)\s]*\)|<[^<>]*>|https?://\S+|\n\s*\n|```")
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")

Words = tuple[str, ...]


class Sought(NamedTuple):
    """What must not be public.

    Attributes:
        text: its words with a space around each; "" for an address, which is looked for as it is.
        what: what it is: ``a held text``.
        comment: the number of its comment, 0 where it is of several or none.
        since: when that came (seconds since 1970).
    """

    text: str
    what: str
    comment: int
    since: float = 0.0


Table = defaultdict[Words, list[Sought]]


@dataclass
class Private:
    """What must not be public: addresses and their hashes, and texts by their first words.

    Attributes:
        emails: each with its comment.
        texts: by its first words (one to four), each text that begins so.
        pairs: by a writer's name, what would be anybody's by itself and is theirs where it stands near the name.
        starts: by the first word of a text or a name, how many first words these are found by.
    """

    emails: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, int] = field(default_factory=dict)
    texts: Table = field(default_factory=lambda: defaultdict(list))
    pairs: Table = field(default_factory=lambda: defaultdict(list))
    starts: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    seen: set[str] = field(default_factory=set)

    def add_email(self, address: str, number: int) -> None:
        """Keep an address, and the hashes by which services for portraits know it."""
        email = normal(address)
        if "@" in email and len(email) > 5:
            self.emails.setdefault(email, number)
            for kind in ("md5", "sha1", "sha256"):
                self.hashes.setdefault(hashlib.new(kind, email.encode(), usedforsecurity=False).hexdigest(), number)

    def add_text(
        self, text: str, what: str, number: int, since: datetime, known: Callable[[Words], bool] = lambda _: False
    ) -> None:
        """Keep a text and each of its longer paragraphs, unless its words are ``known`` to be public."""
        unquoted = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(">"))
        for piece in (text, *_PARAGRAPH.split(unquoted)):
            found = words(piece)
            joined = " ".join(found)
            if sum(map(len, found)) < SHORTEST or joined in self.seen or known(found):
                continue
            self.seen.add(joined)
            self._kept(self.texts, found).append(Sought(f" {joined} ", what, number, since.timestamp()))

    def add_pair(self, name: str, own: str, what: str, number: int, since: datetime) -> None:
        """Keep a short text, or the address of a page, that is private only together with its writer's name."""
        called, found = words(name), words(own)
        if called and found and len("".join((*called, *found))) >= _LEAST:
            pair = f" {' '.join(called)}  {' '.join(found)} "
            self._kept(self.pairs, called).append(Sought(pair, what, number, since.timestamp()))

    @property
    def fingerprint(self) -> bytes:
        """Of all that is looked for."""
        tables = [[tuple(one) for key in sorted(table) for one in table[key]] for table in (self.texts, self.pairs)]
        return fingerprint(sorted(self.emails.items()), tables)

    def _kept(self, table: Table, found: Words) -> list[Sought]:
        """Return what a table has of texts that begin with some words, so that these are looked for."""
        key = found[:_LONGEST_KEY]
        self.starts[key[0]].add(len(key))
        return table[key]


def words(text: str) -> Words:
    """Return a text's words: letters and digits, capitals aside, however they are joined or set."""
    text = _UNSEEN.sub("", text).replace("…", "...")  # few files have anything else that has to be normalised
    return tuple(_WORD.findall((text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()))


class _Said:
    """What somebody has published, found by its words."""

    def __init__(self) -> None:
        self.whole: set[str] = set()
        self._places: list[tuple[tuple[str, str], str]] = []
        self._having: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, place: tuple[str, str], found: Words) -> None:
        """Take the text of a place: what it was said on, and its id."""
        text = " ".join(found)
        for word in set(found):
            self._having[word].append(len(self._places))
        self.whole.add(text)
        self._places.append((place, text))

    def has(self, found: Words, but: tuple[str, str], also: str = "") -> bool:
        """Whether words stand in one of these texts, but that of one place, or ``also`` in another one.

        The first and the last may be parts of words, so that they are not looked for by themselves.
        """
        text, within = " ".join(found), found[1:-1]
        rarest = min((self._having.get(word, ()) for word in within), key=len, default=range(len(self._places)))
        these = (self._places[number] for number in rarest)
        return text in also or any(text in one for place, one in these if place != but)


def held_of(inbox: Inbox, published: Iterable[tuple[Target, Row]]) -> Private:
    """Return what an inbox holds that must not be public.

    A text that its author has published under another id too (sent twice, approved once) is public.
    """
    everything = inbox.find()
    public: defaultdict[str, _Said] = defaultdict(_Said)
    pages = {(_name(row.get("author")), _name(row.get("url"))) for _, row in published}
    for target, row in published:
        public[_name(row.get("author"))].add((str(target), str(row["id"])), words(str(row.get("body") or "")))
    private = Private()
    for held in everything:
        if held.email and not held.by_author:
            private.add_email(held.email, held.id)
        if held.state.is_public and not held.original:
            continue
        theirs = public[_name(held.author)]
        known = partial(theirs.has, but=(str(held.target), held.public_id))
        if not held.state.is_public:
            private.add_text(held.body, "a held text", held.id, held.received, known)
            said = words(held.body)
            if len("".join(said)) < SHORTEST and " ".join(said) not in theirs.whole:
                private.add_pair(held.author, held.body, "a held text", held.id, held.received)
            if (_name(held.author), _name(held.url)) not in pages:
                url = held.url.partition("://")[2] or held.url
                private.add_pair(held.author, url, "a writer's name and page", held.id, held.received)
        if held.original:
            known = partial(known, also=" ".join(words(held.body)))
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
            for one in EMAIL.findall(line)
        }
        for address in {normal(one) for one in EMAIL.findall(letter)} - own:
            private.add_email(address, 0)


def _name(author: object) -> str:
    return " ".join(words(str(author or "")))
