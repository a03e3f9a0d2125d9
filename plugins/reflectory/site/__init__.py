"""What every part of Reflectory stands on: reading, checking, laying out and writing a site.

This module alone knows Pelican's signals. A part registers itself by connecting a function that makes a ``Part``
for one build to ``get_parts``.
"""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from blinker import Signal
from pelican import Pelican, signals
from pelican.readers import Readers

from reflectory.site import converter, generator, reader, render, writer
from reflectory.site.errors import ReflectoryError
from reflectory.site.report import tell
from reflectory.site.run import Part, Run
from reflectory.site.settings import SiteOptions, choose

get_parts = Signal("reflectory_get_parts")
"""Sent with a ``Run`` at the start of each build; a receiver returns its ``Part``."""

ORDER = ("glossary", "citing", "comments", "browsing")
"""The order in which parts are asked, which is that of their sections on a page; parts of others come last."""

OWN_FOLDERS = ("glossary", "comments", "themes", "packs", "ledger", "versions")
"""Folders of ``content/`` whose files are no essays and no pages of Pelican's."""

OUTPUT = "REFLECTORY_OUTPUT"


def _initialized(pelican: Pelican) -> None:
    """Fit Pelican's settings to ours; wrong settings end the build here, before anything is read."""
    settings = pelican.settings
    choose(SiteOptions, settings)
    settings.setdefault(OUTPUT, pelican.output_path)
    settings.setdefault(converter.TYPOGRIFY, settings["TYPOGRIFY"])
    settings["TYPOGRIFY"] = False
    for name in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES"):
        settings[name] = [
            *settings[name],
            *(folder for folder in OWN_FOLDERS if folder not in settings[name]),
        ]
    others = str(render.other_theme())
    if others not in settings["THEME_TEMPLATES_OVERRIDES"]:
        settings["THEME_TEMPLATES_OVERRIDES"] = [*settings["THEME_TEMPLATES_OVERRIDES"], others]


def _start(pelican: Pelican) -> type[generator.SiteGenerator]:
    """Begin a build: a run of its own, and a staging folder in the place of the output folder."""
    settings = pelican.settings
    output = Path(settings[OUTPUT]).resolve()
    writer.refuse_strange_folder(output, Path(pelican.path), pelican.output_retention)
    zone = ZoneInfo(settings["TIMEZONE"])
    run = Run(
        settings=settings,
        options=choose(SiteOptions, settings),
        content=Path(pelican.path),
        output=output,
        staging=writer.prepare(output),
        now=datetime.now(zone),
        speaks_views=(Path(pelican.theme) / "templates" / "essay.html").is_file(),
        write=not settings.get("REFLECTORY_CHECK"),
        strict=bool(settings.get("REFLECTORY_STRICT")),
    )
    parts: list[Part] = [part for _, part in get_parts.send(run)]
    run.parts = sorted(parts, key=lambda part: ORDER.index(part.name) if part.name in ORDER else len(ORDER))
    settings[reader.RUN] = run
    pelican.output_path = settings["OUTPUT_PATH"] = str(run.staging)
    return generator.SiteGenerator


def _readers_init(readers: Readers) -> None:
    if reader.RUN in readers.settings:
        reader.install(readers)


def _get_writer(_pelican: Pelican) -> type[writer.Writer]:
    return writer.Writer


def _compose(generators: list[Any]) -> None:
    run: Run = generators[0].settings[reader.RUN]
    try:
        generator.compose_site(generators)
    except ReflectoryError:
        writer.discard(run.staging)
        raise


def _publish(pelican: Pelican) -> None:
    run: Run = pelican.settings[reader.RUN]
    pelican.output_path = pelican.settings["OUTPUT_PATH"] = str(run.output)
    complaints = pelican.settings.get("REFLECTORY_COMPLAINTS")
    if complaints:
        writer.discard(run.staging)
        raise ReflectoryError("\n".join(complaints))
    if run.write:
        run.written, run.same, run.removed = writer.publish(
            run.staging, run.output, run.unchanged, pelican.output_retention
        )
    else:
        writer.discard(run.staging)
    tell(run)


class _OursAreTold(logging.Filter):
    """Keeps Pelican from showing a traceback for what we have said in a sentence already."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ReflectoryError):
            tell(error)
            return False
        return True


def register() -> None:
    """Connect to Pelican; registering twice is registering once."""
    signals.initialized.connect(_initialized)
    signals.get_generators.connect(_start)
    signals.readers_init.connect(_readers_init)
    signals.get_writer.connect(_get_writer)
    signals.all_generators_finalized.connect(_compose)
    signals.finalized.connect(_publish)
    pelican_log = logging.getLogger("pelican")
    if not any(isinstance(known, _OursAreTold) for known in pelican_log.filters):
        pelican_log.addFilter(_OursAreTold())
