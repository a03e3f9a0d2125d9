"""Builds that are killed at any moment, that run at once, or whose cache is of no use: the next one is right."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from apart import differences, files
from commands import build, end, environment, left_running, sample, start
from generate import generate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills groups of processes")

ESSAYS = 56
MOMENTS = 12


@dataclass
class Place:
    """A site that is now one, now the other of two, and what a clean build makes of each.

    Attributes:
        seconds: how long a first build takes.
    """

    folder: Path
    wanted: dict[str, dict[str, bytes]]
    seconds: float

    def become(self, which: str) -> None:
        """Bring the sources to one of the two states."""
        shutil.rmtree(self.folder / "content", ignore_errors=True)
        shutil.copytree(self.folder.parent / which / "content", self.folder / "content")

    def forget(self) -> None:
        """Remove output and cache."""
        for name in ("output", ".cache"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def check(self, which: str) -> None:
        """Compare what is published with a clean build, and see that nothing lies beside it."""
        assert not differences(files(self.folder / "output"), self.wanted[which])
        assert not [path.name for path in self.folder.iterdir() if path.name.startswith(".output")]


def _before(folder: Path) -> Path:
    sample(folder)
    shutil.rmtree(folder / "content")
    generate(folder, ESSAYS)
    return folder


def _after(folder: Path) -> Path:
    """The same with a few things changed: one entry, three essays, one of them gone, two new."""
    _before(folder)
    essays = sorted((folder / "content" / "essays").iterdir())
    for essay in essays[10:12]:
        essay.write_text(essay.read_text("utf-8") + "\nSomething more, on kindness.\n", "utf-8")
    for essay in essays[-2:]:
        shutil.copyfile(essay, essay.with_name(f"2024-01-01-again-{essay.stem[11:]}.md"))
    entry = next(iter(sorted((folder / "content" / "glossary").iterdir())))
    entry.write_text(entry.read_text("utf-8").replace("short: '", "short: 'Now: "), "utf-8")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A site before and after some changes."""
    home = tmp_path_factory.mktemp("killed")
    began = time.monotonic()
    build(_before(home / "before"))
    seconds = time.monotonic() - began
    build(_after(home / "after"))
    wanted = {which: files(home / which / "output") for which in ("before", "after")}
    return Place(_before(home / "here"), wanted, seconds)


@pytest.mark.parametrize("moment", range(MOMENTS))
def test_a_build_that_is_killed_is_finished_by_the_next(moment: int, place: Place) -> None:
    """A first build at even moments, at the others one after a change; now and then the change is taken back."""
    which, other = ("before", "after") if moment % 4 < 2 else ("after", "before")
    place.become(which)
    if moment % 2:
        build(place.folder)
        place.become(other)
        which, other = other, which
    else:
        place.forget()
    process = start(place.folder)
    time.sleep((moment + 0.5) / MOMENTS * place.seconds)
    end(process)
    assert not left_running(process)
    if moment % 3 == 0:
        which = other
        place.become(which)
    build(place.folder)
    place.check(which)


@pytest.mark.parametrize("part", [0.4, 0.7])
def test_what_a_build_has_started_ends_with_it(part: float, place: Place) -> None:
    place.become("before")
    place.forget()
    process = start(place.folder)
    time.sleep(part * place.seconds)
    end(process, alone=True)
    assert not left_running(process)


def test_a_build_that_is_interrupted_leaves_nothing_beside_the_output(place: Place) -> None:
    place.become("before")
    place.forget()
    process = start(place.folder)
    time.sleep(0.6 * place.seconds)
    end(process, signal.SIGINT)
    assert not left_running(process)
    assert not list(place.folder.glob(".output*"))
    build(place.folder)
    place.check("before")


def test_what_a_build_left_that_was_killed_while_it_wrote_the_list_is_removed(place: Place) -> None:
    place.become("before")
    build(place.folder)
    (place.folder / "output" / "..reflectory.999999999").write_text("404.html\n")
    (place.folder / "content" / "pages" / "about.md").touch()
    place.become("after")
    build(place.folder)
    place.check("after")


def test_two_builds_at_once_end_well(place: Place) -> None:
    place.become("before")
    place.forget()
    for which in ("before", "after"):
        place.become(which)
        both = [start(place.folder), start(place.folder)]
        for process in both:
            _, complained = process.communicate(timeout=120)
            assert process.returncode == 0, complained
        build(place.folder)
        place.check(which)


def test_builds_into_different_folders_share_a_cache(place: Place) -> None:
    place.become("before")
    place.forget()
    for which in ("before", "after"):
        place.become(which)
        both = [start(place.folder), start(place.folder, "--output", str(place.folder.parent / "other"))]
        for process in both:
            _, complained = process.communicate(timeout=120)
            assert process.returncode == 0, complained
        place.check(which)
        assert not differences(files(place.folder.parent / "other"), place.wanted[which])


def _is_a_file(cache: Path) -> None:
    cache.write_text("no folder")


def _is_full_of_noise(cache: Path) -> None:
    for path in [*cache.rglob("*")]:
        if path.is_file() and "pictures" not in path.parts:
            path.write_bytes(b"\xff" * 5000)


def _has_folders_for_files(cache: Path) -> None:
    for path in [*cache.rglob("*")]:
        if path.is_file():
            path.unlink()
            path.mkdir()


def _has_files_for_folders(cache: Path) -> None:
    shutil.rmtree(cache)
    cache.mkdir()
    for name in ("pictures", "pelican", "preview", "builds", "reflectory.sqlite3"):
        (cache / name).write_text("x")


@pytest.mark.parametrize(
    "spoil",
    [
        _is_full_of_noise,
        _is_a_file,
        _has_folders_for_files,
        _has_files_for_folders,
    ],
)
def test_a_cache_of_no_use_is_done_without(spoil: Callable[[Path], None], tmp_path: Path) -> None:
    folder, clean = sample(tmp_path / "site"), sample(tmp_path / "clean")
    if spoil is not _is_a_file:
        build(folder)
    spoil(folder / ".cache")
    essay = "essays/2019-11-17-a-bad-day.md"
    for site in (folder, clean):
        (site / "content" / essay).write_text((site / "content" / essay).read_text("utf-8") + "\nMore.\n", "utf-8")
        build(site)
    assert not differences(files(folder / "output"), files(clean / "output"))


@pytest.mark.skipif("sys.platform != 'linux'", reason="needs Linux's unshare")
def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """Root may write everywhere, so the folder is mounted to be read only."""
    folder, clean = sample(tmp_path / "site"), sample(tmp_path / "clean")
    build(clean)
    cache = folder / ".cache"
    cache.mkdir()
    script = f'mount -t tmpfs -o ro none "{cache}" && exec "$@"'
    command = [
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        script,
        "sh",
        sys.executable,
        "-m",
        "reflectory.cli",
    ]
    ended = subprocess.run(
        [*command, "build"], cwd=folder, env=environment(), capture_output=True, text=True, timeout=60
    )
    if "unshare" in ended.stderr or "mount:" in ended.stderr:
        pytest.skip(f"this machine lets nobody mount: {ended.stderr.strip()}")
    assert ended.returncode == 0, ended.stderr
    assert not differences(files(folder / "output"), files(clean / "output"))
