"""``reflectory import``: another blog's essays, pages and comments, with a receipt."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reflectory.commands.telling import one_sentence

if TYPE_CHECKING:
    from reflectory.comments.importing.receipt import Receipt
    from reflectory.comments.inbox.store import Inbox

_FILE = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
_DRY = click.option("--dry-run", "dry", is_flag=True, help="Tell what would be done, and write nothing.")


@click.group("import")
def group() -> None:
    """Bring another blog's essays, pages and comments along, and end with a receipt."""


@group.command(epilog="Example: reflectory import wordpress private/export.xml --media private/uploads --dry-run")
@_FILE
@click.option(
    "--media",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="The old blog's wp-content/uploads, on this machine; nothing is fetched.",
)
@_DRY
@one_sentence
def wordpress(file: Path, media: Path | None, dry: bool) -> None:
    """Take essays, pages, pictures and comments from WordPress's export (WXR)."""
    from reflectory.comments.importing import old_addresses
    from reflectory.comments.importing.wordpress import Import

    settings = _settings()
    old_addresses.there(Path.cwd())  # that the file can be read is known before anything is written
    with _inbox(settings, dry=dry) as inbox, _progress() as progress:
        work = Import(Path.cwd(), settings, file, media, inbox)
        receipt = work.run(progress)
        added = old_addresses.write(Path.cwd(), work.redirects, work.urls, receipt, dry=dry)
    _end(receipt, dry=dry, more=[f"Old addresses: {added:,} added to content/redirects.yaml."] if added else [])


@group.command(epilog="Example: reflectory import disqus private/export.xml")
@_FILE
@_DRY
@one_sentence
def disqus(file: Path, dry: bool) -> None:
    """Take comments from Disqus's export; the essays have to be here already."""
    from reflectory.comments.importing.disqus import Import

    with _inbox(_settings(), dry=dry) as inbox, _progress() as progress:
        receipt = Import(Path.cwd(), file, inbox).run(progress)
    _end(receipt, dry=dry)


@group.command(epilog="Example: reflectory import isso private/comments.db")
@_FILE
@_DRY
@one_sentence
def isso(file: Path, dry: bool) -> None:
    """Take comments from Isso's database; the essays have to be here already."""
    from reflectory.comments.importing.isso import Import

    with _inbox(_settings(), dry=dry) as inbox, _progress() as progress:
        receipt = Import(Path.cwd(), file, inbox).run(progress)
    _end(receipt, dry=dry)


def _settings() -> dict[str, Any]:
    from reflectory.commands.site import settings

    return settings(Path.cwd())


@contextmanager
def _inbox(settings: dict[str, Any], *, dry: bool) -> Iterator[Inbox | None]:
    """Open the inbox; a dry run has none, by which everybody knows not to write."""
    if dry:
        yield None
        return
    from reflectory.comments.archiving import ArchiveError
    from reflectory.comments.importing.records import ImportingError
    from reflectory.comments.inbox.options import InboxOptions
    from reflectory.comments.inbox.store import Inbox
    from reflectory.site.settings import choose

    with Inbox(Path.cwd(), choose(InboxOptions, settings)) as inbox:
        try:
            yield inbox
        except ArchiveError as error:
            raise ImportingError(f"{error} Mend that and import again, and it goes on.") from error


@contextmanager
def _progress() -> Iterator[Any]:
    from reflectory.building.progress import shown

    with shown(sys.stderr, os.environ) as progress:
        yield progress


def _end(receipt: Receipt, *, dry: bool, more: list[str] | None = None) -> None:
    """Show the receipt, keep it, and end with another exit than 0 where it does not add up."""
    for line in (*receipt.lines(), *(more or [])):
        click.echo(line)
    if dry:
        click.echo("This was a dry run: nothing was written.")
    else:
        click.echo(f"The receipt: {receipt.save(Path.cwd()).relative_to(Path.cwd())}")
    if receipt.amiss:
        sys.exit(1)
