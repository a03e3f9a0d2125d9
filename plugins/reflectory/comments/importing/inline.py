"""The words within a block: emphasis, links, pictures and players as Markdown has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from reflectory.comments.importing import escaping
from reflectory.comments.importing.escaping import BREAK, NEWLINE, PARAGRAPH, address, escaped
from reflectory.comments.importing.footnotes import Footnotes
from reflectory.comments.importing.tree import BLOCKS, MARKS, PLAYERS, UNSEEN

_KEPT = {**dict.fromkeys("sup sub ins del mark small abbr cite kbd".split(), ""), "s": "del", "strike": "del"}
"""Inline elements that an essay's Markdown has no sign for, by the element that they become ("" is the same)."""

_SCHEMES = frozenset(["http", "https", "mailto", "tel", ""])

Address = Callable[[str], str]


@dataclass
class Manner:
    """How HTML is converted.

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

    def text(self, text: str | None) -> str:
        """Return what stands between tags, with what Markdown would take for signs escaped."""
        if not text:
            return ""
        return escaped(escaping.lines(text) if self.as_written else escaping.blanks(text))


class Inline:
    """What is within the blocks of one text; ``notes`` are its footnotes."""

    def __init__(self, manner: Manner, notes: Footnotes) -> None:
        self._manner, self._notes = manner, notes

    def _inside(self, element: HtmlElement) -> str:
        pieces = [self._manner.text(element.text)]
        for child in element:
            pieces += [self._inline(child), self._manner.text(child.tail)]
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
        if tag in MARKS:
            if any(MARKS.get(outer.tag) == MARKS[tag] for outer in element.iterancestors(*MARKS)):
                return self._inside(element)
            return _around(self._inside(element), MARKS[tag], MARKS[tag])
        if tag in PLAYERS:
            return self._player(element)
        if tag in _KEPT and self._manner.is_essay:
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
        url = self._manner.link(url) if good_address(url) and not is_within else ""
        words = inner.strip(f" {BREAK}{NEWLINE}{PARAGRAPH}")
        if not url or (not words and not self._manner.is_essay) or not words:
            return inner
        if url.startswith("http") and words == escaped(url) and url == address(url):
            return inner.replace(words, f"<{url}>")
        if words.startswith(("[", "![")) and ("](" in words):  # a picture, which leads nowhere else, or another link
            return inner if not words.startswith("![") else _around(inner, "[", f"]({address(url)})")
        return _around(inner, "[", f"]({address(url)})")

    def _image(self, element: HtmlElement) -> str:
        url, alt = element.get("src", "").strip(), " ".join(element.get("alt", "").split())
        place = self._manner.picture(url) if url and self._manner.is_essay else ""
        if place:
            return f"![{escaped(alt)}]({address(place)})"
        if not good_address(url):
            return escaped(alt)
        self._manner.notes.append("a picture that is not in --media is a link to where it was")
        return f"[{escaped(alt or urlsplit(url).path.rpartition('/')[2] or url)}]({address(url)})"

    def _player(self, element: HtmlElement) -> str:
        """Return a link in the place of a player, and the words that stood in for it."""
        sources = [element.get("src") or element.get("data") or ""]
        sources += [one.get("src") or "" for one in element.iter("source", "embed")]
        url = watched(next((one for one in sources if good_address(one.strip())), "").strip())
        words = self._inside(element)
        if not url:
            return words
        place = self._manner.picture(url) or self._manner.link(url)
        title = " ".join(element.get("title", "").split())
        told = (
            f"<{url}>" if not title and place == url == address(url) else f"[{escaped(title or url)}]({address(place)})"
        )
        return f"{words}{BREAK}{told}{BREAK}"


def _around(inner: str, before: str, after: str) -> str:
    """Return words with marks around them and no white space within these; each paragraph has its own."""
    return PARAGRAPH.join(_marked(piece, before, after) for piece in inner.split(PARAGRAPH))


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
