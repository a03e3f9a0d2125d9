"""Works elsewhere that an essay refers to, as schema.org's ``citation``."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlsplit

from reflectory.site.html import TAG

_LINK = re.compile(r"""<a\b[^>]*?\bhref=(["'])(https?://.*?)\1[^>]*>(.*?)</a>""", re.S | re.I)

MOST = 50
"""How many works a page names in its data."""


def mentions(html: str, site_url: str) -> list[dict[str, str]]:
    """Return the addresses that a text links to outside the site, in its order, each once, with the words linked."""
    here = urlsplit(site_url).netloc
    found: dict[str, str] = {}
    for _, address, words in _LINK.findall(html):
        address = unescape(address)
        if not here or urlsplit(address).netloc != here:
            found.setdefault(address, " ".join(unescape(TAG.sub("", words)).split()))
    return [
        {"@type": "CreativeWork", "url": address, **({"name": name} if name else {})}
        for address, name in list(found.items())[:MOST]
    ]
