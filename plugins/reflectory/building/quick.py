"""Whether anything has changed since the last build; asked before Pelican, which takes longer to load than to ask.

The settings file is run each time, so that one that reads the environment or the date is believed only as it is now.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from reflectory.building import engine, snapshot
from reflectory.building.files import Looked, scan
from reflectory.building.fingerprint import UnseenError, fingerprint
from reflectory.building.published import Published
from reflectory.building.report import Report, of_nothing_done
from reflectory.building.snapshot import Quick

NOW = "REFLECTORY_NOW"
"""The key of a setting that takes the place of the clock, ISO 8601 with a time zone or a ``datetime``; for tests."""

NO_SEARCH = "REFLECTORY_NO_SEARCH"
"""The key of a setting that leaves the search index out of one build."""

_PASSING = frozenset(["REFLECTORY_PROGRESS", "BUILD_EXECUTOR", NOW, NO_SEARCH])
"""Settings that change nothing of what is built, or only as time does."""

_CHECKING = frozenset(["REFLECTORY_CHECK", "REFLECTORY_STRICT"])
"""Settings of a build that makes the same pages and writes none of them."""

_LOCALE = ("LC_ALL", "LC_TIME", "LANG")
"""The environment's names for the language of days and months."""


@dataclass
class Seen:
    """What has been looked at before a build.

    Attributes:
        last: what the last build left for this question.
        looked: the files that the site is made from; ``published``: those that were made of them.
    """

    last: Quick
    looked: Looked | None = None
    published: Published | None = None


@dataclass
class Asked:
    """What a command asks to be built: a settings file, and what is set for this build alone.

    Attributes:
        seen: what has been looked at meanwhile.
    """

    conf: Path
    overrides: Mapping[str, Any]
    seen: Seen | None = None

    @cached_property
    def name(self) -> str:
        """What builds of the same kind are called."""
        return self._name(self._lasting)

    @property
    def of_pages(self) -> str:
        """What builds are called that make the same pages and write them: this one, unless it is a check."""
        return self._name({name: value for name, value in self._lasting.items() if name not in _CHECKING})

    def _name(self, overrides: Mapping[str, Any]) -> str:
        return fingerprint(str(self.conf), overrides).hex()

    @cached_property
    def settings(self) -> bytes:
        """The fingerprint of all that is set, b"" where a value has none or the file is faulty."""
        try:
            return fingerprint(_lasting(self._said), self._lasting, list(map(os.environ.get, _LOCALE)))
        except UnseenError:
            return b""

    @property
    def now(self) -> float:
        """The moment of the build in seconds since 1970."""
        given = self.overrides.get(NOW)
        moment = datetime.fromisoformat(given) if isinstance(given, str) else given
        return moment.timestamp() if moment else time.time()

    @property
    def _lasting(self) -> dict[str, Any]:
        return _lasting(self.overrides)

    @cached_property
    def _said(self) -> dict[str, Any]:
        return _run(self.conf) or {"faulty": object()}

    @property
    def files(self) -> tuple[str, ...]:
        """The settings file and every module beside it that it uses."""
        return (str(self.conf), *sorted(set(_modules_in(self.conf.parent)) - {str(self.conf)}))

    @property
    def cores(self) -> int:
        """How many cores may be used; 0 for all."""
        given = self.overrides.get("BUILD_CORES", self._said.get("BUILD_CORES"))
        return given if isinstance(given, int) else 0

    @property
    def reads_markdown_alone(self) -> bool:
        """Whether the sources have been looked at and none is reStructuredText, and no other plugin may read any."""
        looked = self.seen.looked if self.seen else None
        if not looked or {**self._said, **self.overrides}.get("PLUGINS") != ["reflectory"]:
            return False
        return not any(path.endswith(".rst") for path in looked.stamps)

    def setting(self, name: str, default: str) -> str:
        """Return a path that the settings give, from the folder of the settings file."""
        return str(self.conf.parent / str(self.overrides.get(name) or self._said.get(name) or default))


def _lasting(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if name not in _PASSING}


def _run(conf: Path) -> dict[str, Any] | None:
    """Return what a settings file sets, ``None`` where it cannot be run: that is told when Pelican reads it."""
    sys.modules.pop("pelicanconf", None)
    _forget_compiled(conf.parent)
    spec = importlib.util.spec_from_file_location(conf.stem, conf)
    if not spec or not spec.loader:
        return None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception:  # whatever it is, it is told when Pelican reads the file
        return None
    return {name: value for name, value in vars(module).items() if name.isupper()}


def _forget_compiled(folder: Path) -> None:
    """Remove Python's own copies of the settings, which it knows by size and second: an edit can keep both."""
    for conf in folder.glob("*conf.py"):
        with suppress(OSError):
            Path(importlib.util.cache_from_source(str(conf))).unlink(missing_ok=True)


def _modules_in(folder: Path) -> Iterator[str]:
    start = str(folder) + os.sep
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file and file.startswith(start) and "site-packages" not in file and engine.PROGRAM not in Path(file).parents:
            yield file


def nothing_to_do(asked: Asked) -> Report | None:
    """Return the report of a build that has nothing to do, ``None`` where something may have changed."""
    if not asked.settings:
        return None
    last = snapshot.read_quick(Path(asked.setting("CACHE_PATH", "cache")), asked.name)
    asked.seen = Seen(last)
    return of_nothing_done(last.report) if last.settings and _is_as_it_was(asked.seen, asked) else None


def _is_as_it_was(seen: Seen, asked: Asked) -> bool:
    last = seen.last
    if last.settings != asked.settings or last.engine != engine.installed():
        return False
    if last.owed and not asked.overrides.get(NO_SEARCH):
        return False
    if asked.now < last.since or 0 < last.until <= asked.now:
        return False
    seen.published = Published(last.report["output"], last.outputs, asked.cores)
    seen.looked = Looked(last.roots, scan(last.roots))
    return seen.looked.stamps == last.stamps and not seen.published.changed
