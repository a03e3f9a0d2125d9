"""What a build leaves for the next one: what it was made from, and what it made.

It has two parts, so that a build that finds nothing changed reads only the first.
"""

from __future__ import annotations

import marshal
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from reflectory.building.files import Place, Stamp
from reflectory.building.store import Store

VERSION = 1
"""Of this format; a snapshot of another is not read."""


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
    """

    settings: bytes = b""
    engine: bytes = b""
    since: float = 0.0
    until: float = 0.0
    roots: tuple[str, ...] = ()
    stamps: dict[str, Stamp] = field(default_factory=dict)
    outputs: dict[str, Place] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Full:
    """What spares the next build its work.

    Attributes:
        files: by path, a file's stamp and its content's fingerprint.
        gists: by key, what ``Keeper`` had at hand.
        made: by path below the output folder, the fingerprint of what the file was made from.
    """

    files: dict[str, tuple[Stamp, bytes]] = field(default_factory=dict)
    gists: dict[bytes, bytes] = field(default_factory=dict)
    made: dict[str, bytes] = field(default_factory=dict)


Part = TypeVar("Part", Quick, Full)


def read_quick(store: Store, name: str) -> Quick:
    """Return the quick part for builds of a name, an empty one where there is none."""
    return _read(Quick, store.build(name, "quick"))


def read_full(store: Store, name: str) -> Full:
    """Return the full part for builds of a name, an empty one where there is none."""
    return _read(Full, store.build(name, "full"))


def write(store: Store, name: str, quick: Quick, full: Full) -> None:
    """Keep both parts under a name."""
    store.save_build(name, _packed(quick), _packed(full))


def sweep(store: Store) -> None:
    """Let the store forget what no remembered build uses."""
    used = {key for data in store.builds() for key in _unpacked(Full, data).gists}
    store.sweep(used | {key + b"g" for key in used})


def _packed(part: Quick | Full) -> bytes:
    return marshal.dumps((VERSION, *(getattr(part, one.name) for one in fields(part))))


def _read(kind: type[Part], data: bytes | None) -> Part:
    return _unpacked(kind, data) if data else kind()


def _unpacked(kind: type[Part], data: bytes) -> Part:
    with suppress(ValueError, EOFError, TypeError):
        version, *values = marshal.loads(data)  # noqa: S302 - the user's own cache, its digest checked
        if version == VERSION and len(values) == len(fields(kind)):
            return kind(*values)
    return kind()
