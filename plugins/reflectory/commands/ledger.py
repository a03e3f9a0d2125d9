"""``reflectory ledger``: what a change would do to the links of others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from reflectory.citing.ledger.keeping import GONE
from reflectory.citing.ledger.part import LedgerPart, ledger_of
from reflectory.citing.ledger.promises import remedy, said
from reflectory.commands.site import laid_out
from reflectory.commands.telling import one_sentence
from reflectory.site.errors import ReflectoryError
from reflectory.site.text import shorten

_WORDS = 60
"""Characters of a passage that a message repeats."""


@click.group()
def ledger() -> None:
    """See to it that links from elsewhere hold."""


@ledger.command(epilog="Example: reflectory ledger check")
@one_sentence
def check() -> None:
    """Say which links from elsewhere a change would break, compared with content/ledger. Writes nothing."""
    run = laid_out(Path.cwd())
    part = ledger_of(run)
    if not part:
        raise ReflectoryError('pelicanconf.py: there is no ledger without "reflectory.citing" in PLUGINS.')
    lost = list(_lost(part))
    for line in _moved(part):
        click.echo(line)
    if lost:
        remedy = "If that is meant, run “reflectory build --public” and commit content/ledger with your change."
        raise ReflectoryError("\n".join([*lost, remedy]))
    click.echo("Every address and every passage that was published leads where it did.")


def _lost(part: LedgerPart) -> Iterator[str]:
    for one in part.promises.broken:
        yield f"{said(one)}; {remedy(one)}."
    for essay, what, name in part.changes():
        if what == GONE:
            words = shorten(part.words_of(essay, name), _WORDS)
            told = f" (“{words}”)" if words else ""
            yield f"{essay.file}: /{essay.url}#{name}{told} is no longer there; links to it would lead to a note."


def _moved(part: LedgerPart) -> Iterator[str]:
    for essay, what, name in part.changes():
        if what != GONE:
            yield f"{essay.file}: /{essay.url}#{name} leads to the passage that it has gone into."
