"""Where Pelican's signals meet us: a build begins, reads, is laid out and is published."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pelican import Pelican, signals
from pelican.readers import Readers

from reflectory.building.keeper import Keeper
from reflectory.building.memo import Memo
from reflectory.building.parallel import Crew
from reflectory.building.quick import NOW
from reflectory.site import generator, get_parts, reader, render, shortcut, writer
from reflectory.site.errors import ReflectoryError, SettingsError
from reflectory.site.memory import CONF, Memory, as_left, bases, recall
from reflectory.site.part import Part
from reflectory.site.report import tell, tell_anew, tell_noticed
from reflectory.site.run import Run
from reflectory.site.settings import OF_LISTS, BuildOptions, SiteOptions, check_pelicans, choose
from reflectory.site.sources import NAMES_OF_PATHS
from reflectory.site.typesetting import TYPOGRIFY

MEMORY = "REFLECTORY_MEMORY"
"""The key of Pelican's settings that holds what is known of the last build."""

ORDER = ("glossary", "ledger", "browsing", "citation", "embedding", "sheets", "packs", "comments")
"""The order in which parts are asked, which is that of their sections on a page; others come last, by their names."""

OWN_FOLDERS = ("glossary", "comments", "themes", "packs", "ledger", "versions")
"""Folders of ``content/`` whose files are no essays and no pages of Pelican's."""

OUTPUT = "REFLECTORY_OUTPUT"


def _initialized(pelican: Pelican) -> None:
    """Fit Pelican's settings to ours; wrong settings end the build here, before anything is read."""
    settings = pelican.settings
    check_pelicans(settings)
    choose(SiteOptions, settings)
    choose(BuildOptions, settings)
    for folder in settings["THEME_TEMPLATES_OVERRIDES"]:
        if not Path(folder).is_dir():
            remedy = "make it, or remove its name"
            raise SettingsError(
                f"pelicanconf.py: THEME_TEMPLATES_OVERRIDES names “{folder}”, which is no folder; {remedy}."
            )
    settings[OUTPUT] = str(Path(pelican.output_path).resolve())
    settings.pop(reader.PATHS, None)  # a plugin may have copied a site's settings for a site within it
    for name in ("ARTICLE_EXCLUDES", "PAGE_EXCLUDES"):
        settings[name] = [
            *settings[name],
            *(folder for folder in OWN_FOLDERS if folder not in settings[name]),
        ]
    others = str(render.other_theme())
    if others not in settings["THEME_TEMPLATES_OVERRIDES"]:
        settings["THEME_TEMPLATES_OVERRIDES"] = [*settings["THEME_TEMPLATES_OVERRIDES"], others]


def begin(pelican: Pelican, memory: Memory) -> Run:
    """Begin a build: a run of its own, with a staging folder beside the output folder.

    Raises:
        ReflectoryError: the output folder cannot be used.
    """
    settings = pelican.settings
    _take_over(settings)
    output = Path(settings[OUTPUT])
    writer.refuse_strange_folder(output, Path(pelican.path), pelican.output_retention)
    speaks_views = (Path(pelican.theme) / "templates" / "essay.html").is_file()
    if speaks_views:
        check_pelicans(settings, checks=OF_LISTS)
    whole = shortcut.why_not(pelican, settings, speaks_views=speaks_views)
    building = choose(BuildOptions, settings)
    run = Run(
        settings=settings,
        options=choose(SiteOptions, settings),
        content=Path(pelican.path),
        output=output,
        staging=writer.prepare(output),
        cache=Path(settings["CACHE_PATH"]),
        now=_now(settings),
        speaks_views=speaks_views,
        keeper=Keeper(memory.store, memory.full.gists, b""),
        files=memory.files,
        crew=Crew(building.cores, building.executor),
        write=not settings.get("REFLECTORY_CHECK"),
        strict=bool(settings.get("REFLECTORY_STRICT")),
        whole=whole,
    )
    parts: list[Part] = [part for _, part in get_parts.send(run)]
    run.parts = sorted(parts, key=_place)
    fingerprints = bases(pelican, memory.files, render.folders(run))
    run.keeper.salt, run.base = fingerprints.reading, fingerprints.pages
    if memory.keeper:
        run.keeper.follow(memory.keeper)
        run.made.known, run.made.ahead = memory.needs, frozenset(memory.ahead)
        run.memo = Memo(memory.memo)
    run.made.all_staged = shortcut.are_written_files_looked_at()
    run.made.latest, run.made.base = memory.full.made, memory.full.base
    if not whole:
        is_ours_alone = memory.keeper and writer.holds_a_site(output)  # nobody else writes into a preview's folder
        run.made.before = as_left(memory, output) if run.write and not is_ours_alone else memory.full.made
    settings[reader.RUN], settings[reader.FINDINGS] = run, run.findings
    return run


def _place(part: Part) -> tuple[int, str]:
    """Return what parts are sorted by, which have come in no order."""
    return (ORDER.index(part.name) if part.name in ORDER else len(ORDER), part.name)


def _take_over(settings: dict[str, Any]) -> None:
    """Keep what Pelican's own parts are not to see, now that every plugin has changed what it wants to.

    Folders of templates get their whole paths, by which files are known here and found from other processes.
    """
    overrides = settings["THEME_TEMPLATES_OVERRIDES"]
    settings["THEME_TEMPLATES_OVERRIDES"] = [os.path.abspath(folder) for folder in overrides]  # noqa: PTH100 - links stay
    settings.setdefault(reader.PATHS, {name: settings[name] for name in NAMES_OF_PATHS})
    settings.setdefault(TYPOGRIFY, settings["TYPOGRIFY"])
    settings["TYPOGRIFY"] = False


def _now(settings: Mapping[str, Any]) -> datetime:
    """Return the moment of the build in the site's time zone: the clock's, or the one that ``NOW`` names."""
    zone = ZoneInfo(settings.get("TIMEZONE", "UTC"))  # Pelican does without it, and says so
    given = settings.get(NOW)
    moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    return moment.astimezone(zone) if moment else datetime.now(zone)


def _start(pelican: Pelican) -> type[generator.SiteGenerator]:
    """Begin a build that Pelican runs; where the shortcut holds, its own generators find nothing to read."""
    settings = pelican.settings
    memory = settings[MEMORY] = recall(pelican, f"pelican {settings[OUTPUT]}")
    run = begin(pelican, memory)
    pelican.output_path = settings["OUTPUT_PATH"] = str(run.staging)
    for name, paths in settings[reader.PATHS].items():
        settings[name] = paths if run.whole else []
    return generator.SiteGenerator


def _readers_init(readers: Readers) -> None:
    if reader.FINDINGS in readers.settings:
        reader.install(readers)


def _introduce(generators: list[Any]) -> None:
    """Let our generator know the others, with which it does its work once every plugin has changed what it wants to."""
    next(one for one in generators if isinstance(one, generator.SiteGenerator)).others = generators


def _in_order(pelican: Pelican) -> list[Any]:
    """Ask the receivers of ``finalized``, ours last: a signal has no order, and plugins may still write."""
    asked = sorted(signals.finalized.receivers_for(pelican), key=lambda one: one is _publish)
    return [(receiver, receiver(pelican)) for receiver in asked]


def _publish(pelican: Pelican) -> None:
    run: Run = pelican.settings[reader.RUN]
    pelican.output_path = pelican.settings["OUTPUT_PATH"] = str(run.output)
    finish(pelican, run)
    pelican.settings[MEMORY].save()
    if CONF not in pelican.settings:  # our own command says it itself
        tell_anew(run.whole)


def finish(pelican: Pelican, run: Run) -> None:
    """Publish what was staged, say what was noticed, and keep what the next build should know.

    Raises:
        ReflectoryError: Pelican complained, or the output folder cannot be written.
    """
    complaints = pelican.settings.get("REFLECTORY_COMPLAINTS")
    if complaints:
        writer.discard(run.staging)
        raise ReflectoryError("\n".join(complaints))
    if run.write:
        with run.clock.stage("Publishing"):
            run.written, run.same, run.removed = writer.publish(
                run.staging, run.output, run.made.unchanged, pelican.output_retention
            )
    else:
        writer.discard(run.staging)
    tell_noticed(run.problems.warnings, run.problems.notes)
    for part in run.having("published") if run.write else ():
        part.published()
    pelican.settings[MEMORY].latest = run


class _OursAreTold(logging.Filter):
    """Keeps Pelican from showing a traceback for what we have said in a sentence already."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, ReflectoryError):
            tell(error)
            return False
        return True


def connect() -> None:
    """Connect to Pelican; twice is once."""
    signals.initialized.connect(_initialized)
    signals.get_generators.connect(_start)
    signals.readers_init.connect(_readers_init)
    signals.all_generators_finalized.connect(_introduce)
    signals.finalized.connect(_publish)
    signals.finalized.send = _in_order
    pelican_log = logging.getLogger("pelican")
    if not any(isinstance(known, _OursAreTold) for known in pelican_log.filters):
        pelican_log.addFilter(_OursAreTold())
