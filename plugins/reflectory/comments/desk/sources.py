"""What comments are about, read from ``content/`` as it is now: an essay's title, and the passage that is meant."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from reflectory.comments.archiving import Row, rows
from reflectory.comments.inbox.publishing import archive_of
from reflectory.comments.inbox.records import Target
from reflectory.site.converter import decode
from reflectory.site.errors import ReflectoryError
from reflectory.site.frontmatter import FrontMatter, FrontMatterError, read
from reflectory.site.text import fold, shorten, unmark

PASSAGE = 320
"""Characters of an essay that stand beside a comment."""

_KINDS = ("essays", "pages")
_FRESH = 5.0
"""Seconds for which nobody looks whether there are other files."""

_AT_HAND = 10_000
"""Sources that stay in memory: with fewer than a site has, a second look at all of them would find none."""

_SHORTEST_QUOTE = 12
_QUOTED = re.compile(r"“([^”\n]{12,})”|\"([^\"\n]{12,})\"|‘([^’\n]{20,})’")
_MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]*\]|</?\w[^>]*>|[*_`]{1,3}|(?m:^\s*(?:>|#+|[-*+]|\d+\.)\s+)")
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")


class Essay(Struct, frozen=True):
    """What a comment is about.

    Attributes:
        title: its slug where there is no such source (any more).
        paragraphs: its text, plain.
    """

    title: str
    paragraphs: tuple[str, ...] = ()

    def passage(self, comment: str) -> tuple[str, bool]:
        """Return what a comment may refer to, and whether it quotes it; the essay's opening if it quotes nothing."""
        for quoted in _quotations(comment):
            for paragraph in self.paragraphs:
                if quoted in _comparable(paragraph):
                    return shorten(paragraph, 2 * PASSAGE), True
        return (shorten(self.paragraphs[0], PASSAGE), False) if self.paragraphs else ("", False)


class Sources:
    """The essays and pages of a site; each file is read again when it has changed."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._named: dict[str, tuple[float, dict[str, Path]]] = {}

    def essay(self, target: Target) -> Essay:
        """Return an essay or page."""
        file = self._files(target.kind).get(target.slug)
        try:
            return _essay(file, file.stat().st_mtime_ns) if file else Essay(str(target))
        except OSError:  # it was there a moment ago
            return Essay(str(target))

    def row(self, target: Target, public_id: str) -> Row | None:
        """Return an approved comment as its archive has it, ``None`` where it has none."""
        file = archive_of(self._site, target)
        try:
            return _archive(file, file.stat().st_mtime_ns).get(public_id)
        except (OSError, ReflectoryError):
            return None

    def _files(self, kind: str) -> dict[str, Path]:
        """Return the sources of a kind by their slug, which is their name's unless their header says otherwise."""
        until, files = self._named.get(kind, (0.0, {}))
        if until < time.monotonic():
            found = sorted((self._site / "content" / kind).rglob("*.*")) if kind in _KINDS else []
            files = {_slug_of_name(file): file for file in found if file.is_file()}
            files |= {slug: file for file in files.values() if (slug := _said_slug(file, file.stat().st_mtime_ns))}
            self._named[kind] = (time.monotonic() + _FRESH, files)
        return files


def _slug_of_name(file: Path) -> str:
    return re.sub(r"^\d{4}-\d\d-\d\d-", "", file.stem)


def _header(file: Path) -> FrontMatter:
    try:
        return read(decode(file.read_bytes()))
    except (OSError, ValueError, FrontMatterError):  # a source that is being written says nothing, and stops nothing
        return FrontMatter({})


@lru_cache(maxsize=_AT_HAND)
def _said_slug(file: Path, changed: int) -> str:  # noqa: ARG001 - what is kept is kept by it
    return str(_header(file).values.get("slug") or "")


@lru_cache(maxsize=_AT_HAND)
def _essay(file: Path, changed: int) -> Essay:  # noqa: ARG001
    source = _header(file)
    paragraphs = (_plain(part) for part in re.split(r"\n\s*\n", source.body) if not part.lstrip().startswith("#"))
    title = str(source.values.get("title") or file.stem)
    return Essay(title, tuple(part for part in paragraphs if part))


@lru_cache(maxsize=50)
def _archive(file: Path, changed: int) -> dict[str, Row]:  # noqa: ARG001
    return {str(row["id"]): row for row in rows(file)}


def _plain(markdown: str) -> str:
    return " ".join(unmark(_LINK.sub(r"\1", _MARKUP.sub("", markdown))).split())


def _quotations(comment: str) -> Iterator[str]:
    """Yield what a comment quotes, as it is compared: its quotation blocks, then what stands in quotation marks."""
    block = " ".join(line.lstrip()[1:] for line in comment.splitlines() if line.lstrip().startswith(">"))
    for quoted in (block, *(next(filter(None, found.groups())) for found in _QUOTED.finditer(comment))):
        compared = _comparable(_plain(quoted))
        if len(compared) >= _SHORTEST_QUOTE:
            yield compared


def _comparable(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
