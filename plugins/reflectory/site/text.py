"""Plain text from HTML, and what is read off it: sentences, summaries, word counts."""

from __future__ import annotations

import math
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape, unescape

from smartypants import Attr, smartypants

from reflectory.site.html import HELD_BACK, INLINE, tags

HAND_MARK = re.compile(r"\[\[(?P<text>[^\[\]|\\]+)(?:\\?\|(?P<entry>[^\[\]|\\]+))?\]\]")
"""``[[text]]`` or ``[[text|entry]]``, the author's own marks; ``\\|`` is how a table's cell writes the bar."""

_FOOTNOTE = re.compile(r"""<(?:sup\ id="fnref | (?:div|aside|dl|a)\ class="footnote)""", re.X)
"""How footnotes and the references to them begin, as Python-Markdown and docutils write them."""


def plain(html: str) -> str:
    """Return the text a reader sees, on one line, without the author's hand marks or footnotes."""
    text = "".join(_visible(html)) if "<" in html else unescape(html)
    return unmark(" ".join(text.replace("\u00ad", "").split()))


def _visible(html: str) -> Iterator[str]:
    """Yield the text between tags, footnotes left out, with a space where a block begins or ends."""
    position, footnote, depth = 0, "", 0
    for tag in tags(html):
        if not footnote:
            yield unescape(html[position : tag.start])
            yield "" if not tag.name or tag.name in INLINE or tag.name == "img" else " "
            if _FOOTNOTE.match(html, tag.start):
                footnote, depth = tag.name, 1
        elif tag.name == footnote:
            depth += -1 if tag.closing else 1
            footnote = footnote if depth else ""
        position = tag.end
    yield "" if footnote else unescape(html[position:])


def unmark(text: str) -> str:
    """Return text without the brackets of hand marks."""
    return HAND_MARK.sub(lambda mark: mark["text"], text) if "[[" in text else text


def clean(text: str) -> str:
    """Return text without characters that neither XML 1.0 nor a line of text can hold.

    These are control characters other than tab and line ends, surrogates, noncharacters, and the marks that turn
    the direction of what follows (Unicode's bidirectional overrides and isolates).
    """
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def legible(text: str) -> str:
    """Return an author's text without the signs that ``clean`` removes, but for those of direction.

    What a word processor takes for the end of a line or a page, and no editor does, becomes a space.
    """
    if text.replace("\n", "").isprintable():  # as most are: looking for each sign takes many times as long
        return text
    return _UNSEEN.sub(lambda sign: " " if sign[0] in "\x0b\x0c\x85" else "", text)


_SIGNS = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
     + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
)  # fmt: skip
_UNSEEN = re.compile(f"[{_SIGNS}]")
_UNFIT = re.compile(f"[{_SIGNS}\u202a-\u202e\u2066-\u2069]")


def split_lines(text: str) -> list[str]:
    """Return a text's lines, each with its end, as editors count them: other signs than a line feed end none."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def words(text: str) -> int:
    """Count words as a reader would: runs of letters or digits."""
    return len(re.findall(r"\w[\w’'-]*", text))


def minutes(word_count: int, words_per_minute: int) -> int:
    """Return a reading time in whole minutes, at least one."""
    return max(1, math.ceil(word_count / words_per_minute))


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of ``text``, ended at a word and with an ellipsis if anything is left out."""
    if len(text) <= limit:
        return text
    cut = text[:limit].rpartition(" ")[0] or text[: limit - 1]
    return cut.rstrip(" ,;:–—") + "…"


_SENTENCE_END = re.compile(
    r"""(?<![.!?…؟])[.!?…؟]++["'’”)\]]*+(?=\s+["'‘“(\[]*[^\W\d_a-z])|\n\s*\n""",
)
_ABBREVIATION = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|Rev|vs|No|cf|etc|e\.g|i\.e|approx)|\b[A-Z])\.$")


def sentence(text: str, start: int, end: int, limit: int = 280) -> str:
    """Return the sentence of a block's text in which ``text[start:end]`` stands, on one line.

    A sentence longer than ``limit`` characters is cut at words around the place.
    """
    stops = _stops(text)
    before, after = bisect_right(stops, start), bisect_left(stops, end)
    begins = stops[before - 1] if before else 0
    ends = stops[after] if after < len(stops) else len(text)
    return _window(text, begins, ends, start, end, limit).replace(HELD_BACK, "")


@lru_cache(maxsize=2)  # a paragraph is asked about once for each of its terms
def _stops(text: str) -> Sequence[int]:
    return [
        stop.end()
        for stop in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text, max(0, stop.start() - 8), stop.start() + 1)
    ]


def _window(text: str, begins: int, ends: int, start: int, end: int, limit: int) -> str:
    before, after = "", ""
    if ends - begins > limit:
        spare = max(0, limit - (end - start)) // 2
        if start - begins > spare:
            begins = text.rfind(" ", max(begins, start - 2 * spare), start - spare) + 1 or start - spare
            before = "… "
        if ends - end > spare:
            ends = text.find(" ", end + spare, min(ends, end + 2 * spare))
            ends, after = (ends, " …") if ends != -1 else (end + spare, " …")
    return before + unmark(" ".join(text[begins:ends].split())) + after


def smarten(text: str) -> str:
    """Return plain text with typographic quotation marks, dashes and ellipses, as typogrify gives essays."""
    if not set(text) & set("'\"-."):
        return text
    return unescape(str(smartypants(escape(text, quote=False), Attr.set1)))


def fold(text: str) -> str:
    """Return a word as it is compared: without case, soft hyphens, and differences of composition and apostrophe."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        text = text.replace("’", "'").replace("\u2010", "-").replace("\u2011", "-")
        text = text.replace("\u00ad", "").replace("\u200b", "").replace("\u200c", "").replace("\u200d", "")
        text = unicodedata.normalize("NFC", text.casefold())  # small letters of composed capitals may come apart
    return text.casefold()
