"""Times a full build of ours against stock Pelican's of the same essays; ``make bench`` runs it.

Stock is Pelican with typogrify, its ``simple`` theme and our Markdown extensions; it knows neither glossary nor
comments. The two take turns, each in a fresh process with nothing kept from the run before, so that a slow moment
of the machine meets both.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from generate import Made, generate
from measure import BuildError, Cost, measured

PROJECT = Path(__file__).resolve().parents[2]
OURS = (sys.executable, "-m", "reflectory.cli", "build")
STOCK = (sys.executable, "-m", "pelican", "content", "-s", "stockconf.py", "-o", "stock", "--fatal", "errors")
STOCK_SETTINGS = """\
from pelicanconf import AUTHOR, DEFAULT_LANG, MARKDOWN, SITENAME, SITEURL, TIMEZONE

PATH = "content"
PLUGINS = []
THEME = "simple"
TYPOGRIFY = True
ARTICLE_PATHS = ["essays"]
PAGE_PATHS = ["pages"]
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of build and what each run of it took."""

    label: str
    costs: tuple[Cost, ...]

    @property
    def wall(self) -> float:
        """The median time by the clock, in seconds."""
        return statistics.median(cost.wall for cost in self.costs)

    @property
    def cpu(self) -> float:
        """The median time of all processors, in seconds."""
        return statistics.median(cost.cpu for cost in self.costs)

    @property
    def memory(self) -> int:
        """The highest peak, in bytes."""
        return max(cost.memory for cost in self.costs)


class Bench:
    """A generated site in a folder, and the ways to build it."""

    def __init__(self, folder: Path, essays: int) -> None:
        self.folder = folder
        self.made: Made = generate(folder, essays)
        settings = (PROJECT / "pelicanconf.py").read_text("utf-8")
        theme = f"\nTHEME = {str(PROJECT / 'theme')!r}\n"
        (folder / "pelicanconf.py").write_text(settings + theme, "utf-8")
        (folder / "stockconf.py").write_text(STOCK_SETTINGS, "utf-8")
        self._environment = {**os.environ, "PYTHONPATH": str(PROJECT / "plugins")}

    def stock(self) -> Cost:
        """Build with stock Pelican, from nothing."""
        self._remove("stock")
        return measured(STOCK, self.folder, self._environment)

    def full(self) -> Cost:
        """Build with Reflectory, from nothing: no output and no cache."""
        self._remove("output", ".cache")
        return self.again()

    def again(self) -> Cost:
        """Build with Reflectory upon what was built before."""
        return measured(OURS, self.folder, self._environment)

    def edited(self) -> Cost:
        """Add a paragraph to one essay, then build upon what was built before."""
        essays = sorted((self.folder / "content" / "essays").iterdir())
        with essays[len(essays) // 2].open("a", encoding="utf-8") as essay:
            essay.write("\nOne more thing, which I had forgotten to say.\n")
        return self.again()

    def _remove(self, *names: str) -> None:
        for name in names:
            shutil.rmtree(self.folder / name, ignore_errors=True)


def rows(bench: Bench, runs: int) -> tuple[Row, ...]:
    """Measure each kind of build so many times, in turn."""
    kinds = {
        "stock Pelican, simple theme": bench.stock,
        "Reflectory, everything on": bench.full,
        "  again, nothing changed": bench.again,
        "  again, one essay edited": bench.edited,
    }
    taken: dict[str, list[Cost]] = {label: [] for label in kinds}
    for number in range(runs):
        print(f"run {number + 1} of {runs} ...", file=sys.stderr)  # noqa: T201
        for label, build in kinds.items():
            taken[label].append(build())
    return tuple(Row(label, tuple(costs)) for label, costs in taken.items())


def table(found: Sequence[Row]) -> Iterable[str]:
    """Yield the table, line by line, and what it says in one number."""
    yield f"{'':28}{'median':>9}{'min - max':>18}{'all cores':>12}{'peak memory':>14}"
    for row in found:
        walls = [cost.wall for cost in row.costs]
        spread = f"{min(walls):.2f} - {max(walls):.2f} s"
        yield f"{row.label:28}{row.wall:>7.2f} s{spread:>18}{row.cpu:>10.2f} s{row.memory / 2**20:>11.0f} MB"
    stock, ours = found[:2]
    yield ""
    yield f"Ratio of medians, Reflectory to stock: {ours.wall / stock.wall:.2f} (all cores: {ours.cpu / stock.cpu:.2f})"


def heading(made: Made, runs: int) -> str:
    """Return what was measured, and on what."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    site = f"{made.essays:,} essays, {made.themes} themes, {made.entries} entries, {made.comments:,} comments"
    return f"{site}; {runs} runs each, in turn; Python {platform.python_version()}, {cores} cores"


def main() -> int:
    """Measure as the command line says; returns 1 if a build fails."""
    parser = argparse.ArgumentParser(description="Time a full build against stock Pelican on the same essays.")
    parser.add_argument("--essays", type=int, default=1000, help="1000 if left out")
    parser.add_argument("--runs", type=int, default=3, help="how often each is built; 3 if left out")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="reflectory-bench-") as folder:
        bench = Bench(Path(folder), given.essays)
        try:
            found = rows(bench, given.runs)
        except BuildError as error:
            print(error, file=sys.stderr)  # noqa: T201
            return 1
    print(heading(bench.made, given.runs), "", *table(found), sep="\n")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
