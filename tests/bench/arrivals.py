"""Measures comments on their way: imported, sent by readers, waiting at the desk, shown below an essay.

``make bench`` runs it after the builds. The numbers are those of one machine at one moment, a guide and no promise.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import desk_queue
import intake_load
from bench import facts
from comments import COMMENTS, imported
from measure import measured
from reflectory.comments.archive import Comment
from reflectory.comments.archiving import change, row_of
from tools import ENVIRONMENT

ROOT = Path(__file__).parents[2]
START, END = "<!-- arrivals -->\n", "<!-- /arrivals -->"
HELD, SENT, WRITERS, BELOW_ONE = 20_000, 4_000, 16, 5_000


def main() -> int:
    """Measure, print the table, and write it into a page where the command line names one."""
    parser = argparse.ArgumentParser(description="Measure comments on their way.")
    parser.add_argument("--docs", type=Path, help="write the table between the markers of this page")
    parser.add_argument("--share", type=int, default=1, help="measure one in so many comments, to try it")
    given = parser.parse_args()
    table = "\n".join(
        ["| what | it took |", "| --- | --- |", *(f"| {what} | {took} |" for what, took in rows(given.share))]
    )
    report = f"{facts()}\n\n{table}\n"
    print(report)  # noqa: T201
    if given.docs:
        before, _, rest = given.docs.read_text("utf-8").partition(START)
        given.docs.write_text(f"{before}{START}\n{report}\n{END}{rest.partition(END)[2]}", "utf-8")
    return 0


def rows(share: int) -> Iterator[tuple[str, str]]:
    """Yield what was measured and what it took, of one in ``share`` comments."""
    cost = imported(COMMENTS // share)
    yield f"importing {COMMENTS // share:,} comments from WordPress", f"{cost.wall:.0f} s, {cost.memory / 1e6:.0f} MB"
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as folder:  # on a disk: /tmp may be memory
        yield f"the intake, {SENT // share:,} comments from {WRITERS} writers", f"{_sent(Path(folder), SENT // share)}"
    with tempfile.TemporaryDirectory() as folder:
        desk_queue.site(Path(folder), HELD // share)
        for page, milliseconds in desk_queue.measured(Path(folder)).items():
            yield f"the desk with {HELD // share:,} held comments: {page}", f"{milliseconds:.0f} ms"
    with tempfile.TemporaryDirectory() as folder:
        yield from _below_one(Path(folder), BELOW_ONE // share)


def _sent(folder: Path, comments: int) -> str:
    load = intake_load.measure(folder, comments, WRITERS)
    late = sorted(load.waits)[int(len(load.waits) * 0.99)] * 1000
    return f"{len(load.waits) / load.seconds:.0f} a second, 99 % within {late:.0f} ms, {load.kept:,} kept"


def _below_one(folder: Path, comments: int) -> Iterator[tuple[str, str]]:
    """Yield what it takes to build an essay with many comments, from nothing and after one more."""
    archive, start = folder / "content" / "comments" / "a.yaml", datetime(2026, 1, 1, tzinfo=UTC)
    settings = (ROOT / "pelicanconf.py").read_text("utf-8")
    (folder / "pelicanconf.py").write_text(f"{settings}\nTHEME = {str(ROOT / 'theme')!r}\n", "utf-8")
    (folder / "content" / "essays").mkdir(parents=True)
    (folder / "content" / "essays" / "a.md").write_text("---\ntitle: A day\ndate: 2026-01-01\n---\nA day.\n", "utf-8")
    said = [
        row_of(Comment(str(n), f"Reader {n}", start + timedelta(minutes=n), f"I know *that* day.\n\nIt was day {n}."))
        for n in range(1, comments + 2)
    ]
    build = [sys.executable, "-m", "reflectory.cli", "build"]
    change(archive, put=said[:-1])
    yield f"building an essay with {comments:,} comments", f"{measured(build, folder, ENVIRONMENT).wall:.1f} s"
    change(archive, put=said[-1:])
    yield "the same after one more is approved", f"{measured(build, folder, ENVIRONMENT).wall:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
