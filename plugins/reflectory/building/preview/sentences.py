"""What a preview says in the terminal: a line a build."""

from __future__ import annotations

from collections.abc import Sequence

from reflectory.building.report import Report
from reflectory.site.wording import counted

NAMED = 3
"""Changed files that are named; of more than these, the others are counted."""


def built(changed: Sequence[str], report: Report, seconds: float) -> str:
    """Tell of a build, such as ``Changed content/essays/a.md: 3 files written. (48 ms)``; of a first one, all."""
    if not changed:
        whole = f"{counted(report.essays, 'essay')} in the preview"
        return f"{whole}: {_written(report)}, {report.same} unchanged. ({_time(seconds)})"
    why = f" {report.whole}" if report.whole else ""
    return f"Changed {_names(changed)}: {_written(report)}.{why} ({_time(seconds)})"


def failed(changed: Sequence[str], seconds: float) -> str:
    """Tell that a build was given up, after its problems."""
    if not changed:
        return f"Not built; it is tried again as soon as you save. ({_time(seconds)})"
    return f"Changed {_names(changed)}: not built, the last good pages stay. ({_time(seconds)})"


def _names(changed: Sequence[str]) -> str:
    more = len(changed) - NAMED
    return ", ".join(changed[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _written(report: Report) -> str:
    removed = f", {report.removed} removed" if report.removed else ""
    return f"{counted(report.written, 'file')} written{removed}"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
