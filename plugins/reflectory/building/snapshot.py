"""What a build leaves for the next one: what it was made from, and what it made.

It is one file for builds of each name, ``builds/`` in the cache, in two parts, so that a build that finds nothing
changed reads only the first. Each part has its digest before it: what cannot be read is as good as not there. (SQLite
takes ten times as long to write and read so large a value.)
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from reflectory.building.files import Place, Stamp
from reflectory.building.fingerprint import SIZE, digest

VERSION = 4
"""Of this format; a snapshot of another is not read."""

_FOLDER = "builds"

_MOST = 8
"""How many builds (of other output folders, other settings) are remembered."""

_LENGTH = 8
"""Bytes of a part's length, which stands before its digest."""


@dataclass(slots=True)
class Quick:
    """What has to be the same for nothing to be done.

    Attributes:
        settings: the fingerprint of what ``pelicanconf.py`` says, b"" where nobody knows.
        engine: the fingerprint of Python and what is installed.
        since: the moment of that build (seconds since 1970); an earlier one is a clock that was set right.
        until: the moment at which the site changes by itself, such as an essay's day; 0 is never.
        roots: the folders and files whose stamps were taken.
        stamps: the stamp of each file in them.
        outputs: by path below the output folder, where each file was left.
        report: what was told of that build, as plain values.
        owed: whether that build left something out that a whole one makes.
    """

    settings: bytes = b""
    engine: bytes = b""
    since: float = 0.0
    until: float = 0.0
    roots: tuple[str, ...] = ()
    stamps: dict[str, Stamp] = field(default_factory=dict)
    outputs: dict[str, Place] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    owed: bool = False


@dataclass(slots=True)
class Full:
    """What spares the next build its work.

    Attributes:
        files: by path, a file's stamp and its content's fingerprint.
        gists: by key, what ``Keeper`` had at hand.
        made: by path below the output folder, the fingerprint of what the file was made from, beside ``base``.
        base: the fingerprint of what all of them were made from.
    """

    files: dict[str, tuple[Stamp, bytes]] = field(default_factory=dict)
    gists: dict[bytes, bytes] = field(default_factory=dict)
    made: dict[str, bytes] = field(default_factory=dict)
    base: bytes = b""


Part = TypeVar("Part", Quick, Full)


def read_quick(cache: Path, name: str) -> Quick:
    """Return the quick part for builds of a name, an empty one where there is none."""
    return _part(Quick, _file(cache, name), 0)


def read_full(cache: Path, *names: str | None) -> Full:
    """Return the full part of the newest build that has one of some names, an empty one where there is none."""
    files = (_file(cache, name) for name in names if name)
    with suppress(OSError, IndexError):
        return _part(Full, _newest_first(file for file in files if file.exists())[0], 1)
    return Full()


def write(cache: Path, name: str, quick: Quick, full: Full) -> None:
    """Keep both parts under a name, at once; where the cache cannot be written, nothing is kept."""
    file = _file(cache, name)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as written:
            for data in (_packed(quick), _packed(full)):
                written.write(len(data).to_bytes(_LENGTH, "big") + digest(data))
                written.write(data)
        unfinished.replace(file)
        for old in _newest_first(file.parent.iterdir())[_MOST:]:
            old.unlink(missing_ok=True)


def used(cache: Path) -> Iterator[bytes]:
    """Yield the key of every result that a remembered build used."""
    with suppress(OSError):
        for file in _newest_first((cache / _FOLDER).iterdir()):
            yield from _part(Full, file, 1).gists


def _file(cache: Path, name: str) -> Path:
    return cache / _FOLDER / digest(name.encode()).hex()


def _newest_first(files: Iterable[Path]) -> list[Path]:
    """Return snapshots, and what a build left that was killed while it wrote one, in their order."""
    return sorted(files, key=lambda file: file.stat().st_mtime_ns, reverse=True)


def _packed(part: Quick | Full) -> bytes:
    return marshal.dumps((VERSION, *(getattr(part, one.name) for one in fields(part))))


def _part(kind: type[Part], file: Path, number: int) -> Part:
    with suppress(OSError, ValueError, EOFError, TypeError), file.open("rb") as opened:
        for _ in range(number):
            length, _ = _head(opened)
            opened.seek(length, os.SEEK_CUR)
        length, expected = _head(opened)
        data = opened.read(length)
        if digest(data) == expected:
            version, *values = marshal.loads(data)  # noqa: S302 - the user's own cache, its digest checked
            if version == VERSION and len(values) == len(fields(kind)):
                return kind(*values)
    return kind()


def _head(opened: BinaryIO) -> tuple[int, bytes]:
    """Return a part's length and its digest.

    Raises:
        ValueError: the length is none that the file could have.
    """
    length = int.from_bytes(opened.read(_LENGTH), "big")
    if length > os.fstat(opened.fileno()).st_size:
        raise ValueError("damaged")
    return length, opened.read(SIZE)
