"""Measures a preview: from saving a file to the page served anew."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import IncompleteRead
from pathlib import Path
from typing import IO

import edits
from measure import BuildError
from tools import ENVIRONMENT, Tool

ASKING = 0.01
"""Seconds between two requests; without a pause they would take the server's own time."""

STARTING = 0.1
"""Seconds between two looks at whether a preview has begun."""

_BEGUN = re.compile(r"(http://[\w.]+:\d+/).*\n.*\n")
"""The address, and a line after it: a preview says more once it has built the site."""


@contextmanager
def previewed(tool: Tool, essay: Path, page: str) -> Iterator[Preview]:
    """Run a tool's preview while the context lasts; it has built the site and serves it when the context begins."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        process = subprocess.Popen(tool.preview, cwd=tool.folder, env=ENVIRONMENT, stdout=said, stderr=complained)
        server = _Server(process, said, complained)
        try:
            preview = Preview(server, server.address() + page, essay)
            while not preview.ask():
                time.sleep(STARTING)
            yield preview
        finally:
            process.terminate()
            process.wait()


@dataclass(frozen=True, slots=True)
class _Server:
    process: subprocess.Popen[bytes]
    said: IO[bytes]
    complained: IO[bytes]

    def address(self) -> str:
        """Return the address that it tells, once it has built the site."""
        while not (told := _BEGUN.search(_text(self.said))):
            self.check()
            time.sleep(STARTING)
        return told[1]

    def check(self) -> None:
        """Refuse to wait for a process that has ended."""
        if self.process.poll() is not None:
            raise BuildError(f"{self.process.args} ended:\n{_text(self.said)}{_text(self.complained)}")


class Preview:
    """One essay's page in a tool's preview."""

    def __init__(self, server: _Server, page: str, essay: Path) -> None:
        self._server, self._page, self._essay = server, page, essay
        self._saved = 0

    def save(self) -> float:
        """Add a paragraph to the essay; returns the seconds until its page is served with it."""
        self._saved += 1
        news = f"Afterthought number {self._saved}."
        edits.append(self._essay, news)
        begun = time.perf_counter()
        while news.encode() not in self.ask():
            time.sleep(ASKING)
        return time.perf_counter() - begun

    def ask(self) -> bytes:
        """Return the page, b"" while there is none.

        Raises:
            BuildError: the preview has ended.
        """
        self._server.check()
        try:
            with urllib.request.urlopen(self._page) as answer:
                return bytes(answer.read())
        except (urllib.error.URLError, ConnectionError, IncompleteRead):  # it is not there yet, or just being replaced
            return b""


def _text(file: IO[bytes]) -> str:
    """Return what a process has written so far, without moving the place where it writes on."""
    return os.pread(file.fileno(), 1_000_000, 0).decode(errors="replace")
