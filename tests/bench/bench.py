"""Measures Reflectory against stock Pelican and Hugo on the same essays; ``make bench`` runs it.

Each build is a process of its own. The tools take turns within one run, so that a slow moment of the machine meets
all of them; a ratio says more than a time. Ten thousand essays are measured by hand:
``python tests/bench/bench.py --sizes 10000 --runs 1``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

from cases import Bench
from chart import chart
from generate import generate
from measure import BuildError, measured
from results import Result
from table import tables
from tools import ENVIRONMENT, hugo_version, set_up

SIZES = (100, 1000, 5000)
PARTS_ESSAYS = 100
START, END = "<!-- bench -->\n", "<!-- /bench -->"


def main() -> int:
    """Measure as the command line says; returns 1 if a build fails."""
    given = _arguments()
    try:
        with tempfile.TemporaryDirectory(prefix="reflectory-bench-") as folder:
            results = [_measure(Path(folder) / str(size), size, given.runs or _runs(size)) for size in given.sizes]
            parts_of_one = parts(Path(folder) / "parts", PARTS_ESSAYS)
    except BuildError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    report = "\n".join([facts(), *tables(results, parts_of_one)]) + "\n"
    print(report)  # noqa: T201
    if given.chart:
        given.chart.write_text(chart(results), "utf-8")
    if given.docs:
        given.docs.write_text(inserted(given.docs.read_text("utf-8"), report), "utf-8")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure builds against stock Pelican and Hugo on the same essays.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of essays: 100 1000 5000")
    parser.add_argument("--runs", type=int, help="runs of each size; fewer for greater sizes if left out")
    parser.add_argument("--chart", type=Path, help="write the chart (SVG) here")
    parser.add_argument("--docs", type=Path, help="write the tables between the markers of this page")
    return parser.parse_args()


def _runs(size: int) -> int:
    return 5 if size <= 100 else 3 if size <= 1000 else 2


def _measure(folder: Path, size: int, runs: int) -> Result:
    _say(f"{size:,} essays: writing them ...")
    bench = Bench(folder, size)
    for number in range(runs):
        _say(f"{size:,} essays: run {number + 1} of {runs} ...")
        bench.run()
    _say(f"{size:,} essays: previews ...")
    bench.preview(runs)
    return bench.result


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201


def parts(folder: Path, essays: int) -> Mapping[str, float]:
    """Return the seconds that each part of the work takes for one essay, asked of another process."""
    _say("The parts of the work ...")
    generate(folder, essays)
    set_up(folder)
    told = measured((sys.executable, str(Path(__file__).parent / "parts.py"), str(folder)), folder, ENVIRONMENT).said
    return {name: float(seconds) for name, seconds in json.loads(told).items()}


def facts() -> str:
    """Return when and on what this was measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    today = date.today()
    machine = f"Python {platform.python_version()}, {cores} cores, {platform.system()} on {platform.machine()}"
    tools = f"Pelican {version('pelican')}, {hugo_version() or 'without Hugo, which is not installed'}"
    return f"Measured on {today.day} {today:%B %Y}: {machine}; {tools}."


def inserted(page: str, report: str) -> str:
    """Return a page with the report between its markers."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}\n{report}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
