"""The desk as the command runs it: in a process of its own, at a real port, and what publishing does."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from bs4 import BeautifulSoup

from desks import write_site
from previews import OURS, PATIENCE
from reflectory.comments.desk.publisher import Publisher
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from saying import SAID
from sites import ROOT


@dataclass
class Running:
    """A desk in a process, and its first lines."""

    process: subprocess.Popen[str]
    first: str

    @property
    def base(self) -> str:
        """Its address, without a final slash."""
        return re.sub(r"/(enter.*)?$", "", self.first)


def whole_site(folder: Path, **conf: str) -> Path:
    """A site that can be built, with one held comment."""
    write_site(folder)
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "theme").symlink_to(ROOT / "theme")
    with (folder / "pelicanconf.py").open("a") as file:
        file.write("".join(f"{name} = {value!r}\n" for name, value in conf.items()))
    with Inbox(folder) as inbox:
        inbox.add([SAID])
    return folder


@contextmanager
def running(folder: Path) -> Iterator[Running]:
    """Run ``reflectory desk --port 0`` until the test ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "reflectory.cli", "desk", "--port", "0"],
        cwd=folder,
        env=OURS,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert process.stdout
        yield Running(process, process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


class Browser:
    """Asks as a browser does, with its cookies and the origin of the page."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str = "/") -> str:
        """A page."""
        with self.opener.open(self.base + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> str:
        """Send a form; gives the page that it leads to."""
        data = urllib.parse.urlencode(fields).encode()
        asked = urllib.request.Request(self.base + path, data, {"Origin": self.base})
        with self.opener.open(asked, timeout=PATIENCE) as answer:
            return str(answer.read().decode())

    def csrf(self) -> str:
        """The token of the session."""
        found = BeautifulSoup(self.get(), "lxml").select_one("[name=csrf]")
        assert found
        return str(found["value"])


def test_the_command_prints_a_link_that_opens_the_desk_and_publishes(tmp_path: Path) -> None:
    with running(whole_site(tmp_path)) as desk:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/enter\?key=[\w-]{43}", desk.first)
        browser = Browser(desk.base)
        with pytest.raises(urllib.error.HTTPError, match="401") as refused:
            browser.get()
        refused.value.close()
        browser.get(desk.first.removeprefix(desk.base))
        page = browser.post("/enter", key=desk.first.split("=")[1])
        assert "I know that day." in page
        csrf = browser.csrf()
        assert "1 comment is approved" in browser.post("/decide", csrf=csrf, number="1", after="approved")
        assert "The site is built: 1 essay;" in browser.post("/publish", csrf=csrf)
        essay = (tmp_path / "output" / "essays" / "a-bad-day" / "index.html").read_text()
        assert "I know that day." in essay
        assert "reader@example.org" not in essay
        desk.process.send_signal(signal.SIGINT)
        assert desk.process.wait(PATIENCE) == 0


def test_it_listens_on_this_computer_alone(tmp_path: Path) -> None:
    with running(whole_site(tmp_path)) as desk:
        port = urllib.parse.urlsplit(desk.base).port
        listening = Path("/proc/net/tcp").read_text() if Path("/proc/net/tcp").exists() else ""
        if not listening:
            pytest.skip("no /proc/net/tcp to look at")
        assert [row.split()[1] for row in listening.splitlines() if f":{port:04X} 00000000:0000 0A" in row] == [
            f"0100007F:{port:04X}"
        ]


def test_what_cannot_be_published_is_told_with_file_and_line(tmp_path: Path) -> None:
    whole_site(tmp_path)
    (tmp_path / "content" / "essays" / "b.md").write_text("---\ntitle: B\ndate: soon\n---\n")
    publisher = Publisher(tmp_path, checks_private=False)
    publisher.publish()
    assert publisher.outcome
    assert not publisher.outcome.good
    assert "content/essays/b.md, line 3" in publisher.outcome.lines[0]


def test_a_site_with_a_public_address_is_built_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole_site(tmp_path)
    monkeypatch.setenv("PYTHONPATH", OURS["PYTHONPATH"])
    publisher = Publisher(tmp_path, checks_private=False)
    assert not publisher.is_public()
    (tmp_path / "publishconf.py").write_text('from pelicanconf import *\nSITEURL = "https://example.org"\n')
    assert publisher.is_public()
    publisher.publish()
    assert publisher.outcome
    assert publisher.outcome.good, publisher.outcome
    assert "https://example.org/essays/a-bad-day/" in (tmp_path / "output" / "sitemap.xml").read_text()


def test_what_the_private_check_finds_stops_publishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole_site(tmp_path)
    monkeypatch.setenv("PYTHONPATH", OURS["PYTHONPATH"])
    publisher = Publisher(tmp_path, checks_private=True)
    asked = []
    real = publisher._run

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        if command[0] == "build":
            return real(*command)
        return subprocess.CompletedProcess(command, 1, "", "output/index.html holds a held text.\n")

    monkeypatch.setattr(publisher, "_run", run)
    publisher.publish()
    assert publisher.outcome
    assert asked == [("build", "--json"), ("check", "--private")]
    assert publisher.outcome.title == "Something private is in the site. Do not upload it."
    assert publisher.outcome.lines == ("output/index.html holds a held text.",)


def test_with_a_password_one_signs_in_and_no_link_is_printed(tmp_path: Path) -> None:
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("four words are enough")
    with running(whole_site(tmp_path, DESK_PASSWORD_HASH=hashed)) as desk:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", desk.first)
        page = Browser(desk.base).post("/sign-in", password="four words are enough", back="/comments/1")
        assert "I know that day." in page


def test_behind_a_proxy_each_machine_has_its_own_tries(tmp_path: Path) -> None:
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("four words are enough")
    with running(whole_site(tmp_path, DESK_PASSWORD_HASH=hashed, DESK_URL="https://desk.example.org")) as desk:

        def tried(machine: str, password: str = "wrong") -> int:
            headers = {
                "Host": "desk.example.org",
                "Origin": "https://desk.example.org",
                "X-Forwarded-For": machine,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection = http.client.HTTPConnection("127.0.0.1", urllib.parse.urlsplit(desk.base).port or 0)
            connection.request("POST", "/sign-in", f"password={password.replace(' ', '+')}", headers)
            status = connection.getresponse().status
            connection.close()
            return status

        assert [tried("203.0.113.1") for _ in range(6)] == [401] * 5 + [429]
        assert tried("203.0.113.2", "four words are enough") == 303
        with pytest.raises(urllib.error.HTTPError, match="421") as refused:
            Browser(desk.base).get()
        refused.value.close()


def test_a_taken_port_is_told_in_a_sentence(tmp_path: Path) -> None:
    whole_site(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "reflectory.cli", "desk", "--port", str(port)]
        ended = subprocess.run(command, cwd=tmp_path, env=OURS, capture_output=True, text=True, timeout=PATIENCE)
    assert ended.returncode == 1
    assert ended.stderr == f"port {port} is in use; choose another with --port, or --port 0 for any.\n"


@pytest.mark.parametrize(("password", "code"), [("four words are enough", 0), ("short", 1)])
def test_a_password_is_hashed_from_a_prompt(tmp_path: Path, password: str, code: int) -> None:
    from click.testing import CliRunner

    from reflectory.cli import main

    ended = CliRunner().invoke(main, ["desk", "--hash-password"], input=f"{password}\n{password}\n")
    assert ended.exit_code == code
    assert password not in ended.stdout
    if code == 0:
        hashed = re.search(r'^DESK_PASSWORD_HASH = "(\$argon2id\$.*)"$', ended.stdout, re.M)
        assert hashed
        assert PasswordHasher().verify(hashed[1], password)


def test_a_kill_between_decision_and_archive_is_healed_at_the_next_start(tmp_path: Path) -> None:
    whole_site(tmp_path)
    with Inbox(tmp_path) as inbox:
        inbox.decide([1], State.APPROVED, who="H")  # and the process ends here
    with running(tmp_path):
        assert "I know that day." in (tmp_path / "content" / "comments" / "a-bad-day.yaml").read_text()
