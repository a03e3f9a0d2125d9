"""Where each post of an old blog goes: its slug, its file, its address; decided before anything is written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import slugify

from reflectory.comments.inbox.records import Target
from reflectory.site import frontmatter
from reflectory.site.collect import RESERVED
from reflectory.site.converter import decode
from reflectory.site.frontmatter import FrontMatterError

ESSAYS, PAGES = "essays", "pages"

_LONGEST = 120
"""Bytes of a slug: with its date and its ending it has to be a file's name on any disk."""

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-(.+)")


class Place(Struct, frozen=True):
    """Where a post goes.

    Attributes:
        target: as its archive is filed.
        path: of its file from the site's folder.
        url: today's address, ``/essays/hope/``.
        is_public: whether everybody could read it on the old blog.
        why: why not.
    """

    target: Target
    path: str
    url: str
    is_public: bool
    why: str = ""

    @property
    def link(self) -> str:
        """The address by which other sources lead to it."""
        return "{filename}/" + self.path.removeprefix("content/")


def slug_of(text: str) -> str:
    """Return a text as part of an address: letters of any script, digits and hyphens, "" where it has none."""
    text = unicodedata.normalize("NFC", unquote(text)).lower()
    text = re.sub(r"[^\w.~-]+", "-", text)
    text = re.sub(r"-{2,}", "-", text).strip("-._~")
    while len(text.encode()) > _LONGEST:
        text = text[:-1].rstrip("-._~")
    return text


def url_of(target: Target) -> str:
    """Return today's address of an essay or page."""
    return f"/essays/{target.slug}/" if target.kind == ESSAYS else f"/{target.slug}/"


class Slugs:
    """Which slugs are taken, by the site's own files and by what an import has placed so far."""

    def __init__(self, taken: Mapping[Target, str]) -> None:
        self._taken = dict(taken)

    def path_of(self, target: Target) -> str:
        """Return the file that has a slug, "" where nothing has."""
        return self._taken.get(target, "")

    def place(self, kind: str, wanted: str, day: str) -> tuple[Target, str, str]:
        """Return target and path for a slug, and why it is not the wanted one, if it is not."""
        why = ""
        if kind == PAGES and wanted in RESERVED:
            wanted, why = f"{wanted}-page", "its address belongs to this site"
        slug, number = wanted, 1
        while True:
            path = f"content/{kind}/{day}-{slug}.md" if kind == ESSAYS else f"content/{kind}/{slug}.md"
            target = Target(slug, kind)
            if target not in self._taken:
                break
            if self._taken[target] == path:  # an earlier import's, or a file of the same name: that is seen later
                break
            number += 1
            slug, why = f"{wanted}-{number}", "another has its slug"
        self.take(target, f"{path}#")
        return target, path, why

    def take(self, target: Target, path: str) -> None:
        """Note that a slug is taken."""
        self._taken[target] = path


def sources(site: Path) -> dict[Target, str]:
    """Return the essays and pages that a site has, by what their archives are called."""
    found: dict[Target, str] = {}
    for kind in (ESSAYS, PAGES):
        folder = site / "content" / kind
        for file in sorted(folder.rglob("*.md")) if folder.is_dir() else ():
            found.setdefault(Target(_slug(file), kind), file.relative_to(site).as_posix())
    return found


def slug_of_file(stem: str) -> str:
    """Return the slug that a build takes from a page's file name."""
    return str(slugify(stem, regex_subs=DEFAULT_CONFIG["SLUG_REGEX_SUBSTITUTIONS"]))


def _slug(file: Path) -> str:
    try:
        given = frontmatter.read(decode(file.read_bytes())).values.get("slug")
    except (FrontMatterError, OSError):
        given = None
    dated = _DATED.fullmatch(file.stem)
    return str(given).strip() if given else dated[1] if dated else slug_of_file(file.stem)


def day_of(moment: datetime) -> str:
    """Return a moment's day where it was written, as a file's name begins."""
    return moment.strftime("%Y-%m-%d").rjust(10, "0")


def first_words(texts: Iterable[str], limit: int = 60) -> str:
    """Return the beginning of the first text that has words."""
    text = next((one for one in texts if re.search(r"\w", one)), "")
    return text if len(text) <= limit else text[:limit].rpartition(" ")[0] + "…"
