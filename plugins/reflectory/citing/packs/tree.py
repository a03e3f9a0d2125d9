"""A text as a small tree that paper, a book and a learning platform can be made from.

Authors write any HTML; what a handout can show is less. The tree knows a few kinds of blocks and of inline elements,
keeps all words, and holds nothing that could be taken for markup of whatever it is written into: words are words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from reflectory.site.html import ROOT
from reflectory.site.text import clean, unmark

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Piece: TypeAlias = "Node | str"

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LINES = frozenset({*HEADINGS, "p", "dt", "figcaption", "caption", "th", "td", "pre"})
"""Blocks that hold words and inline elements, and no further blocks."""

HOLDERS = frozenset({"blockquote", "ul", "ol", "li", "dl", "dd", "figure", "table", "tr", "div"})
"""Blocks that hold blocks."""

INLINE = {
    "em": "em", "i": "em", "cite": "cite", "dfn": "em", "var": "em", "address": "em",
    "strong": "strong", "b": "strong", "code": "code", "kbd": "code", "samp": "code", "tt": "code",
    "sup": "sup", "sub": "sub", "small": "small", "del": "s", "s": "s", "strike": "s", "ins": "u", "u": "u",
    "mark": "mark", "q": "q", "a": "a", "abbr": "span", "span": "span",
}  # fmt: skip
"""What each inline element of HTML is here; others are their words alone."""

_BLOCKS = {
    **{name: name for name in (LINES | HOLDERS) - {"div", "figcaption"}},
    "figcaption": "figcaption", "summary": "p", "legend": "p",
}  # fmt: skip
_DIVISIONS = frozenset(
    """div section article aside main header footer nav details fieldset form center hgroup search dialog
    thead tbody tfoot menu dir body html""".split()
)
"""Elements that only hold others."""

_DROPPED = frozenset("script style template head title meta link noscript textarea select option datalist".split())
_IN = {"ul": "li", "ol": "li", "table": "tr", "tr": "td"}
"""What a list or table holds, for what stands in it without that."""

_SAFE = frozenset({"http", "https", "mailto", "tel"})
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Node(Struct, frozen=True):
    """An element.

    Attributes:
        name: one of ``LINES``, ``HOLDERS``, ``hr``, ``img``, ``br``, ``note`` or a value of ``INLINE``.
        content: words and nodes in order; a holder has nodes alone.
        url: of a link or a picture; it begins with ``html.ROOT`` where it leads into this site.
        text: what a picture shows.
        lang: the language of what is in it, a BCP 47 tag, where it is another.
        start: the first number of a list.
    """

    name: str
    content: tuple[Piece, ...] = ()
    url: str = ""
    text: str = ""
    lang: str = ""
    start: int = 1


def words(pieces: Iterable[Piece]) -> str:
    """Return all words of a tree, notes where they are called, with a space where a block ends."""
    return "".join(_said(pieces))


def _said(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, str):
            yield piece
        elif piece.name == "br":
            yield "\n"
        else:
            yield from _said(piece.content)
            yield " " if piece.name in LINES or piece.name in HOLDERS else ""


def walk(pieces: Iterable[Piece]) -> Iterator[Node]:
    """Yield every node, the outer ones first."""
    for piece in pieces:
        if isinstance(piece, Node):
            yield piece
            yield from walk(piece.content)


def changed(pieces: Iterable[Piece], change: Callable[[Node], Node]) -> tuple[Piece, ...]:
    """Return a tree with each node changed, the inner ones first."""
    return tuple(
        one if isinstance(one, str) else change(replace(one, content=changed(one.content, change))) for one in pieces
    )


class Text:
    """A whole body, of which parts may be asked for: footnotes of the whole are known in each part.

    Args:
        html: the body as ``Linked`` has it.
        address: of the page, from the root, to which links within the page lead.
    """

    def __init__(self, html: str, address: str = "") -> None:
        self._html = html
        self._address = address

    def whole(self) -> tuple[Node, ...]:
        """Return the whole body."""
        return self.part(self._html)

    def part(self, html: str) -> tuple[Node, ...]:
        """Return a part of the body, which may be any stretch of its HTML."""
        return _Builder(self._notes, self._address).blocks(_parsed(html))

    @cached_property
    def _notes(self) -> Mapping[str, tuple[Node, ...]]:
        """By id, the texts of footnotes as Python-Markdown writes them."""
        if "footnote" not in self._html:
            return {}
        builder = _Builder({}, self._address)
        found = _parsed(self._html).iter("li")
        return {one.get("id", ""): builder.blocks(one) for one in found if one.get("id", "").startswith("fn:")}


def _parsed(html: str) -> HtmlElement:
    """Return HTML as an element that holds it, without what XML cannot hold; the way to the root stays."""
    from lxml.html import fragment_fromstring  # here: it is slow to load, and few builds have a new text

    text = ROOT.join(map(clean, unmark(html).split(ROOT)))
    parsed: HtmlElement = fragment_fromstring(text or " ", create_parent="div")
    return parsed


class _Builder:
    """Makes nodes of elements."""

    def __init__(self, notes: Mapping[str, tuple[Node, ...]], address: str) -> None:
        self._notes = notes
        self._address = address

    def blocks(self, element: HtmlElement) -> tuple[Node, ...]:
        """Return what an element holds as blocks: words that stand by themselves become paragraphs."""
        found: list[Node] = []
        line: list[Piece] = []
        for piece in self._pieces(element):
            if isinstance(piece, Node) and _is_block(piece):
                _end(found, line)
                found.append(piece)
            else:
                line.append(piece)
        _end(found, line)
        return tuple(found)

    def _pieces(self, element: HtmlElement) -> Iterator[Piece]:
        yield from _text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                yield from self._piece(child)
            yield from _text(child.tail)

    def _piece(self, one: HtmlElement) -> Iterator[Piece]:
        name = one.tag.lower()
        if name in _DROPPED or _is_of_notes(one):
            return
        if name in _BLOCKS:
            yield from self._block(_BLOCKS[name], one)
        elif name in _DIVISIONS:
            yield from _in_lang(self.blocks(one), one)
        elif name in ("br", "hr"):
            yield Node(name)
        elif name == "img":
            yield self._picture(one)
        elif note := self._note(one):
            yield note
        else:
            yield from self._inline(INLINE.get(name, "span"), one)

    def _block(self, name: str, one: HtmlElement) -> Iterator[Piece]:
        if name == "pre":
            yield Node("pre", (_outer(one.text_content()),), lang=_lang(one))
        elif name in ("td", "th"):
            yield Node(name, tuple(_on_lines(self.blocks(one))), lang=_lang(one))
        elif name in LINES:
            blocks = (replace(block, name=name) if block.name == "p" else block for block in self.blocks(one))
            yield from _in_lang(blocks, one)
        else:
            held = tuple(_fitting(_IN.get(name, ""), self.blocks(one)))
            start = one.get("start", "")
            if held:
                yield Node(name, held, lang=_lang(one), start=int(start) if start.isdecimal() else 1)

    def _inline(self, name: str, one: HtmlElement) -> Iterator[Piece]:
        pieces = list(self._pieces(one))
        url = self._link(one.get("href", "")) if name == "a" else ""
        plain = name == "span" or (name == "a" and not url)
        for is_block, some in _grouped(pieces):
            if is_block or (plain and not _lang(one)):
                yield from some
            else:
                yield Node("span" if plain else name, tuple(some), url=url, lang=_lang(one))

    def _link(self, address: str) -> str:
        """Return where a link leads, "" where nobody should be led."""
        if address.startswith("#"):
            return f"{ROOT}/{self._address}{address}"
        return address if address.startswith(f"{ROOT}/") or urlsplit(address).scheme.lower() in _SAFE else ""

    def _picture(self, one: HtmlElement) -> Node:
        return Node("img", url=one.get("src", ""), text=" ".join(one.get("alt", "").split()))

    def _note(self, one: HtmlElement) -> Node | None:
        """Return a footnote's text where it is called."""
        call = one if one.tag == "a" else next(iter(one.iter("a")), None) if one.tag == "sup" else None
        if call is None or "footnote-ref" not in (call.get("class") or "").split():
            return None
        text = self._notes.get(call.get("href", "").removeprefix("#"), ())
        return Node("note", text) if text else None


def _is_of_notes(one: HtmlElement) -> bool:
    """Whether an element holds all footnotes, which stand where they are called, or leads back from one."""
    return not {"footnote", "footnote-backref"}.isdisjoint((one.get("class") or "").split())


def _is_block(node: Node) -> bool:
    return node.name in LINES or node.name in HOLDERS or node.name == "hr"


def _grouped(pieces: Iterable[Piece]) -> Iterator[tuple[bool, list[Piece]]]:
    """Yield (whether it is a block, pieces) for each block, and for each stretch between blocks."""
    line: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Node) and _is_block(piece):
            if line:
                yield False, line
                line = []
            yield True, [piece]
        else:
            line.append(piece)
    if line:
        yield False, line


def _end(found: list[Node], line: list[Piece]) -> None:
    """Make a paragraph of what stands on a line, or a figure of a picture alone."""
    said = _trimmed(line)
    line.clear()
    if len(said) == 1 and isinstance(said[0], Node) and said[0].name == "img":
        found.append(Node("figure", (said[0],)))
    elif said:
        found.append(Node("p", tuple(said)))


def _on_lines(blocks: Iterable[Node]) -> Iterator[Piece]:
    """Yield what blocks say, as lines of a table's cell, which is no place for more."""
    for number, block in enumerate(blocks):
        if number:
            yield Node("br")
        yield from block.content if block.name in LINES or block.name == "figure" else (words([block]).strip(),)


def _trimmed(line: list[Piece]) -> list[Piece]:
    pieces = list(line)
    while pieces and (pieces[0] == "" or (isinstance(pieces[0], str) and not pieces[0].strip(" "))):
        pieces.pop(0)
    while pieces and isinstance(pieces[-1], str) and not pieces[-1].strip(" "):
        pieces.pop()
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip(" ")
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip(" \u00a0")
    return pieces


def _fitting(wanted: str, blocks: Iterable[Node]) -> Iterator[Node]:
    """Yield blocks, those in what a list or a table holds that stand there without it."""
    for block in blocks:
        fits = not wanted or block.name == wanted or (wanted == "td" and block.name == "th")
        if fits or block.name == "caption":
            yield block
        else:
            yield Node(wanted, (block,) if wanted in HOLDERS else block.content)


def _in_lang(blocks: Iterable[Node], one: HtmlElement) -> Iterator[Node]:
    lang = _lang(one)
    return (replace(block, lang=block.lang or lang) for block in blocks)


def _lang(one: HtmlElement) -> str:
    lang = one.get("lang", "")
    return lang if _LANG.fullmatch(lang) else ""


_SPACES = re.compile(r"[ \t\n\f\r]+")


def _text(text: str | None) -> Iterator[str]:
    if text:
        yield _SPACES.sub(" ", text)


def _outer(text: str) -> str:
    """Return the text of ``pre`` without the line ends around it."""
    return text.removeprefix("\n").rstrip("\n")
