"""Backup and restore, with the very commands of docs/running.md, on both databases."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from killing import arrival
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from sites import ROOT


def commands(kind: str, act: str) -> str:
    """The lines that the documentation gives for one database: to back it up, or to restore it."""
    text = (ROOT / "docs" / "running.md").read_text("utf-8").partition("### Backup\n")[2]
    tool = {"backup": {"sqlite": "VACUUM INTO", "postgresql": "pg_dump"},
            "restore": {"sqlite": "inbox.sqlite3-wal", "postgresql": "pg_restore"}}[act][kind]  # fmt: skip
    (found,) = [block for block in re.findall(r"```sh\n(.*?)```", text, re.S) if tool in block]
    return str(found)


def does(script: str, site: Path, backup: Path, url: str) -> None:
    """Run lines of the documentation where there is neither a service nor its user."""
    today = datetime.now(UTC).date().isoformat()
    for written, here in {
        "/srv/reflectory": str(site), "/srv/backup": str(backup), "2026-11-25": today, "systemctl": "true",
        "chown -R reflectory: private &&": "",
    }.items():  # fmt: skip
        script = script.replace(written, here)
    environment = {"PATH": os.environ["PATH"], "INBOX_URL": url, "TZ": "UTC"}
    ended = subprocess.run(["sh", "-eu", "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr


def test_what_was_backed_up_comes_back(tmp_path: Path, options: InboxOptions) -> None:
    kind = "postgresql" if options.url else "sqlite"
    if not options.url and not shutil.which("sqlite3"):
        missing = "the tests need Debian's package sqlite3"
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    site, backup = tmp_path / "site", tmp_path / "backup"
    (site / "private" / "keys").mkdir(parents=True)
    (site / "private" / "keys").chmod(0o700)
    (site / "private" / "keys" / "intake").write_bytes(b"key")
    (site / "private" / "words.txt").touch(mode=0o600)
    with Inbox(site, options) as inbox:
        inbox.add([arrival("a"), arrival("b")])
        does(commands(kind, "backup"), site, backup, options.url)
        inbox.decide([1], State.SPAM, who="Hannah")
        inbox.add([arrival("later")])
    if not options.url:  # as on another machine
        shutil.rmtree(site / "private")
    does(commands(kind, "restore"), site, backup, options.url)
    with Inbox(site, options) as inbox:
        assert [(held.body, held.state) for held in inbox.find()] == [
            ("I am a.", State.PENDING),
            ("I am b.", State.PENDING),
        ]
        assert inbox.add([arrival("after")]) == [3]
        assert len(inbox.find()) == 3
    assert (site / "private" / "keys" / "intake").read_bytes() == b"key"
    assert (site / "private" / "words.txt").exists()
    assert {path.stat().st_mode & 0o077 for path in backup.iterdir()} == {0}
