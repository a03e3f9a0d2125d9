"""Runs the tests in one process for each core; each takes the next file that nobody has taken yet.

``python tests/together.py [what pytest takes]``. Each process collects all tests, so that no list of files has to be
kept. (The workers of pytest-xdist have a second thread, beside which a build makes no copies of its process: what the
tests are to see would not happen.)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

TAKEN = "TESTS_TAKEN"
"""The variable of the environment that names the folder in which the processes note which files they have taken."""


def loop(session: pytest.Session) -> bool | None:
    """Run the files that this process can take, as pytest's own loop does; ``None`` leaves all of them to that one."""
    taken = os.environ.get(TAKEN)
    if not taken or session.testsfailed or session.config.option.collectonly:
        return None
    for items in _shares(session.items, Path(taken)):
        for item, following in zip(items, [*items[1:], session], strict=True):  # what a session shares stays set up
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)
    return True


def _shares(items: Sequence[pytest.Item], taken: Path) -> Iterator[list[pytest.Item]]:
    """Yield the tests of one file after the other, of those that no other process has taken."""
    files: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    for file, some in files.items():
        try:
            (taken / str(file).replace(os.sep, "+")).touch(exist_ok=False)
        except FileExistsError:
            continue
        yield some


class Process:
    """One process of pytest: its progress is shown as it comes, what it says at the end is kept until all have ended."""

    def __init__(self, arguments: Sequence[str]) -> None:
        command = [sys.executable, "-m", "pytest", "--override-ini", "console_output_style=classic", *arguments]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self._kept: list[str] = []
        self._reading = threading.Thread(target=self._read)
        self._reading.start()

    def _read(self) -> None:
        assert self._process.stdout
        runs = True
        for line in self._process.stdout:
            runs = runs and not (line.startswith("===") and "session starts" not in line)
            if runs and line.startswith("tests"):
                _say(line)
            else:
                self._kept.append(line)

    def end(self) -> int:
        """Wait for the end, show what is kept, and return the exit code."""
        self._reading.join()
        code = self._process.wait()
        _say("\n", *self._kept)
        if code < 0:
            _say(f"A process of the tests was ended by signal {-code}.\n")
        return abs(code)


def _say(*lines: str) -> None:
    sys.stdout.writelines(lines)
    sys.stdout.flush()


def main(arguments: Sequence[str]) -> int:
    """Run the tests and return the highest exit code of the processes."""
    with tempfile.TemporaryDirectory(prefix="tests-taken-") as taken:
        os.environ[TAKEN] = taken
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # hundreds of tests start the command: it is compiled once
        processes = [Process(arguments) for _ in os.sched_getaffinity(0)]
        return max(process.end() for process in processes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
