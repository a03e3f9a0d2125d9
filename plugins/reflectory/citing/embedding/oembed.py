"""oEmbed: what a site asks that turns a bare address into a card (https://oembed.com/, version 1.0, 2.3)."""

from __future__ import annotations

from html import escape

EMBED = "embed/"
"""The folder of cards: the only one of the site that others may frame."""

DATA = "oembed.json"
WIDTH, HEIGHT = 600, 300
"""Of a card, in pixels; it is as wide as the place it stands in, if that is narrower."""

DISCOVERY = "application/json+oembed"


def card_url(url: str) -> str:
    """Return the address of a page's card from the root."""
    return f"{EMBED}{url}"


def frame(address: str, title: str) -> str:
    """Return the HTML that shows a card; ``address`` is the card's, absolute."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{WIDTH}" height="{HEIGHT}" loading="lazy"'
        ' style="max-width: 100%; border: 0"></iframe>'
    )


def answer(
    *, title: str, card: str, site: str, site_url: str, author: str = "", author_url: str = ""
) -> dict[str, object]:
    """Return the document of one page: type ``rich``, whose HTML is a frame (2.3.4.4); addresses are absolute."""
    given = {"author_name": author, "author_url": author_url}
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        **{name: value for name, value in given.items() if value},
        "provider_name": site,
        "provider_url": site_url,
        "cache_age": 86_400,
        "html": frame(card, f"{title} – {site}"),
        "width": WIDTH,
        "height": HEIGHT,
    }
