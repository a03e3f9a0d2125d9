"""Which published files are not as the last build left them, found out by another core while a build begins."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import BinaryIO

from reflectory.building.cores import available_cores, can_fork
from reflectory.building.files import Place, place_of

_MANY = 2000
"""Files from which a copy of this process, which takes some milliseconds to make, is worth it."""


class Published:
    """A look at what the last build published.

    Args:
        output: the folder.
        places: by path below it, where each file was left.
        cores: how many may be used; 0 for as many as there are.
    """

    def __init__(self, output: str, places: Mapping[str, Place], cores: int = 1) -> None:
        self.output = output
        self._places = places
        self._copy = None
        if len(places) >= _MANY and (cores or available_cores()) > 1 and can_fork():
            with suppress(OSError):  # no further process may be started
                self._copy = _copy(self)

    @cached_property
    def changed(self) -> frozenset[str]:
        """The paths of files that are gone, or not as they were left."""
        found = _answer(*self._copy) if self._copy else None
        return frozenset(self.look() if found is None else found)

    def look(self) -> Iterator[str]:
        """Look at every file, in this process."""
        try:
            folder = os.open(self.output, os.O_RDONLY) if os.stat in os.supports_dir_fd else None
        except OSError:  # there is no such folder any more
            yield from self._places
            return
        start = "" if folder is not None else f"{self.output}/"
        try:
            yield from (path for path, place in self._places.items() if place_of(start + path, folder) != place)
        finally:
            if folder is not None:
                os.close(folder)


def _copy(published: Published) -> tuple[BinaryIO, int]:
    """Have a copy of this process look; returns the pipe that it writes to when it has done so, and its number."""
    answer, told = os.pipe()
    try:
        process = os.fork()
    except OSError:
        os.close(answer)
        os.close(told)
        raise
    if process:
        os.close(told)
        return os.fdopen(answer, "rb"), process
    try:  # whatever happens here, the copy must not go on with what its parent is doing
        with os.fdopen(told, "wb") as pipe:
            marshal.dump(list(published.look()), pipe)
    finally:
        os._exit(0)


def _answer(pipe: BinaryIO, process: int) -> list[str] | None:
    """Return what a copy has found, ``None`` where it has been killed."""
    with pipe:
        said = pipe.read()
    with suppress(ChildProcessError):
        os.waitpid(process, 0)
    with suppress(EOFError, ValueError, TypeError):
        found: list[str] = marshal.loads(said)  # noqa: S302 - a copy of this process wrote it
        return found
    return None
