"""An essay's headings: what a list of its contents names, and where each place is that it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

from reflectory.browsing.views import ChapterView
from reflectory.site.html import ID, Edit, tags
from reflectory.site.text import plain

HEADINGS = ("h2", "h3")
"""What a list of contents names; the title is the page's own ``h1``."""

PREFIX = "section-"
"""With what the ids begin that are given here, so that no other id of a page is one of them."""

_QUOTED = frozenset(["blockquote", "figure", "aside", "details"])
"""Elements whose headings are not the essay's own."""


class Heading(NamedTuple):
    """A heading of a body.

    Attributes:
        level: 2 or 3.
        text: plain.
        id: the author's own, or one that is made of the text.
        place: where in the HTML an anchor with the id has to be set in, -1 where the heading has an id already.
    """

    level: int
    text: str
    id: str
    place: int


def headings(html: str) -> tuple[Heading, ...]:
    """Return the headings of a body, in order; those in quotations and the like, and empty ones, are left out."""
    taken = {unescape(next(filter(None, found.groups()), "")) for found in ID.finditer(html)}
    return tuple(_headings(html, taken)) if "<h" in html.lower() else ()


def _headings(html: str, taken: set[str]) -> Iterator[Heading]:
    quoted, opened = 0, None
    for tag in tags(html):
        if tag.name in _QUOTED:
            quoted = max(0, quoted + (-1 if tag.closing else 1))
        elif tag.name in HEADINGS and not tag.closing:
            opened = tag
        elif opened and tag.name == opened.name:
            text = plain(html[opened.end : tag.start])
            own = ID.search(html, opened.start, opened.end)
            if text and not quoted:
                anchor = unescape(next(filter(None, own.groups()), "")) if own else _free(text, taken)
                yield Heading(int(opened.name[1]), text, anchor, -1 if own else opened.end)
            opened = None


def _free(text: str, taken: set[str]) -> str:
    """Return an id made of a heading's text, unlike all that the page has."""
    name = PREFIX + (re.sub(r"\W+", "-", text.lower()).strip("-") or "x")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def anchors(found: Iterable[Heading]) -> Iterator[Edit]:
    """Yield the anchors of headings that have no id of their own.

    They stand inside the heading, so that another part may still give the heading itself an id.
    """
    for heading in found:
        if heading.place >= 0:
            yield Edit(heading.place, heading.place, 0, f'<span id="{heading.id}"></span>')


def chapters(found: Iterable[Heading]) -> tuple[ChapterView, ...]:
    """Return headings as a list of contents has them: those of the third level within the one before them."""
    nested: list[tuple[Heading, list[ChapterView]]] = []
    for heading in found:
        if heading.level == 2 or not nested:
            nested.append((heading, []))
        else:
            nested[-1][1].append(ChapterView(heading.text, heading.id))
    return tuple(ChapterView(heading.text, heading.id, tuple(within)) for heading, within in nested)
