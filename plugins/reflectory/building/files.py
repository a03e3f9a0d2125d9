"""Which files a site is made from, and which of them are not as they were.

A file is known by its stamp (times, size, number) without being read. A stamp is not trusted where a later change
might leave it the same: when the file was changed so shortly before it was read that the clock of its disk may not
have moved on (git calls this "racily clean": https://git-scm.com/docs/racy-git).
"""

from __future__ import annotations

import errno
import os
import stat
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from reflectory.building.fingerprint import digest
from reflectory.site.errors import ReflectoryError

Stamp = tuple[int, int, int, int]
"""Times of change of content and of the file's entry (nanoseconds), size (bytes), number on its disk."""

Place = tuple[int, int, int]
"""Of a published file: its size, and the times of change of its content and of its entry (nanoseconds)."""

NO_STAMP: Stamp = (0, 0, 0, 0)
"""In the place of a stamp that cannot be trusted: the file may be another now, or gone."""

_SECOND = 1_000_000_000
_FINE, _COARSE = _SECOND // 10, 2 * _SECOND + _SECOND // 10
"""How long a stamp may stay the same while a file changes, on disks that note parts of a second and on others."""

SKIPPED = frozenset([".git", "__pycache__", "node_modules", ".venv"])
"""Folders in which no source of a site lies."""


def stamp(path: str | Path) -> Stamp | None:
    """Return a file's stamp, ``None`` where there is no file."""
    with suppress(OSError):
        return _stamp(Path(path).stat())
    return None


def _stamp(found: os.stat_result) -> Stamp:
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


def place_of(path: str, folder: int | None = None) -> Place | None:
    """Return the size and the times of a published file, ``None`` where there is none.

    Args:
        path: absolute, or from ``folder``.
        folder: an open folder, which is found once and not with every file.
    """
    try:
        found = os.stat(path, dir_fd=folder)
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def scan(roots: Iterable[str], skipped: frozenset[str] = SKIPPED) -> dict[str, Stamp]:
    """Return the stamp of every file in some folders (and of roots that are files), by absolute path.

    Links are followed, a folder that two of them lead to once, and one whose name is ``skipped`` is not looked into.

    Raises:
        ReflectoryError: something cannot be read, so that what it holds would be missed, or a link leads in a circle.
    """
    walk = _Walk(skipped)
    for root in roots:
        if os.path.isdir(root):  # noqa: PTH112 - thousands of paths: strings are several times quicker here
            walk.through(root)
        else:
            one = stamp(root)
            if one:
                walk.found[root] = one
    return walk.found


class _Walk:
    """A look at every file in some folders."""

    def __init__(self, skipped: frozenset[str]) -> None:
        self._skipped = skipped
        self._seen: set[tuple[int, int]] = set()
        self._above: dict[tuple[int, int], str] = {}
        self.found: dict[str, Stamp] = {}

    def through(self, folder: str) -> None:
        """Look at every file in a folder and in those below it."""
        try:
            here = Path(folder).stat()
            entries = list(os.scandir(folder))
        except OSError as error:
            _tell_unless_gone(folder, error)
            return
        identity = (here.st_dev, here.st_ino)
        if identity in self._above:
            raise ReflectoryError(_circle(folder, self._above[identity]))
        if identity in self._seen:
            return
        self._seen.add(identity)
        self._above[identity] = folder
        for entry in entries:
            self._take(entry)
        del self._above[identity]

    def _take(self, entry: os.DirEntry[str]) -> None:
        try:
            if not entry.is_dir():
                found = entry.stat()
                if not stat.S_ISREG(found.st_mode):  # whoever reads one may wait for ever
                    raise ReflectoryError(f"{entry.path} is a pipe, a socket or a device, no file; move it away.")
                self.found[entry.path] = _stamp(found)
            elif entry.name not in self._skipped:
                self.through(entry.path)
        except OSError as error:
            _tell_unless_gone(entry.path, error)


_GONE = frozenset([errno.ENOENT, errno.ENOTDIR, errno.ELOOP])
"""What the system says of a file that has just been removed, and of a link that leads nowhere."""


def _tell_unless_gone(path: str, error: OSError) -> None:
    """Pass over what is not there any more; whatever else cannot be looked at would pass for removed."""
    if error.errno not in _GONE:
        remedy = "give yourself the right to read it, or move it away"
        raise ReflectoryError(f"{path} cannot be read ({error.strerror}); {remedy}.") from error


def _circle(link: str, above: str) -> str:
    return f"{link} leads back to {above}, a folder above itself; remove that link."


class Looked(NamedTuple):
    """A look at some folders and files: the stamp of each file in them."""

    roots: tuple[str, ...]
    stamps: dict[str, Stamp]


class Files:
    """The files of one build: each is read at most once for its fingerprint, and not at all where its stamp is known.

    Args:
        known: path -> (stamp, fingerprint), from the last build.
    """

    def __init__(self, known: Mapping[str, tuple[Stamp, bytes]]) -> None:
        self._known = known
        self._now = time.time_ns()
        self.stamps: dict[str, Stamp] = {}
        self.prints: dict[str, bytes] = {}

    def look(self, roots: tuple[str, ...], looked: Looked | None = None, skipped: frozenset[str] = SKIPPED) -> None:
        """Take the stamps of everything in ``roots`` but ``skipped`` folders, unless that was done a moment ago."""
        self.stamps.update(looked.stamps if looked and looked.roots == roots else scan(roots, skipped))

    def look_again(self, path: str) -> None:
        """Take a file for another one than it was a moment ago."""
        self.stamps[path] = stamp(path) or NO_STAMP
        self.prints[path] = b""
        with suppress(OSError):
            self.prints[path] = digest(Path(path).read_bytes())

    @cached_property
    def names(self) -> frozenset[str]:
        """Every path that there is."""
        return frozenset(self.stamps)

    def below(self, folder: str) -> Iterator[str]:
        """Yield the files in a folder, in the order of their paths."""
        start = folder.rstrip(os.sep) + os.sep
        yield from takewhile(lambda path: path.startswith(start), self._in_order[bisect_left(self._in_order, start) :])

    @cached_property
    def _in_order(self) -> list[str]:
        return sorted(self.stamps)

    def fingerprint(self, path: str) -> bytes:
        """Return the fingerprint of a file's content, ``b""`` where it cannot be read."""
        if path not in self.prints:
            self.prints[path] = self._fingerprint(path)
        return self.prints[path]

    def _fingerprint(self, path: str) -> bytes:
        now = self.stamps.get(path) or stamp(path)
        known = self._known.get(path)
        if now and known and known[0] == now and known[1]:
            return known[1]
        with suppress(OSError):
            return digest(Path(path).read_bytes())
        return b""

    def to_keep(self) -> dict[str, tuple[Stamp, bytes]]:
        """Return the stamps that can be trusted by the next build, with the fingerprints that were asked for."""
        return {
            path: (one, self.prints.get(path) or self._print_before(path, one))
            for path, one in self.stamps.items()
            if not self._is_too_new(one)
        }

    def _print_before(self, path: str, one: Stamp) -> bytes:
        known = self._known.get(path)
        return known[1] if known and known[0] == one else b""

    def _is_too_new(self, one: Stamp) -> bool:
        window = _FINE if one[0] % _SECOND and one[1] % _SECOND else _COARSE
        return max(one[0], one[1]) > self._now - window
