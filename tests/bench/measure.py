"""Runs one command to its end and says what it took and what it said."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in a unit of ``ru_maxrss``: getrusage(2) counts kilobytes, that of macOS bytes."""


class BuildError(Exception):
    """A build ended with an error; says what it wrote on stderr."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and its children took: seconds by the clock, seconds of all processors, bytes.

    ``memory`` is the peak of the largest process of them, which is how the system counts it. ``said`` is what the
    command printed.
    """

    wall: float
    cpu: float = 0
    memory: int = 0
    said: str = ""


def measured(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Cost:
    """Run a command in a folder and return what it took.

    Raises:
        BuildError: it ended with an error.
    """
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=complained)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise BuildError(f"{' '.join(command)} ended with {process.returncode}:\n{_text(said)}{_text(complained)}")
        return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * _UNIT, _text(said))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode(errors="replace")
