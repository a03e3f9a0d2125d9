"""What a browser is told after a build depends on what it shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reflectory.building.preview.board import Board
from reflectory.building.preview.pages import Pages, Seen
from reflectory.building.preview.stream import events
from reflectory.site.errors import Problem

PAGE = '<head><link rel="stylesheet" href="../site.css"></head><body>{}<img src="../a.png"></body>'


class Browser:
    """A browser that shows the page ``/a/``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.board = folder, Board()
        (folder / "a").mkdir()
        self.write("a/index.html", PAGE.format("One"))
        self.write("index.html", "Home")
        self.write("site.css", "p {}")
        self.pages, self.identity = Pages(folder, self.board), ""
        self.events = events(self.pages, self.board, "/a/", self.now)
        assert self.hears() == ["problems"]

    @property
    def now(self) -> Seen:
        return self.pages.seen("/a/", self.pages.plain("/a/").content)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def told(self, *problems: Problem) -> Iterator[tuple[str, Any]]:
        """What it is told after a build."""
        self.board.post(problems)
        yield from self._next()

    def _next(self) -> Iterator[tuple[str, Any]]:
        for event in self.events:
            fields = dict(line.split(": ", 1) for line in event.strip().split("\n"))
            self.identity = fields.get("id", self.identity)
            if "event" in fields:
                yield fields["event"], json.loads(fields["data"])
            if fields.get("event") == "problems":
                return

    def hears(self) -> list[str]:
        return [name for name, _ in self._next()]


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    return Browser(tmp_path)


def names(told: Iterator[tuple[str, Any]]) -> list[str]:
    return [name for name, _ in told]


def test_a_page_that_stays_as_it_is_is_left_alone(browser: Browser) -> None:
    browser.write("index.html", "Another home")
    assert names(browser.told()) == ["problems"]


def test_a_page_that_changes_is_sent_in_both_versions(browser: Browser) -> None:
    browser.write("a/index.html", PAGE.format("Two"))
    found = dict(browser.told())
    assert "One" in found["page"]["before"]
    assert "Two" in found["page"]["after"]
    assert names(browser.told()) == ["problems"]


@pytest.mark.parametrize(("name", "text"), [("a/index.html", PAGE.format("Two")), ("site.css", "p { color: red }")])
def test_each_change_names_what_is_shown_then(browser: Browser, name: str, text: str) -> None:
    browser.write(name, text)
    assert names(browser.told())
    assert browser.identity == str(browser.now)


def test_styles_are_exchanged_alone(browser: Browser) -> None:
    browser.write("site.css", "p { color: red }")
    assert names(browser.told()) == ["styles", "problems"]


def test_another_picture_loads_the_page_again(browser: Browser) -> None:
    browser.write("a.png", "a picture")
    assert names(browser.told()) == ["reload", "problems"]


def test_problems_are_told_as_text_and_then_taken_back(browser: Browser) -> None:
    assert "content/a.md, line 3" in dict(browser.told(Problem("content/a.md", 3, "<b>")))["problems"]
    assert "&lt;b&gt;" in dict(browser.told(Problem("content/a.md", 3, "<b>")))["problems"]
    assert dict(browser.told())["problems"] == ""


@pytest.mark.parametrize("seen", ["", "a-b-c", "nonsense"])
def test_a_browser_that_comes_back_with_an_old_page_loads_it_again(tmp_path: Path, seen: str) -> None:
    (tmp_path / "index.html").write_text("Home")
    told = events(Pages(tmp_path, Board()), Board(), "/", Seen.read(seen))
    assert next(told).startswith("retry")
    assert next(told).startswith("event: reload")
