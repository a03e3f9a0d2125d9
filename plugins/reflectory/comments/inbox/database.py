"""Opening the inbox's database: SQLite in ``private/``, or PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from reflectory.comments.inbox import schema
from reflectory.comments.inbox.records import InboxError

FILE = "inbox.sqlite3"
AT_ONCE = 500
"""Rows of one statement; databases bound the number of its values."""

_WAIT_MS = 30_000
_LOCK = 0x5EF1EC70
"""The number of PostgreSQL's advisory lock that writers of an inbox hold."""


class Database:
    """A database, with its tables brought up to date.

    Args:
        private: the folder of the SQLite file.
        url: of PostgreSQL; "" is SQLite.
        read_only: change nothing.
        name: of the SQLite file; a backup has another.

    Raises:
        InboxError: it cannot be opened or written.
    """

    def __init__(self, private: Path, url: str = "", *, read_only: bool = False, name: str = FILE) -> None:
        self.where = ""
        with self.told():
            self.where = str(make_url(url)) if url else str(private / name)  # the password is left out
            self._engine = _postgres(url) if url else _sqlite(private / name, read_only=read_only)
        try:
            self._bring_up_to_date(read_only=read_only)
        except BaseException:
            self.close()
            raise

    def _bring_up_to_date(self, *, read_only: bool) -> None:
        with self.told(), self._engine.connect() as connection:
            strange = schema.unknown(connection)
        if strange:
            raise InboxError(f"the inbox {self.where} was made by a newer Reflectory; update this one.")
        if not read_only:
            with self.writing() as connection:
                schema.migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database throughout."""
        with self.told(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are there together, and on the disk, or not at all; one writes at a time."""
        with self.told(), self._engine.connect() as connection:
            connection = connection.execution_options(reflectory_writes=True)
            with connection.begin():
                yield connection

    def flush(self) -> None:
        """Leave nothing of what was deleted in files: SQLite's log of what was written is emptied too."""
        with self.told(), self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                raw = connection.connection.driver_connection
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def told(self) -> Iterator[None]:
        """Say in one sentence what a database says in many, without a value of the statement in it."""
        try:
            yield
        except ArgumentError as error:
            raise InboxError("INBOX_URL is no address of a database; write postgresql://host/name.") from error
        except (DBAPIError, sqlite3.Error, OSError) as error:
            reason = " ".join(str(getattr(error, "orig", None) or getattr(error, "strerror", "") or error).split())
            raise InboxError(f"the inbox {self.where} cannot be used ({reason}); nothing was changed.") from None


def _postgres(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        raise ArgumentError(url)
    engine = create_engine(parsed.set(drivername="postgresql+psycopg"), pool_pre_ping=True, hide_parameters=True)
    event.listen(engine, "begin", _lock_if_writing)
    return engine


def _lock_if_writing(connection: Connection) -> None:
    if connection.get_execution_options().get("reflectory_writes"):
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def _sqlite(file: Path, *, read_only: bool) -> Engine:
    if not read_only:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    query = {"mode": "ro" if read_only else "rw", "uri": "true"}
    address = URL.create("sqlite", database=file.absolute().as_uri(), query=query)
    engine = create_engine(address, hide_parameters=True, connect_args={"timeout": _WAIT_MS / 1000})
    event.listen(engine, "connect", _set_up_reading if read_only else _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, *_: Any) -> None:
    _set_up_reading(connection)
    # What was acknowledged is on the disk (https://www.sqlite.org/pragma.html#pragma_synchronous), and what was
    # deleted is overwritten, so that a file that is copied later does not hold it.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _set_up_reading(connection: Any, *_: Any) -> None:
    connection.isolation_level = None  # sqlite3's own way of beginning transactions would come between


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("reflectory_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
