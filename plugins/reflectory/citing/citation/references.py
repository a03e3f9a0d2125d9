"""References as pages show them: what a style says, with the places that are filled in later."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from reflectory.citing.citation.processor import ACCESSED, ADDRESS, PARAGRAPH, STYLES, Cited
from reflectory.citing.citation.views import StyleView

WITHOUT_ADDRESS = "[address of the page]"
WITHOUT_DAY = "[date of access]"
NUMBERED = ("vancouver",)
"""Styles in which a number in the list stands in the text."""


def shown(cited: Sequence[Cited], address: str) -> tuple[StyleView, ...]:
    """Return a work in each style for a page; ``address`` is absolute, or "" where there is none yet."""
    return tuple(_shown(style.slug, style.name, one, address) for style, one in zip(STYLES, cited, strict=True))


def _shown(slug: str, name: str, cited: Cited, address: str) -> StyleView:
    places = {
        ADDRESS: _place("cite-address", address or WITHOUT_ADDRESS),
        ACCESSED: _place("cite-accessed", WITHOUT_DAY),
        PARAGRAPH: _place("cite-paragraph", "1"),
    }
    texts = ["" if slug in NUMBERED and at else text for at, text in enumerate(cited)]
    return StyleView(slug, name, *(_filled(text, places) for text in texts))


def _place(name: str, text: str) -> str:
    return f'<span class="{name}">{escape(text)}</span>'


def _filled(text: str, places: dict[str, str]) -> Markup:
    for mark, place in places.items():
        text = text.replace(mark, place)
    return Markup(text)  # noqa: S704 - the processor escapes what it is given; only <i> is its own
