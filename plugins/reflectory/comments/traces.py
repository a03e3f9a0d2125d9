"""The proof that nothing private is public: every file of a site, searched for what the inbox holds.

Texts are compared by their words, so that no tag, entity, quotation mark or line break hides one. A text's first words
are looked up in a table for each place of a file at once, so that twenty thousand texts cost what one does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import reflectory
from reflectory.building.parallel import Crew
from reflectory.comments import unpacking
from reflectory.comments.archiving import Row, rows
from reflectory.comments.hiding import Private, Words, held_of, words
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.places import archives

_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|code|em|i|mark|s|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt/])")
_HOST = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+\Z")
_BEFORE = 254
"""Signs before an @ that are looked at: more than a whole address may have (RFC 5321, erratum 1690)."""

_HASH = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\b")
_UNESCAPED = frozenset([".md", ".css", ".svg"])
"""Files in which a backslash is no escape as in JSON; it may be one in any other."""

_SPEAK = frozenset([".html", ".js", ".py"])
"""Files of a program or a theme in which it says something to readers."""

_NEAR = 20
"""Words that may stand between a name and what belongs to it: a date, a link, a key."""


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


def traces(site: Path, output: Path, inbox: Inbox, crew: Crew) -> list[Trace]:
    """Return what is private and stands in ``content/`` or in what a build made, with its search index.

    What stood in a source before the comment came is a quotation in the comment, not a trace of it.

    Args:
        site: its folder.
        output: what a build made of it.
        inbox: what it holds is looked for.
        crew: who looks through what was made; nobody elsewhere, since what is looked for is private.
    """
    private = held_of(inbox, _published(site))
    content = site / "content"
    found: set[tuple[Trace, str]] = set()
    excused: set[str] = set()
    sources = sorted(path for path in content.rglob("*") if path.is_file())
    for file in sources:
        older = None if file.is_relative_to(content / "comments") else file.stat().st_mtime
        found |= set(_in_file(file, _named(file, site), private, older, excused))
    made = sorted(path for path in output.rglob("*") if path.is_file())

    def searched(file: Path) -> list[tuple[Trace, str]]:
        return list(_in_file(file, _named(file, site), private, None, excused, excuse=False))

    found.update(chain.from_iterable(crew.spread(searched, made, lambda file: file)))
    spoken = set(_spoken(site, private)) if found else ()
    return sorted({trace for trace, joined in found if joined not in spoken})


def _spoken(site: Path, private: Private) -> Iterator[str]:
    """Yield what the site's own pages say anyway, such as “Comments are closed.”: repeating that tells nothing."""
    folders = (Path(reflectory.__file__).parent, site / "theme", site / "templates")
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in _SPEAK and file.is_file()]
    for file in (*files, *site.glob("*conf.py")):
        for text in unpacking.texts(file):
            yield from (joined for joined, *_ in _texts(text, True, private))


def _named(file: Path, site: Path) -> str:
    return file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)


def _published(site: Path) -> list[tuple[Target, Row]]:
    return [(target, row) for target, file in archives(site) for row in rows(file)]


def _in_file(
    file: Path, name: str, private: Private, older: float | None, excused: set[str], *, excuse: bool = True
) -> Iterator[tuple[Trace, str]]:
    """Yield what is private in one file, with the text that it is; "" for an address.

    Args:
        file: the file.
        name: what messages call it.
        private: what is looked for.
        older: when it was last changed, where something in it may be older than a comment that quotes it.
        excused: what was found to be a quotation, so that it may stand in the output too.
        excuse: whether this file can excuse something.
    """
    for text in unpacking.texts(file):
        yield from _in_text(text, file.suffix, name, private, older, excused, excuse=excuse)


def _in_text(
    text: str, suffix: str, name: str, private: Private, older: float | None, excused: set[str], *, excuse: bool
) -> Iterator[tuple[Trace, str]]:
    for number in _addresses(text, private):
        yield Trace(name, "an e-mail address", number), ""
    for joined, what, number, since in _texts(text, suffix not in _UNESCAPED, private):
        if excuse and older is not None and older < since:
            excused.add(joined)
        elif joined not in excused:
            yield Trace(name, what, number), joined


def _addresses(text: str, private: Private) -> Iterator[int]:
    """Yield the comments whose address stands in a text, as it is, in percent signs, or as a hash."""
    if private.emails and ("@" in text or "&#" in text or "%40" in text or "&commat;" in text or "\\u0040" in text):
        plain = html.unescape(text.replace("\\u0040", "@").replace("%40", "@")).casefold()
        for token in set(_tokens(plain)):
            for start in [0, *(found.end() for found in re.finditer(r"[^\w]", token.partition("@")[0]))]:
                number = private.emails.get(token[start:].rstrip(".-_"))
                if number is not None:
                    yield number
    for number in {private.hashes[one] for one in set(_HASH.findall(text)) & private.hashes.keys()}:
        yield number


def _tokens(text: str) -> Iterator[str]:
    """Yield what may be addresses: looked for from each @ on, because a text may be a long row of signs without one."""
    for found in _HOST.finditer(text):
        before = _LOCAL.search(text, max(0, found.start() - _BEFORE), found.start())
        if before:
            yield before[0] + found[0]


def _texts(text: str, escapes: bool, private: Private) -> Iterator[tuple[str, str, int, float]]:
    if not private.texts and not private.pairs:
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
    starts, joined = private.starts, ""
    begun = ((at, starts[word]) for at, word in enumerate(found) if word in starts)
    there = {found[at : at + length] for at, lengths in begun for length in lengths}
    for key in private.texts.keys() & there:
        joined = joined or f" {' '.join(found)} "
        yield from (one for one in private.texts[key] if one[0] in joined)
    for key in private.pairs.keys() & there:
        joined = joined or f" {' '.join(found)} "
        yield from (one for one in private.pairs[key] if _are_near(one[0], joined))


def _are_near(pair: str, joined: str) -> bool:
    """Whether a name and what belongs to it stand in a text with few words between them, in either order."""
    name, _, own = pair.strip().partition("  ")
    if f" {own} " not in joined:
        return False
    between = rf" (?:\S+ ){{0,{_NEAR}}}"
    name, own = re.escape(name), re.escape(own)
    return bool(re.search(rf" (?:{name}{between}{own}|{own}{between}{name}) ", joined))
