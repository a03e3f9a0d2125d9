"""The ``reflectory`` command."""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from reflectory.commands.lazy import LazyGroup
from reflectory.commands.telling import one_sentence
from reflectory.site.wording import counted

if TYPE_CHECKING:  # whatever else a command needs it loads itself, so that it starts at once
    from reflectory.building.report import Report


LAZY: dict[str, str] = {
    "comments": "reflectory.commands.comments:comments",
    "desk": "reflectory.commands.desk:desk",
    "import": "reflectory.commands.importing:group",
    "intake": "reflectory.commands.intake:intake",
    "ledger": "reflectory.commands.ledger:ledger",
    "withdraw": "reflectory.commands.withdraw:withdraw",
}
"""By its name, each command that has a module of its own."""


@click.group(cls=LazyGroup, lazy=LAZY, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="reflectory")
def main() -> None:
    """Reflectory: essays, a glossary and moderated comments as a calm static site."""


@main.command(epilog="Example: reflectory build --output /tmp/site")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where to build; output/ if left out.")
@click.option("--public", is_flag=True, help="Build for the public address, with publishconf.py.")
@click.option("--no-search", is_flag=True, help="Leave the search index out, which takes longest on a large site.")
@click.option("--terms", is_flag=True, help="Say of each essay which words were linked and which were not, and why.")
@click.option("--report", "full", is_flag=True, help="Tell all of it: times, slowest pages, words, warnings.")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON, for other programs.")
@click.option(
    "--profile",
    type=click.File("w", "utf-8", lazy=False),
    help="Write here where the time goes, for a flame-graph viewer (speedscope).",
)
@one_sentence
def build(
    output: Path | None,
    public: bool,
    no_search: bool,
    terms: bool,
    full: bool,
    as_json: bool,
    profile: TextIO | None,
) -> None:
    """Build the site in this folder."""
    started = time.perf_counter()
    overrides: dict[str, Any] = {"OUTPUT_PATH": str(output.resolve())} if output else {}
    if no_search:
        overrides["REFLECTORY_NO_SEARCH"] = True
    report = _profiled(profile, public=public, **overrides, **_terms(terms))
    _tell(report, time.perf_counter() - started, full=full, as_json=as_json)


@main.command(epilog="Example: reflectory check --strict")
@click.option("--strict", is_flag=True, help="Take warnings, such as a picture without a text, for errors.")
@click.option("--terms", is_flag=True, help="Say of each essay which words were linked and which were not, and why.")
@click.option(
    "--private", is_flag=True, help="See instead that nothing of the inbox is in content/ or in what was built."
)
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="What was built; output/ if left out.")
@one_sentence
def check(strict: bool, terms: bool, private: bool, output: Path | None) -> None:
    """Read and lay out everything, say what is wrong, and write nothing."""
    if private:
        from reflectory.commands.private import check as check_private

        click.echo(check_private(Path.cwd(), output))
        return
    report = _with_progress(REFLECTORY_CHECK=True, REFLECTORY_STRICT=strict, **_terms(terms))
    warnings = f", {counted(len(report.warnings), 'warning')}." if report.warnings else "."
    read = f"{counted(report.essays, 'essay')} and {counted(report.pages, 'page')} read"
    click.echo(f"{read}; nothing is wrong{warnings}")


@main.command(epilog="Example: reflectory serve --port 0")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
@click.option(
    "--open/--no-open", "browse", default=None, help="Open the browser, or not; it is opened from a terminal alone."
)
@one_sentence
def serve(port: int, browse: bool | None) -> None:
    """Preview the site, drafts included, and build it again after each change. Ctrl+C ends it."""
    from reflectory.building.serve import preview

    browse = sys.stdout.isatty() if browse is None else browse
    try:
        preview(Path.cwd(), port, say=click.echo, browse=browse)
    except KeyboardInterrupt:
        click.echo("Ended.")


def _profiled(file: TextIO | None, **options: Any) -> Report:
    """Build; where there is a file for the profile, in one process, because no other is seen."""
    if not file:
        return _with_progress(**options)
    from reflectory.building.profile import profiled

    with profiled(file):
        return _with_progress(BUILD_CORES=1, **options)


def _with_progress(**options: Any) -> Report:
    from reflectory.building.build import build as build_site
    from reflectory.building.progress import shown

    gc.disable()
    with shown(sys.stderr, os.environ) as progress:
        report = build_site(Path.cwd(), REFLECTORY_PROGRESS=progress, **options)
    gc.freeze()  # the process ends: to look at a site's worth of objects once more would be a fifth of a small build
    return report


def _tell(report: Report, seconds: float, *, full: bool, as_json: bool) -> None:
    from reflectory.building import screen

    if as_json:
        click.echo(screen.as_json(report, seconds))
        return
    for line in screen.lines(report, seconds, width=screen.width_of(sys.stdout), full=full):
        click.echo(line)


def _terms(terms: bool) -> dict[str, Any]:
    return {"GLOSSARY_REPORT": True} if terms else {}


if __name__ == "__main__":
    main()
