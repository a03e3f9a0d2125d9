"""Browsing by theme: a page and a feed for each theme, and the map of them all."""

from __future__ import annotations

from reflectory import site
from reflectory.browsing.part import BrowsingPart
from reflectory.site.part import Part
from reflectory.site.run import Run


def _part(run: Run) -> Part:
    return BrowsingPart(run)


def register() -> None:
    """Connect to the site that every part stands on."""
    site.register()
    site.get_parts.connect(_part)
