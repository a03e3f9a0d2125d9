"""What the ledger takes of a build: ``python tests/bench/ledger_share.py --essays 5000``.

Each build has one core, and everything that the ledger does is timed by the processor, so that a slow moment of the
machine changes nothing. The search index, which takes longest, is left out. The site is published once before what is measured, so that every
essay has its file in the ledger and its version.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import edits
from generate import generate

MOST = 0.1
"""The share of a build that the ledger may take."""

HOOKS = ("marker", "needs", "edits", "section", "tags", "scripts", "outputs", "last", "published")


class Clock:
    """Adds up what some functions take; one within another is counted once."""

    def __init__(self) -> None:
        self.seconds, self._depth = 0.0, 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count what happens meanwhile."""
        begun = time.process_time()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if not self._depth:
                self.seconds += time.process_time() - begun

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function that does the same and is counted; what it yields is made at once."""

        def counted(*args: Any, **more: Any) -> Any:
            with self.running():
                found = work(*args, **more)
                return list(found) if isinstance(found, Iterator) else found

        return counted


def build(folder: Path, *, public: bool) -> dict[str, float]:
    """Build a site in this process; returns the seconds of all and those of the ledger."""
    from reflectory.building.build import build as build_site
    from reflectory.citing.citation import processor
    from reflectory.citing.ledger.keeping import BlockMarker
    from reflectory.citing.ledger.part import LedgerPart

    clock = Clock()
    for owner, names in ((LedgerPart, HOOKS), (BlockMarker, ("__call__", "gist"))):
        for name in names:
            setattr(owner, name, clock.timed(getattr(owner, name)))
    begun = time.process_time()
    build_site(folder, public=public, BUILD_CORES=1, REFLECTORY_NO_SEARCH=True)
    processor.close()  # the program that writes references, whose time is told once it has ended
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = time.process_time() - begun + children.ru_utime + children.ru_stime
    return {"all": took, "ledger": clock.seconds}


def shares(folder: Path, essays: int) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield what was measured: its name, and the seconds."""
    content = folder / "content"
    generate(folder, essays)
    root = Path(__file__).parents[2]
    theme = f'THEME = "{root / "theme"}"\nSITEURL = "https://example.org"\n'
    (folder / "pelicanconf.py").write_text((root / "pelicanconf.py").read_text() + theme)
    (folder / "publishconf.py").write_text("from pelicanconf import *\n")
    yield "the first build for the public, from nothing", _apart(folder, public=True)
    yield "one more for the public, of nothing new", _apart(folder, public=True)
    shutil.rmtree(folder / ".cache")
    yield "a build from nothing, all in the ledger", _apart(folder, public=False)
    essay = edits.middle_essay(content)
    edits.append(essay, "A few words more.")
    yield "one essay edited", _apart(folder, public=False)
    yield "the same for the public", _apart(folder, public=True)
    edits.append(essay, "And some more.")
    yield "one essay edited, for the public", _apart(folder, public=True)


def _apart(folder: Path, *, public: bool) -> dict[str, float]:
    command = [sys.executable, __file__, "--build", str(folder), *(["--public"] if public else [])]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    """Measure and tell; the exit status says whether the ledger takes more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--essays", type=int, default=5000)
    parser.add_argument("--build", type=Path)
    parser.add_argument("--public", action="store_true")
    asked = parser.parse_args()
    if asked.build:
        print(json.dumps(build(asked.build, public=asked.public)))  # noqa: T201 - this is a command
        return 0
    too_much = False
    with tempfile.TemporaryDirectory() as folder:
        for name, took in shares(Path(folder), asked.essays):
            share = took["ledger"] / took["all"]
            too_much |= share > MOST and "public" not in name
            print(f"{name}: {took['ledger']:.2f} s of {took['all']:.2f} s, {share:.1%}", flush=True)  # noqa: T201
    return int(too_much)


if __name__ == "__main__":
    sys.exit(main())
