"""Measures what teaching packs cost a build: their making, a build that changes none, and an edit of an essay in one.

``python tests/bench/packs.py`` prints the rows; ``--essays 100 --packs 5`` does it on a smaller scale.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import edits
from generate import generate
from measure import Cost, measured
from tools import ENVIRONMENT

ROOT = Path(__file__).parents[2]
ESSAYS, PACKS, IN_A_PACK = 1000, 20, 4


def rows(essays: int = ESSAYS, packs: int = PACKS) -> Iterator[tuple[str, Cost]]:
    """Yield (what, its cost), the same without packs first.

    Raises:
        BuildError: a build ended with an error.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = (ROOT / "pelicanconf.py").read_text("utf-8")
        (folder / "pelicanconf.py").write_text(f"{settings}\nTHEME = {str(ROOT / 'theme')!r}\n", "utf-8")
        generate(folder, essays)
        taught = sorted((folder / "content" / "essays").glob("*.md"))[-packs * IN_A_PACK :]
        yield "first build without packs", _built(folder)
        edits.append(taught[0], "One more.")
        yield "edit of an essay without packs", _built(folder)
        for number in range(packs):
            some = taught[number * IN_A_PACK : (number + 1) * IN_A_PACK]
            (folder / "content" / "packs").mkdir(exist_ok=True)
            (folder / "content" / "packs" / f"pack-{number}.md").write_text(_pack(number, some), "utf-8")
        yield f"build with {packs} new packs of {IN_A_PACK} essays each", _built(folder)
        edits.append(taught[-1], "One more.")
        yield "edit of an essay in a pack", _built(folder)
        edits.append(sorted((folder / "content" / "essays").glob("*.md"))[0], "One more.")
        yield "edit of an essay in no pack", _built(folder)
        yield "nothing changed", _built(folder)


def _built(folder: Path) -> Cost:
    return measured([sys.executable, "-m", "reflectory.cli", "build"], folder, ENVIRONMENT)


def _pack(number: int, essays: list[Path]) -> str:
    steps = [{"essay": file.stem[11:], "version": _stands(file)} for file in essays]
    header = {"title": f"Pack {number}", "audience": "Students", "time": "An hour", "outcomes": ["Say what."]}
    return f"---\n{json.dumps({**header, 'essays': steps, 'questions': ['Who?', 'Why?']})}\n---\nAn introduction.\n"


def _stands(file: Path) -> str:
    """Return the day from which an essay stands: that of its name, unless its header says another."""
    header = file.read_text("utf-8").split("\n\n", 1)[0].lower().splitlines()
    days = [
        row.partition(":")[2].strip()[:10] for name in ("modified:", "date:") for row in header if row.startswith(name)
    ]
    return next(iter(days), date.fromisoformat(file.stem[:10]).isoformat())


def main() -> None:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--essays", type=int, default=ESSAYS)
    parser.add_argument("--packs", type=int, default=PACKS)
    chosen = parser.parse_args()
    for what, cost in rows(chosen.essays, chosen.packs):
        sys.stdout.write(f"{what}: {cost.wall:.1f} s by the clock, {cost.cpu:.1f} s of processors\n")


if __name__ == "__main__":
    main()
