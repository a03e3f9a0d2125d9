"""The desk's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import phonenumbers

from reflectory.site.settings import Options, option, text


def address_of_a_site(value: Any) -> str:
    """Accept "" or the address of a host alone, such as ``https://desk.example.org``."""
    if value == "":
        return ""
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    bare = parts.scheme == "https" and parts.netloc and "@" not in parts.netloc and not parts.path.strip("/")
    return "" if bare and not parts.query else 'an address that begins with https:// and is a host alone, or ""'


def argon2_hash(value: Any) -> str:
    """Accept "" or what ``reflectory desk --hash-password`` gives."""
    good = value == "" or (isinstance(value, str) and value.startswith("$argon2id$"))
    return "" if good else "what `reflectory desk --hash-password` gives"


def region(value: Any) -> str:
    """Accept the code of a country that has telephone numbers."""
    return "" if value in phonenumbers.SUPPORTED_REGIONS else 'the two letters of a country, such as "GB"'


@dataclass(frozen=True)
class DeskOptions(Options):
    """Who moderates, and from where."""

    prefix = "DESK"

    name: str = option(
        "", "Who decides at the desk, as it is recorded and as answers are signed; empty is `AUTHOR`.", text
    )
    password_hash: str = option(
        "",
        "The hash of the desk's password (`reflectory desk --hash-password` makes it); empty lets nobody in but by the "
        "link that the command prints.",
        argon2_hash,
    )
    url: str = option(
        "",
        "Where the desk is reached through a reverse proxy, such as `https://desk.example.org`; needs a password.",
        address_of_a_site,
    )
    phone_region: str = option(
        "GB", "The country whose telephone numbers are written without its code, as two letters.", region
    )
