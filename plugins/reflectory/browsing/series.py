"""Series: essays that belong together in an order, as their headers say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from reflectory.site.models import Essay, Link

SERIES = "series/"


class Series(Struct, frozen=True, dict=True):
    """Essays in the order in which they are to be read: that of their dates.

    Attributes:
        name: as the first part writes it.
    """

    name: str
    slug: str
    parts: tuple[Essay, ...]

    @property
    def url(self) -> str:
        """The address of its page."""
        return f"{SERIES}{self.slug}/"

    @property
    def link(self) -> Link:
        """The way to its page."""
        return Link(self.name, self.url)

    def place(self, essay: Essay) -> int:
        """Return which part an essay is, counted from 1; 0 for an essay that is none."""
        return self._places.get(essay.file, 0)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {essay.file: place for place, essay in enumerate(self.parts, 1)}


def gather(essays: Sequence[Essay], slug_of: Callable[[str], str]) -> Mapping[str, Series]:
    """Return every series by its slug; ``essays`` are given newest first."""
    found: defaultdict[str, list[Essay]] = defaultdict(list)
    for essay in reversed(essays):
        if slug := slug_of(named(essay)):
            found[slug].append(essay)
    return {slug: Series(named(parts[0]), slug, tuple(parts)) for slug, parts in sorted(found.items())}


def named(essay: Essay) -> str:
    """Return the name of the series that an essay's header gives, or ""."""
    return " ".join(str(essay.option("series") or "").split())
