"""The preview: served on this machine, built again after each change, alive after each mistake."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from commands import sample
from previews import OURS, Preview, previewed, wait_for, write
from reflectory.building import serve
from reflectory.building.preview.board import Board
from reflectory.building.report import Report
from reflectory.building.serve import Builder
from sites import essay, own_signals


def get(address: str) -> str:
    """The text at an address, whatever its status."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    site = tmp_path_factory.mktemp("site")
    write(site, essay("First.", status="draft"))
    with previewed(site) as preview:
        yield preview


def shown(running: Preview, text: str) -> bool:
    """Whether the essay has a text, sooner or later."""
    return wait_for(lambda: text in get(f"{running.address}essays/a/"))


def test_the_first_line_is_the_bare_address(running: Preview) -> None:
    assert running.said.startswith(running.address + "\n")
    assert running.address.startswith("http://127.0.0.1:")
    assert running.address.endswith("/")


def test_a_draft_is_shown_and_its_address_told_once(running: Preview) -> None:
    write(running.site, essay("A draft.", status="draft"))
    assert shown(running, "A draft.")
    assert running.said.count(f"Draft: {running.address}essays/a/") == 1


def test_a_line_says_what_changed_what_was_written_and_how_long_it_took(running: Preview) -> None:
    write(running.site, essay("Second."))
    assert shown(running, "Second.")
    assert running.says("Changed content/essays/a.md: ")
    assert running.said.splitlines()[-1].endswith("s)")


def test_a_mistake_is_told_and_the_last_good_page_stays(running: Preview) -> None:
    write(running.site, essay("Good."))
    assert shown(running, "Good.")
    write(running.site, essay("Bad.", date="soon"))
    assert running.says("content/essays/a.md, line 3: the date “soon” is not a date")
    assert running.says("not built, the last good pages stay.")
    assert "Good." in get(f"{running.address}essays/a/")
    write(running.site, essay("Better."))
    assert shown(running, "Better.")


def test_it_outlives_what_is_no_text(running: Preview) -> None:
    write(running.site).write_bytes(b"---\ntitle: \xff\xfe")
    assert running.says("content/essays/a.md", running.said.count("content/essays/a.md") + 1)
    write(running.site, essay("Text again."))
    assert shown(running, "Text again.")


def test_it_outlives_a_folder_that_goes_and_comes_back(running: Preview) -> None:
    shutil.rmtree(running.site / "content")
    assert running.says("the folder that PATH names is missing")
    write(running.site, essay("Back."))
    assert shown(running, "Back.")
    write(running.site, essay("Still followed."))
    assert shown(running, "Still followed.")


def test_settings_that_an_editor_exchanges_whole_are_followed(running: Preview) -> None:
    conf = running.site / "pelicanconf.py"
    for name in ("One name", "Its other name"):
        beside = running.site / "pelicanconf.py.tmp"
        beside.write_text(conf.read_text() + f"\nSITENAME = {name!r}\n")
        beside.replace(conf)
        assert wait_for(lambda name=name: name in get(running.address))  # type: ignore[misc]


def test_its_script_is_in_what_it_serves_and_in_no_file(running: Preview) -> None:
    assert not (running.site / "output").exists()
    subprocess.run([sys.executable, "-m", "reflectory.cli", "build"], cwd=running.site, env=OURS, check=True)
    for folder in (running.site / ".cache" / "preview", running.site / "output"):
        files = [file for file in folder.rglob("*") if file.is_file()]
        assert files
        assert not [file for file in files if b".preview/" in file.read_bytes()]
    assert "/.preview/reload.js" in get(running.address)


def test_a_browser_that_lost_the_stream_need_not_load_again_what_it_was_told_since(running: Preview) -> None:
    shown = re.search(r'data-seen="([^"]+)', get(running.address))
    assert shown
    address = f"{running.address}.preview/events?page=/&seen=as-before-that"
    request = urllib.request.Request(address, headers={"Last-Event-ID": shown[1]})
    with urllib.request.urlopen(request, timeout=10) as stream:
        assert [stream.readline() for _ in range(3)][2] == b"event: problems\n"


def test_ctrl_c_ends_it_at_once_even_while_a_browser_listens(site: Path) -> None:
    write(site)
    with previewed(site) as running, urllib.request.urlopen(f"{running.address}.preview/events?page=/") as stream:
        assert stream.readline().startswith(b"retry")
        assert running.interrupt() == 0
        assert running.said.endswith("Ended.\n")


def builder(site: Path, board: Board) -> tuple[Builder, list[str]]:
    said: list[str] = []
    return Builder(site, site / "preview", "http://127.0.0.1:1", board, said.append), said


def test_an_error_nobody_foresaw_is_told_and_ends_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **options: Any) -> Report:
        raise KeyError("slug")

    monkeypatch.setattr(serve, "build_site", broken)
    monkeypatch.chdir(site)
    board = Board()
    ours, said = builder(site, board)
    ours.build()
    assert "KeyError: 'slug' (test_serve.py, line " in board.latest[1][0].message
    assert said[0].startswith("Not built")


def test_a_start_that_finds_nothing_to_do_gets_ready_for_the_first_save(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = sample(site)
    monkeypatch.chdir(folder)
    file = write(folder, essay("First. ![](https://pictures.example/a.jpg)"))
    with own_signals():
        for _ in range(2):  # what was written a moment before it was read is read again
            builder(folder, Board())[0].build()
        capsys.readouterr()
        ours, said = builder(folder, Board())
        ours.build()
        assert " 0 files written" in said[0]
        assert "a.jpg" in capsys.readouterr().err
        ours.catch_up()
        assert not capsys.readouterr().err
        assert len(said) == 1
        file.write_text(file.read_text().replace("First", "Second"))
        assert ours._session.show(["content/essays/a.md"]) == "essays/a/index.html"


def test_a_save_during_a_build_is_built_after_it(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    seen: list[str] = []

    def build(*args: Any, **options: Any) -> Report:
        seen.append(write(site).read_text() if not seen else (site / "content/essays/a.md").read_text())
        if len(seen) == 1:
            write(site, "Saved meanwhile.")
        if len(seen) == 2:
            raise KeyboardInterrupt
        return Report(site)

    monkeypatch.setattr(serve, "build_site", build)
    ours, _ = builder(site, Board())
    ours.build()
    with pytest.raises(KeyboardInterrupt):
        ours.build_on_change(since=site.stat().st_mtime - 1)
    assert seen[-1] == "Saved meanwhile."


def test_the_browser_is_opened_when_the_site_is_built(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site)
    (site / "pelicanconf.py").touch()
    opened = threading.Event()
    addresses: list[str] = []
    browser = SimpleNamespace(open=lambda address: (addresses.append(address), opened.set()))
    monkeypatch.setattr(serve.webbrowser, "get", lambda: browser)
    monkeypatch.setattr(serve, "build_site", lambda *args, **options: Report(site))
    monkeypatch.setattr(Builder, "build_on_change", lambda self, since: opened.wait(30))
    said: list[str] = []
    serve.preview(site, 0, say=said.append, browse=True)
    assert addresses == said[:1]
