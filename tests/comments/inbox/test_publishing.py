"""From decisions to archives: in order, once, and finished whatever happened between two steps."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from commands import environment
from killing import arrival
from reflectory.comments.archive import Comment
from reflectory.comments.archiving import ArchiveError, change, row_of, rows
from reflectory.comments.inbox import arriving
from reflectory.comments.inbox.arriving import named
from reflectory.comments.inbox.asking import Asked
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.publishing import archive_of, reconcile
from reflectory.comments.inbox.records import InboxError, Target
from reflectory.comments.inbox.schema import comments
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from sites import ROOT

KILLED = (sys.executable, str(ROOT / "tests" / "killing.py"))
HOPE = Target("hope")


def archived(site: Path) -> list[str]:
    return [str(row["id"]) for row in rows(archive_of(site, HOPE))]


def test_what_was_approved_stands_in_its_archive_by_date_and_once(inbox: Inbox, tmp_path: Path) -> None:
    late, early = arrival("late"), replace(arrival("early"), written=arrival("x").written.replace(year=2020))
    inbox.decide(inbox.add([late, early]), State.APPROVED, who="Hannah")
    assert reconcile(inbox) == [archive_of(tmp_path, HOPE)]
    assert archived(tmp_path) == ["i2", "i1"]
    assert reconcile(inbox) == []
    assert all(held.is_archived for held in inbox.find())


def test_what_is_no_longer_approved_leaves_it(inbox: Inbox, tmp_path: Path) -> None:
    numbers = inbox.add([arrival("a"), arrival("b")])
    inbox.decide(numbers, State.APPROVED, who="Hannah")
    reconcile(inbox)
    inbox.decide(numbers[:1], State.WITHDRAWN, who="its writer")
    reconcile(inbox)
    assert archived(tmp_path) == ["i2"]
    inbox.undo(who="its writer")
    reconcile(inbox)
    assert sorted(archived(tmp_path)) == ["i1", "i2"]


def test_an_inbox_that_begins_anew_takes_nobody_s_place(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "named", named)
    inbox.decide(inbox.add([arrival("a")]), State.APPROVED, who="Hannah")
    reconcile(inbox)
    (tmp_path / "anew").mkdir()
    with Inbox(tmp_path / "anew") as anew:
        assert anew.get(anew.add([arrival("b")])[0]).public_id not in archived(tmp_path)


def test_a_comment_of_an_id_that_another_has_in_the_archive_gets_one_of_its_own(
    inbox: Inbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = row_of(Comment("i1", "Alice", datetime(2020, 1, 31, tzinfo=UTC), "An earlier one."))
    change(archive_of(tmp_path, HOPE), put=[theirs])
    inbox.decide(inbox.add([arrival("a")]), State.APPROVED, who="Hannah")
    monkeypatch.setattr(arriving, "named", named)
    reconcile(inbox)
    assert sorted(archived(tmp_path)) == ["i1", inbox.get(1).public_id]
    assert rows(archive_of(tmp_path, HOPE))[0] == theirs
    inbox.decide([1], State.WITHDRAWN, who="its writer")
    reconcile(inbox)
    assert archived(tmp_path) == ["i1"]


def test_an_answer_finds_what_it_answers_when_that_comes(inbox: Inbox, tmp_path: Path) -> None:
    first, answer = inbox.add([arrival("a"), replace(arrival("b"), reply_to="i1")])
    inbox.decide([answer], State.APPROVED, who="Hannah")
    reconcile(inbox)
    inbox.decide([first], State.APPROVED, who="Hannah")
    reconcile(inbox)
    assert {row["id"]: row.get("reply_to") for row in rows(archive_of(tmp_path, HOPE))} == {"i1": None, "i2": "i1"}


def test_an_archive_that_cannot_be_read_keeps_no_other_from_being_written(inbox: Inbox, tmp_path: Path) -> None:
    broken = archive_of(tmp_path, HOPE)
    broken.parent.mkdir(parents=True)
    broken.write_text("comments: [")
    numbers = inbox.add([arrival("a"), replace(arrival("b"), target=Target("about", "pages"))])
    inbox.decide(numbers, State.APPROVED, who="Hannah")
    with pytest.raises(ArchiveError, match="hope"):
        reconcile(inbox)
    assert broken.read_text() == "comments: ["
    assert len(rows(tmp_path / "content" / "comments" / "pages" / "about.yaml")) == 1
    broken.unlink()
    reconcile(inbox)
    assert archived(tmp_path) == ["i1"]


@pytest.mark.parametrize("after", [State.APPROVED, State.DECLINED])
@pytest.mark.parametrize("step", ["reading", "the archive", "the writing", "the replacing", "the note"])
def test_a_crash_between_two_steps_is_healed_at_the_next_start(
    tmp_path: Path, options: InboxOptions, step: str, after: State
) -> None:
    with Inbox(tmp_path, options) as inbox:
        numbers = inbox.add([arrival("a"), arrival("b")])
        if after is State.DECLINED:
            inbox.decide(numbers, State.APPROVED, who="Hannah")
            reconcile(inbox)
    known = environment(AFTER=after.value, INBOX_URL=options.url)
    ended = subprocess.run([*KILLED, str(tmp_path), "once", step], env=known, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    with Inbox(tmp_path, options) as inbox:
        assert {held.state for held in inbox.find()} == {after}
        reconcile(inbox)
        assert archived(tmp_path) == (["i1", "i2"] if after is State.APPROVED else [])
        assert reconcile(inbox) == []
    left = [path.name for path in (tmp_path / "content" / "comments").iterdir() if path.suffix != ".yaml"]
    assert len(left) <= 1


def test_killed_at_any_moment_no_acknowledged_comment_is_lost_or_doubled(tmp_path: Path, options: InboxOptions) -> None:
    """Two processes add and one decides, at once; all are killed, five times."""
    chance = random.Random(4)
    acknowledged: list[str] = []
    Inbox(tmp_path, options).close()
    known = environment(INBOX_URL=options.url)
    for turn in range(5):
        acts = [("add", f"a{turn}"), ("add", f"b{turn}"), ("decide", "x")]
        running = [
            subprocess.Popen([*KILLED, str(tmp_path), *act], env=known, stdout=subprocess.PIPE, text=True)
            for act in acts
        ]
        assert running[0].stdout
        acknowledged.append(running[0].stdout.readline().strip())
        time.sleep(chance.uniform(0.05, 0.8))
        for process in running:
            process.send_signal(signal.SIGKILL)
        for process in running:
            said, _ = process.communicate(timeout=30)
            assert process.returncode == -signal.SIGKILL
            whole = said.splitlines() if said.endswith("\n") else said.splitlines()[:-1]
            acknowledged += [line for line in whole if line != "decided"]
    with Inbox(tmp_path, options) as inbox:
        reconcile(inbox)
        there = Counter(held.body for held in inbox.find())
        approved = {held.public_id for held in inbox.find(Asked((State.APPROVED,)))}
    assert len(acknowledged) >= 10
    assert not [name for name in acknowledged if there[f"I am {name}."] != 1]
    assert max(there.values()) == 1
    assert Counter(archived(tmp_path)) == Counter(approved)


def test_two_processes_that_publish_at_once_write_each_comment_once(inbox: Inbox, tmp_path: Path) -> None:
    inbox.decide(inbox.add(arrival(str(number)) for number in range(30)), State.APPROVED, who="Hannah")
    script = (
        "import sys; from pathlib import Path; from reflectory.comments.inbox.store import Inbox\n"
        "from reflectory.comments.inbox.options import InboxOptions\nfrom reflectory.comments.inbox.publishing import *\n"
        "with Inbox(Path(sys.argv[1]), InboxOptions(url=sys.argv[2])) as inbox: reconcile(inbox)"
    )
    command = [sys.executable, "-c", script, str(tmp_path), inbox.options.url]
    both = [subprocess.Popen(command, env=environment()) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    assert len(archived(tmp_path)) == len(set(archived(tmp_path))) == 30
    assert inbox.unpublished() == []


def mounted(folder: Path, how: str, script: str) -> subprocess.CompletedProcess[str]:
    """Run Python where a folder is a small or unwritable disk of its own; root may write everywhere else."""
    folder.mkdir(parents=True, exist_ok=True)
    shell = f'mount -t tmpfs -o {how} none "{folder}" && exec "$@"'
    command = ["unshare", "--map-root-user", "--mount", "sh", "-c", shell, "sh", sys.executable, "-c", script]
    ours = environment()
    ours["PYTHONPATH"] += os.pathsep + str(ROOT / "tests")
    ended = subprocess.run(
        [*command, str(folder)], env=ours, capture_output=True, text=True, timeout=120, cwd=folder.parent
    )
    if "unshare" in ended.stderr or "mount:" in ended.stderr:
        pytest.skip(f"this machine lets nobody mount: {ended.stderr.strip()}")
    return ended


FULL = """
import sys
from pathlib import Path
from msgspec.structs import replace
from killing import arrival
from reflectory.comments.inbox.records import InboxError
from reflectory.comments.inbox.store import Inbox
site, said, refused = Path(sys.argv[1]), 0, 0
with Inbox(site) as inbox:
    for number in range(200):
        try:
            inbox.add([replace(arrival(str(number)), body="x" * 20_000)])
            said += 1
        except InboxError as error:
            assert "nothing was changed" in str(error), error
            refused += 1
            if refused > 3: break
with Inbox(site, read_only=True) as inbox:
    there = [held.source for held in inbox.find()]
print(said, len(there), refused)
"""


@pytest.mark.skipif("sys.platform != 'linux'", reason="needs Linux's unshare")
def test_on_a_full_disk_what_was_acknowledged_is_there_and_the_rest_is_told(tmp_path: Path) -> None:
    ended = mounted(tmp_path / "site", "size=1m", FULL)
    assert ended.returncode == 0, ended.stderr
    said, there, refused = map(int, ended.stdout.split())
    assert said == there > 0
    assert refused > 0


FULL_ARCHIVE = """
import sys, os
from pathlib import Path
from msgspec.structs import replace
from killing import arrival
from reflectory.comments.archiving import rows
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.publishing import reconcile, archive_of
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.store import Inbox
from reflectory.site.errors import ReflectoryError
content = Path(sys.argv[1])
site = content.parent
with Inbox(site) as inbox:
    inbox.decide(inbox.add([replace(arrival("small"))]), State.APPROVED, who="x")
    reconcile(inbox)
    before = archive_of(site, Target("hope")).read_bytes()
    filler = content / "filler"
    try:
        with filler.open("wb") as file:
            while True: file.write(b"x" * 4096); file.flush()
    except OSError: pass
    inbox.decide(inbox.add([replace(arrival("large"), body="x" * 50_000)]), State.APPROVED, who="x")
    try:
        reconcile(inbox)
    except ReflectoryError as error:
        assert "cannot be written" in str(error), error
    else:
        raise SystemExit("it was written to a full disk")
    assert archive_of(site, Target("hope")).read_bytes() == before
    filler.unlink()
    reconcile(inbox)
    print(len(rows(archive_of(site, Target("hope")))))
"""


@pytest.mark.skipif("sys.platform != 'linux'", reason="needs Linux's unshare")
def test_an_archive_on_a_full_disk_is_written_when_there_is_room(tmp_path: Path) -> None:
    ended = mounted(tmp_path / "content", "size=200k", FULL_ARCHIVE)
    assert (ended.returncode, ended.stdout) == (0, "2\n"), ended.stderr


READ_ONLY = """
import sys
from pathlib import Path
from reflectory.comments.inbox.records import InboxError
from reflectory.comments.inbox.store import Inbox
try:
    Inbox(Path(sys.argv[1]).parent)
except InboxError as error:
    print(error)
"""


@pytest.mark.skipif("sys.platform != 'linux'", reason="needs Linux's unshare")
def test_a_folder_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    ended = mounted(tmp_path / "private", "ro", READ_ONLY)
    assert ended.returncode == 0, ended.stderr
    assert "cannot be used (Read-only file system)" in ended.stdout
    assert ended.stdout.count("\n") == 1


def test_every_step_of_the_tables_is_recorded_with_what_it_did(inbox: Inbox, tmp_path: Path) -> None:
    from sqlalchemy import inspect, select

    from reflectory.comments.inbox import schema

    with inbox.database.reading() as connection:
        assert list(connection.scalars(select(schema.migrations.c.name))) == list(schema.STEPS)
    for table in (schema.comments, schema.decisions, schema.outbox):
        with inbox.database.reading() as connection:
            there = {column["name"] for column in inspect(connection).get_columns(table.name)}
        assert there - {schema.searched.name} == set(table.columns.keys())


def test_an_older_database_is_brought_up_to_date_with_what_is_in_it(
    tmp_path: Path, options: InboxOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reflectory.comments.inbox import schema

    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "STEPS", dict(list(schema.STEPS.items())[:1]))
        with Inbox(tmp_path, options) as inbox:
            inbox.add([arrival("x")])
    with Inbox(tmp_path, options) as inbox:
        assert [held.id for held in inbox.find(Asked(text="AM X"))] == [1]


def test_a_step_that_fails_leaves_neither_itself_nor_its_record(
    tmp_path: Path, options: InboxOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import Connection, select, text

    from reflectory.comments.inbox import schema

    Inbox(tmp_path, options).close()

    def fails(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (x integer)"))
        connection.execute(text("SELECT no_such_thing"))

    monkeypatch.setitem(schema.STEPS, "9999 fails", fails)
    with pytest.raises(InboxError):
        Inbox(tmp_path, options)
    monkeypatch.delitem(schema.STEPS, "9999 fails")
    with Inbox(tmp_path, options) as inbox, inbox.database.reading() as connection:
        assert "9999 fails" not in connection.scalars(select(schema.migrations.c.name)).all()
    with Inbox(tmp_path, options) as inbox, pytest.raises(InboxError), inbox.database.reading() as connection:
        connection.execute(text("SELECT * FROM half"))


def test_an_inbox_of_a_newer_program_is_left_alone(tmp_path: Path, options: InboxOptions) -> None:
    from datetime import UTC, datetime

    from reflectory.comments.inbox import schema

    with Inbox(tmp_path, options) as inbox, inbox.database.writing() as connection:
        connection.execute(schema.migrations.insert().values(name="9999 later", at=datetime.now(UTC)))
    with pytest.raises(InboxError, match="newer Reflectory"):
        Inbox(tmp_path, options)


def test_what_is_declined_while_it_is_being_written_does_not_stay_public(
    tmp_path: Path, options: InboxOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One process has read that a comment is approved; before it writes, another declines it and publishes."""
    started = threading.Event()

    def slow(*given: Any, **more: Any) -> bool:
        started.set()
        time.sleep(0.5)
        return change(*given, **more)

    with Inbox(tmp_path, options) as inbox, Inbox(tmp_path, options) as other:
        inbox.decide(inbox.add([arrival("a"), arrival("b")]), State.APPROVED, who="Hannah")
        monkeypatch.setattr("reflectory.comments.inbox.publishing.change", slow)
        writing = threading.Thread(target=reconcile, args=(inbox,))
        writing.start()
        started.wait(30)
        other.decide([1], State.DECLINED, who="Ann")
        reconcile(other)
        writing.join()
        assert archived(tmp_path) == ["i2"]


def test_what_a_crash_left_in_an_archive_goes_with_the_next_decision(inbox: Inbox, tmp_path: Path) -> None:
    inbox.decide(inbox.add([arrival("a")]), State.APPROVED, who="Hannah")
    reconcile(inbox)
    with inbox.database.writing() as connection:
        connection.execute(comments.update().values(is_archived=False))  # written, and died before it was noted
    inbox.decide([1], State.DECLINED, who="Hannah")
    reconcile(inbox)
    assert archived(tmp_path) == []
