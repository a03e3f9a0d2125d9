"""The commands about a person's rights, and about the end of a conversation."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import click

from reflectory.commands.site import library, settings
from reflectory.commands.telling import one_sentence
from reflectory.comments import erasing, freezing, giving, wxr
from reflectory.comments import rights as persons
from reflectory.comments.archiving import rows
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.publishing import archive_of, reconcile
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.options import CommentsOptions
from reflectory.site.errors import ReflectoryError
from reflectory.site.settings import choose
from reflectory.site.wording import counted


def publish(inbox: Inbox) -> None:
    """Bring every archive to what was decided.

    Raises:
        ReflectoryError: one cannot be read or written; says that the decisions stand.
    """
    try:
        reconcile(inbox)
    except ReflectoryError as error:
        raise ReflectoryError(
            f"{error} What was decided is kept, and the next command writes it there once that is mended."
        ) from error


def _inbox(site: Path, configured: dict[str, Any]) -> Inbox | None:
    """Return the inbox, healed, or ``None`` where there is none: nothing here makes one."""
    options = choose(InboxOptions, configured)
    if not Inbox.exists(site, options):
        return None
    inbox = Inbox(site, options)
    try:
        publish(inbox)
    except BaseException:
        inbox.close()
        raise
    return inbox


@click.command(epilog="Example: reflectory comments export --email reader@example.org private/person.json")
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--email", default="", help="All there is of one person, to be given to them.")
@click.option("--format", "how", type=click.Choice(["json", "wxr"]), default="json", show_default=True, help="How.")
@click.option("--private", is_flag=True, help="What is held too, with addresses; keep the file as you keep private/.")
@one_sentence
def export(file: Path | None, email: str, how: str, private: bool) -> None:
    """Give back every comment, or all there is of one person, on the screen or in a file."""
    site = Path.cwd()
    configured = settings(site)
    inbox = _inbox(site, configured)
    try:
        if email:
            text = json.dumps(persons.export(site, inbox, email), indent=2, ensure_ascii=False) + "\n"
        elif how == "json":
            text = giving.as_json(giving.everything(site, inbox if private else None))
        else:
            held = inbox.find() if inbox and private else ()
            most = choose(CommentsOptions, configured).max_body
            text = "".join(wxr.export(site, library(site).everything(), configured, held, most))
    finally:
        if inbox:
            inbox.close()
    if file is None:
        click.echo(text, nl=False)
        return
    _write(file, text)
    click.echo(f"Written to {file}.")


def _write(file: Path, text: str) -> None:
    """Write a file that only its owner may read: a person's details are in it."""
    try:
        with os.fdopen(os.open(file, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as to:
            os.fchmod(to.fileno(), 0o600)
            to.write(text)
    except OSError as error:
        raise ReflectoryError(f"{file} cannot be written ({error.strerror}).") from error


@click.command("import", epilog="Example: reflectory comments import private/comments.json")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@one_sentence
def import_(file: Path) -> None:
    """Take in what “export --format json” gave; what is there already stays as it is."""
    site = Path.cwd()
    configured = settings(site)
    given = giving.read(file)
    if "inbox" not in given:
        added, held = giving.take(site, given)
    else:
        with Inbox(site, choose(InboxOptions, configured)) as inbox:
            added, held = giving.take(site, given, inbox)
            publish(inbox)
    click.echo(f"{counted(added, 'comment')} put into archives, {held} into the inbox.")


@click.command(epilog="Example: reflectory comments erase --email reader@example.org")
@click.option("--email", required=True, help="The address of the person who asks for it.")
@click.option("--comment", "public", multiple=True, metavar="ESSAY#ID", help="A published comment of theirs as well.")
@click.option("--who", default="", help="Who does this, for the receipt.")
@one_sentence
def erase(email: str, public: tuple[str, ...], who: str) -> None:
    """Take a person out of every copy that is ours, and write a receipt."""
    if "@" not in email:
        raise ReflectoryError("that is no e-mail address; write it as the person does.")
    site = Path.cwd()
    configured = settings(site)
    there = cache(lambda target: {str(row["id"]) for row in rows(archive_of(site, target))})
    named = [_public(there, one) for one in public]
    caches = [Path(configured["CACHE_PATH"])]
    done = erasing.erase(site, choose(InboxOptions, configured), email, named, who=who, caches=caches)
    for line in _told(done, site):
        click.echo(line)
    if done.unread or done.closed:
        raise ReflectoryError("not everything is erased: see the files above.")


def _public(there: Callable[[Target], set[str]], name: str) -> erasing.Public:
    slug, _, number = name.partition("#")
    target = Target.named(slug)
    if number not in there(target):
        raise ReflectoryError(f"there is no published comment “{name}”; write it like a-bad-day#12.")
    return target, number


def _told(done: erasing.Erasure, site: Path) -> list[str]:
    erased = (
        f"Erased: {counted(done.comments, 'comment')} in the inbox, {len(done.archived)} in archives, "
        f"{counted(done.letters, 'letter')}; the address taken out of {counted(done.mentions, 'text')} of others, "
        f"{counted(done.receipts, 'receipt')} and {counted(len(done.backups), 'backup')}."
    )
    lines = [
        erased,
        *(f"{name} still names them; delete it." for name in done.unread),
        *(f"{name} cannot be looked into; delete it if they may be in it." for name in done.closed),
    ]
    if done.namesakes:
        names = ", ".join(f"{target}#{number}" for target, number in done.namesakes)
        lines.append(f"Somebody of the same name wrote {names}: if that is them, add --comment for each.")
    return [
        *lines,
        *done.history,
        "Build and publish the site now: what is published keeps their words until then.",
        "If comments were imported, the file that they came from still holds them; delete it, do not import it again.",
        f"The receipt is {done.receipt.relative_to(site)}; it does not name the person.",
    ]


@click.command(epilog="Example: reflectory comments freeze")
@one_sentence
def freeze() -> None:
    """Close comments everywhere, and say what may be switched off."""
    site = Path.cwd()
    configured = settings(site)
    pages = [page for page in library(site).everything() if page.option("comments") != "none"]
    targets = dict.fromkeys(Target.of(page) for page in pages)
    inbox = _inbox(site, configured)
    try:
        freezing.set_closed(site, targets, closed=True)
        essays = sum(target.kind == "essays" for target in targets)
        of = f"{counted(essays, 'essay')} and {counted(len(targets) - essays, 'page')}"
        click.echo(f"Comments are closed on {of}; build and publish the site now.")
        for line in freezing.what_may_end(inbox, configured):
            click.echo(line)
    finally:
        if inbox:
            inbox.close()


COMMANDS = (export, import_, erase, freeze)
