"""HTML read as text and tags by position, so that marks can be spliced into the original string.

Nothing here builds a tree or writes HTML anew: a parser that repairs what it reads could not promise that taking
our tags out again gives back the author's text byte for byte. The patterns follow the tokenizer of the HTML
standard (https://html.spec.whatwg.org/multipage/parsing.html#tokenization).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

ROOT = "\ufdd0"
"""Stands for the way from a page to the site's root (``../../``); a noncharacter, so no author can mean it."""

_SPACE = r"[ \t\n\f\r]"
_TAG = rf"""
    <!--.*?(?:--!?>|\Z)                                  # a comment
    | <[!?][^>]*+(?:>|\Z)                                # a doctype, CDATA or processing instruction
    | <(?P<closing>/?)(?P<name>[A-Za-z][^ \t\n\f\r/>]*+)  # a tag
      (?: [ \t\n\f\r/]++
        | (?:=[^ \t\n\f\r/>=]*+|[^ \t\n\f\r/>=]++)
          (?:{_SPACE}*+={_SPACE}*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\f\r"'>][^ \t\n\f\r>]*+)?+)?+
      )*+
      (?:>|\Z)
"""
TAG = re.compile(_TAG, re.X | re.S)
"""Anything between angle brackets, attribute values with ``>`` in them included."""

_ENTITY = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);?")
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})
"""Elements whose content is no markup."""

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb rt rp s samp small
    span strike strong sub sup time tt u var wbr button math svg""".split()
)
"""Elements that stand within a line: a word may run on through them. Everything else ends a run of text."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
HELD_BACK = "\ufffc"
"""Stands in a run's text for something that is there but is not text (Unicode's object replacement character)."""


@dataclass(frozen=True, slots=True)
class Segment:
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


@dataclass(frozen=True, slots=True)
class Run:
    """The text of one block (a paragraph, a heading, a cell), across inline tags.

    Attributes:
        text: what a reader sees, entities decoded; content of ``never`` elements is one ``HELD_BACK``.
        segments: where the text stands in the HTML.
        inside: for each segment, the open elements that matter to the caller (see ``runs``).
        section: how many headings came before; the heading itself belongs to the section that it opens.
    """

    text: str
    segments: tuple[Segment, ...]
    inside: tuple[frozenset[str], ...]
    section: int

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return where ``text[start:end]`` stands in the HTML; ``end`` must be greater than ``start``."""
        first, last = self._segment(start), self._segment(end - 1)
        begins = first.start + (start - first.at if first.exact else 0)
        ends = last.start + (end - last.at) if last.exact else last.end
        return begins, ends

    def around(self, start: int, end: int) -> frozenset[str]:
        """Return every element that any of ``text[start:end]`` stands in."""
        found: frozenset[str] = frozenset()
        for segment, elements in zip(self.segments, self.inside, strict=True):
            if segment.at < end and start < segment.at + segment.length:
                found |= elements
        return found

    def _segment(self, position: int) -> Segment:
        return next(s for s in self.segments if s.at <= position < s.at + s.length)


class _Open:
    """The stack of open elements, forgiving as browsers are."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.set: frozenset[str] = frozenset()

    def open(self, name: str) -> None:
        """Open an element."""
        self.names.append(name)
        self.set = frozenset(self.names)

    def close(self, name: str) -> None:
        """Close the nearest open ``name`` and all within it; a closing tag that closes nothing is ignored."""
        if name in self.set:
            while self.names.pop() != name:
                pass
            self.set = frozenset(self.names)


def runs(html: str, never: frozenset[str]) -> Iterator[Run]:
    """Yield the text of each block of ``html``, in order.

    Args:
        html: a fragment, well formed or not.
        never: elements whose content is held back (``code``, ``svg``): no text of theirs is in a run.
    """
    builder = _RunBuilder(never)
    position = 0
    while True:
        tag = TAG.search(html, position)
        builder.text(html, position, tag.start() if tag else len(html))
        if not tag:
            break
        position = tag.end()
        if tag["name"]:
            name = tag["name"].lower()
            if not tag["closing"] and name in RAW:
                builder.hold_back(position)
                position = _end_of_raw(html, position, name)
            else:
                yield from builder.tag(name, closing=bool(tag["closing"]), at=tag.end())
    yield from builder.finish()


def _end_of_raw(html: str, position: int, name: str) -> int:
    end = re.compile(rf"</{name}(?=[ \t\n\f\r/>])[^>]*>?", re.I).search(html, position)
    return end.end() if end and name != "plaintext" else len(html)


class _RunBuilder:
    """Gathers text into runs while tags go by."""

    def __init__(self, never: frozenset[str]) -> None:
        self.never = never
        self.open = _Open()
        self.section = 0
        self._parts: list[str] = []
        self._segments: list[Segment] = []
        self._inside: list[frozenset[str]] = []
        self._length = 0

    def text(self, html: str, start: int, end: int) -> None:
        """Take ``html[start:end]``, which holds no tag."""
        if start == end or (not self._parts and html[start:end].isspace()):
            return
        if not self.never.isdisjoint(self.open.set):
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

    def tag(self, name: str, *, closing: bool, at: int) -> Iterator[Run]:
        """Take a tag; one that ends a block gives back the run before it."""
        if name not in INLINE and name not in ("br", "img"):
            yield from self.finish()
        if closing:
            self.open.close(name)
        elif name in ("br", "img"):
            self._add("\n" if name == "br" else HELD_BACK, at, at, exact=False)
        elif name not in VOID:
            if name in HEADINGS:
                self.section += 1
            if name == "p":  # a paragraph ends the one before, as the standard has it
                self.open.close("p")
            self.open.open(name)

    def finish(self) -> Iterator[Run]:
        """Give back what was gathered, unless it is empty."""
        if self._parts:
            yield Run("".join(self._parts), tuple(self._segments), tuple(self._inside), self.section)
            self._parts, self._segments, self._inside, self._length = [], [], [], 0

    def _add(self, text: str, start: int, end: int, *, exact: bool) -> None:
        if text:
            self._parts.append(text)
            self._segments.append(Segment(self._length, len(text), start, end, exact))
            self._inside.append(self.open.set)
            self._length += len(text)


@dataclass(frozen=True, slots=True, order=True)
class Edit:
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
    for tag in TAG.finditer(html):
        name = (tag["name"] or "").lower()
        if not name or name in VOID:
            continue
        if not tag["closing"]:
            waiting.append(name)
        elif not waiting or waiting.pop() != name:
            return False
    return not waiting
