"""What the tests of the intake stand on: a site that takes comments, its application, and its server."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import reflectory
from reflectory.comments.inbox.records import Held
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.intake.app import Intake, create_app
from reflectory.comments.intake.stamps import Stamps
from sites import ROOT

SITE_URL = "https://blog.example"
FORM = "application/x-www-form-urlencoded"
SETTINGS: dict[str, Any] = {"INTAKE_RATE": ""}
SAID = {
    "essay": "open",
    "author": "Ann Reader",
    "email": "ann@reader.example",
    "url": "",
    "body": "I *know* that day.\n\nSo do others.",
    "reply_to": "",
    "website": "",
}
ROWS = (
    ("open", "essays", "An open essay", "essays/open/", "open"),
    ("shut", "essays", "A closed essay", "essays/shut/", "closed"),
    ("about", "pages", "About", "about/", "open"),
    ("privacy", "pages", "Your details", "privacy/", "none"),
    ("comment-policy", "pages", "Answering", "comment-policy/", "none"),
)


def listing(folder: Path, rows: Any = ROWS, url: str = SITE_URL) -> None:
    """Write ``essays.json`` as a build does."""
    keys = ("slug", "kind", "title", "url", "comments")
    site = {"name": "A site", "url": url, "lang": "en-GB", "style": "theme/site.css"}
    essays = [dict(zip(keys, row, strict=True)) for row in rows]
    folder.mkdir(exist_ok=True)
    fresh = folder / "essays.json.new"
    fresh.write_text(json.dumps({"site": site, "essays": essays}))
    fresh.replace(folder / "essays.json")


@dataclass
class Door:
    """An intake that is asked without a server."""

    site: Path
    intake: Intake
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = create_app(self.intake).test_client()

    @property
    def inbox(self) -> Inbox:
        """Where comments go."""
        return self.intake.inbox

    def post(self, fields: dict[str, str] | None = None, path: str = "/", **more: Any) -> TestResponse:
        """Send a form as a browser on the site does."""
        headers = {"Origin": SITE_URL, **more.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        data = urlencode({**SAID, **(fields or {})})
        return self.client.post(path, data=data, content_type=FORM, headers=headers, **more)

    def send(self, **fields: str) -> TestResponse:
        """Send a form that was begun some time ago."""
        return self.post({"started": self.intake.stamps.started(), **fields})

    def kept(self) -> Held:
        """The one comment there is."""
        (held,) = self.inbox.find()
        return held


@contextmanager
def door(site: Path, least: int = 0, **settings: Any) -> Iterator[Door]:
    """An intake of a site in a folder, in which nobody is too quick unless that is asked for."""
    listing(site / "output")
    with Inbox(site) as inbox:
        intake = Intake.opened(inbox, site / "output", SETTINGS | settings, Stamps("secret" * 8, least=least))
        yield Door(site, intake)
        intake.writer.close()


def started(page: str) -> str:
    """The stamp in a page's form."""
    found = re.search(r'name="started" value="([^"]+)"', page)
    assert found
    return found[1]


@dataclass
class Server:
    """An intake in a process of its own."""

    site: Path
    process: subprocess.Popen[str]
    port: int

    @property
    def address(self) -> str:
        """Its address, with a final slash."""
        return f"http://127.0.0.1:{self.port}/"

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Return status, ``Location`` and text of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            body = urlencode(fields) if fields is not None else None
            sent = {"Content-Type": FORM, **headers} if fields is not None else headers
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Location") or "", answer.read().decode()
        finally:
            connection.close()


def configure(site: Path, **settings: Any) -> None:
    """Give a folder our own settings, some of them changed."""
    lines = [f"{name} = {value!r}\n" for name, value in {"THEME": str(ROOT / "theme"), **settings}.items()]
    (site / "pelicanconf.py").write_text((ROOT / "pelicanconf.py").read_text("utf-8") + "".join(lines), "utf-8")
    (site / "content").mkdir(exist_ok=True)


@contextmanager
def running(site: Path, *options: str) -> Iterator[Server]:
    """Run ``reflectory intake --port 0`` in a folder that is configured."""
    command = [sys.executable, "-m", "reflectory.cli", "intake", "--port", "0", *options]
    environ = {**os.environ, "PYTHONPATH": str(Path(reflectory.__file__).parents[1])}
    with (site / "said.txt").open("a") as said:
        process = subprocess.Popen(command, cwd=site, env=environ, stdout=subprocess.PIPE, stderr=said, text=True)
    try:
        assert process.stdout
        first = process.stdout.readline()
        assert first.startswith("http://127.0.0.1:"), (site / "said.txt").read_text()
        yield Server(site, process, int(first.rsplit(":", 1)[1].strip("/\n")))
    finally:
        process.kill()
        process.wait(30)
        if process.stdout:
            process.stdout.close()
