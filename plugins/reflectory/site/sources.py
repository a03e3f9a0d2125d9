"""Which files of ``content/`` are what, by Pelican's settings, and what each of them says."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from pelican.contents import Static
from pelican.generators import Generator
from pelican.readers import Readers
from pelican.utils import path_to_url

from reflectory.building.keeper import Made
from reflectory.site.clutter import without_clutter
from reflectory.site.collect import Known
from reflectory.site.models import StaticFile
from reflectory.site.reader import PATHS
from reflectory.site.reading import ESSAY, PAGE, SOURCE, Reading
from reflectory.site.records import Record
from reflectory.site.run import Run
from reflectory.site.typesetting import TYPOGRIFY

NAMES_OF_PATHS = ("ARTICLE_PATHS", "PAGE_PATHS", "STATIC_PATHS")

Found = Sequence[tuple[str, str]]
"""(kind, path below ``content/``)."""


class _Finder(Generator):  # type: ignore[misc]
    """Pelican's way of finding files without the rest of a generator, which makes an environment for templates."""

    def __init__(self, run: Run, readers: Readers) -> None:
        self._run, self.settings, self.path, self.readers = run, run.settings, str(run.content), readers

    def found(self, paths: Iterable[str], exclude: Iterable[str] = (), *, anything: bool = False) -> list[str]:
        """Return the files in some folders that have a reader (or all of them), in the order of their paths."""
        wanted, left_out = list(paths), list(exclude)
        return self._run.found((*wanted, "but", *left_out, anything), lambda: self._look(wanted, left_out, anything))

    def _look(self, paths: list[str], exclude: list[str], anything: bool) -> list[str]:
        files = self.get_files(paths, exclude, False if anything else None)
        return sorted([file.replace(os.sep, "/") for file in files])


class Sources:
    """The sources of one build."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._paths = run.settings[PATHS]
        self._dated_by_time = run.settings.get("DEFAULT_DATE") == "fs"
        self._reading = Reading(
            _as_the_site_has_them(run.settings), str(run.content), run.speaks_views, run.options.words_per_minute
        )
        self._finder = _Finder(run, self._reading.readers)
        self.addresses: dict[str, str | None] = {}

    @property
    def endings(self) -> Collection[str]:
        """How the names of files end that can be read: ``md``."""
        endings: Collection[str] = self._reading.readers.extensions
        return endings

    def records(self) -> list[Known]:
        """Return every essay and page that can be used; problems are told."""
        excluded = self._run.settings
        essays = self._finder.found(self._paths["ARTICLE_PATHS"], excluded["ARTICLE_EXCLUDES"])
        pages = self._finder.found(self._paths["PAGE_PATHS"], excluded["PAGE_EXCLUDES"])
        found: Found = [*((ESSAY, path) for path in essays), *((PAGE, path) for path in pages)]
        return [(Record._make(gist), key) for _, key, gist in self._read("Reading", found) if gist]

    def read_anew(self, before: Record) -> Known | None:
        """Return what an essay's or page's source says now; ``None`` where it cannot be used, or is being written."""
        kind, files = kind_of(before), self._run.files
        file = f"{self._run.content}{os.sep}{before.path}"
        files.look_again(file)
        key = self._key(kind, before.path)
        known = files.prints[file]
        if not self._run.keeper.known(key):
            made = self._reading((kind, before.path))
            files.look_again(file)
            if made.faults or not made.gist or files.fingerprint(file) != known:
                return None
            self._run.keeper.keep([(key, made)])
        gist = self._run.keeper.known(key)
        return (Record._make(gist), key) if gist else None

    def rehearse(self, record: Record) -> None:
        """Read an essay or a page for nothing, as ``read_anew`` would."""
        self._reading((kind_of(record), record.path))

    def of_part(self, folder: str) -> list[tuple[str, bytes, tuple[Any, ...]]]:
        """Return the sources in a part's folder: (path, key, gist)."""
        found = [(SOURCE, path) for path in self._finder.found([folder])]
        return [(path, key, gist) for (_, path), key, gist in self._read("Reading", found) if gist]

    def _read(self, label: str, found: Found) -> Any:
        self.addresses.update(dict.fromkeys(path for _, path in found))
        wanted = [(self._key(kind, path), (kind, path)) for kind, path in found]
        return self._run.keep(label, self._reading, wanted)

    def _key(self, kind: str, path: str) -> bytes:
        file = f"{self._run.content}{os.sep}{path}"
        when = self._run.files.stamps[file][0] if self._dated_by_time else 0
        return self._run.keeper.key(kind, path, self._run.files.fingerprint(file), when)

    def value(self, kind: str, path: str, key: bytes) -> Any:
        """Return the whole of what was read from a source."""
        return self._run.keeper.value(key, lambda: self._reading((kind, path)).value)

    def files(self, pages: Iterable[tuple[Record, str]]) -> list[StaticFile]:
        """Return what is published as it is: the files of ``STATIC_PATHS`` and those that pages link to.

        Args:
            pages: every record, and the file below ``output/`` that it becomes.
        """
        linked, attached = set[str](), dict[str, str]()
        for record, save_as in pages:
            linked.update(path for path in record.files if str(self._run.content / path) in self._run.files.stamps)
            for path in record.attached:
                attached.setdefault(path, _beside(path, record.path, save_as))
        found = {
            *self._finder.found(self._paths["STATIC_PATHS"], self._run.settings["STATIC_EXCLUDES"], anything=True),
            *linked,
        }
        sources = self.addresses if self._run.settings["STATIC_EXCLUDE_SOURCES"] else {}
        wanted = without_clutter(sorted(found), self._named())
        return [self._static(path, attached.get(path, "")) for path in wanted if path not in sources]

    def _named(self) -> list[str]:
        """Return the files and folders to publish that the settings name one by one."""
        return [*self._paths["STATIC_PATHS"], *self._run.settings["EXTRA_PATH_METADATA"]]

    def _static(self, path: str, attached: str) -> StaticFile:
        key = self._run.keeper.key("static", path)
        gist = self._run.keeper.known(key)
        if gist is None:
            read = self._reading.readers.read_file
            static = read(str(self._run.content), path, content_class=Static, fmt="static")
            gist = (static.url, static.save_as, hasattr(static, "override_save_as") or hasattr(static, "override_url"))
            self._run.keeper.keep([(key, Made(gist, None))])
        url, save_as, is_fixed = gist
        if attached and not is_fixed:
            url, save_as = path_to_url(attached), attached
        return StaticFile(str(self._run.content / path), url, save_as)


def kind_of(record: Record) -> str:
    """Return of which kind a record's source is, for ``Reading``."""
    return ESSAY if record.is_essay else PAGE


def _beside(path: str, linking: str, save_as: str) -> str:
    """Return where a file goes that is attached to a page: below it as it lies below the source, else beside it."""
    tail = posixpath.relpath(path, posixpath.dirname(linking) or ".")
    return posixpath.join(posixpath.dirname(save_as), posixpath.basename(tail) if tail.startswith("../") else tail)


def _as_the_site_has_them(settings: Any) -> dict[str, Any]:
    """Return Pelican's settings without what a build keeps among them, and with the site's own paths."""
    ours = {name for name in settings if name.startswith("REFLECTORY_")} - {TYPOGRIFY}
    return {name: value for name, value in {**settings, **settings[PATHS]}.items() if name not in ours}
