"""Who does the work makes no difference to what is made."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import chdir
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import proof_site
from apart import differences, files
from commands import BUILD, PELICAN, environment
from proof_changes import BLOCKS
from proof_site import Archive, Comment, Entry, Essay, Picture, Site, Text
from reflectory.building import parallel
from reflectory.building.build import build
from reflectory.building.cores import can_fork
from reflectory.building.fingerprint import UnseenError
from reflectory.building.parallel import ENOUGH, Crew
from reflectory.site.errors import Problem, ReflectoryError, SourceError
from reflectory.site.making import Rendering
from reflectory.site.views import SiteView
from sites import own_signals

ESSAYS = ENOUGH + 12
TWO = 2
"""Processes of each executor here: the machine may have no more cores."""


def spawned(**options: Any) -> Executor:
    """Processes that have nothing of this one."""
    return ProcessPoolExecutor(TWO, get_context("spawn"), **options)


def work(number: int) -> tuple[int, str]:
    """Return something of a number, or fail in a sentence."""
    if number < 0:
        raise ReflectoryError(f"{number} is below zero.")
    return number * number, f"no. {number}"


def ready(name: str) -> int:
    """Return what ``work`` takes."""
    return int(name)


CREWS = {
    "one core": Crew(1),
    "forks": Crew(TWO),
    "threads": Crew(1, lambda: ThreadPoolExecutor(TWO)),
    "new processes": Crew(1, spawned),
}
everybody = pytest.mark.parametrize("who", CREWS)


@everybody
def test_results_come_in_order(who: str) -> None:
    names = [str(number) for number in range(ENOUGH * 5)]
    assert list(CREWS[who].spread(work, names, ready)) == [work(int(name)) for name in names]


@everybody
def test_what_the_work_says_is_wrong_is_passed_on(who: str) -> None:
    names = [str(number) for number in range(ENOUGH, -ENOUGH, -1)]
    with pytest.raises(ReflectoryError, match=r"^-1 is below zero\.$"):
        list(CREWS[who].spread(work, names, ready))


def test_an_executor_is_not_asked_for_a_little_work() -> None:
    crew = Crew(1, lambda: pytest.fail("it was asked"))
    assert list(crew.spread(work, ["3"], ready)) == [work(3)]


def test_work_that_cannot_travel_is_done_here() -> None:
    crew = Crew(1, spawned)
    assert list(crew.spread(lambda number: number + 1, ["1"] * ENOUGH, ready)) == [2] * ENOUGH


def test_not_all_of_the_work_is_under_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "_UNDER_WAY", 1)
    asked: list[str] = []

    def noted(name: str) -> int:
        asked.append(name)
        return int(name)

    next(Crew(1, lambda: ThreadPoolExecutor(TWO)).spread(work, ["1"] * 500, noted))
    assert len(asked) < 200


class Unpacked:
    """Work that counts how often it is unpacked."""

    times = 0

    def __call__(self, number: int) -> int:
        """Return the number."""
        return number

    def __setstate__(self, state: None) -> None:
        """Count."""
        Unpacked.times += 1

    def __getstate__(self) -> dict[str, int]:
        """Travel with something, so that the other method is asked."""
        return {"something": 1}


def test_each_thread_unpacks_the_work_once_and_for_itself() -> None:
    list(Crew(1, lambda: ThreadPoolExecutor(TWO)).spread(Unpacked(), ["1"] * 500, ready))
    assert 1 <= Unpacked.times <= TWO


def test_an_error_travels_with_all_that_it_says() -> None:
    error = SourceError((Problem("a.md", 3, "no."), Problem("b.md", 0, "no.")))
    again = pickle.loads(pickle.dumps(error))
    assert (again.problems, str(again)) == (error.problems, "a.md, line 3: no.\nb.md: no.")


def unreachable() -> Executor:
    """A cluster that nobody finds."""
    raise OSError("Timed out trying to connect\n to tcp://10.0.0.1:8786")


def deaf() -> Executor:
    """A cluster whose workers end at once."""
    return spawned(initializer=os._exit, initargs=(1,))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (unreachable, r"OSError: Timed out trying to connect to tcp://10\.0\.0\.1:8786"),
        (deaf, "BrokenProcessPool: .*"),
        (object, "TypeError: .*"),
    ],
)
def test_an_executor_that_fails_is_told_in_a_sentence(make: Callable[[], Executor], reason: str) -> None:
    told = rf"^the executor of BUILD_EXECUTOR has failed \({reason}\); mend it, or remove the setting\.$"
    with pytest.raises(ReflectoryError, match=told):
        list(Crew(1, make).spread(work, ["1"] * ENOUGH, ready))


def test_a_process_of_ours_that_ends_is_told_in_a_sentence() -> None:
    assert can_fork(), f"beside a thread that another test has left, this process would end: {threading.enumerate()}"
    with pytest.raises(ReflectoryError, match=r"^a process that shared the work has ended .* BUILD_CORES = 1\.$"):
        list(Crew(TWO).spread(os._exit, ["1"] * ENOUGH, ready))


def large() -> Site:
    """A site that is worth sharing, with something of everything in it."""
    site = proof_site.empty()
    for number in range(ESSAYS):
        stem = f"2023-05-{number % 28 + 1:02}-essay-{number}"
        some = BLOCKS[number % 7 :: 3] if number % 5 else BLOCKS
        site["essays"][stem] = Essay(title=f"Essay “{number}”", tags=("Hope", "Being kind"), body=some, salt=number)
        site["comments"][f"essay-{number}"] = Archive("", tuple(map(Comment, range(1, number % 4 + 1))))
    for word in ("hope", "kindness", "care", "patient"):
        site["glossary"][word] = Entry(forms=(f"{word}s",), see_also=("hope", "care", "kindness"))
    for number in range(ENOUGH):
        site["glossary"][f"word{number}"] = Entry(body=BLOCKS[:6])
    for name in ("chair.png", "deep/chair.png", "wide.png", "sign.svg"):
        site["images"][name] = Picture(700)
    site["beside"]["plan.png"] = Picture(20)
    site["templates"]["404.html"] = Text("Nothing is here.")
    site["pages"]["about"] = Essay(title="About", body=BLOCKS[:12])
    return site


def written(folder: Path) -> Path:
    """Write the large site."""
    for path, content in proof_site.files(large()).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def built(folder: Path, **settings: Any) -> dict[str, bytes]:
    """Build in a folder; returns what was made."""
    with chdir(folder), own_signals():
        build(folder, **settings)
    return files(folder / "output")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The large site as one core makes it."""
    return built(written(tmp_path_factory.mktemp("alone")), BUILD_CORES=1)


def test_forks_make_the_same_site(alone: dict[str, bytes], tmp_path: Path) -> None:
    assert not differences(built(written(tmp_path), BUILD_CORES=TWO), alone)


CHANGING = frozenset(["os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.truncate", "os.utime", "sqlite3.connect"])


def forbid_changes(folder: str) -> None:
    """Let this process end when it wants to change anything in a folder, which is then told as an executor's fault."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        changes = event in CHANGING or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if changes and str(arguments[0]).startswith(folder):
            os._exit(1)

    sys.addaudithook(watch)


class Noting(Executor):
    """An executor that outlives a stage, as a cluster's does, and knows what it was asked to do."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self.asked: set[str] = set()

    def submit(self, function: Any, /, *arguments: Any, **named: Any) -> Any:
        """Note whose work it is."""
        self.asked.add(type(pickle.loads(arguments[0])).__name__)
        return self._executor.submit(function, *arguments, **named)


EVERYTHING = {"ArchiveReading", "Citing", "DefinitionMarking", "Linking", "Reading", "Rendering"}


def test_new_processes_make_the_same_site_and_change_nothing_on_its_disk(
    alone: dict[str, bytes], tmp_path: Path
) -> None:
    with spawned(initializer=forbid_changes, initargs=(str(tmp_path),)) as pool:
        noting = Noting(pool)
        assert not differences(built(written(tmp_path), BUILD_EXECUTOR=lambda: noting), alone)
    assert noting.asked == EVERYTHING


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    """A cluster of Dask's on this machine: processes of their own, reached over the network that is in it."""
    from distributed import Client, LocalCluster, utils

    quiet = {"dashboard_address": None, "worker_dashboard_address": None}
    with LocalCluster(n_workers=TWO, threads_per_worker=TWO, host="127.0.0.1", **quiet) as here, Client(here) as client:
        yield client
    utils._offload_executor.shutdown()  # Dask keeps this thread for good; builds of later tests could not fork beside it


def test_a_cluster_of_dask_makes_the_same_site(dask: Any, alone: dict[str, bytes], tmp_path: Path) -> None:
    dask.run(forbid_changes, str(tmp_path))
    noting = Noting(dask.get_executor(pure=False))
    assert not differences(built(written(tmp_path), BUILD_EXECUTOR=lambda: noting), alone)
    assert noting.asked == EVERYTHING


def test_a_faulty_template_is_told_in_a_sentence_from_wherever_it_is_used(dask: Any, tmp_path: Path) -> None:
    (written(tmp_path) / "templates" / "essay.html").write_text("{{ view.titel }}")
    with pytest.raises(ReflectoryError, match=r"^the template essay\.html, line 1: .* has no attribute 'titel' "):
        built(tmp_path, BUILD_EXECUTOR=dask.get_executor)
    assert not list(tmp_path.glob("*output*")) + list(tmp_path.glob(".output*"))


NOBODY = """
def BUILD_EXECUTOR():
    from distributed import Client
    return Client("tcp://127.0.0.1:9", timeout="1s").get_executor()
"""


@pytest.mark.parametrize("command", [BUILD, PELICAN], ids=["reflectory", "pelican"])
def test_a_cluster_that_nobody_answers_for_ends_the_command(command: Sequence[str], tmp_path: Path) -> None:
    with (written(tmp_path) / "pelicanconf.py").open("a") as conf:
        conf.write(NOBODY)
    ended = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True)
    told = "the executor of BUILD_EXECUTOR has failed (OSError: Timed out trying to connect to tcp://127.0.0.1:9"
    assert (ended.returncode, ended.stderr.count("\n"), told in ended.stderr) == (1, 1, True), ended.stderr
    assert not list(tmp_path.glob("*output*")) + list(tmp_path.glob(".output*"))


@pytest.mark.parametrize("name", ["filters", "tests", "globals"])
def test_what_a_settings_file_adds_to_jinja_does_not_travel(name: str) -> None:
    site = SiteView("", "", "", "en", "", "", (), (), (), "theme")
    rendering = Rendering([], Path(), {name: {"shout": ready}}, site, None, Path())
    with pytest.raises(UnseenError):
        pickle.dumps(rendering)
