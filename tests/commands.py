"""Sites in folders, built by the command in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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
