"""The two changes we make to what Python-Markdown does: one for the eye of a browser, one for time."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import InlineProcessor, Treeprocessor

_ALIGN = re.compile(r"text-align:\s*(left|right|center);?")

_KNOWN = frozenset(
    """backtick escape reference link image_link image_reference short_reference short_image_ref autolink automail
    linebreak html entity not_strong em_strong em_strong2 footnote""".split()
)
"""Python-Markdown's own inline patterns, and those of its ``extra``."""

_SIGNS = re.compile(r"[`\\\[\]!<>&*_]|  \n")
"""Without any of these, none of those patterns matches."""


_INLINE_PRIORITY = 20
"""Python-Markdown's own for its inline processor."""


class AlignClasses(Extension):
    """Writes a table cell's alignment as a class: a strict content security policy refuses ``style`` attributes."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register with a converter."""
        md.treeprocessors.register(_Align(md), "reflectory-align", 0)


class _Align(Treeprocessor):
    def run(self, root: Element) -> None:
        for cell in root.iter():
            align = _ALIGN.fullmatch(cell.get("style", ""))
            if align and cell.tag in ("td", "th"):
                del cell.attrib["style"]
                cell.set("class", f"align-{align[1]}")


def spare_plain_texts(md: Markdown) -> None:
    """Let a converter try its inline patterns on texts alone that may match one, which most paragraphs do not.

    Where an extension brings a pattern that is not known here, everything stays as it is.
    """
    if sum(name in md.inlinePatterns for name in _KNOWN) == len(md.inlinePatterns):
        md.treeprocessors.register(_Inline(md), "inline", _INLINE_PRIORITY)


class _Inline(InlineProcessor):
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - its names
        """Stand in the place of Python-Markdown's method, which its class calls by this name for each text."""
        if not _SIGNS.search(data):
            return data
        handled: Any = super()._InlineProcessor__handleInline(data, patternIndex)  # type: ignore[misc]
        return str(handled)
