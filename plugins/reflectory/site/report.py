"""What a build says, on standard error, one sentence a line and never wrapped."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from reflectory.site.errors import Problem, ReflectoryError, SourceError


def tell(error: ReflectoryError) -> None:
    """Say what is wrong."""
    _say(str(error))
    if isinstance(error, SourceError):
        count = len(error.problems)
        _say(f"{count} {'problem' if count == 1 else 'problems'}; nothing was written.")


def tell_noticed(warnings: Iterable[Problem], notes: Iterable[Problem]) -> None:
    """Say what a build noticed."""
    for weight, found in (("Warning", warnings), ("Note", notes)):
        for problem in found:
            _say(f"{weight}: {problem}")


def anew(whole: str) -> str:
    """Return the line that says why everything was made anew."""
    return f"Everything was made anew: {whole.rstrip('.')}."


def tell_anew(whole: str) -> None:
    """Say why everything was made anew, if it was."""
    if whole:
        _say(anew(whole))


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - this is where a build speaks
