"""PostgreSQL for the tests: Debian's own server, a cluster of its own, ended and removed with the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ALONE = ("nobody", "postgres")
"""Who may run a server where the tests run as root, which PostgreSQL refuses."""


def programs() -> Path | None:
    """The folder of the server's programs."""
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    found = shutil.which("initdb")
    return next((place for place in places if (place / "initdb").exists()), Path(found).parent if found else None)


@contextmanager
def cluster() -> Iterator[str]:
    """Give the URL of a new server, reached by a socket in a folder of its own."""
    folder = programs()
    if folder is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is missing; the tests need Debian's package postgresql")
        pytest.skip("there is no PostgreSQL on this machine (Debian's package postgresql)")
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    user = _somebody()
    if user:
        os.chown(home, user.pw_uid, user.pw_gid)
    data = home / "data"
    ids = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}

    def does(*command: str) -> None:
        ended = subprocess.run(
            command, cwd=home, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=60, **ids,  # type: ignore[call-overload]
        )  # fmt: skip
        assert ended.returncode == 0, ended.stderr

    try:
        does(str(folder / "initdb"), "-D", str(data), "-A", "trust", "-U", "tests", "-E", "UTF8", "--no-sync")
        options = f"-k {home} -c listen_addresses= -c fsync=off"
        does(str(folder / "pg_ctl"), "-D", str(data), "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql://tests@/postgres?host={home}"
        finally:
            does(str(folder / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


def _somebody() -> pwd.struct_passwd | None:
    """Somebody else to be, where the tests run as root."""
    if os.geteuid():
        return None
    known = {one.pw_name: one for one in pwd.getpwall()}
    return next(known[name] for name in ALONE if name in known)
