"""The proof that nothing private is public: every file of a site, searched for what the inbox holds.

Texts are compared by their words, so that no tag, entity, quotation mark or line break hides one. A text's first words
are looked up in a table for each place of a file at once, so that twenty thousand texts cost what one does.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec import Struct

import reflectory
from reflectory.building.parallel import Crew
from reflectory.building.store import Store
from reflectory.comments import unpacking
from reflectory.comments.archiving import Row, rows
from reflectory.comments.hiding import Private, Sought, Words, held_of, words
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.places import archives
from reflectory.comments.searched import Searched

_INLINE = re.compile(r"</?(?:a|abbr|b|bdi|code|em|i|mark|s|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrt/])")
_HOST = re.compile(r"@[\w-]+(?:\.[\w-]+)+")
_LOCAL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+\Z")
_BEFORE = 254
"""Signs before an @ that are looked at: more than a whole address may have (RFC 5321, erratum 1690)."""

_HASH = re.compile(r"[0-9a-f]{32,64}")
_UNESCAPED = frozenset([".md", ".css", ".svg"])
"""Files in which a backslash is no escape as in JSON; it may be one in any other."""

_SPEAK = frozenset([".html", ".js", ".py"])
"""Files of a program or a theme in which it says something to readers."""

_NEAR = 20
"""Words that may stand between a name and what belongs to it: a date, a link, a key."""


class Trace(Struct, frozen=True, order=True):
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


def traces(site: Path, output: Path, inbox: Inbox, crew: Crew, store: Store) -> list[Trace]:
    """Return what is private and stands in ``content/`` or in what a build made, with its search index.

    What stood in a source before the comment came is a quotation in the comment, not a trace of it.

    Args:
        site: its folder.
        output: what a build made of it.
        inbox: what it holds is looked for.
        crew: who looks through the files; nobody elsewhere, since what is looked for is private.
        store: keeps which files had nothing of the same in them, so that they are not searched again.
    """
    private = held_of(inbox, _published(site))
    content = site / "content"
    searched = Searched(store, (str(content), str(output)), private.fingerprint)
    files = searched.left()
    found = dict(zip(files, crew.spread(partial(_in_file, private), files, Path), strict=True))
    searched.keep(without={file for file, some in found.items() if some})
    quoted = (file for file in found if _may_be_quoted(Path(file), content))
    public = {one.text for file in quoted for one in found[file] if one.text and searched.changed(file) < one.since}
    if any(found.values()):
        public.update(_spoken(site, private))
    return sorted(
        {
            Trace(_named(Path(file), site), one.what, one.comment)
            for file, some in found.items()
            for one in some
            if one.text not in public
        }
    )


def _may_be_quoted(file: Path, content: Path) -> bool:
    """Whether a comment may quote a file: one of the author's own, not what others have said."""
    return file.is_relative_to(content) and not file.is_relative_to(content / "comments")


def _spoken(site: Path, private: Private) -> Iterator[str]:
    """Yield what the site's own pages say anyway, such as “Comments are closed.”: repeating that tells nothing."""
    folders = (Path(reflectory.__file__).parent, site / "theme", site / "templates")
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in _SPEAK and file.is_file()]
    for file in (*files, *site.glob("*conf.py")):
        for text in unpacking.texts(file):
            yield from (one.text for one in _texts(text, True, private))


def _named(file: Path, site: Path) -> str:
    return file.relative_to(site).as_posix() if file.is_relative_to(site) else str(file)


def _published(site: Path) -> list[tuple[Target, Row]]:
    return [(target, row) for target, file in archives(site) for row in rows(file)]


def _in_file(private: Private, file: Path) -> list[Sought]:
    """Return what is private in one file."""
    return list(chain.from_iterable(_in_text(text, file.suffix, private) for text in unpacking.texts(file)))


def _in_text(text: str, suffix: str, private: Private) -> Iterator[Sought]:
    for number in _addresses(text, private):
        yield Sought("", "an e-mail address", number)
    yield from _texts(text, suffix not in _UNESCAPED, private)


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


def _texts(text: str, escapes: bool, private: Private) -> Iterator[Sought]:
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


def _matched(found: Words, private: Private) -> Iterator[Sought]:
    starts, joined = private.starts, ""
    begun = ((at, starts[word]) for at, word in enumerate(found) if word in starts)
    there = {found[at : at + length] for at, lengths in begun for length in lengths}
    for key in private.texts.keys() & there:
        joined = joined or f" {' '.join(found)} "
        yield from (one for one in private.texts[key] if one.text in joined)
    for key in private.pairs.keys() & there:
        joined = joined or f" {' '.join(found)} "
        yield from (one for one in private.pairs[key] if _are_near(one.text, joined))


def _are_near(pair: str, joined: str) -> bool:
    """Whether a name and what belongs to it stand in a text with few words between them, in either order."""
    name, _, own = pair.strip().partition("  ")
    if f" {own} " not in joined:
        return False
    between = rf" (?:\S+ ){{0,{_NEAR}}}"
    name, own = re.escape(name), re.escape(own)
    return bool(re.search(rf" (?:{name}{between}{own}|{own}{between}{name}) ", joined))
