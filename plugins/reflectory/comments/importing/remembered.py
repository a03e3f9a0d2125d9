"""What an import wrote, so that another one replaces that and nothing that somebody has changed since.

It lies in ``private/imports/``, as fingerprints: what was written cannot be read from them.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any

from reflectory.comments.importing.records import ImportingError
from reflectory.site.writer import write_atomically

FOLDER = Path("private") / "imports"


class Fate(Enum):
    """What becomes of something that an import wants to write."""

    WRITTEN = "written"
    """It was not there, or as an import had left it."""

    SAME = "same"
    """It is there as it should be."""

    EDITED = "edited since the last import, and left as it is"
    """Somebody changed it, or had it before."""

    GONE = "removed by hand since the last import, and left out"
    """An import wrote it and somebody took it away."""


def fingerprint(content: bytes) -> str:
    """Return what tells a content from others."""
    return sha256(content).hexdigest()[:20]


def print_of(row: Mapping[str, Any]) -> int:
    """Return what tells a comment, as an archive has it, from others; keys that say nothing do not count."""
    said = {key: value for key, value in row.items() if value not in (None, "", False)}
    return int(sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:13], 16)


def write_privately(file: Path, content: Iterable[str]) -> None:
    """Write a file, piece by piece, that its owner alone may read (mode 0600), whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as stream:
        for piece in content:
            stream.write(piece.encode())
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)


class Remembered:
    """What earlier imports from one blog wrote.

    Attributes:
        posts: by a post's number in its blog, the file that it became.
        comments: by the archive's file, each comment's fingerprint by its id.
    """

    def __init__(self, site: Path, name: str, *, dry: bool = False) -> None:
        self._site, self._dry = site, dry
        self._file = site / FOLDER / f"{name}.json"
        known = self._read()
        self.posts: dict[str, str] = dict(known.get("posts", {}))
        self._files: dict[str, str] = dict(known.get("files", {}))
        self.comments: defaultdict[str, dict[str, int]] = defaultdict(dict, known.get("comments", {}))

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise ImportingError(
                f"{self._file} cannot be read; without it nobody knows what was changed by hand. Remove it, and what "
                "earlier imports wrote is left as it is."
            ) from error
        return found if isinstance(found, dict) else {}

    def write(self, path: str, content: bytes) -> Fate:
        """Write a file of the site, unless somebody has changed or removed it."""
        fate, new = self._fate(path, fingerprint(content)), self._site / path
        if fate in (Fate.WRITTEN, Fate.SAME):
            self._files[path] = fingerprint(content)
        if fate is Fate.WRITTEN and not self._dry:
            with _told(new):
                new.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(new, content)
        return fate

    def copy(self, source: Path, path: str) -> Fate:
        """Copy a file into the site, unless somebody has changed or removed it."""
        with _told(source), source.open("rb") as stream:
            content = _of_stream(stream)
        fate, new = self._fate(path, content), self._site / path
        if fate in (Fate.WRITTEN, Fate.SAME):
            self._files[path] = content
        if fate is Fate.WRITTEN and not self._dry:
            with _told(new):
                new.parent.mkdir(parents=True, exist_ok=True)
                beside = new.with_name(f".{new.name}.{os.getpid()}")
                shutil.copyfile(source, beside)
                beside.replace(new)
        return fate

    def _fate(self, path: str, wanted: str) -> Fate:
        file, known = self._site / path, self._files.get(path)
        if not file.is_file():
            return Fate.GONE if known else Fate.WRITTEN
        with file.open("rb") as stream:
            there = _of_stream(stream)
        if there == wanted:
            return Fate.SAME
        return Fate.WRITTEN if there == known else Fate.EDITED

    def save(self) -> None:
        """Note what was written, for the next import."""
        if not self._dry:
            write_privately(self._file, self._pieces())

    def _pieces(self) -> Iterator[str]:
        """Yield the file's text; the comments of one archive at a time, because all of them are many."""
        for name, values in (("posts", self.posts), ("files", self._files)):
            yield f'{"{" if name == "posts" else ""}"{name}": {json.dumps(values, sort_keys=True)},\n'
        yield '"comments": {'
        for number, (file, prints) in enumerate(sorted(self.comments.items())):
            yield f"{',' if number else ''}\n{json.dumps(file)}: {json.dumps(prints)}"
        yield "}}\n"


def _of_stream(stream: Any) -> str:
    found = sha256()
    while chunk := stream.read(1 << 20):
        found.update(chunk)
    return found.hexdigest()[:20]


class _told:  # noqa: N801 - reads as a word where it stands
    """Say in a sentence that a file cannot be written."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            raise ImportingError(
                f"{self._file} cannot be written ({error.strerror}); import again when that is mended, and it goes on."
            ) from error
