"""What strangers wrote, made harmless: texts, names and addresses never stop the build."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from reflectory.site.text import clean, shorten

ANONYMOUS = "Anonymous"
NAME_LENGTH = 80
"""Characters of a commenter's name that are shown."""

EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")

_HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]|\[[0-9a-f:.]+\]|(?:\d{1,3}\.){3}\d{1,3}", re.I)


def source(written: str) -> str:
    """Return an archive's source without signs that YAML refuses or takes for the end of a line.

    A reader's text may bring them along (U+2028 from a word processor), and text never stops the build.
    """
    return clean(written).replace("\u2028", " ").replace("\u2029", " ")


def text(value: Any) -> str:
    """Return a text without signs that no page can hold, "" for anything that is no text."""
    return clean(value) if isinstance(value, str) else ""


def one_line(words: str) -> str:
    """Return text on one line."""
    return " ".join(words.split())


def name(value: Any) -> str:
    """Return a commenter's name: one line, bounded, "Anonymous" where there is none."""
    words = one_line(text(value))
    seen = any(unicodedata.category(sign)[0] in "LNPS" for sign in words)  # not only joiners and spaces of no width
    return shorten(words, NAME_LENGTH) if seen else ANONYMOUS


def without_emails(words: str) -> str:
    """Return a person's name without e-mail addresses, "" where nothing else is left of it."""
    return one_line(EMAIL.sub(" ", words)).strip(" <>()[],;:'\"") if EMAIL.search(words) else words


def address(value: Any) -> str:
    """Return a commenter's address where it is absolute http(s) with a real host and no password, else ""."""
    url = value.strip() if isinstance(value, str) else ""
    if len(url) > 500 or clean(url) != url or re.search(r"[\s\\<>\"`{}|^]", url):
        return ""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        return ""
    good = parts.scheme in ("http", "https") and "@" not in parts.netloc
    return url if good and _HOST.fullmatch(_bare_host(parts.netloc)) else ""


def _bare_host(netloc: str) -> str:
    return re.sub(r":\d*$", "", netloc)
