"""Which folders have to be watched for some places, and which changes in them matter."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from reflectory.building.preview.names import fleeting


class Ground(Struct, frozen=True):
    """What there is to watch at one moment. Paths that a system reports have no links in them; the site's may.

    Attributes:
        folders: each folder that is or lies in a place, by its path without links.
        awaited: the places themselves and, where those are missing, the folders on the way to them, likewise.
        left_out: what lies in the folders and is of no interest.
    """

    folders: Mapping[Path, Path]
    awaited: Mapping[Path, Path]
    left_out: Collection[Path]

    @property
    def watched(self) -> set[Path]:
        """The folders to watch, without those below them."""
        return {*self.folders, *(path.parent for path in self.awaited if path.parent.is_dir())}

    def site_path(self, path: Path) -> Path | None:
        """Return the site's own path of something that changed; nothing if it does not matter."""
        folder = self.folders.get(path.parent)
        if folder and not fleeting(path.name) and folder / path.name not in self.left_out:
            return folder / path.name
        return self.awaited.get(path)

    def reshaped_by(self, path: Path) -> bool:
        """Whether a change means that there is something else to watch now: a folder came or went."""
        return path in self.folders or path in self.awaited or path.is_dir()

    def changed_since(self, moment: float) -> Iterator[Path]:
        """Yield what has changed since a moment, in seconds as ``time.time()`` counts them."""
        for folder in self.folders.values():
            yield from (path for path in (folder, *_entries(folder)) if _changed(path) >= moment)
        yield from (path for path in set(self.awaited.values()) if path.is_file() and _changed(path) >= moment)


def survey(places: Iterable[Path], left_out: Collection[Path] = ()) -> Ground:
    """Look at what is there of some files and folders."""
    folders: dict[Path, Path] = {}
    awaited: dict[Path, Path] = {}
    for place in places:
        awaited |= _way_to(place, place) | _way_to(place.resolve(), place)  # it may be a link to elsewhere
        for folder in _folders(place, left_out):
            folders.setdefault(folder.resolve(), folder)
    return Ground(folders, awaited, left_out)


def _way_to(path: Path, place: Path) -> dict[Path, Path]:
    way = {path.parent.resolve() / path.name: place}
    return way if path.parent.is_dir() else way | _way_to(path.parent, place)


def _folders(place: Path, left_out: Collection[Path]) -> Iterator[Path]:
    """Yield a folder and those below it; each once, even if links lead in a circle."""
    seen: set[str] = set()
    for name, below, _ in os.walk(place, followlinks=True):
        real = os.path.realpath(name)
        if real in seen:
            below.clear()
            continue
        seen.add(real)
        below[:] = [one for one in below if not fleeting(one) and Path(name, one) not in left_out]
        yield Path(name)


def _entries(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_file() and not fleeting(path.name)]
    except OSError:
        return []


def _changed(path: Path) -> float:
    try:
        found = path.stat()
    except OSError:
        return 0.0
    return max(found.st_mtime, found.st_ctime)
