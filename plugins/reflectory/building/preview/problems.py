"""What is wrong with a site, as a browser shows it."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from reflectory.site.errors import Problem, ReflectoryError, SourceError

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def unexpected(error: BaseException) -> ReflectoryError:
    """Return what to tell of an error that was not raised for the practitioner to read: its kind and its place."""
    said = " ".join(f"{type(error).__name__}: {error}".split())
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return ReflectoryError(
        "the build stopped with an error that Reflectory does not know: "
        f"{said} ({Path(frame.filename).name}, line {frame.lineno})."
    )


def problems_of(error: ReflectoryError) -> tuple[Problem, ...]:
    """Return what an error that ended a build says, a sentence each."""
    if isinstance(error, SourceError):
        return error.problems
    return tuple(Problem("", 0, line) for line in str(error).splitlines())


def panel(problems: Sequence[Problem]) -> str:
    """Return the HTML that lies over the last good page while something is wrong; "" while nothing is."""
    return _TEMPLATES.get_template("panel.html").render(problems=problems) if problems else ""


def page(problems: Sequence[Problem]) -> bytes:
    """Return the page that stands for every other one while there is no good one yet."""
    return _TEMPLATES.get_template("page.html").render(problems=problems).encode()
