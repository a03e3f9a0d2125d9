"""Changes are noticed and named, whatever becomes of the folders."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import watchfiles
from watchfiles import Change

from previews import PATIENCE, write
from reflectory.building.preview.watcher import Watcher


@pytest.fixture
def watcher(site: Path) -> Watcher:
    write(site)
    return Watcher(site, [Path("content"), Path("pelicanconf.py")])


def next_change(watcher: Watcher) -> list[str]:
    return watcher.wait(PATIENCE)


def test_a_saved_file_is_named_from_the_sites_folder(site: Path, watcher: Watcher) -> None:
    write(site, "Other.")
    assert next_change(watcher) == ["content/essays/a.md"]


def test_two_saves_in_quick_succession_are_one_change(site: Path, watcher: Watcher) -> None:
    write(site, "One.")
    write(site, "Two.")
    assert next_change(watcher) == ["content/essays/a.md"]
    assert not watcher.wait(0.2)


def test_a_file_put_in_the_place_of_another_is_named_and_the_temporary_one_is_not(site: Path, watcher: Watcher) -> None:
    (site / "content" / "essays" / "a.md.tmp").write_text("New.")
    (site / "content" / "essays" / "a.md.tmp").replace(site / "content" / "essays" / "a.md")
    assert next_change(watcher) == ["content/essays/a.md"]


def test_settings_are_followed_even_when_exchanged(site: Path, watcher: Watcher) -> None:
    for _ in range(2):
        (site / "new").write_text("")
        (site / "new").replace(site / "pelicanconf.py")
        assert next_change(watcher) == ["pelicanconf.py"]


def test_swap_files_what_public_builds_write_and_other_files_are_nothing(site: Path, watcher: Watcher) -> None:
    write(site, "Swap.", "essays/.a.md.swp")
    write(site, "A ledger.", "ledger/a.yaml")
    write(site, "A version.", "versions/a/b.md")
    (site / "other.txt").write_text("Not ours.")
    assert not watcher.wait(0.3)


def test_a_folder_that_goes_and_comes_back_is_followed(site: Path, watcher: Watcher) -> None:
    shutil.rmtree(site / "content")
    assert "content" in next_change(watcher)
    write(site, name="pages/b.md")
    assert next_change(watcher)
    watcher.wait(0.3)
    write(site, "Changed.", "pages/b.md")
    assert next_change(watcher) == ["content/pages/b.md"]


def test_a_new_folder_is_followed(site: Path, watcher: Watcher) -> None:
    (site / "content" / "pages" / "deep").mkdir(parents=True)
    assert next_change(watcher)
    watcher.wait(0.3)
    write(site, name="pages/deep/b.md")
    assert next_change(watcher) == ["content/pages/deep/b.md"]


def test_a_place_behind_a_link_is_named_as_the_site_names_it(site: Path) -> None:
    (site / "elsewhere").mkdir()
    (site / "theme").symlink_to(site / "elsewhere")
    watcher = Watcher(site, [Path("theme")])
    (site / "elsewhere" / "a.css").write_text("")
    assert next_change(watcher) == ["theme/a.css"]


def test_links_that_lead_in_a_circle_do_no_harm(site: Path) -> None:
    (site / "content").mkdir()
    (site / "content" / "again").symlink_to(site / "content")
    watcher = Watcher(site, [Path("content")])
    write(site, name="a.md")
    assert next_change(watcher) == ["content/a.md"]


def test_a_place_whose_folder_is_not_there_yet_is_awaited(site: Path) -> None:
    watcher = Watcher(site, [Path("some/where/templates")])
    (site / "some" / "where" / "templates").mkdir(parents=True)
    assert next_change(watcher)
    watcher.wait(0.3)
    (site / "some" / "where" / "templates" / "a.html").write_text("")
    assert next_change(watcher) == ["some/where/templates/a.html"]


def test_where_the_system_watches_no_more_it_is_asked_again_and_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def watch(*places: Path, **options: Any) -> Iterator[set[tuple[Change, str]]]:
        if not options["force_polling"]:
            raise OSError(28, "inotify watch limit reached")
        yield from watchfiles.watch(*places, **{**options, "poll_delay_ms": 20})

    os.utime(write(site), (0, 0))  # asking tells apart what was written in different seconds
    monkeypatch.setattr("reflectory.building.preview.watcher.watch", watch)
    watcher = Watcher(site, [Path("content")])
    write(site, "Other, and longer.")
    assert next_change(watcher) == ["content/essays/a.md"]


def test_what_has_changed_before_it_looked_can_be_asked_for(site: Path) -> None:
    write(site)
    watcher = Watcher(site, [Path("content")])
    assert "content/essays/a.md" in watcher.since(time.time() - 60)
    assert not watcher.since(time.time() + 60)
