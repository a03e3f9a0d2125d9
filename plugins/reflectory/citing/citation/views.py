"""What the templates of citations read."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from reflectory.site.models import Link


class StyleView(Struct, frozen=True):
    """A work in one style.

    Attributes:
        slug: ``harvard``.
        reference: ``span.cite-address`` has its address, ``span.cite-accessed`` the day on which it was read.
        in_text: what stands in the text, "" where that is a number in the list.
        in_paragraph: the same with ``span.cite-paragraph`` for the number of a paragraph.
    """

    slug: str
    name: str
    reference: Markup
    in_text: Markup
    in_paragraph: Markup


class CitationView(Struct, frozen=True):
    """How an essay, or a version of it, is cited.

    Attributes:
        address: absolute, "" while the site has no public address.
        files: for reference managers, beside the page.
        version: today's version of an essay, with its day in words; ``None`` on the page of a version, and of a draft.
        what: ``essay`` or ``version``.
    """

    styles: tuple[StyleView, ...]
    address: str
    files: tuple[Link, ...] = ()
    version: Link | None = None
    what: str = "essay"
