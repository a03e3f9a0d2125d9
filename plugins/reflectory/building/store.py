"""The cache: values by the fingerprint of what they were made from, in one SQLite file.

It may be deleted at any time, a process may be killed while it writes, and two builds may share it: SQLite sees to
that (https://www.sqlite.org/wal.html), and because a key names the content, two builds can only ever write the same
value under it. What cannot be read, whatever the reason, is as good as not there, and is made again.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any
from weakref import finalize

from reflectory.building.fingerprint import SIZE, digest

FILE = "reflectory.sqlite3"

_TABLES = """
    CREATE TABLE IF NOT EXISTS kept (key BLOB PRIMARY KEY, value BLOB);
"""  # with row ids: values of many pages are found twice as fast beside an index as within one
_WAIT = 10.0
"""Seconds to wait for another build that is writing."""

_ROOM, _LEAST = 3, 1000
"""How many times as large as after the last sweeping this may grow before the next, and pages (4 kB) on top."""

REPLACED = b"t"
"""What stands after the fingerprint in the key of a value that is replaced when what it is made from changes, and that
nobody sweeps out."""

_of_parents: list[sqlite3.Connection] = []
"""Connections of a process that this one is a copy of: here they are neither used nor closed."""


class Store:
    """The cache of a folder; where the folder cannot be written, memory has to do.

    A fork must not use its parent's connection (https://www.sqlite.org/howtocorrupt.html#_carrying_an_open_database_
    connection_across_a_fork_), so that each process opens its own.
    """

    def __init__(self, folder: Path | None) -> None:
        self._file = folder / FILE if folder else None
        self._connection: sqlite3.Connection | None = None
        self._closing: finalize[..., Any] | None = None
        self._process = 0
        self._memory: dict[bytes, bytes] = {}

    def load(self, key: bytes) -> Any:
        """Return the value of a key, or ``None``."""
        rows = [] if key in self._memory else self._rows("SELECT value FROM kept WHERE key = ?", (key,))
        data = rows[0][0] if rows else self._memory.get(key)
        with suppress(Exception):  # a damaged pickle can raise anything
            return pickle.loads(_checked(data)) if data else None  # noqa: S301 - the user's own cache, checked
        return None

    def save(self, values: Iterable[tuple[bytes, Any]]) -> None:
        """Keep values; those of one call are there together or not at all."""
        rows = [(key, _with_check(pickle.dumps(value, pickle.HIGHEST_PROTOCOL))) for key, value in values]
        if not self._write("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows):
            self._memory.update(rows)

    def sweep(self, used: Callable[[], Collection[bytes]]) -> None:
        """Remove values whose keys no build has ``used``, if much has come since that was last done."""
        before = self._number("PRAGMA user_version")  # how many pages held something then
        if before and self._pages() < _ROOM * before + _LEAST:
            return
        if before:
            keys, needed = self._rows("SELECT key FROM kept"), used()
            unused = [(key,) for (key,) in keys if key not in needed and key[SIZE:] != REPLACED]
            self._write("DELETE FROM kept WHERE key = ?", unused)
        self._rows(f"PRAGMA user_version = {max(1, self._pages())}")

    def _pages(self) -> int:
        return self._number("PRAGMA page_count") - self._number("PRAGMA freelist_count")

    def close(self) -> None:
        """Let go of the file; a store that nobody has any more has done so."""
        if self._closing:
            self._closing()
        self._connection = None

    def _number(self, question: str) -> int:
        return next((number for (number,) in self._rows(question)), 0)

    def _rows(self, question: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            connection = self._open()
            return connection.execute(question, values).fetchall() if connection else []
        except sqlite3.Error:
            return []

    def _write(self, statement: str, rows: list[Any]) -> bool:
        """Run a statement for each row, all or none; a broken file is replaced by a new one."""
        if not self._file or not rows:
            return not rows
        for attempt in (1, 2):
            try:
                connection = self._open()
                if connection:
                    with connection:
                        connection.executemany(statement, rows)
                    return True
            except sqlite3.OperationalError:  # locked for too long, a full disk, a folder that went away
                self.close()
            except sqlite3.Error:
                self.close()
                _remove(self._file)
            if attempt == 2:
                return False
        return False

    def _open(self) -> sqlite3.Connection | None:
        if self._connection and self._process == os.getpid():
            return self._connection
        if not self._file:
            return None
        self.close()
        try:
            self._connection, self._process = _connected(self._file), os.getpid()
            self._closing = finalize(self, _close, self._connection, self._process)
        except (sqlite3.Error, OSError):  # locked for too long, a folder that cannot be written
            self._file = None
            return None
        return self._connection


def _close(connection: sqlite3.Connection, process: int) -> None:
    if process == os.getpid():
        connection.close()
    else:
        _of_parents.append(connection)


def _connected(file: Path) -> sqlite3.Connection:
    try:
        return _connect(file)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # what lies there is no database, or a damaged one
        _remove(file)
        return _connect(file)


def _connect(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, timeout=_WAIT, check_same_thread=False)
    # With these two, a power cut may lose the last values, which are made again, and never spoils the file.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.executescript(_TABLES)
    return connection


def _remove(file: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            file.with_name(file.name + ending).unlink()


def _with_check(data: bytes) -> bytes:
    return digest(data) + data


def _checked(data: bytes) -> bytes:
    if digest(data[SIZE:]) != data[:SIZE]:
        raise ValueError("damaged")
    return data[SIZE:]
