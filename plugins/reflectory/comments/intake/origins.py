"""From where a form may be sent: the site it stands on, and the intake's own pages."""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlsplit

_HERE = frozenset(["localhost", "127.0.0.1", "::1"])
_PORTS = {"http": 80, "https": 443}


class Origin(Enum):
    """What a browser says of where a form stood."""

    OURS = "on the site, or on a page of the intake's"
    SILENT = "it says nothing, as programs do and very old browsers"
    FOREIGN = "on somebody else's page"


def judged(origin: str | None, fetch_site: str | None, host: str, site_url: str) -> Origin:
    """Return where a form was sent from.

    Args:
        origin: the header ``Origin`` (RFC 6454), which every browser of the last years sends with a form.
        fetch_site: the header ``Sec-Fetch-Site``.
        host: this server's own name, as the browser has it.
        site_url: the site's public address; while it has none, anything on the same machine is the site.
    """
    if origin is None:
        return Origin.FOREIGN if fetch_site in ("cross-site", "same-site") else Origin.SILENT
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return Origin.FOREIGN
    if not name or parts.scheme not in _PORTS:
        return Origin.FOREIGN
    ours = parts.netloc.lower() == host.lower() or same(origin, site_url)
    if not site_url:
        ours = ours or name in _HERE or name == _name(host)
    return Origin.OURS if ours else Origin.FOREIGN


def same(one: str, other: str) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    return bool(of(one)) and of(one) == of(other)


def of(url: str) -> str:
    """Return an address's origin as a header has it, "" for what has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if not parts.hostname or parts.scheme not in _PORTS:
        return ""
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{name}" + (f":{port}" if port and port != _PORTS[parts.scheme] else "")


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
