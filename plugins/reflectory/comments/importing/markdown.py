"""From HTML to clean Markdown that keeps every word: an essay's for Python-Markdown, a comment's for CommonMark."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from lxml.html import HtmlElement

from reflectory.comments.importing import escaping
from reflectory.comments.importing.escaping import PARAGRAPH, escaped, paragraphs
from reflectory.comments.importing.footnotes import Footnotes
from reflectory.comments.importing.inline import Inline, Manner
from reflectory.comments.importing.tree import BLOCKS, MAX_DEPTH, PLAYERS, UNSEEN, depth, merge_marks, own, parsed
from reflectory.site.html import TAG
from reflectory.site.text import clean


class Block(NamedTuple):
    """A block of Markdown, and what it is where it would run together with the next of its kind."""

    text: str
    kind: str = ""


@dataclass
class Converter(Manner):
    """Converts HTML in a manner."""

    def convert(self, html: str, footnotes: dict[str, str] | None = None) -> str:
        """Return HTML as Markdown; where it nests too deeply for that, its words as paragraphs."""
        html = clean(html)
        if "<" not in html and "&" not in html:
            return _joined(_paragraphs(self.text(html), self), self)
        if depth(html) > MAX_DEPTH:
            self.notes.append("a text nests too deeply; its words were kept and its form was not")
            words = clean(unescape(TAG.sub("\n\n", html)))
            return _joined(_paragraphs(escaped(escaping.lines(words)), self), self)
        tree = parsed(html)
        merge_marks(tree)
        return _Conversion(self, tree, footnotes or {}).markdown()


def _paragraphs(text: str, manner: Manner) -> list[Block]:
    return [Block(one) for one in paragraphs(text, "  \n" if manner.is_essay else "\n")]


def _joined(blocks: Sequence[Block], manner: Manner) -> str:
    """Return blocks with empty lines between them, and a comment where two would be taken for one."""
    found: list[str] = []
    for number, block in enumerate(blocks):
        before = blocks[number - 1].kind if number else ""
        if manner.is_essay and before and block.kind and (before == block.kind or block.kind == "code"):
            found.append("<!-- -->")
        found.append(block.text)
    return "\n\n".join(found)


class _Conversion(Inline):
    """One text on its way."""

    def __init__(self, manner: Manner, root: HtmlElement, footnotes: dict[str, str]) -> None:
        super().__init__(manner, Footnotes.found(root, footnotes) if manner.is_essay else Footnotes())
        self._root = root
        self._around: set[HtmlElement] = set()
        for one in root.iter():
            if one.tag in BLOCKS and one is not root:
                self._note_around(one)

    def _note_around(self, block: HtmlElement) -> None:
        for outer in block.iterancestors():
            if outer in self._around:
                return
            self._around.add(outer)

    def markdown(self) -> str:
        """Return the whole, the notes at its end."""
        text = _joined(self._flow(self._root), self._manner)
        notes = [
            f"[^{label}]: " + self._indented(Converter(True, self._manner.link, self._manner.picture).convert(html))
            for label, html in self._notes.texts()
        ]
        return "\n\n".join(part for part in (text, *notes) if part)

    def _indented(self, text: str) -> str:
        return re.sub(r"\n(?=[^\n])", "\n    ", text)

    def _flow(self, element: HtmlElement) -> list[Block]:
        """Return what an element holds, words between blocks as paragraphs."""
        blocks: list[Block] = []
        waiting = [self._manner.text(element.text)]
        for child in element:
            if child.tag in BLOCKS or child in self._around:
                blocks += _paragraphs("".join(waiting), self._manner)
                blocks += self._block(child)
                waiting = []
            else:
                waiting.append(self._inline(child))
            waiting.append(self._manner.text(child.tail))
        return blocks + _paragraphs("".join(waiting), self._manner)

    def _block(self, element: HtmlElement) -> list[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in UNSEEN or not tag or self._notes.is_list(element):
            return []
        make = getattr(self, f"_{tag}", None) if tag in _MADE else None
        if make:
            made: list[Block] = make(element)
            return made
        if tag in PLAYERS:
            return _paragraphs(self._player(element), self._manner)
        return self._flow(element)

    def _heading(self, element: HtmlElement) -> list[Block]:
        text = " ".join(self._flat(element).split())
        if not text:
            return []
        if not self._manner.is_essay:
            return [Block(f"**{text}**")]
        return [Block("#" * max(2, int(element.tag[1])) + " " + re.sub(r"(#+)$", r"\\\1", text))]

    _h1 = _h2 = _h3 = _h4 = _h5 = _h6 = _heading

    def _hr(self, element: HtmlElement) -> list[Block]:
        return [Block("* * *"), *self._flow(element)]

    def _pre(self, element: HtmlElement) -> list[Block]:
        for line_end in element.iter("br"):
            line_end.tail = "\n" + (line_end.tail or "")
        text = "".join(element.itertext()).strip("\n").rstrip().expandtabs(4)
        if not text:
            return []
        if not self._manner.is_essay:
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            return [Block(f"{fence}\n{text}\n{fence}")]
        return [Block("\n".join(f"    {row}" if row.strip() else "" for row in text.split("\n")), "code")]

    def _blockquote(self, element: HtmlElement) -> list[Block]:
        text = _joined(self._flow(element), self._manner)
        return [Block("\n".join(f"> {row}".rstrip() for row in text.split("\n")), "quote")] if text else []

    def _ul(self, element: HtmlElement) -> list[Block]:
        return self._list(element, lambda _: "-")

    _dir = _menu = _ul

    def _ol(self, element: HtmlElement) -> list[Block]:
        start = element.get("start", "1")
        first = int(start) if start.isdecimal() and len(start) < 9 else 1
        return self._list(element, lambda number: f"{first + number}.")

    def _list(self, element: HtmlElement, mark: Callable[[int], str]) -> list[Block]:
        items = [child for child in element if child.tag == "li"]
        before = _paragraphs(self._manner.text(element.text), self._manner)
        rows: list[str] = []
        is_loose = False
        for child in element:
            blocks = self._flow(child) if child.tag == "li" else self._block(child)
            blocks += _paragraphs(self._manner.text(child.tail), self._manner)
            if not blocks:
                continue
            is_loose = is_loose or sum(block.kind != "list" for block in blocks) > 1
            text = self._item(blocks)
            if child in items or not rows:
                number = mark(len(rows))
                rows.append(f"{number:<4}" + text if len(number) < 4 else f"{number} {text}")
            else:  # a list that stands in a list without an item of its own
                rows[-1] += f"\n    {text}"
        return [*before, Block(("\n\n" if is_loose else "\n").join(rows), "list")] if rows else before

    def _item(self, blocks: Sequence[Block]) -> str:
        """Return an item's blocks, indented as both kinds of Markdown want it; a list follows its words at once."""
        if self._manner.is_essay and blocks[0].kind in ("quote", "list") and "\n" in blocks[0].text:
            blocks = [
                Block("<!-- -->"),
                *blocks,
            ]  # an item that begins with these loses the form of their further lines
        if len(blocks) == 2 and not blocks[0].kind and blocks[1].kind == "list":
            return self._indented(f"{blocks[0].text}\n{blocks[1].text}")
        return self._indented(_joined(blocks, self._manner))

    def _dl(self, element: HtmlElement) -> list[Block]:
        rows: list[str] = []
        for child in own(element, "dt", "dd"):
            text = " ".join(self._flat(child).split())
            if text and child.tag == "dt":
                rows.append(("\n" if rows else "") + escaping.line(text))
            elif text:
                rows.append(f":   {text}" if self._manner.is_essay and rows else escaping.line(text))
        others = [one for one in element if one.tag not in ("dt", "dd") and not one.findall(".//dt")]
        text = "\n".join(rows) if self._manner.is_essay else "\n\n".join(row.strip() for row in rows)
        return [Block(text)] * bool(rows) + [block for one in others for block in self._block(one)]

    def _table(self, element: HtmlElement) -> list[Block]:
        captions = [block for one in own(element, "caption") for block in self._flow(one)]
        rows = [[self._cell(cell) for cell in row if cell.tag in ("td", "th")] for row in own(element, "tr")]
        rows = [row for row in rows if any(row)]
        if not rows:
            return captions or _paragraphs(self._flat(element), self._manner)
        if not self._manner.is_essay:
            return captions + [Block(escaping.line(" – ".join(filter(None, row)))) for row in rows]
        width = max(map(len, rows))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        return [*captions, Block("\n".join([lines[0], "|" + " --- |" * width, *lines[1:]]))]

    def _cell(self, cell: HtmlElement) -> str:
        rows = paragraphs(self._flat(cell), "<br>" if self._manner.is_essay else " ")
        text = "<br>".join(rows) if self._manner.is_essay else " ".join(rows)
        return text.replace("|", "\\|" if self._manner.is_essay else "|")

    def _figure(self, element: HtmlElement) -> list[Block]:
        captions = list(element.iterchildren("figcaption"))
        words = [" ".join(self._flat(one).replace(PARAGRAPH, " ").split()) for one in captions]
        for one in captions:
            one.drop_tree()
        inner = self._flow(element)
        caption = " ".join(filter(None, words))
        is_picture = len(inner) == 1 and re.fullmatch(r"\[?!\[[^\n]*\)", inner[0].text)
        if is_picture and caption and self._manner.is_essay:
            text = (
                f'<figure markdown="1">\n{inner[0].text}\n<figcaption markdown="span">{caption}</figcaption>\n</figure>'
            )
            return [Block(text)]
        return [*inner, Block(f"*{caption}*")] if caption else inner


_MADE = frozenset("h1 h2 h3 h4 h5 h6 hr pre blockquote ul dir menu ol dl table figure".split())
"""The elements that have a method of their own."""
