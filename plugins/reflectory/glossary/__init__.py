"""The glossary: words in essays lead to their definition and where they come from."""

from __future__ import annotations

from pelican import Pelican, signals

from reflectory import site
from reflectory.glossary.options import GlossaryOptions
from reflectory.glossary.part import GlossaryPart
from reflectory.site.part import Part
from reflectory.site.run import Run
from reflectory.site.settings import choose


def _check_settings(pelican: Pelican) -> None:
    choose(GlossaryOptions, pelican.settings)


def _part(run: Run) -> Part:
    return GlossaryPart(run)


def register() -> None:
    """Connect to Pelican, and to the site that every part stands on."""
    site.register()
    signals.initialized.connect(_check_settings)
    site.get_parts.connect(_part)
