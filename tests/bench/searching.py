"""Measures search: what its index takes to make and to keep, and what a reader fetches for a first question.

``make bench`` runs it. The numbers are those of one machine at one moment, a guide and no promise.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench import SIZES, facts
from generate import generate
from table import grid, number
from tools import REFLECTORY, set_up

START, END = "<!-- search -->\n", "<!-- /search -->"
QUESTION = "kindness"
"""A word that most of the invented essays use, so that its part of the index is a large one."""


@dataclass
class Fetched:
    """What a browser fetched, step by step: files and bytes, and the seconds until the reader saw something."""

    files: int = 0
    bytes: int = 0
    seconds: float = 0


@dataclass
class Found:
    """What was measured at one size; bytes."""

    essays: int
    records: int
    indexing: float
    cpu: float
    memory: int
    files: int
    size: int
    first: Fetched = field(default_factory=Fetched)
    narrowed: Fetched = field(default_factory=Fetched)


def main() -> int:
    """Measure, print the table, and write it into a page where the command line names one."""
    parser = argparse.ArgumentParser(description="Measure search.")
    parser.add_argument("--docs", type=Path, help="write the table between the markers of this page")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="how many essays")
    given = parser.parse_args()
    found: list[Found] = []
    for size in given.sizes:
        found.append(_measured(size))
        report = f"{facts()}\n\n" + "\n".join(table(found)) + "\n"
        if given.docs:  # after each size: the largest takes minutes
            before, _, rest = given.docs.read_text("utf-8").partition(START)
            given.docs.write_text(f"{before}{START}\n{report}\n{END}{rest.partition(END)[2]}", "utf-8")
    print(report)  # noqa: T201
    return 0


def _measured(essays: int) -> Found:
    with tempfile.TemporaryDirectory(prefix="reflectory-search-") as place:
        folder = Path(place)
        generate(folder, essays)
        ours = set_up(folder)[REFLECTORY]
        ours.build()
        cost = ours.build_whole()  # which finds the pages as they are, and makes the index alone
        index = [file for file in (folder / "output" / "pagefind").rglob("*") if file.is_file()]
        found = Found(
            essays,
            records=sum(file.parent.name == "fragment" for file in index),
            indexing=json.loads(cost.said)["stages"]["Indexing"],
            cpu=cost.cpu,
            memory=cost.memory,
            files=len(index),
            size=sum(file.stat().st_size for file in index),
        )
        _ask(folder / "output", found)
        return found


def _ask(output: Path, found: Found) -> None:
    """Ask a question as a reader does, who then opens what narrows it."""
    from playwright.sync_api import Response, sync_playwright

    from reflectory.building.serve import served

    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with served(output, 0) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        step = found.first

        def count(response: Response) -> None:
            if "/pagefind/" in response.url:
                step.files += 1
                step.bytes += int(response.headers["content-length"])

        page.on("response", count)
        page.goto(f"{address}/search/")
        begun = time.perf_counter()
        page.fill("#search-words", QUESTION)
        page.wait_for_selector(".search-hits li")
        step.seconds = time.perf_counter() - begun
        step, begun = found.narrowed, time.perf_counter()
        page.click(".search-filters summary")
        page.wait_for_selector(".search-choices .count:not(:empty)")
        step.seconds = time.perf_counter() - begun
        browser.close()


def table(found: Sequence[Found]) -> Iterator[str]:
    """Yield the table, a column for each size."""
    rows = [
        ("texts that can be found", *(f"{one.records:,}" for one in found)),
        ("making the index", *(f"{number(one.indexing)} s" for one in found)),
        ("processor time of a build that makes it alone", *(f"{number(one.cpu)} s" for one in found)),
        ("memory of the largest process", *(f"{number(one.memory / 2**20)} MB" for one in found)),
        ("files of the index", *(f"{one.files:,}" for one in found)),
        ("its size", *(f"{number(one.size / 1e6)} MB" for one in found)),
        ("a first question fetches", *(_fetched(one.first) for one in found)),
        ("narrowing it fetches as well", *(_fetched(one.narrowed) for one in found)),
        ("until the first hits are there", *(f"{number(one.first.seconds)} s" for one in found)),
    ]
    yield from grid(("", *(f"{one.essays:,} essays" for one in found)), rows)


def _fetched(step: Fetched) -> str:
    return f"{number(step.bytes / 1e3)} kB in {step.files}"


if __name__ == "__main__":
    sys.exit(main())
