"""Comment archives: what readers answered and the practitioner approved, as static pages."""

from __future__ import annotations

from pelican import Pelican, signals

from reflectory import site
from reflectory.comments.options import chosen
from reflectory.comments.part import CommentsPart
from reflectory.site.part import Part
from reflectory.site.run import Run


def _check_settings(pelican: Pelican) -> None:
    chosen(pelican.settings)


def _part(run: Run) -> Part:
    return CommentsPart(run)


def register() -> None:
    """Connect to Pelican, and to the site that every part stands on."""
    site.register()
    signals.initialized.connect(_check_settings)
    site.get_parts.connect(_part)
