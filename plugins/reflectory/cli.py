"""The ``reflectory`` command."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

import click

from reflectory.building.build import build as build_site
from reflectory.building.report import Report
from reflectory.site.errors import ReflectoryError
from reflectory.site.report import tell

WORTH_A_BAR = 200
"""Steps below which a stage is over before a bar could be read."""


def _one_sentence(command: Callable[..., None]) -> Callable[..., None]:
    """End a command that cannot go on with what is wrong and a non-zero exit, never with a traceback."""

    @wraps(command)
    def told(*args: Any, **options: Any) -> None:
        try:
            command(*args, **options)
        except ReflectoryError as error:
            tell(error)
            sys.exit(error.exitcode)

    return told


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reflectory")
def main() -> None:
    """Reflectory: essays, a glossary and moderated comments as a calm static site."""


@main.command(epilog="Example: reflectory build --output /tmp/site")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where to build; output/ if left out.")
@click.option("--public", is_flag=True, help="Build for the public address, with publishconf.py.")
@click.option("--terms", is_flag=True, help="Say of each essay which words were linked and which were not, and why.")
@_one_sentence
def build(output: Path | None, public: bool, terms: bool) -> None:
    """Build the site in this folder."""
    started = time.perf_counter()
    overrides: dict[str, Any] = {"OUTPUT_PATH": str(output.resolve())} if output else {}
    report = _with_progress(public=public, **overrides, **_terms(terms))
    click.echo(f"{_summary(report)} ({time.perf_counter() - started:.1f} s)")


@main.command(epilog="Example: reflectory check --strict")
@click.option("--strict", is_flag=True, help="Take warnings, such as a picture without a text, for errors.")
@click.option("--terms", is_flag=True, help="Say of each essay which words were linked and which were not, and why.")
@_one_sentence
def check(strict: bool, terms: bool) -> None:
    """Read and lay out everything, say what is wrong, and write nothing."""
    report = _with_progress(REFLECTORY_CHECK=True, REFLECTORY_STRICT=strict, **_terms(terms))
    warnings = f", {len(report.warnings)} warnings." if report.warnings else "."
    click.echo(f"{report.essays} essays and {report.pages} pages read; nothing is wrong{warnings}")


@main.command(epilog="Example: reflectory serve --port 0")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
@click.option(
    "--open/--no-open", "browse", default=None, help="Open the browser, or not; it is opened from a terminal alone."
)
@_one_sentence
def serve(port: int, browse: bool | None) -> None:
    """Preview the site, drafts included, and build it again after each change. Ctrl+C ends it."""
    from reflectory.building.serve import preview

    browse = sys.stdout.isatty() if browse is None else browse
    progress = _bar if sys.stderr.isatty() else None
    try:
        preview(Path.cwd(), port, say=click.echo, browse=browse, progress=progress)
    except KeyboardInterrupt:
        click.echo("Ended.")


def _with_progress(**options: Any) -> Report:
    """Build, with a bar for each long stage where there is a terminal (and no thread, which would hinder forking)."""
    return build_site(Path.cwd(), REFLECTORY_PROGRESS=_bar if sys.stderr.isatty() else None, **options)


def _bar(label: str, items: Iterable[Any], length: int) -> Iterator[Any]:
    if length < WORTH_A_BAR:
        yield from items
        return
    with click.progressbar(items, length=length, label=f"{label:12}", file=sys.stderr) as bar:
        yield from bar


def _terms(terms: bool) -> dict[str, Any]:
    return {"GLOSSARY_REPORT": True} if terms else {}


def _summary(report: Report) -> str:
    try:
        where = report.output.relative_to(Path.cwd())
    except ValueError:
        where = report.output
    removed = f", {report.removed} removed" if report.removed else ""
    essays = f"{report.essays} essay" if report.essays == 1 else f"{report.essays} essays"
    return f"{essays} in {where}/: {report.written} files written, {report.same} unchanged{removed}."


if __name__ == "__main__":
    main()
