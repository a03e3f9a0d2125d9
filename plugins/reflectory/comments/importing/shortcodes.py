"""What WordPress itself makes of a text before it is HTML: blocks, shortcodes, addresses that stand alone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape, unescape
from typing import NamedTuple

BLOCK = re.compile(r"<!--\s+(?P<end>/)?wp:(?P<name>[a-z][a-z0-9/_-]*)\s+(?P<said>\{.*?\}\s+)?(?P<alone>/)?-->", re.S)
MORE = re.compile(r"<!--more(.*?)?-->", re.S)

_OPENING = re.compile(r"\[(?P<name>[a-z][\w-]*)(?P<said>(?:\s+[^\[\]]*)?)\]")
_CLOSING = re.compile(r"\[/([a-z][\w-]*)\]")
_SAID = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\]]+))|\"([^\"]*)\"|(\S+)")
_ALONE = re.compile(r"^[ \t]*(https?://[^\s<>\"]+)[ \t]*$", re.M)
_NOTES = frozenset(["ref", "footnote", "fn", "efn_note", "note"])
_PLAYED = frozenset(["embed", "audio", "video", "playlist", "youtube", "vimeo", "soundcloud", "wpvideo"])
_SILENT = frozenset("more nextpage shortcode footnotes".split())


class Read(NamedTuple):
    """A text as HTML.

    Attributes:
        html: what is left for the converter.
        before_more: what stands before ``<!--more-->``, "" where there is none.
        is_blocks: whether the block editor wrote it, so that empty lines mean nothing.
        footnotes: what notes say, by the id that the HTML names.
        unknown: shortcodes that stay as they are, and blocks that make their content themselves.
    """

    html: str
    before_more: str
    is_blocks: bool
    footnotes: dict[str, str]
    unknown: tuple[str, ...]


Gallery = Callable[[Sequence[str]], str]
"""Makes the HTML of pictures from their numbers; of all that belong to the text where there are none."""


def read(text: str, gallery: Gallery, footnotes: str = "") -> Read:
    """Return a WordPress text as HTML in which nothing of WordPress's own is left that an import knows."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    is_blocks = "<!-- wp:" in text
    reader = _Reader(gallery, _kept_apart(footnotes))
    text = re.sub(r"<!--nextpage-->", "", text)
    if is_blocks:
        text = BLOCK.sub(reader.block, text)
    text = reader.outside_code(text, reader.shortcodes)
    if is_blocks:
        text = re.sub(r"(<div class=\"wp-block-embed__wrapper\">)\s*(https?://[^\s<>\"]+)\s*(</div>)", _linked, text)
    else:
        text = reader.outside_code(text, lambda piece: _ALONE.sub(r'<a href="\1">\1</a>', piece))
    more = MORE.search(text)
    before = text[: more.start()] if more else ""
    return Read(MORE.sub("\n\n", text), before, is_blocks, reader.notes, tuple(dict.fromkeys(reader.unknown)))


def _linked(found: re.Match[str]) -> str:
    return f'{found[1]}<a href="{found[2]}">{found[2]}</a>{found[3]}'


def _kept_apart(footnotes: str) -> dict[str, str]:
    """Return the block editor's notes, which it keeps beside the text as JSON."""
    try:
        found = json.loads(footnotes) if footnotes else []
        return {str(one["id"]): str(one["content"]) for one in found}
    except (ValueError, TypeError, KeyError):
        return {}


class _Reader:
    def __init__(self, gallery: Gallery, notes: dict[str, str]) -> None:
        self.notes, self.unknown = notes, list[str]()
        self._gallery = gallery

    def outside_code(self, text: str, change: Callable[[str], str]) -> str:
        """Return a text with everything changed but what stands in ``pre`` and ``code``."""
        pieces = re.split(r"(<(pre|code)\b.*?</\2\s*>)", text, flags=re.S | re.I)
        return "".join(change(piece) if at % 3 == 0 else piece for at, piece in enumerate(pieces) if at % 3 != 2)

    def block(self, found: re.Match[str]) -> str:
        name = found["name"]
        if name == "more" or name in _SILENT:
            return ""
        if found["alone"]:
            said = _json(found["said"])
            if name in ("embed", "core-embed") or name.startswith("core-embed/"):
                return _player(str(said.get("url", "")))
            self.unknown.append(f"the block “{name}”")
        return ""

    def shortcodes(self, text: str) -> str:
        lasts = {found[1]: found.start() for found in _CLOSING.finditer(text)}  # else each [sic] looks to the end
        pieces, position = [], 0
        while found := _OPENING.search(text, position):
            name, inner, end = found["name"], None, found.end()
            if lasts.get(name, -1) >= end:
                close = text.index(f"[/{name}]", end)
                inner, end = text[end:close], close + len(f"[/{name}]")
            pieces += [text[position : found.start()], self._shortcode(found, inner)]
            position = end
        return "".join([*pieces, text[position:]])

    def _shortcode(self, found: re.Match[str], inner: str | None) -> str:
        name = found["name"]
        named, alone = _said(found["said"])
        if name in ("caption", "wp_caption") and inner is not None:
            return self._caption(self.shortcodes(inner), named.get("caption", ""))
        if name == "gallery" and not inner:
            return self._gallery(re.findall(r"\d+", named.get("ids") or named.get("include", "")))
        if name in _NOTES and inner:
            key = f"fn-shortcode-{len(self.notes) + 1}"
            self.notes[key] = self.shortcodes(inner)
            return f'<sup data-fn="{key}"></sup>'
        if name in _PLAYED:
            address = (inner or "").strip() or next(
                (named[key] for key in ("src", "url", "mp3", "m4a", "ogg", "mp4", "webm", "ogv") if key in named), ""
            )
            address = unescape(address or next((one for one in alone if "://" in one), ""))
            if re.match(r"https?://", address):
                return _player(address)
        if inner is not None:
            self.unknown.append(f"the shortcode [{name}]")
            return found[0] + self.shortcodes(inner) + f"[/{name}]"
        if named or "-" in name or "_" in name:
            self.unknown.append(f"the shortcode [{name}]")
        return found[0]

    def _caption(self, inner: str, said: str) -> str:
        picture = re.search(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?", inner)
        if not picture:
            return inner
        words = (inner[: picture.start()] + inner[picture.end() :]).strip() or said
        return f"\n\n<figure>{picture[0]}<figcaption>{words}</figcaption></figure>\n\n"


def _player(address: str) -> str:
    return f'\n\n<p><a href="{escape(address)}">{escape(address)}</a></p>\n\n' if address else ""


def _said(text: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    alone: list[str] = []
    for name, double, single, bare, quoted, word in _SAID.findall(text):
        if name:
            named[name.lower()] = double or single or bare
        elif quoted or word:
            alone.append(quoted or word)
    return named, alone


def _json(text: str | None) -> dict[str, object]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
