"""The two changes we make to what Python-Markdown does: one for the eye of a browser, one for time."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import Registry

_ALIGN = re.compile(r"text-align:\s*(left|right|center);?")

_KNOWN = frozenset(
    """backtick escape reference link image_link image_reference short_reference short_image_ref autolink automail
    linebreak html entity not_strong em_strong em_strong2 footnote""".split()
)
"""Python-Markdown's own inline patterns, and those of its ``extra``."""

_STEPS = _KNOWN | frozenset(
    """normalize_whitespace fenced_code_block html_block empty indent code hashheader setextheader hr olist ulist quote
    paragraph markdown_block defindent deflist table abbr inline prettify unescape footnote-duplicate attr_list hilite
    toc reflectory-align amp_substitute raw_html""".split()
)
"""The same with all else that it does, and that its ``codehilite``, its ``toc`` and ``AlignClasses`` do."""

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
    if _has_only(_KNOWN, md.inlinePatterns):
        md.treeprocessors.register(_Inline(md), "inline", _INLINE_PRIORITY)


def leaves_plain_lines(md: Markdown) -> bool:
    """Whether a line without any sign becomes a paragraph as it is, as far as every step of a converter is known."""
    steps = (md.preprocessors, md.parser.blockprocessors, md.inlinePatterns, md.treeprocessors, md.postprocessors)
    return all(_has_only(_STEPS, some) for some in steps)


def _has_only(known: Collection[str], registry: Registry[Any]) -> bool:
    return sum(name in registry for name in known) == len(registry)


class _Inline(InlineProcessor):
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:  # noqa: N802, N803 - its names
        """Stand in the place of Python-Markdown's method, which its class calls by this name for each text."""
        if not _SIGNS.search(data):
            return data
        handled: Any = super()._InlineProcessor__handleInline(data, patternIndex)  # type: ignore[misc]
        return str(handled)
