"""What is shown of a build when it has ended: for a person, a line or a screen; for a program, data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from msgspec.structs import asdict

from reflectory.site.report import anew
from reflectory.site.wording import counted

if TYPE_CHECKING:
    from reflectory.building.report import Report

SLOWEST = 10
"""Pages that a screen names: with the rest they fit into 24 rows."""


def summary(report: Report, seconds: float) -> str:
    """Return the first line, which is always there: what was built and where, and how much of it was new."""
    where = report.output.relative_to(Path.cwd()) if report.output.is_relative_to(Path.cwd()) else report.output
    removed = f", {report.removed} removed" if report.removed else ""
    counts = f"{counted(report.written, 'file')} written, {report.same} unchanged{removed}"
    return f"{counted(report.essays, 'essay')} in {where}/: {counts}. ({seconds:.1f} s)"


def lines(report: Report, seconds: float, *, width: int | None, full: bool = False) -> Iterator[str]:
    """Yield the lines that tell a person of a build.

    Where nothing was written, the first line says it all, but for a reason why everything was made anew. In a
    terminal the times stand below; elsewhere they are left out.

    Args:
        report: what the build did.
        seconds: how long all of it took.
        width: the terminal's columns; None where there is no terminal.
        full: leave nothing out, and list the warnings.
    """
    yield summary(report, seconds)
    if report.whole:
        yield anew(report.whole)
    if not (report.written or report.removed or full):
        return
    if report.linked or report.suppressed:
        yield f"Words: {report.linked:,} linked, {report.suppressed:,} left plain."
    yield from _warnings(report, full)
    if full or width:
        yield from _stages(report, seconds)
        yield from _slowest(report, width)


def width_of(file: TextIO) -> int | None:
    """Return the columns of a terminal; None where ``file`` is none."""
    return shutil.get_terminal_size().columns if file.isatty() else None


def as_json(report: Report, seconds: float) -> str:
    """Return a build as one JSON object, for programs; times are seconds."""
    import json  # seldom needed, and a build that finds nothing to do ends at once

    told = {
        "output": str(report.output),
        "essays": report.essays,
        "pages": report.pages,
        "written": report.written,
        "same": report.same,
        "removed": report.removed,
        "drafts": list(report.drafts),
        "warnings": [asdict(problem) for problem in report.warnings],
        "notes": [asdict(problem) for problem in report.notes],
        "stages": dict(report.stages),
        "slowest": [{"path": path, "seconds": spent} for path, spent in report.slowest],
        "linked": report.linked,
        "suppressed": report.suppressed,
        "whole": report.whole,
        "seconds": round(seconds, 3),
    }
    return json.dumps(told)


def _warnings(report: Report, full: bool) -> Iterator[str]:
    files = {problem.file for problem in report.warnings if problem.file}
    where = f" in {counted(len(files), 'file')}" if files else ""
    if report.warnings:
        yield f"{counted(len(report.warnings), 'warning')}{where}{':' if full else ', told above.'}"
    if full:
        yield from (f"  {problem}" for problem in report.warnings)


def _stages(report: Report, seconds: float) -> Iterator[str]:
    if report.stages:
        yield from ("", "Time by stage")
    for name, spent in report.stages.items():
        yield f"  {name:12}{spent:8.2f} s {spent / seconds:5.0%}"


def _slowest(report: Report, width: int | None) -> Iterator[str]:
    if report.slowest:
        yield from ("", "Slowest pages")
    for path, spent in report.slowest[:SLOWEST]:
        address = path.removesuffix("index.html") or path
        yield _cut(f"{spent * 1000:8,.0f} ms  {address}", width)


def _cut(line: str, width: int | None) -> str:
    return line if width is None or len(line) <= width else f"{line[: width - 3]}..."
