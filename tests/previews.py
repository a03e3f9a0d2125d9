"""What the tests of a running preview stand on: the command, in a process of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sites import ROOT, essay

PATIENCE = 60
"""Seconds after which something will not come true any more, on the slowest machine."""


OURS = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
"""The environment in which the command is that of this working copy, wherever it is called."""


@dataclass
class Preview:
    """A running preview of the site in a folder."""

    site: Path
    process: subprocess.Popen[str]

    @property
    def said(self) -> str:
        """All that it has said."""
        return (self.site / "said.txt").read_text()

    @property
    def address(self) -> str:
        """Where it is, with a final slash."""
        return self.said.splitlines()[0]

    def says(self, text: str, times: int = 1) -> bool:
        """Whether it has said this often enough, sooner or later."""
        return wait_for(lambda: self.said.count(text) >= times)

    def interrupt(self) -> int:
        """End it as Ctrl+C does; gives its exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


def wait_for(true: Callable[[], object]) -> bool:
    """Whether something comes true, sooner or later."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def write(site: Path, text: str = "", name: str = "essays/a.md") -> Path:
    """Write a file below ``content/``, as an essay if its text says no more."""
    file = site / "content" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text or essay())
    return file


@contextmanager
def previewed(site: Path) -> Iterator[Preview]:
    """Run ``reflectory serve --port 0`` until its first build has ended."""
    shutil.copy(ROOT / "pelicanconf.py", site)
    if not (site / "theme").exists():
        (site / "theme").symlink_to(ROOT / "theme")
    command = [sys.executable, "-m", "reflectory.cli", "serve", "--port", "0"]
    with (site / "said.txt").open("w") as said:
        process = subprocess.Popen(command, cwd=site, env=OURS, stdout=said, stderr=subprocess.STDOUT, text=True)
    try:
        running = Preview(site, process)
        assert wait_for(lambda: " ms)" in running.said or " s)" in running.said)
        yield running
    finally:
        process.kill()
        process.wait(PATIENCE)
