"""What a build says, on standard error, one sentence a line and never wrapped."""

from __future__ import annotations

import sys

from reflectory.site.errors import ReflectoryError, SourceError
from reflectory.site.run import Run


def tell(what: ReflectoryError | Run) -> None:
    """Say what is wrong, or what a build noticed."""
    if isinstance(what, Run):
        for weight, found in (("Warning", what.problems.warnings), ("Note", what.problems.notes)):
            for problem in found:
                _say(f"{weight}: {problem}")
        return
    _say(str(what))
    if isinstance(what, SourceError):
        count = len(what.problems)
        _say(f"{count} {'problem' if count == 1 else 'problems'}; nothing was written.")


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - this is where a build speaks
