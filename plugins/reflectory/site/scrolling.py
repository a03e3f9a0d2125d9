"""What may be wider than a page, and then scrolls by itself: the keyboard has to reach it (WCAG 2.2, 2.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reflectory.site.html import Edit, splice, tags

_WIDE = frozenset(["table", "pre"])
_ANY_WIDE = re.compile(r"<(?:table|pre)\b", re.I)


def edits(html: str) -> Iterator[Edit]:
    """Yield a ``tabindex`` for each table and each block of code that has none."""
    for tag in tags(html) if _ANY_WIDE.search(html) else ():
        if tag.name in _WIDE and not tag.closing and "tabindex" not in html[tag.start : tag.end].lower():
            at = tag.start + 1 + len(tag.name)
            yield Edit(at, at, 1, ' tabindex="0"')


def reached(html: str) -> str:
    """Return a body in which the keyboard reaches whatever scrolls."""
    return splice(html, edits(html))
