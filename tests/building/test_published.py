"""What the last build published is looked at, by a copy of the process where that is worth it."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from pathlib import Path

import pytest

from reflectory.building import published
from reflectory.building.cores import can_fork
from reflectory.building.files import Place, place_of
from reflectory.building.published import Published

Site = tuple[str, dict[str, Place]]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A folder and where each of its files was left, of which one was changed since then and one removed."""
    for name in ("kept", "changed", "gone", "größe/index.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("a")
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    left = {name: place for name in names if (place := place_of(f"{tmp_path}/{name}"))}
    (tmp_path / "changed").write_text("another")
    (tmp_path / "gone").unlink()
    return str(tmp_path), left


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A site is large enough for a copy of the process, on a machine with cores enough and with no other thread."""
    monkeypatch.setattr(published, "_MANY", 0)
    monkeypatch.setattr(published, "can_fork", lambda: True)
    monkeypatch.setattr(published, "available_cores", lambda: 2)


def test_what_was_changed_or_removed_is_found(site: Site) -> None:
    assert Published(*site).changed == {"changed", "gone"}


@pytest.mark.usefixtures("many")
def test_a_copy_of_the_process_finds_the_same(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Published(*site, cores=2)
    monkeypatch.setattr(Published, "look", lambda self: pytest.fail("this process has looked"))
    assert seen.changed == {"changed", "gone"}


@pytest.mark.usefixtures("many")
def test_a_copy_that_is_killed_is_not_waited_for_in_vain(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    look, parent = Published.look, os.getpid()

    def killed(self: Published) -> object:
        if os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return look(self)

    monkeypatch.setattr(Published, "look", killed)
    assert Published(*site, cores=2).changed == {"changed", "gone"}


def test_without_the_folder_every_file_is_gone(site: Site) -> None:
    shutil.rmtree(site[0])
    assert Published(*site).changed == set(site[1])


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("cores", [0, 1, 2])
def test_one_core_has_no_copy(site: Site, cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[Published] = []
    monkeypatch.setattr(published, "_copy", copies.append)
    Published(*site, cores=cores)
    assert len(copies) == (cores != 1)


@pytest.mark.usefixtures("many")
def test_a_process_with_threads_is_not_copied(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[Published] = []
    monkeypatch.setattr(published, "_copy", copies.append)
    monkeypatch.setattr(published, "can_fork", can_fork)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    Published(*site, cores=2)
    done.set()
    thread.join()
    assert not copies
