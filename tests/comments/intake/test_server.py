"""The intake as it runs: its address first, nothing private in what it says, nothing lost when it is killed."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import threading
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from intake_site import SAID, SITE_URL, Server, configure, listing, running, started
from msgspec.structs import replace

from previews import wait_for
from reflectory.comments.inbox.records import Arrival, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox

ORIGIN = {"Origin": SITE_URL}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    configure(tmp_path, INTAKE_RATE="", OUTPUT_PATH="output")
    listing(tmp_path / "output")
    return tmp_path


def send(server: Server, stamp: str, **fields: str) -> tuple[int, str, str]:
    return server.ask("POST", "/", {**SAID, "started": stamp, **fields}, **ORIGIN)


def test_a_comment_goes_all_the_way_and_its_writer_takes_it_back(site: Path) -> None:
    with running(site) as server:
        status, _, page = server.ask("POST", "/", SAID, **ORIGIN)
        assert (status, "Read it over" in page) == (200, True)
        status, _, page = send(server, started(page))
        assert (status, "That was quick" in page) == (422, True)
        time.sleep(2.1)
        status, where, _ = send(server, started(page))
        assert status == 303
        assert "Thank you" in server.ask("GET", f"/{where}")[2]
        assert server.ask("POST", f"/{where}", {"withdraw": "yes"}, Origin=server.address.rstrip("/"))[0] == 303
        assert "Withdrawn" in server.ask("GET", f"/{where}")[2]
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (site / "private").rglob("*")}
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


def test_an_interrupt_ends_it_in_peace(site: Path) -> None:
    with running(site) as server:
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(20) == 0
    assert (site / "said.txt").read_text() == ""


def test_a_port_that_is_taken_and_a_site_that_is_not_built_are_told(site: Path) -> None:
    with (
        running(site) as server,
        pytest.raises(AssertionError, match="is in use"),
        running(site, "--port", str(server.port)),
    ):
        pass
    (site / "output/essays.json").unlink()
    with pytest.raises(AssertionError, match=r"there is no essays\.json"), running(site):
        pass


@pytest.mark.parametrize(("proxies", "codes"), [(0, [200, 429, 429]), (1, [200, 200, 429])])
def test_a_proxy_is_believed_only_where_there_is_one(proxies: int, codes: list[int], site: Path) -> None:
    configure(site, INTAKE_RATE="1/minute", INTAKE_PROXIES=proxies, OUTPUT_PATH="output")
    machines = ["192.0.2.1", "192.0.2.2", "203.0.113.9, 192.0.2.1"]  # the last one claims to be somebody else
    with running(site) as server:
        found = [server.ask("POST", "/", SAID, **ORIGIN, **{"X-Forwarded-For": one})[0] for one in machines]
        assert found == codes
        own = {"Origin": "https://answers.example", "X-Forwarded-Host": "answers.example"}
        status, _, _ = server.ask("POST", "/", SAID, **own, **{"X-Forwarded-For": "192.0.2.7"})
        assert status == (200 if proxies else 403)


def test_nothing_private_is_in_what_it_says_or_in_pages_of_mistakes(site: Path) -> None:
    canaries = {"author": "CanaryName", "email": "canary@mail.example", "body": "Canary in the text."}
    with running(site) as server:
        stamp = started(server.ask("POST", "/", SAID, **ORIGIN)[2])
        time.sleep(2.1)
        status, where, _ = send(server, stamp, **canaries)
        assert status == 303
        pages = [
            server.ask("GET", f"/{where}x")[2],
            server.ask("POST", "/challenge", canaries)[2],
            server.ask("GET", "/nowhere")[2],
        ]
        shutil.move(site / "private", site / "gone")  # a disk that is not there any more
        (site / "private").write_text("")
        assert send(server, stamp, **canaries | {"body": "Canary in another text."})[0] in (303, 500, 503)
    said = (site / "said.txt").read_text()
    for canary in ("CanaryName", "mail.example", "Canary in", "127.0.0.1"):
        assert canary not in said
        assert canary not in "".join(pages)


def test_what_was_kept_long_enough_is_forgotten_while_it_runs(tmp_path: Path) -> None:
    configure(tmp_path, OUTPUT_PATH="output", INBOX_KEEP_SPAM_DAYS=0)
    listing(tmp_path / "output")
    spam = Arrival(Target("open"), "intake", "1", "A", "Buy.", datetime.now(UTC), state=State.SPAM)
    with Inbox(tmp_path) as inbox:
        inbox.add([spam, replace(spam, source_id="2", state=State.PENDING)])
        with running(tmp_path):
            assert wait_for(lambda: inbox.count() == {State.PENDING: 1})


def test_the_inbox_is_restored_from_a_copy_that_was_made_while_it_ran(site: Path) -> None:
    with running(site) as server:
        stamp = started(server.ask("POST", "/", SAID, **ORIGIN)[2])
        time.sleep(2.1)
        first = send(server, stamp)[1]
        copy = site / "copy.sqlite3"
        sqlite = shutil.which("sqlite3")
        if sqlite:
            subprocess.run([sqlite, site / "private/inbox.sqlite3", f"VACUUM INTO '{copy}'"], check=True)
        else:
            connection = sqlite3.connect(site / "private/inbox.sqlite3")
            connection.execute("VACUUM INTO ?", [str(copy)])
            connection.close()
        send(server, stamp, body="After the copy.")
    for name in ("inbox.sqlite3", "inbox.sqlite3-wal", "inbox.sqlite3-shm"):
        (site / "private" / name).unlink(missing_ok=True)
    shutil.copy(copy, site / "private/inbox.sqlite3")
    with running(site) as server:
        assert "Thank you" in server.ask("GET", f"/{first}")[2]
    with Inbox(site) as inbox:
        assert [held.body for held in inbox.find()] == [SAID["body"]]


def test_what_was_acknowledged_is_there_once_however_often_it_is_killed(site: Path) -> None:
    acknowledged: list[str] = []
    for round_ in range(3):
        with running(site) as server:
            stamp = started(server.ask("POST", "/", SAID, **ORIGIN)[2])
            time.sleep(2.1)
            ending = threading.Timer(0.6 + 0.2 * round_, os.kill, (server.process.pid, signal.SIGKILL))
            writers = [
                threading.Thread(target=_write, args=(server, stamp, f"{round_}-{n}", acknowledged)) for n in range(8)
            ]
            for writer in writers:
                writer.start()
            ending.start()
            for writer in writers:
                writer.join(60)
    assert len(acknowledged) > 50
    with Inbox(site) as inbox:
        there = Counter(held.body for held in inbox.find())
    assert {body: there[body] for body in acknowledged if there[body] != 1} == {}
    assert set(there.values()) == {1}


def _write(server: Server, stamp: str, name: str, acknowledged: list[str]) -> None:
    """Send comments, each twice as an impatient reader does, until nobody answers any more."""
    number = 0
    while True:
        body = f"Comment {name}-{number} of this person."
        try:
            answers = [send(server, stamp, body=body) for _ in range(2)]
        except (OSError, http.client.HTTPException):  # an answer that was cut off acknowledges nothing
            return
        if answers[0][0] == 303:
            acknowledged.append(body)
            assert answers[0][1] == answers[1][1]
        number += 1
