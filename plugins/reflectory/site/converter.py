"""From a Markdown file to its header and its typeset HTML: the costly part of reading, a pure function of the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markdown import Markdown
from msgspec import Struct, field

from reflectory.site import frontmatter
from reflectory.site.frontmatter import FrontMatter, FrontMatterError
from reflectory.site.html import ROOT
from reflectory.site.markdown import AlignClasses, leaves_plain_lines, spare_plain_texts
from reflectory.site.typesetting import Typesetter

_PLAIN_LINE = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;:.?!()'\"“”‘’–—%£/-])*")
"""A line without any sign that Markdown reads, as most summaries are: its HTML may be known without a parser."""


class Converted(Struct, frozen=True):
    """A file's header and body.

    Attributes:
        html: the body, typeset.
        formatted: the header's fields that are Markdown themselves (``FORMATTED_FIELDS``: the summary), as HTML.
        line, fault: where and why the file cannot be read; "" where it can.
    """

    meta: FrontMatter
    html: str = ""
    formatted: Mapping[str, str] = field(default_factory=dict)
    line: int = 0
    fault: str = ""


class Converter:
    """Converts with one Markdown object, which is quicker than one a file."""

    def __init__(self, settings: Mapping[str, Any], *, strict_styles: bool) -> None:
        options = {**settings["MARKDOWN"]}
        options["extensions"] = [e for e in options.get("extensions", ()) if e != "markdown.extensions.meta"]
        if strict_styles:
            options["extensions"].append(AlignClasses())
        self._markdown = Markdown(**options)
        spare_plain_texts(self._markdown)
        self._leaves_plain_lines = leaves_plain_lines(self._markdown)
        self._formatted = settings["FORMATTED_FIELDS"]
        self._typeset = Typesetter(settings)

    def convert(self, path: Path) -> Converted:
        """Return what a file holds, or what is wrong with it."""
        try:
            meta = frontmatter.read(decode(path.read_bytes()))
        except FrontMatterError as error:
            return Converted(FrontMatter({}), line=error.line, fault=str(error))
        except OSError as error:
            return Converted(FrontMatter({}), fault=f"the file cannot be read ({error.strerror}).")
        fields = {name: self._html(_joined(meta.values[name])) for name in self._formatted if meta.values.get(name)}
        return Converted(meta, self._html(meta.body), fields)

    def _html(self, text: str) -> str:
        if self._leaves_plain_lines and _PLAIN_LINE.fullmatch(text):
            return self._typeset(f"<p>{text}</p>")
        self._markdown.reset()
        return self._typeset(self._markdown.convert(text))


def decode(data: bytes) -> str:
    """Return a source's text.

    Raises:
        FrontMatterError: it is not UTF-8.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = f"0x{data[error.start]:02X}"
        raise FrontMatterError(line, f"the file is not UTF-8 (byte {byte}); save it with the encoding UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace(ROOT, "")


def _joined(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)
