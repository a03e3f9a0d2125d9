"""Sites in folders, built by the command in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import reflectory
from sites import ROOT

BUILD = (sys.executable, "-m", "reflectory.cli", "build")
PELICAN = (sys.executable, "-m", "pelican", "content")


def sample(folder: Path) -> Path:
    """Write the sample site into a folder, the last file first."""
    sources = [path for name in ("content", "theme") for path in (ROOT / name).rglob("*") if path.is_file()]
    for source in sorted([*sources, ROOT / "pelicanconf.py"], reverse=True):
        target = folder / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return folder


def environment(**changed: str) -> dict[str, str]:
    """The environment, with this ``reflectory``, and Python keeping what it compiles as it does by itself."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(Path(reflectory.__file__).parents[1])} | changed


def start(folder: Path, *options: str, **environ: str) -> subprocess.Popen[str]:
    """Begin to build, in a group of processes that can be killed together."""
    return subprocess.Popen(
        [*BUILD, *options],
        cwd=folder,
        env=environment(**environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def build(folder: Path, *options: str, **environ: str) -> str:
    """Build to the end; returns what was said."""
    process = start(folder, *options, **environ)
    said, complained = process.communicate(timeout=120)
    assert process.returncode == 0, complained
    return said


def end(process: subprocess.Popen[str], with_signal: int = signal.SIGKILL, *, alone: bool = False) -> None:
    """End a build and (unless ``alone``) all that it started, if it still runs."""
    if process.poll() is None:
        os.kill(process.pid, with_signal) if alone else os.killpg(process.pid, with_signal)
    process.communicate(timeout=30)


def left_running(process: subprocess.Popen[str], seconds: float = 10) -> list[int]:
    """Return what still runs of a build's group after some time, and end it."""
    until = time.monotonic() + seconds
    while (found := list(_group(process.pid))) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return found


def _group(leader: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = stat.read_text().rsplit(")", 1)[1].split()[:3]
        except OSError:  # it has just ended
            continue
        if int(group) == leader and state not in "ZX":
            yield int(stat.parent.name)
