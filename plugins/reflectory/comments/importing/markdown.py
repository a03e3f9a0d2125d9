"""From HTML to clean Markdown that keeps every word: an essay's for Python-Markdown, a comment's for CommonMark."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, fragment_fromstring

from reflectory.comments.importing import escaping
from reflectory.comments.importing.escaping import BREAK, NEWLINE, PARAGRAPH, address, escaped, paragraphs
from reflectory.comments.importing.footnotes import Footnotes
from reflectory.site.html import TAG, VOID, tags
from reflectory.site.text import clean

BLOCKS = frozenset(
    """address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
    caption body""".split()
)
UNSEEN = frozenset("script style head title meta link base template noframes param source track col colgroup".split())
"""What shows no words."""

PLAYERS = frozenset("iframe embed object video audio".split())
"""What would ask somebody else's server for something; a link is in its place."""

_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_KEPT = {**dict.fromkeys("sup sub ins del mark small abbr cite kbd".split(), ""), "s": "del", "strike": "del"}
"""Inline elements that an essay's Markdown has no sign for, by the element that they become ("" is the same)."""

_SCHEMES = frozenset(["http", "https", "mailto", "tel", ""])
_MAX_DEPTH = 90

Address = Callable[[str], str]


class Block(NamedTuple):
    """A block of Markdown, and what it is where it would run together with the next of its kind."""

    text: str
    kind: str = ""


@dataclass
class Converter:
    """Converts HTML.

    Attributes:
        is_essay: for Python-Markdown with raw HTML; otherwise for the CommonMark of comments, which knows none.
        link: returns where a link leads today; the same where nobody knows better.
        picture: returns where a picture lies on this site, "" where it does not.
        as_written: whether an empty line ends a paragraph, as in WordPress's own text.
        notes: what was noticed, in words for the receipt.
    """

    is_essay: bool = True
    link: Address = lambda url: url
    picture: Address = lambda url: ""  # noqa: ARG005 - nothing is at hand
    as_written: bool = False
    notes: list[str] = field(default_factory=list)

    def convert(self, html: str, footnotes: dict[str, str] | None = None) -> str:
        """Return HTML as Markdown; where it nests too deeply for that, its words as paragraphs."""
        html = clean(html)
        if "<" not in html and "&" not in html:
            return self._joined(self._paragraphs(self._text(html)))
        if _depth(html) > _MAX_DEPTH:
            self.notes.append("a text nests too deeply; its words were kept and its form was not")
            words = unescape(TAG.sub("\n\n", html))
            return self._joined(self._paragraphs(escaped(escaping.lines(words))))
        tree = parsed(html)
        _merge_marks(tree)
        return _Conversion(self, tree, footnotes or {}).markdown()

    def _text(self, text: str) -> str:
        return escaped(escaping.lines(text) if self.as_written else escaping.blanks(text))

    def _paragraphs(self, text: str) -> list[Block]:
        return [Block(one) for one in paragraphs(text, "  \n" if self.is_essay else "\n")]

    def _joined(self, blocks: Sequence[Block]) -> str:
        """Return blocks with empty lines between them, and a comment where two would be taken for one."""
        found: list[str] = []
        for number, block in enumerate(blocks):
            before = blocks[number - 1].kind if number else ""
            if self.is_essay and before and block.kind and (before == block.kind or block.kind == "code"):
                found.append("<!-- -->")
            found.append(block.text)
        return "\n\n".join(found)


def parsed(html: str) -> HtmlElement:
    """Return HTML as a tree, whatever is wrong with it."""
    parser = HTMLParser(huge_tree=True, no_network=True, remove_pis=True, encoding="utf-8")
    try:
        return fragment_fromstring(html.encode(), create_parent="div", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it but comments, say
        return fragment_fromstring("", create_parent="div", parser=parser)


def plain(html: str) -> str:
    """Return the words of HTML on one line."""
    html = clean(html)
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    root = parsed(html)
    etree.strip_elements(root, *UNSEEN, with_tail=False)
    return " ".join("".join(root.itertext()).split())


def _depth(html: str) -> int:
    """Return how deep elements nest; the parser itself would drop what is too deep for it."""
    deepest = depth = 0
    if html.count("<") > _MAX_DEPTH:
        for tag in tags(html):
            if tag.name and tag.name not in VOID and not tag.closed:
                depth += -1 if tag.closing else 1
                deepest = max(deepest, depth)
    return deepest


class _Conversion:
    """One text on its way."""

    def __init__(self, how: Converter, root: HtmlElement, footnotes: dict[str, str]) -> None:
        self._how, self._root = how, root
        self._notes = Footnotes.found(root, footnotes) if how.is_essay else Footnotes()
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
        text = self._how._joined(self._flow(self._root))
        notes = [
            f"[^{label}]: " + self._indented(Converter(True, self._how.link, self._how.picture).convert(html))
            for label, html in self._notes.texts()
        ]
        return "\n\n".join(part for part in (text, *notes) if part)

    def _indented(self, text: str) -> str:
        return re.sub(r"\n(?=[^\n])", "\n    ", text)

    # Blocks

    def _flow(self, element: HtmlElement) -> list[Block]:
        """Return what an element holds, words between blocks as paragraphs."""
        blocks: list[Block] = []
        waiting = [self._text(element.text)]
        for child in element:
            if child.tag in BLOCKS or child in self._around:
                blocks += self._how._paragraphs("".join(waiting))
                blocks += self._block(child)
                waiting = []
            else:
                waiting.append(self._inline(child))
            waiting.append(self._text(child.tail))
        return blocks + self._how._paragraphs("".join(waiting))

    def _block(self, element: HtmlElement) -> list[Block]:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in UNSEEN or not tag or self._notes.is_list(element):
            return []
        make = getattr(self, f"_{tag}", None) if tag in _MADE else None
        if make:
            made: list[Block] = make(element)
            return made
        if tag in PLAYERS:
            return self._how._paragraphs(self._player(element))
        return self._flow(element)

    def _heading(self, element: HtmlElement) -> list[Block]:
        text = " ".join(self._flat(element).split())
        if not text:
            return []
        if not self._how.is_essay:
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
        if not self._how.is_essay:
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
            return [Block(f"{fence}\n{text}\n{fence}")]
        return [Block("\n".join(f"    {row}" if row.strip() else "" for row in text.split("\n")), "code")]

    def _blockquote(self, element: HtmlElement) -> list[Block]:
        text = self._how._joined(self._flow(element))
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
        before = self._how._paragraphs(self._text(element.text))
        rows: list[str] = []
        is_loose = False
        for child in element:
            blocks = self._flow(child) if child.tag == "li" else self._block(child)
            blocks += self._how._paragraphs(self._text(child.tail))
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
        if len(blocks) == 2 and not blocks[0].kind and blocks[1].kind == "list":
            return self._indented(f"{blocks[0].text}\n{blocks[1].text}")
        return self._indented(self._how._joined(blocks))

    def _dl(self, element: HtmlElement) -> list[Block]:
        rows: list[str] = []
        for child in _own(element, "dt", "dd"):
            text = " ".join(self._flat(child).split())
            if text and child.tag == "dt":
                rows.append(("\n" if rows else "") + escaping.line(text))
            elif text:
                rows.append(f":   {text}" if self._how.is_essay and rows else escaping.line(text))
        others = [one for one in element if one.tag not in ("dt", "dd") and not one.findall(".//dt")]
        text = "\n".join(rows) if self._how.is_essay else "\n\n".join(row.strip() for row in rows)
        return [Block(text)] * bool(rows) + [block for one in others for block in self._block(one)]

    def _table(self, element: HtmlElement) -> list[Block]:
        captions = [block for one in _own(element, "caption") for block in self._flow(one)]
        rows = [[self._cell(cell) for cell in row if cell.tag in ("td", "th")] for row in _own(element, "tr")]
        rows = [row for row in rows if any(row)]
        if not rows:
            return captions or self._how._paragraphs(self._flat(element))
        if not self._how.is_essay:
            return captions + [Block(escaping.line(" – ".join(filter(None, row)))) for row in rows]
        width = max(map(len, rows))
        lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
        return [*captions, Block("\n".join([lines[0], "|" + " --- |" * width, *lines[1:]]))]

    def _cell(self, cell: HtmlElement) -> str:
        rows = paragraphs(self._flat(cell), "<br>" if self._how.is_essay else " ")
        text = "<br>".join(rows) if self._how.is_essay else " ".join(rows)
        return text.replace("|", "\\|" if self._how.is_essay else "|")

    def _figure(self, element: HtmlElement) -> list[Block]:
        captions = list(element.iterchildren("figcaption"))
        words = [" ".join(self._flat(one).replace(PARAGRAPH, " ").split()) for one in captions]
        for one in captions:
            one.drop_tree()
        inner = self._flow(element)
        caption = " ".join(filter(None, words))
        is_picture = len(inner) == 1 and re.fullmatch(r"\[?!\[[^\n]*\)", inner[0].text)
        if is_picture and caption and self._how.is_essay:
            text = (
                f'<figure markdown="1">\n{inner[0].text}\n<figcaption markdown="span">{caption}</figcaption>\n</figure>'
            )
            return [Block(text)]
        return [*inner, Block(f"*{caption}*")] if caption else inner

    # Inline

    def _text(self, text: str | None) -> str:
        return self._how._text(text) if text else ""

    def _inside(self, element: HtmlElement) -> str:
        pieces = [self._text(element.text)]
        for child in element:
            pieces += [self._inline(child), self._text(child.tail)]
        return "".join(pieces)

    def _flat(self, element: HtmlElement) -> str:
        """Return what an element holds on one line or several, blocks among it."""
        return (
            re.sub(f"[{BREAK}{NEWLINE}{PARAGRAPH}]+", BREAK, self._inside(element))
            .strip(f" {BREAK}")
            .replace(BREAK, " " if element.tag not in ("td", "th") else BREAK)
        )

    def _inline(self, element: HtmlElement) -> str:
        tag = element.tag
        if not isinstance(tag, str) or tag in UNSEEN:
            return ""
        label = self._notes.label(element)
        if label:
            return f"[^{label}]"
        if tag == "br":
            return BREAK
        if tag in _MARKS:
            if any(_MARKS.get(outer.tag) == _MARKS[tag] for outer in element.iterancestors(*_MARKS)):
                return self._inside(element)
            return _around(self._inside(element), _MARKS[tag], _MARKS[tag])
        if tag in PLAYERS:
            return self._player(element)
        if tag in _KEPT and self._how.is_essay:
            return self._kept(element)
        special = {"a": self._link, "img": self._image, "code": self._code, "tt": self._code, "q": self._quoted}.get(
            tag
        )
        if special:
            return special(element)
        inner = self._inside(element)
        return f"{BREAK}{inner}{BREAK}" if tag in BLOCKS else inner

    def _kept(self, element: HtmlElement) -> str:
        tag = _KEPT[element.tag] or element.tag
        title = element.get("title", "").strip()
        more = f' title="{escape(title)}"' if title and tag == "abbr" else ""
        return _around(self._inside(element), f"<{tag}{more}>", f"</{tag}>")

    def _quoted(self, element: HtmlElement) -> str:
        return f"“{self._inside(element)}”"

    def _code(self, element: HtmlElement) -> str:
        text = " ".join("".join(element.itertext()).split())
        if not text:
            return ""
        fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
        space = " " if text[0] == "`" or text[-1] == "`" else ""
        return f"{fence}{space}{text}{space}{fence}"

    def _link(self, element: HtmlElement) -> str:
        url, inner = element.get("href", "").strip(), self._inside(element)
        is_within = next(element.iterancestors("a"), None) is not None  # a link in a link is its words alone
        url = self._how.link(url) if good_address(url) and not is_within else ""
        words = inner.strip(f" {BREAK}{NEWLINE}{PARAGRAPH}")
        if not url or (not words and not self._how.is_essay) or not words:
            return inner
        if url.startswith("http") and words == escaped(url) and url == address(url):
            return inner.replace(words, f"<{url}>")
        if words.startswith(("[", "![")) and ("](" in words):  # a picture, which leads nowhere else, or another link
            return inner if not words.startswith("![") else _around(inner, "[", f"]({address(url)})")
        return _around(inner, "[", f"]({address(url)})")

    def _image(self, element: HtmlElement) -> str:
        url, alt = element.get("src", "").strip(), " ".join(element.get("alt", "").split())
        place = self._how.picture(url) if url and self._how.is_essay else ""
        if place:
            return f"![{escaped(alt)}]({address(place)})"
        if not good_address(url):
            return escaped(alt)
        self._how.notes.append("a picture that is not in --media is a link to where it was")
        return f"[{escaped(alt or urlsplit(url).path.rpartition('/')[2] or url)}]({address(url)})"

    def _player(self, element: HtmlElement) -> str:
        """Return a link in the place of a player, and the words that stood in for it."""
        sources = [element.get("src") or element.get("data") or ""]
        sources += [one.get("src") or "" for one in element.iter("source", "embed")]
        url = watched(next((one for one in sources if good_address(one.strip())), "").strip())
        words = self._inside(element)
        if not url:
            return words
        place = self._how.picture(url) or self._how.link(url)
        title = " ".join(element.get("title", "").split())
        told = (
            f"<{url}>" if not title and place == url == address(url) else f"[{escaped(title or url)}]({address(place)})"
        )
        return f"{words}{BREAK}{told}{BREAK}"


_MADE = frozenset("h1 h2 h3 h4 h5 h6 hr pre blockquote ul dir menu ol dl table figure".split())
"""The elements that have a method of their own."""


def _own(element: HtmlElement, *tags: str) -> list[HtmlElement]:
    """Return the elements of a table or list that belong to no other within it."""
    return [one for one in element.iter(*tags) if next(one.iterancestors(element.tag), None) is element]


def _around(inner: str, before: str, after: str) -> str:
    """Return words with marks around them and no white space within these; each paragraph has its own."""
    return PARAGRAPH.join(_marked(piece, before, after) for piece in inner.split(PARAGRAPH))


def _merge_marks(tree: HtmlElement) -> None:
    """Make one of two elements that are written with the same stars and touch: stars beside stars read otherwise."""
    for element in list(tree.iter(*_MARKS)):
        before = element.getprevious()
        if before is not None and not before.tail and _MARKS.get(before.tag) == _MARKS[element.tag]:
            last = before[-1] if len(before) else None
            if last is None:
                before.text = (before.text or "") + (element.text or "")
            else:
                last.tail = (last.tail or "") + (element.text or "")
            before.extend(list(element))
            before.tail = element.tail
            element.getparent().remove(element)


def _marked(inner: str, before: str, after: str) -> str:
    core = inner.strip(f" {BREAK}{NEWLINE}")
    if not core:
        return inner
    start = inner.index(core)
    return f"{inner[:start]}{before}{core}{after}{inner[start + len(core) :]}"


def good_address(url: str) -> bool:
    """Whether a link may lead there: a page, a letter or a telephone, and no script."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        bool(url)
        and parts.scheme.lower() in _SCHEMES
        and not re.match(r"[^/?#]*:", url[len(parts.scheme) + 1 :] if parts.scheme else url)
    )


def watched(url: str) -> str:
    """Return the address of the page of a film whose player's address this may be."""
    url = f"https:{url}" if url.startswith("//") else url
    found = re.match(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)", url)
    if found:
        return f"https://www.youtube.com/watch?v={found[1]}"
    found = re.match(r"https?://player\.vimeo\.com/video/(\d+)", url)
    return f"https://vimeo.com/{found[1]}" if found else url
