"""What one build did: counts, times and what it noticed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict

from reflectory.site.errors import Problem


class Report(Struct, frozen=True):
    """One build, as the command tells of it.

    Attributes:
        output: the folder that holds the site.
        essays, pages: how many are published.
        written, same, removed: files of ``output`` that were changed, left alone and taken out.
        drafts: the addresses, from the site's root, of drafts that a preview shows.
        watched: folders and files beside ``content/`` that the site is made from (templates, settings).
        warnings, notes: what the build noticed.
        stages: seconds by the name of the stage, in the order in which they began.
        slowest: (file below ``output``, seconds) of the pages that took longest to make, the slowest first.
        linked, suppressed: places where a word became a term, and where one was left plain.
        whole: why everything was made anew, one sentence; "" where only what changed was made.
    """

    output: Path
    essays: int = 0
    pages: int = 0
    written: int = 0
    same: int = 0
    removed: int = 0
    drafts: tuple[str, ...] = ()
    watched: tuple[Path, ...] = ()
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)
    slowest: tuple[tuple[str, float], ...] = ()
    linked: int = 0
    suppressed: int = 0
    whole: str = ""


def as_row(report: Report) -> dict[str, Any]:
    """Return a report as plain values, for ``from_row``."""
    return {
        **asdict(report),
        "output": str(report.output),
        "watched": tuple(map(str, report.watched)),
        "warnings": tuple(map(_problem_row, report.warnings)),
        "notes": tuple(map(_problem_row, report.notes)),
        "stages": dict(report.stages),
    }


def _problem_row(problem: Problem) -> tuple[str, int, str]:
    return (problem.file, problem.line, problem.message)


def of_nothing_done(row: Mapping[str, Any]) -> Report:
    """Return the report of a build that found everything as the one before had left it, whose row this is."""
    made = row["written"] + row["same"]
    return Report(
        **{
            **row,
            "output": Path(row["output"]),
            "watched": tuple(map(Path, row["watched"])),
            "warnings": tuple(Problem(*one) for one in row["warnings"]),
            "notes": tuple(Problem(*one) for one in row["notes"]),
            "written": 0,
            "same": made,
            "removed": 0,
            "stages": {},
            "slowest": (),
        }
    )
