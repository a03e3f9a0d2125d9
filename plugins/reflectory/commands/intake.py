"""``reflectory intake``: takes comments."""

from __future__ import annotations

from pathlib import Path

import click

from reflectory.commands.telling import one_sentence


@click.command(epilog="Example: reflectory intake --port 8001")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the site was built, with its essays.json; OUTPUT_PATH if left out.",
)
@one_sentence
def intake(port: int, output: Path | None) -> None:
    """Take comments from the form of the site in this folder, and hold them. Ctrl+C ends it."""
    from reflectory.building.build import PUBLIC
    from reflectory.commands.site import settings
    from reflectory.comments.intake.server import serve

    site = Path.cwd()
    chosen = settings(site, public=(site / PUBLIC).is_file())
    try:
        serve(site, output or Path(chosen["OUTPUT_PATH"]), chosen, port, click.echo)
    except KeyboardInterrupt:
        click.echo("Ended.")
