"""HTML read as text and tags by position, so that marks can be spliced into the original string.

Nothing here builds a tree or writes HTML anew: a parser that repairs what it reads could not promise that taking
our tags out again gives back the author's text byte for byte. The patterns follow the tokenizer of the HTML
standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from msgspec import Struct

from reflectory.site.elements import FOREIGN, HEADINGS, INLINE, RAW, VOID, OpenElements

__all__ = ["HEADINGS", "HELD_BACK", "ID", "INLINE", "RAW", "ROOT", "TAG", "VALUE", "VOID"]
__all__ += ["Edit", "Run", "Segment", "Tag", "balanced", "runs", "splice", "tags"]

ROOT = "\ufdd0"
"""Stands for the way from a page to the site's root (``../../``); a noncharacter, so no author can mean it."""

_SPACE = r"[ \t\n\f\r]"
_TAG = rf"""
    <!--(?:-?>|.*?(?:--!?>|\Z))                          # a comment
    | <(?:[!?]|/(?![A-Za-z]))[^>]*+(?:>|\Z)              # a doctype, CDATA, processing instruction, or `</ >`
    | <(?P<closing>/?)(?P<name>[A-Za-z][^ \t\n\f\r/>]*+)  # a tag
      (?: [ \t\n\f\r/]++
        | (?:=[^ \t\n\f\r/>=]*+|[^ \t\n\f\r/>=]++)
          (?:{_SPACE}*+={_SPACE}*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r"'>][^ \t\n\f\r>]*+)?+)?+
      )*+
      (?:>|\Z)
"""
TAG = re.compile(_TAG, re.X | re.S)
"""Anything between angle brackets, attribute values with ``>`` in them included."""

VALUE = r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
"""What follows an attribute's name: one of three groups is the value."""

ID = re.compile(rf"""[\s"'/]id{VALUE}""", re.I)
"""The attribute ``id``, and none that ends so, such as ``data-id``."""

_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")
HELD_BACK = "\ufffc"
"""Stands in a run's text for something that is there but is not text (Unicode's object replacement character)."""


class Segment(NamedTuple):
    """A stretch of a run's text and the source it came from.

    Attributes:
        at, length: place in the run's text.
        start, end: place in the HTML.
        exact: whether text and source are the same, character for character (no entity, nothing held back).
    """

    at: int
    length: int
    start: int
    end: int
    exact: bool


class Run(Struct, frozen=True):
    """The text of one block (a paragraph, a heading, a cell), across inline tags.

    Attributes:
        text: what a reader sees, entities decoded; content of ``never`` elements is one ``HELD_BACK``.
        segments: where the text stands in the HTML.
        inside: for each segment, the open elements that matter to the caller (see ``runs``).
        begins: for each segment, ``at``, so that a place is found without going through them all.
        section: how many headings came before; the heading itself belongs to the section that it opens.
    """

    text: str
    segments: tuple[Segment, ...]
    inside: tuple[frozenset[str], ...]
    section: int
    begins: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the HTML; ``end`` must be greater than ``start``."""
        first, last = self.segments[self._number(start)], self.segments[self._number(end - 1)]
        begins = first.start + (start - first.at if first.exact else 0)
        ends = last.start + (end - last.at) if last.exact else last.end
        return begins, ends

    def around(self, start: int, end: int) -> frozenset[str]:
        """Return every element that matters and that any of ``text[start:end]`` stands in."""
        return frozenset().union(*self.inside[self._number(start) : self._number(end - 1) + 1])

    def _number(self, position: int) -> int:
        """Return the number of the segment in which a position of the text lies."""
        return bisect_right(self.begins, position) - 1


class Tag(NamedTuple):
    """A tag, together with the whole of an element that holds no markup (``script``), or a comment.

    Attributes:
        start, end: place in the HTML.
        name: in small letters; "" for a comment and its like.
        closing: whether it is an end tag.
        closed: whether it ends with ``/>``.
    """

    start: int
    end: int
    name: str
    closing: bool = False
    closed: bool = False


def tags(html: str) -> Iterator[Tag]:
    """Yield the tags of ``html`` in order; what lies between them is text."""
    position, foreign = 0, 0
    while found := TAG.search(html, position):
        start, position = found.span()
        name, closing = (found["name"] or "").lower(), bool(found["closing"])
        closed = html.endswith("/>", start, position)
        if name in FOREIGN and not closed:
            foreign = max(0, foreign + (-1 if closing else 1))
        if name in RAW and not closing and not (closed and foreign):
            position = _end_of_raw(html, position, name)
        yield Tag(start, position, name, closing, closed)


def _end_of_raw(html: str, position: int, name: str) -> int:
    end = re.compile(rf"</{name}(?=[ \t\n\f\r/>])[^>]*>?", re.I).search(html, position)
    return end.end() if end and name != "plaintext" else len(html)


def runs(html: str, never: frozenset[str], matter: frozenset[str] = frozenset()) -> Iterator[Run]:
    """Yield the text of each block of ``html``, in order.

    Args:
        html: a fragment, well formed or not.
        never: elements whose content is held back (``code``, ``svg``): no text of theirs is in a run.
        matter: elements that the caller asks for with ``Run.around``.
    """
    builder = _RunBuilder(never, matter)
    position = 0
    for tag in tags(html):
        builder.text(html, position, tag.start)
        position = tag.end
        if tag.name:
            yield from builder.tag(tag)
    builder.text(html, position, len(html))
    yield from builder.finish()


class _RunBuilder:
    """Gathers text into runs while tags go by."""

    def __init__(self, never: frozenset[str], matter: frozenset[str]) -> None:
        self.never = never
        self.open = OpenElements(never | matter)
        self.section = 0
        self._parts: list[str] = []
        self._segments: list[Segment] = []
        self._inside: list[frozenset[str]] = []
        self._length = 0

    def text(self, html: str, start: int, end: int) -> None:
        """Take ``html[start:end]``, which holds no tag."""
        if start == end or (not self._parts and html[start:end].isspace()):
            return
        if not self.never.isdisjoint(self.open.inside):
            self.hold_back(start)
            return
        position = start
        for entity in _ENTITY.finditer(html, start, end) if "&" in html[start:end] else ():
            decoded = unescape(entity[0])
            if decoded != entity[0]:
                self._add(html[position : entity.start()], position, entity.start(), exact=True)
                self._add(decoded, entity.start(), entity.end(), exact=False)
                position = entity.end()
        self._add(html[position:end], position, end, exact=True)

    def hold_back(self, at: int) -> None:
        """Note that something stands here which is not text."""
        if not (self._parts and self._parts[-1] == HELD_BACK):
            self._add(HELD_BACK, at, at, exact=False)

    def tag(self, tag: Tag) -> Iterator[Run]:
        """Take a tag; one that ends a block gives back the run before it."""
        if tag.name in RAW:
            self.hold_back(tag.end)
            return
        if tag.name not in INLINE and tag.name not in ("br", "img"):
            yield from self.finish()
        if tag.closing:
            self.open.close(tag.name)
        elif tag.name in ("br", "img"):
            self._add("\n" if tag.name == "br" else HELD_BACK, tag.end, tag.end, exact=False)
        elif not (tag.closed and self.open.foreign):
            self.section += tag.name in HEADINGS
            self.open.open(tag.name)

    def finish(self) -> Iterator[Run]:
        """Give back what was gathered, unless it is empty."""
        if self._parts:
            begins = tuple(segment.at for segment in self._segments)
            yield Run("".join(self._parts), tuple(self._segments), tuple(self._inside), self.section, begins)
            self._parts, self._segments, self._inside, self._length = [], [], [], 0

    def _add(self, text: str, start: int, end: int, *, exact: bool) -> None:
        if text:
            self._parts.append(text)
            self._segments.append(Segment(self._length, len(text), start, end, exact))
            self._inside.append(self.open.inside)
            self._length += len(text)


class Edit(Struct, frozen=True, order=True):
    """Replace ``html[start:end]`` by ``text``; with ``start == end``, insert it.

    Attributes:
        order: which of several insertions at one place comes first.
    """

    start: int
    end: int
    order: int
    text: str


def splice(html: str, edits: Iterable[Edit]) -> str:
    """Return ``html`` with every edit made; edits may touch but not overlap.

    Raises:
        ValueError: two edits overlap, which would be a fault in the parts that made them.
    """
    parts, position = [], 0
    for edit in sorted(edits):
        if edit.start < position:
            raise ValueError(f"two changes overlap at character {edit.start} of {len(html)}")
        parts += [html[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, html[position:]])


def balanced(html: str) -> bool:
    """Whether every tag in a fragment is closed in it, innermost first, so that it may be wrapped in a link."""
    waiting: list[str] = []
    for tag in tags(html) if "<" in html else ():
        if not tag.name or tag.name in VOID or (tag.name in RAW and not tag.closing):
            continue
        if not tag.closing:
            waiting.append(tag.name)
        elif not waiting or waiting.pop() != tag.name:
            return False
    return not waiting
