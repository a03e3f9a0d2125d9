"""What one build knows of the one before it, and what it leaves for the next."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from pelican import Pelican

from reflectory.building import engine, snapshot
from reflectory.building.files import NO_STAMP, Files, Place, place_of
from reflectory.building.fingerprint import SIZE, UnseenError, fingerprint
from reflectory.building.keeper import Keeper, gist_key
from reflectory.building.memo import Memo
from reflectory.building.published import Published
from reflectory.building.quick import Seen
from reflectory.building.report import Report, as_row
from reflectory.building.snapshot import Full, Quick
from reflectory.building.store import Store
from reflectory.site.reader import PATHS
from reflectory.site.run import Needs, Run
from reflectory.site.typesetting import TYPOGRIFY
from reflectory.site.writer import MANIFEST

CONF = "REFLECTORY_CONF"
"""The key of Pelican's settings that holds the paths of the settings files themselves."""

_PLACES = frozenset(
    "PATH OUTPUT_PATH CACHE_PATH THEME PLUGIN_PATHS THEME_TEMPLATES_OVERRIDES PORT BIND DEBUG LOG_FILTER".split()
)
"""Settings that say where things lie; what lies there is looked at itself."""

_KEPT = (PATHS, TYPOGRIFY)
"""Where settings of the site are kept while Pelican's own parts see others."""

_NOT_READING = frozenset(
    "SITEURL SITENAME SITESUBTITLE SITE_DESCRIPTION SITE_ID SITE_LICENCE SITE_LICENCE_URL SITE_DRAFTS SITE_HOME_ESSAYS"
    " SITE_FEED_ESSAYS MENUITEMS DEFAULT_PAGINATION DISPLAY_PAGES_ON_MENU WITH_FUTURE_DATES".split()
)
"""Settings that change pages and nothing of what is read from a source."""


@dataclass
class Memory:
    """What is remembered of the last build of the same kind.

    Attributes:
        cache, store: the folder of what is kept, and the results in it.
        name: which builds are of the same kind: those of the same settings file into the same folder.
        settings: the fingerprint of what the settings file says, b"" where that was not asked.
        latest: a build of which nothing is kept in mind yet: that may wait until whoever waits for the site has it.
        ahead: the files that were put in their places since the last build.
        published: a look at what the last build published that has begun already.
        keeper, needs, memo: what the last build had at hand, where it was in this process; ``run`` is that build.
    """

    cache: Path
    store: Store
    name: str
    full: Full
    quick: Quick
    files: Files
    roots: tuple[str, ...]
    settings: bytes = b""
    published: Published | None = None
    keeper: Keeper | None = None
    needs: dict[str, Needs] = field(default_factory=dict)
    ahead: set[str] = field(default_factory=set)
    memo: Memo | None = None
    latest: Run | None = None
    run: Run | None = None

    def settle(self) -> None:
        """Keep in mind what the next build should know of the latest one."""
        if self.latest:
            remember(self, self.latest)
            self.latest = None

    def shown(self, path: str, needs: Needs, place: Place | None) -> None:
        """Keep in mind that a file has been put in its place since the last build."""
        self.full.made[path], self.needs[path] = needs.fingerprint, needs
        self.ahead.add(path)
        if place:
            self.quick.outputs[path] = place

    def save(self) -> None:
        """Write down what the next process should know."""
        self.settle()
        snapshot.write(self.cache, self.name, self.quick, self.full)
        if self.keeper and self.keeper.made:
            self.store.sweep(self._used)
        self.store.close()

    def _used(self) -> set[bytes]:
        keys = set(snapshot.used(self.cache))
        return keys | set(map(gist_key, keys))


def recall(
    pelican: Pelican,
    name: str,
    settings: bytes = b"",
    seen: Seen | None = None,
    earlier: Memory | None = None,
    of_pages: str | None = None,
) -> Memory:
    """Return what is known of the last build, and look at every file that the site is made from.

    Args:
        pelican: with its settings.
        name: of builds of this kind.
        settings: the fingerprint of what the settings file says.
        seen: what has been looked at a moment ago.
        earlier: what the last build in this process remembered.
        of_pages: the name of builds that make the same pages, from the last of which a check goes on.
    """
    roots = tuple(dict.fromkeys(_roots(pelican)))
    if earlier and earlier.name == name:
        earlier.settle()
        memory = replace(earlier, files=Files(earlier.full.files), roots=roots, settings=settings, published=None)
    else:
        cache = Path(pelican.settings["CACHE_PATH"])
        full = snapshot.read_full(cache, name, of_pages)
        left = seen.last if seen and seen.last.settings else snapshot.read_quick(cache, name)
        memory = Memory(cache, Store(cache), name, full, left, Files(full.files), roots, settings)
        memory.published = seen.published if seen else None
    memory.files.look(roots, seen.looked if seen else None)
    return memory


def _roots(pelican: Pelican) -> Iterator[str]:
    settings = pelican.settings
    given = [pelican.path, pelican.theme, *settings["THEME_TEMPLATES_OVERRIDES"], *settings.get(CONF, ())]
    yield from map(os.path.abspath, (*given, *_code(pelican)))


def _code(pelican: Pelican) -> Iterator[str]:
    """Yield the folders and files with the code of this program and of each other plugin."""
    yield str(engine.PROGRAM)
    for plugin in pelican.plugins:
        file = Path(str(getattr(plugin, "__file__", None) or sys.modules[type(plugin).__module__].__file__))
        if not file.is_relative_to(engine.PROGRAM):
            yield os.path.abspath(file.parent if file.name == "__init__.py" else file)  # noqa: PTH100 - as files are known


class Bases(NamedTuple):
    """Fingerprints of what everything is made from: what is read from sources, and every page."""

    reading: bytes
    pages: bytes


def bases(pelican: Pelican, files: Files, templates: Iterable[Path]) -> Bases:
    """Return the fingerprints of the program, the settings and the templates as they are."""
    program = (engine.installed(), engine.code(files, list(_code(pelican))), locale.setlocale(locale.LC_ALL))
    settings = {name: value for name, value in pelican.settings.items() if not _is_a_place(name)}
    settings |= {name: os.urandom(SIZE) for name in unseen(settings)}  # another one each time, as far as anybody knows
    reading = {name: value for name, value in settings.items() if not _is_of_pages_alone(name)}
    drawn = [
        (path[len(str(folder)) :], files.fingerprint(path)) for folder in templates for path in files.below(str(folder))
    ]
    return Bases(fingerprint(program, reading), fingerprint(program, settings, drawn))


def unseen(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield the settings that a site is made from whose values have no fingerprint."""
    for name, value in settings.items():
        if not _is_a_place(name):
            try:
                fingerprint(value)
            except UnseenError:
                yield name


def _is_a_place(name: str) -> bool:
    return name not in _KEPT and (name in _PLACES or name.startswith(("REFLECTORY_", "BUILD_")))


def _is_of_pages_alone(name: str) -> bool:
    return name in _NOT_READING or name.startswith(("BROWSING_", "COMMENTS_", "GLOSSARY_", "SEARCH_"))


def as_left(memory: Memory, output: Path) -> dict[str, bytes]:
    """Return what each published file was made from, of those that still are as the last build left them."""
    made, published = memory.full.made, memory.published
    if not published or published.output != str(output):
        published = Published(str(output), memory.quick.outputs)
    memory.published = None  # it is asked once
    return {path: made[path] for path in memory.quick.outputs if path in made and path not in published.changed}


def remember(memory: Memory, run: Run) -> None:
    """Keep in mind what the next build should know, which believes nothing of a build that made everything anew.

    ``Memory.save`` writes it down.
    """
    before = memory.quick.outputs
    outputs = {
        path: before[path]
        if path in before and path in run.made.before and path in run.made.unchanged
        else place_of(f"{run.output}/{path}")
        for path in (*run.made.prints, MANIFEST)
    }
    kept = memory.files.to_keep()
    memory.quick = Quick(
        settings=b"" if run.whole else memory.settings,
        engine=engine.installed(),
        since=run.now.timestamp(),
        until=run.until.timestamp() if run.until else 0.0,
        roots=memory.roots,
        stamps={path: kept[path][0] if path in kept else NO_STAMP for path in memory.files.stamps},
        outputs={path: place for path, place in outputs.items() if place},
        report=as_row(report_of(run)),
        owed=run.owed,
    )
    memory.full = Full(kept, run.keeper.used, {} if run.whole else run.made.prints, run.made.base)
    memory.ahead = set()
    memory.keeper, memory.needs, memory.memo, memory.run = run.keeper, run.made.needs, run.memo, run


_SLOWEST = 10


def report_of(run: Run) -> Report:
    """Return what a build did."""
    counts = [part.counts() for part in run.parts]
    slowest = sorted(run.made.seconds.items(), key=lambda one: (-one[1], one[0]))[:_SLOWEST]
    ahead = len(run.made.ahead & run.made.unchanged)
    return Report(
        output=run.output,
        essays=len(run.library.essays),
        pages=len(run.library.pages),
        written=run.written + ahead,
        same=run.same - ahead,
        removed=run.removed,
        drafts=tuple(page.url for page in (*run.library.drafts, *run.library.draft_pages)),
        watched=tuple(Path(folder) for folder in run.settings["THEME_TEMPLATES_OVERRIDES"]),
        warnings=run.problems.warnings,
        notes=run.problems.notes,
        stages=dict(run.clock.stages),
        slowest=tuple(slowest),
        linked=sum(linked for linked, _ in counts),
        suppressed=sum(suppressed for _, suppressed in counts),
        whole=run.whole,
    )
