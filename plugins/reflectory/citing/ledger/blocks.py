"""The blocks of a body: what somebody may want to point at, and where each stands in the HTML.

A block is a heading, a paragraph, a quotation, an item of a list, a term or its explanation, a figure, a table or a
stretch of code. Blocks may lie in one another, but each word belongs to one of them only. The first paragraph of an
item or a quotation is that item or quotation, so that it stays the same block when a blank line loosens a list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from reflectory.site.html import HEADINGS, ID, INLINE, RAW, ROOT, VALUE, VOID, Tag, tags
from reflectory.site.text import unmark

WHOLE = frozenset({"figure", "table", "pre"})
"""Blocks in which nothing else is a block."""

HOLDERS = frozenset({"blockquote", "li", "dt", "dd"})
"""Blocks whose first paragraph is no block of its own."""

KINDS = WHOLE | HOLDERS | HEADINGS | {"p"}

_ENDS_PARAGRAPH = KINDS | frozenset(
    "address article aside details dialog div dl fieldset footer form header hr main menu nav ol section ul".split()
)
"""Elements that cannot stand in a paragraph, so that they end it (HTML standard, 4.4.1)."""

_IMPLIED = {"li": frozenset({"ol", "ul", "menu"}), "dt": frozenset({"dl"}), "dd": frozenset({"dl"})}
"""Elements that end the one before them, up to the list they stand in."""

_PICTURE = re.compile(rf"""[\s"'/](?:src|alt){VALUE}""", re.I)


class Block(NamedTuple):
    """One block of a body.

    Attributes:
        start, end: where its opening tag stands in the HTML.
        until: where the whole element ends, its closing tag included.
        top: where the outermost element begins in which it stands, which may be itself.
        kind: the element's name, in small letters.
        text: its own words on one line, as a reader sees them; those of blocks in it are theirs.
        own: the id that the author or Markdown gave it, or "".
        pictures: addresses and texts of its pictures, which tell blocks without words apart.
    """

    start: int
    end: int
    until: int
    top: int
    kind: str
    text: str
    own: str = ""
    pictures: str = ""

    @property
    def content(self) -> str:
        """What the block is known by: its words, or its pictures where it has none."""
        return self.text or self.pictures


class Body(NamedTuple):
    """What was found in a body.

    Attributes:
        blocks: in the order of their opening tags; those without words or pictures are left out, and those
            with an id that another has.
        ids: every id that is in the body already.
        tops: where each outermost element begins.
    """

    blocks: tuple[Block, ...] = ()
    ids: frozenset[str] = frozenset()
    tops: tuple[int, ...] = ()


def blocks(html: str) -> tuple[Block, ...]:
    """Return the blocks of a body, well formed or not, as ``Part.edits`` sees it."""
    return survey(html).blocks


def survey(html: str) -> Body:
    """Return the blocks of a body, with what else has to be known to give them ids."""
    surveyor = _Surveyor(html)
    position = 0
    for tag in tags(html):
        surveyor.say(unescape(html[position : tag.start]))
        position = tag.end
        if tag.name:
            surveyor.take(tag)
    surveyor.say(unescape(html[position:]))
    return surveyor.finish()


class _Open:
    """An open element: a block in the making, or what lies around blocks."""

    def __init__(self, name: str, start: int, end: int, *, is_block: bool, own: str) -> None:
        self.name, self.start, self.end, self.is_block, self.own = name, start, end, is_block, own
        self.words: list[str] = []
        self.is_empty = True
        self.pictures: list[str] = []
        self.until, self.top = end, start


class _Surveyor:
    """Gathers the blocks of a body while its tags go by."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._open: list[_Open] = []
        self._blocks: list[_Open] = []  # those of the open elements that are blocks
        self._counts: Counter[str] = Counter()  # of the open elements, by their names
        self._found: list[_Open] = []
        self._ids: set[str] = set()
        self._tops: list[int] = []
        self._reference = 0  # how many elements were open before the number of a footnote began

    def say(self, text: str) -> None:
        """Take text, for the innermost block."""
        if text and self._blocks and not self._reference:
            self._blocks[-1].words.append(text)
            self._blocks[-1].is_empty &= text.isspace()

    def take(self, tag: Tag) -> None:
        """Take a tag."""
        own = "" if tag.closing else self._own(tag)
        if tag.name in VOID or (tag.name in RAW and not tag.closing):
            self._place(tag)
        elif tag.closing:
            self._close(tag.name, tag.start, tag.end)
        else:
            self._begin(tag, own)

    def finish(self) -> Body:
        """Return what was found."""
        self._pop(0, len(self._html), len(self._html))
        made = (one for one in sorted(self._found, key=lambda one: one.start) if not one.is_empty)
        return Body(tuple(map(_block, _addressable(made))), frozenset(self._ids), tuple(self._tops))

    def _own(self, tag: Tag) -> str:
        found = ID.search(self._html, tag.start, tag.end) if tag.end - tag.start > len(tag.name) + 2 else None
        own = unescape(_value(found)) if found else ""
        if own:
            self._ids.add(own)
        return own

    def _place(self, tag: Tag) -> None:
        if tag.name == "img":
            self._picture(tag)
        elif tag.name == "hr":
            self._end_paragraph(tag.start)
        if not self._open:
            self._tops.append(tag.start)
        if tag.name not in INLINE and tag.name != "img":
            self.say(" ")

    def _picture(self, tag: Tag) -> None:
        if self._blocks:
            values = (unescape(_value(found)) for found in _PICTURE.finditer(self._html, tag.start, tag.end))
            self._blocks[-1].pictures += [value.removeprefix(ROOT) for value in values if value]
            self._blocks[-1].is_empty &= not self._blocks[-1].pictures

    def _begin(self, tag: Tag, own: str) -> None:
        if tag.name in _ENDS_PARAGRAPH:
            self._end_paragraph(tag.start)
        if tag.name in _IMPLIED:
            self._end_item(tag)
        if tag.name not in INLINE:
            self.say(" ")
        is_block = tag.name in KINDS and not self._is_part(tag.name)
        one = _Open(tag.name, tag.start, tag.end, is_block=is_block, own=own)
        if own.startswith("fnref") and not self._reference:
            self._reference = len(self._open) + 1
        if self._open:
            one.top = self._open[0].start
        else:
            self._tops.append(tag.start)
        self._open.append(one)
        self._counts[one.name] += 1
        if is_block:
            self._blocks.append(one)
            self._found.append(one)

    def _is_part(self, name: str) -> bool:
        """Whether an element's words belong to the block around it."""
        if not self._blocks:
            return False
        around = self._blocks[-1]
        return around.name in WHOLE or (name == "p" and around.name in HOLDERS and around.is_empty)

    def _end_paragraph(self, at: int) -> None:
        if self._counts["p"]:
            self._close("p", at, at)

    def _end_item(self, tag: Tag) -> None:
        ended = {"dt", "dd"} if tag.name in ("dt", "dd") else {tag.name}
        for number in range(len(self._open) - 1, -1, -1):
            if self._open[number].name in _IMPLIED[tag.name]:
                return
            if self._open[number].name in ended:
                self._pop(number, tag.start, tag.start)
                return

    def _close(self, name: str, start: int, end: int) -> None:
        """Close the nearest open element of a name, and all within it; what closes nothing is ignored."""
        names = HEADINGS if name in HEADINGS else (name,)
        is_open = any(self._counts[one] for one in names)
        for number in range(len(self._open) - 1, -1, -1) if is_open else ():
            if self._open[number].name in names:
                self._pop(number, start, end)
                break
        if name not in INLINE:
            self.say(" ")

    def _pop(self, number: int, inner: int, outer: int) -> None:
        """Close the open elements from a number on: that one where its tag ends, those in it where that begins."""
        if number >= len(self._open):
            return
        for one in self._open[number + 1 :]:
            one.until = inner
        self._open[number].until = outer
        for one in self._open[number:]:
            self._counts[one.name] -= 1
        while self._blocks and self._blocks[-1].start >= self._open[number].start:
            self._blocks.pop()
        del self._open[number:]
        if len(self._open) < self._reference:
            self._reference = 0


def _value(found: re.Match[str]) -> str:
    return found[1] or found[2] or found[3] or ""


def _addressable(found: Iterable[_Open]) -> Iterator[_Open]:
    """Yield those blocks that can be pointed at: not one with an id that the author has given before."""
    seen: set[str] = set()
    for one in found:
        if one.own not in seen:
            yield one
        seen.update([one.own] if one.own else [])


def _block(one: _Open) -> Block:
    said = " ".join("".join(one.words).replace("\u00ad", "").split())
    text = said if one.name == "pre" else unmark(said)
    return Block(one.start, one.end, one.until, one.top, one.name, text, one.own, " ".join(_once(one.pictures)))


def _once(values: list[str]) -> Iterator[str]:
    yield from dict.fromkeys(value for value in values if value)
