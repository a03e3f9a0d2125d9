"""The one change we make to what Python-Markdown writes."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_ALIGN = re.compile(r"text-align:\s*(left|right|center);?")


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
