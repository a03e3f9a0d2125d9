"""What the tests of the desk stand on: a site with held comments, and a browser's side of the desk without a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from msgspec.structs import replace
from werkzeug.test import TestResponse

from reflectory.comments.desk.app import make
from reflectory.comments.desk.desk import Desk
from reflectory.comments.desk.guard import Place
from reflectory.comments.desk.serving import opened
from reflectory.comments.desk.sessions import Sessions
from reflectory.comments.inbox.store import Inbox
from saying import SAID
from sites import ROOT, essay

BASE = "http://127.0.0.1:8002"
TELLING = "Mrs Smith (NHS number 943 476 5919) was on Larch Ward.\n\nRing me on 07700 900123."
OPENING = "The day began as any other does."


class Clock:
    """A clock that stands still unless it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Open:
    """A desk and somebody who is signed in."""

    desk: Desk
    app: Flask
    client: FlaskClient
    sessions: Sessions
    clock: Clock

    @property
    def inbox(self) -> Inbox:
        """The inbox behind it."""
        return self.desk.inbox

    @property
    def archive(self) -> str:
        """The archive of the essay, "" where there is none."""
        file = self.inbox.site / "content" / "comments" / "a-bad-day.yaml"
        return file.read_text("utf-8") if file.exists() else ""

    def add(self, *bodies: str, **changed: Any) -> list[int]:
        """Put comments into the inbox."""
        start = sum(self.inbox.count().values()) + 1
        return self.inbox.add(
            [replace(SAID, source_id=f"t{start + at}", body=body, **changed) for at, body in enumerate(bodies)]
        )

    def get(self, path: str = "/") -> BeautifulSoup:
        """A page."""
        answer = self.client.get(path, base_url=BASE)
        assert answer.status_code == 200, answer.status
        return BeautifulSoup(answer.data, "lxml")

    def post(self, path: str, follow: bool = True, **fields: Any) -> TestResponse:
        """Send a form as the desk's own page does."""
        csrf = self.get("/").select_one("input[name=csrf]")
        assert csrf
        data = {"csrf": csrf["value"], "back": "/", **fields}
        return self.client.post(path, base_url=BASE, data=data, headers={"Origin": BASE}, follow_redirects=follow)

    def said(self, path: str, **fields: Any) -> str:
        """Send a form; gives what the next page says was done."""
        soup = BeautifulSoup(self.post(path, **fields).data, "lxml")
        notice = soup.select_one("[data-module=notice] p")
        assert notice, soup.get_text()
        return notice.get_text()


def write_site(folder: Path) -> Path:
    """Write a small site: one essay, a private list."""
    (folder / "content" / "essays").mkdir(parents=True)
    text = f"{OPENING}\n\n## Later\n\nThen somebody *sat down* beside her, and [[nothing]] was said."
    (folder / "content" / "essays" / "2019-11-17-a-bad-day.md").write_text(essay(text, title="A bad day"))
    (folder / "content" / "glossary").mkdir()
    (folder / "content" / "glossary" / "nothing.md").write_text("---\nterm: nothing\nshort: No thing.\n---\n")
    (folder / "private").mkdir()
    (folder / "private" / "words.txt").write_text("Larch Ward\n")
    return folder


@contextmanager
def opened_desk(folder: Path, **settings: Any) -> Iterator[Open]:
    """Open the desk of a folder and sign in."""
    known = {"SITENAME": "After", "AUTHOR": "Hannah Weir", "TIMEZONE": "Europe/London", **settings}
    with opened(folder, known, checks_private=False) as desk:
        place, clock = Place(8002, desk.options.url), Clock()
        sessions = Sessions(clock)
        app = make(desk, place, sessions, ROOT / "theme")
        client = app.test_client()
        client.set_cookie(place.cookie, sessions.begin(), domain="127.0.0.1")
        yield Open(desk, app, client, sessions, clock)


def text(soup: BeautifulSoup, selector: str) -> list[str]:
    """The text of everything that a selector finds, on one line each."""
    return [re.sub(r"\s+", " ", one.get_text()).strip() for one in soup.select(selector)]
