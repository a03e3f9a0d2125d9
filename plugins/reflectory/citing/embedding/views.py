"""What the templates of cards for other sites read."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from reflectory.site.models import Link
from reflectory.site.views import Head, When


class CardPageView(Struct, frozen=True):
    """A card that stands in a frame on another site.

    Attributes:
        page: what it is a card of.
        passage: what it shows, plain or a line of HTML; another paragraph may be chosen by its id.
        more: a second line in quieter type, "" for none.
    """

    head: Head
    page: Link
    passage: Markup
    more: Markup = Markup("")
    authors: tuple[str, ...] = ()
    date: When | None = None
    licence: str = ""
    lang: str = ""


class EmbedView(Struct, frozen=True):
    """How a page is shown elsewhere: ``code`` is the HTML to copy."""

    code: str
