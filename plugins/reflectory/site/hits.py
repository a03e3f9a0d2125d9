"""What a reader can search for, as the parts tell it to the search index: plain text, and the place it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from msgspec import Struct

from reflectory.site.models import Page

ESSAY, PAGE, WORD, COMMENT = "essay", "page", "word", "comment"
"""The forms of what is found."""


class Hit(Struct, frozen=True):
    """One thing that a search may find.

    Attributes:
        url: the place it leads to, from the site's root: ``essays/a/#comment-7``.
        title: what it is called; of a comment, what it was said on.
        text: all that can be searched for, without any mark.
        author: who said it, where that is shown.
        day: its day, ISO 8601, and the same as pages show it; "" where it has none.
        lang: its language where it is not the site's own, else "".
    """

    url: str
    title: str
    text: str
    author: str = ""
    day: tuple[str, str] = ("", "")
    lang: str = ""


class Hits(NamedTuple):
    """Some hits of one form, which are made only when the index is.

    Attributes:
        page: the essay or page they belong to, whose themes and year narrow a search for them.
        needs: what they are made from, as values or fingerprints: while they are the same, so are the hits.
    """

    form: str
    needs: tuple[Any, ...]
    made: Callable[[], Iterable[Hit]]
    page: Page | None = None
