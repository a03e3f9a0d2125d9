"""Which files have been searched already: one in which nothing was found, and that is as it was, is not read again."""

from __future__ import annotations

from collections.abc import Collection

from reflectory.building import engine
from reflectory.building.files import Files, Stamp
from reflectory.building.fingerprint import fingerprint
from reflectory.building.store import REPLACED, Store

_NANOSECONDS = 1e9


class Searched:
    """The files of some folders, and those of them in which an earlier search found nothing.

    Args:
        store: keeps that; where the cache was removed, every file is searched.
        folders: every file in them counts, however their folders are called.
        sought: the fingerprint of what is looked for: where it is another one, every file is searched.
    """

    def __init__(self, store: Store, folders: tuple[str, ...], sought: bytes) -> None:
        self._store, self._key = store, fingerprint("searched", folders) + REPLACED
        self._sought = fingerprint(sought, _how())
        before, clean = store.load(self._key) or (b"", {})
        self._known: dict[str, tuple[Stamp, bytes]] = clean if before == self._sought else {}
        self._files = Files(self._known)
        self._files.look(folders, skipped=frozenset())

    def left(self) -> list[str]:
        """Return the files that have to be searched, in the order of their paths."""
        return sorted(path for path, now in self._files.stamps.items() if self._known.get(path, (None,))[0] != now)

    def changed(self, path: str) -> float:
        """Return when a file was last changed (seconds since 1970)."""
        return self._files.stamps[path][0] / _NANOSECONDS

    def keep(self, *, without: Collection[str]) -> None:
        """Keep that nothing was found, but in some files; what changed just now may change again, and is not kept."""
        clean = {path: known for path, known in self._files.to_keep().items() if path not in without}
        self._store.save([(self._key, (self._sought, clean))])


def _how() -> bytes:
    """Return the fingerprint of how is searched: of this program, and of Python, which knows the letters."""
    program = str(engine.PROGRAM)
    files = Files({})
    files.look((program,))
    return fingerprint(engine.installed(), engine.code(files, [program]))
