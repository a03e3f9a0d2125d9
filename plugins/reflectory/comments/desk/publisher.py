"""Publishing from the desk: the site built anew by the command, then looked through for what is private."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from reflectory.building.build import PUBLIC, read
from reflectory.site.errors import ReflectoryError
from reflectory.site.wording import counted

_PATIENCE = 25
"""Seconds that a page waits for a build; a reverse proxy gives up after 60."""

_PROGRESS = re.compile(r"\w+: [\d,]+ \w+, [\d.]+ m?s")
"""How a build tells of its stages where nobody sees a bar."""


class Outcome(Struct, frozen=True):
    """How publishing ended.

    Attributes:
        good: whether the site is built and nothing private was found in it.
        title: one sentence.
        lines: what the commands said.
    """

    good: bool
    title: str
    lines: tuple[str, ...] = ()


class Publisher:
    """Builds one site, once at a time.

    Args:
        site: the folder of ``pelicanconf.py``.
        checks_private: whether this Reflectory has ``check --private``.
    """

    def __init__(self, site: Path, *, checks_private: bool) -> None:
        self._site, self._checks_private = site, checks_private
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self.outcome: Outcome | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a build is going on."""
        return bool(self._thread and self._thread.is_alive())

    def publish(self) -> None:
        """Begin to build, unless a build is going on, and wait for its end for a while."""
        with self._lock:
            if not self.is_busy:
                self.outcome = None
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            thread = self._thread
        if thread:
            thread.join(_PATIENCE)

    def is_public(self) -> bool:
        """Whether ``publishconf.py`` has the address of a public site."""
        conf = self._site / PUBLIC
        try:
            return conf.is_file() and bool(read(conf, {}).get("SITEURL"))
        except ReflectoryError:
            return True  # the build says what is wrong with it

    def _work(self) -> None:
        try:
            self.outcome = self._built()
        except (OSError, subprocess.SubprocessError) as error:
            self.outcome = Outcome(False, "The build could not be started.", (str(error),))

    def _built(self) -> Outcome:
        public = ["--public"] if self.is_public() else []
        built = self._run("build", "--json", *public)
        complaints = tuple(line for line in built.stderr.splitlines() if line.strip() and not _PROGRESS.fullmatch(line))
        if built.returncode:
            return Outcome(False, "The site was not built: something has to be put right first.", complaints)
        if self._checks_private:
            checked = self._run("check", "--private")
            if checked.returncode:
                said = tuple((checked.stdout + checked.stderr).splitlines())
                return Outcome(False, "Something private is in the site. Do not upload it.", said)
        return Outcome(True, _told(built.stdout), complaints)

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        full: Sequence[str] = (sys.executable, "-m", "reflectory.cli", *command)
        return subprocess.run(full, cwd=self._site, capture_output=True, text=True, check=False)  # noqa: S603 - our own


def _told(report: str) -> str:
    """Return a build's report in a sentence."""
    said = json.loads(report)
    files = "1 file has" if said["written"] == 1 else f"{said['written']} files have"
    return f"The site is built: {counted(said['essays'], 'essay')}; {files} changed, in {Path(said['output']).name}/."
