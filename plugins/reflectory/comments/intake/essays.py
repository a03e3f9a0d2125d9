"""What is open, as the last build left it in ``essays.json``."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from msgspec import Struct

from reflectory.comments.inbox.records import Target
from reflectory.comments.openings import FILE
from reflectory.site.errors import ReflectoryError
from reflectory.site.models import Link


class Site(Struct, frozen=True):
    """The site whose comments these are; ``url`` is its public address without a final slash, or ""."""

    name: str = ""
    url: str = ""
    lang: str = "en"
    style: str = "theme/site.css"


class Known(Struct, frozen=True):
    """An essay or page that readers can see."""

    target: Target
    title: str
    url: str
    is_open: bool


class Listing(Struct, frozen=True):
    """What one ``essays.json`` says."""

    site: Site
    known: dict[str, Known]

    def page(self, slug: str) -> Link | None:
        """Return an ordinary page of the site, as its form names it."""
        found = self.known.get(f"pages/{slug}")
        return Link(found.title, found.url) if found else None


class Essays:
    """The listing, read again when a build has changed it.

    Raises:
        ReflectoryError: there is none to begin with, or it is none.
    """

    def __init__(self, output: Path) -> None:
        self._file = output / FILE
        self._lock = threading.Lock()
        self._stamp: tuple[int, ...] = ()
        try:
            self._stamp = self._now()
            self._listing = _read(self._file)
        except OSError:
            raise ReflectoryError(
                f"there is no {FILE} in {output}; build the site first, or name the folder with --output."
            ) from None
        except (ValueError, LookupError, TypeError, AttributeError):
            raise ReflectoryError(f"{self._file} cannot be read; build the site again.") from None

    def listing(self) -> Listing:
        """Return what is known now; while a build replaces the file, what was known before."""
        with self._lock:
            try:
                stamp = self._now()
                if stamp != self._stamp:
                    self._listing, self._stamp = _read(self._file), stamp
            except (OSError, ValueError, LookupError, TypeError, AttributeError):
                pass  # it is being moved in, or will be mended by the next build: what was open stays open
            return self._listing

    def _now(self) -> tuple[int, ...]:
        found = self._file.stat()
        return (found.st_mtime_ns, found.st_size, found.st_ino)


def _read(file: Path) -> Listing:
    data: Any = json.loads(file.read_text("utf-8"))
    site = Site(**{name: str(data["site"][name]) for name in ("name", "url", "lang", "style")})
    known = [_known(row) for row in data["essays"]]
    return Listing(site, {str(one.target): one for one in known})


def _known(row: dict[str, Any]) -> Known:
    target = Target(str(row["slug"]), str(row["kind"]))
    return Known(target, str(row["title"]), str(row["url"]), row["comments"] == "open")
