"""Plain text as Markdown that says the same: for Python-Markdown (essays) and CommonMark (comments) alike."""

from __future__ import annotations

import re

PARAGRAPH, BREAK, NEWLINE = "\x01", "\x02", "\x03"
"""Stand in half-made text for the end of a paragraph, a ``br`` and a line's end that WordPress makes one."""

_SIGNS = re.compile(r"\[\[+|[\\`*\[\]{}<]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)")
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
"""Neither kind of Markdown takes a backslash before these for an escape."""

_LINE_START = re.compile(
    r"(?P<sign>\#|>|[+-](?=[\s+|-]|\Z)|:(?=[\s-])|~(?=~~)|\||=(?==*\s*\Z))|(?P<number>\d{1,9})(?=[.)](?:\s|\Z))"
)
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")


def escaped(text: str) -> str:
    """Return text in which no sign means anything to Markdown inside a line."""
    return _SIGNS.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    if len(sign) > 1:  # two brackets would mark a word for the glossary by hand
        return "&#91;" * len(sign)
    return _ENTITIES.get(sign, f"\\{sign}")


def line(text: str) -> str:
    """Return a line that begins no list, heading, quotation, table or the like."""
    found = _LINE_START.match(text)
    if not found:
        return text
    if found["number"]:
        return f"{found['number']}\\{text[found.end() :]}"
    sign = found["sign"]
    return (f"&#{ord(sign)};" if sign in "~:|=" else f"\\{sign}") + text[1:]


def paragraphs(text: str, line_break: str) -> list[str]:
    """Return the paragraphs of half-made text, their lines joined by ``line_break``."""
    text = re.sub(f"{BREAK} *{NEWLINE}", BREAK, text)
    text = re.sub(f"{BREAK} *{BREAK}[ {BREAK}{NEWLINE}]*", PARAGRAPH, text).replace(NEWLINE, BREAK)
    found = []
    for piece in text.split(PARAGRAPH):
        lines = [line(" ".join(one.split(" ")).strip()) for one in piece.split(BREAK)]
        said = [one for one in lines if one]
        if said:
            found.append(line_break.join(said))
    return found


def blanks(text: str) -> str:
    """Return text with every run of white space as one space; no-break spaces are none."""
    return _BLANKS.sub(" ", text)


def lines(text: str) -> str:
    """Return text as WordPress reads it: an empty line ends a paragraph, and each other line's end is kept."""
    text = re.sub(r"[ \t]*\n[ \t]*\n\s*", PARAGRAPH, text.replace("\r\n", "\n").replace("\r", "\n"))
    return _BLANKS.sub(" ", re.sub(r"[ \t]*\n[ \t]*", NEWLINE, text))


def address(url: str) -> str:
    """Return an address as it may stand between a link's brackets."""
    return re.sub(
        r"[\s()<>\"'\\`*\[\]]", lambda sign: f"%{ord(sign[0]):02X}" if ord(sign[0]) < 128 else "", url.strip()
    )
