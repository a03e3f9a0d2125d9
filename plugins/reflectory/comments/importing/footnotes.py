"""Footnotes as WordPress and its plugins write them: the block editor's, and those of Markdown plugins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

from lxml.html import HtmlElement, tostring

_BACK = re.compile(r"#(?:fn)?ref")


@dataclass
class Footnotes:
    """The notes of one text.

    Attributes:
        labels: by the id of a note, its number in the text.
        htmls: by the id of a note, what it says.
        lists: the elements in which the notes stand, which are written as notes instead.
    """

    labels: dict[str, str] = field(default_factory=dict)
    htmls: dict[str, str] = field(default_factory=dict)
    lists: set[HtmlElement] = field(default_factory=set)

    @classmethod
    def found(cls, root: HtmlElement, given: dict[str, str]) -> Footnotes:
        """Return the notes of a text; ``given`` are those that its author's editor kept apart, by their ids."""
        notes = cls(htmls=dict(given))
        for item in root.xpath(".//li[starts-with(@id, 'fn')]"):
            notes.htmls.setdefault(item.get("id"), _without_way_back(item))
            notes.lists.add(item.getparent())
        for reference in root.iter("sup", "a"):
            name = _named(reference)
            if name in notes.htmls:
                notes.labels.setdefault(name, str(len(notes.labels) + 1))
        return notes

    def label(self, element: HtmlElement) -> str:
        """Return the number of the note that an element refers to, "" where it refers to none."""
        return self.labels.get(_named(element), "") if element.tag in ("sup", "a") else ""

    def is_list(self, element: HtmlElement) -> bool:
        """Whether an element is the list of the notes, every one of which is referred to."""
        return element in self.lists and all(
            item.get("id") in self.labels for item in element if isinstance(item.tag, str)
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield each note's number and what it says."""
        for name, label in self.labels.items():
            yield label, self.htmls[name]


def _named(element: HtmlElement) -> str:
    if element.tag == "sup":
        inner = next((one.get("href", "") for one in element.iter("a")), "")
        return str(element.get("data-fn") or (inner[1:] if inner.startswith("#fn") else ""))
    href = str(element.get("href", ""))
    return href[1:] if href.startswith("#fn") and not _BACK.match(href) else ""


def _without_way_back(item: HtmlElement) -> str:
    for link in list(item.iter("a")):
        if _BACK.match(link.get("href", "")):
            link.drop_tree()
    inner = "".join(str(tostring(child, encoding="unicode")) for child in item)
    return escape(item.text or "", quote=False) + inner
