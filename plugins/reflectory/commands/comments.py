"""``reflectory comments``: reading what came in and deciding on it, by command."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import click

from reflectory.commands import rights
from reflectory.commands.site import library, settings
from reflectory.commands.telling import one_sentence
from reflectory.comments import freezing, mailed, post
from reflectory.comments.archiving import written
from reflectory.comments.inbox.asking import Asked
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.records import Arrival, Held, InboxError, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.posting import MailOptions
from reflectory.site.errors import ReflectoryError, remedy
from reflectory.site.models import Library
from reflectory.site.settings import choose
from reflectory.site.text import shorten
from reflectory.site.wording import counted

_IDS = click.argument("ids", nargs=-1, type=int, required=True, metavar="ID...")
_WHO = click.option("--who", default="", help="Who decides; your name on this machine if left out.")
_WHY = click.option("--why", default="", help="The reason, kept with the decision.")


@click.group(epilog="Example: reflectory comments list --status pending")
def comments() -> None:
    """Read what came in and decide on it; nothing is public before."""


for _command in rights.COMMANDS:
    comments.add_command(_command)


@contextmanager
def opened() -> Iterator[tuple[Inbox, dict[str, Any]]]:
    """Give the inbox of the site in this folder and the site's settings; what was left half done is finished first."""
    configured = settings(Path.cwd())
    with Inbox(Path.cwd(), choose(InboxOptions, configured)) as inbox:
        rights.publish(inbox)
        yield inbox, configured


@comments.command("list", epilog="Example: reflectory comments list --json --status pending")
@click.option("--status", type=click.Choice([state.value for state in State]), help="Those alone.")
@click.option("--essay", default="", help="On this essay alone (pages/about for a page).")
@click.option("--json", "as_json", is_flag=True, help="As one JSON array, for other programs.")
@one_sentence
def list_(status: str | None, essay: str, as_json: bool) -> None:
    """List comments, those first that came first."""
    with opened() as (inbox, _):
        found = inbox.find(Asked((State(status),) if status else (), essay))
    if as_json:
        click.echo(json.dumps([_row(held) for held in found], ensure_ascii=False, indent=2))
        return
    for held in found:
        said = shorten(" ".join(held.body.split()), 60)
        click.echo(f"{held.id:>6}  {held.state.value:<9}  {held.target}  {held.author}: {said}")
    if not found:
        click.echo("There is no such comment." if status or essay else "No comment has come in yet.")


def _row(held: Held) -> dict[str, Any]:
    return {
        "id": held.id,
        "essay": str(held.target),
        "status": held.state.value,
        "author": held.author,
        "body": held.body,
        "received": written(held.received),
        "reasons": list(held.reasons),
    }


@comments.command(epilog="Example: reflectory comments show 12")
@_IDS
@one_sentence
def show(ids: tuple[int, ...]) -> None:
    """Show comments whole, with what was decided on them."""
    with opened() as (inbox, _):
        found = [inbox.get(number) for number in ids]
    click.echo("\n\n".join("\n".join(_shown(held)) for held in found))


def _shown(held: Held) -> Iterator[str]:
    yield f"Comment {held.id} on {held.target}: {held.state.value}"
    address = f" <{held.email}>" if held.email else ""
    yield f"By {held.author}{address}, {written(held.written)}"
    if held.reply_to:
        yield f"Answers #comment-{held.reply_to}"
    yield from (f"Held: {reason}" for reason in held.reasons)
    for one in held.history:
        why = f": {one.why}" if one.why else ""
        yield f"{written(one.at)}  {one.before.value} → {one.after.value} by {one.who}{why}"
    yield f"\n{held.body}"


def _decide(ids: Sequence[int], after: State, who: str, why: str) -> None:
    with opened() as (inbox, _):
        inbox.decide(ids, after, who=who or _somebody(), why=why)
        rights.publish(inbox)
    count = len(set(ids))
    click.echo(f"{count} {'comment is' if count == 1 else 'comments are'} {after.value}.")


def _somebody() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a machine may not know whose process this is
        return "command"


@comments.command(epilog="Example: reflectory comments approve 12 13")
@_IDS
@_WHO
@_WHY
@one_sentence
def approve(ids: tuple[int, ...], who: str, why: str) -> None:
    """Put comments into their archives; the next build publishes them."""
    _decide(ids, State.APPROVED, who, why)


@comments.command(epilog='Example: reflectory comments decline 12 --why "It names a patient."')
@_IDS
@_WHO
@_WHY
@one_sentence
def decline(ids: tuple[int, ...], who: str, why: str) -> None:
    """Decide that comments are not published."""
    _decide(ids, State.DECLINED, who, why)


@comments.command(epilog="Example: reflectory comments spam 12 13 14")
@_IDS
@_WHO
@_WHY
@one_sentence
def spam(ids: tuple[int, ...], who: str, why: str) -> None:
    """Mark comments as spam."""
    _decide(ids, State.SPAM, who, why)


@comments.command(epilog='Example: reflectory comments redact 12 --body text.md --note "A name was taken out."')
@click.argument("number", type=int, metavar="ID")
@click.option(
    "--body", "text", type=click.File("r", "utf-8"), required=True, help="A file with the new text; - reads it."
)
@click.option("--note", default="Edited by the author.", show_default=True, help="What readers are told.")
@click.option(
    "--keep/--destroy", default=False, show_default=True, help="Keep the original in the inbox, or destroy it."
)
@one_sentence
def redact(number: int, text: Any, note: str, keep: bool) -> None:
    """Put another text in the place of a comment's; approve it then, if it is not approved."""
    try:
        body = text.read().strip()
    except UnicodeDecodeError:
        raise InboxError(f"{text.name} is not UTF-8; save it with the encoding UTF-8.") from None
    if not body:
        raise InboxError("the new text is empty; decline the comment instead.")
    with opened() as (inbox, _):
        inbox.redact(number, body, note=note, keep_original=keep)
        rights.publish(inbox)
    click.echo(f"Comment {number} has its new text.")


@comments.command(epilog="Example: reflectory comments undo")
@click.option("--batch", type=int, default=0, help="Another decision than the last one.")
@_WHO
@one_sentence
def undo(batch: int, who: str) -> None:
    """Take the last decision back, on everything that it was made on."""
    with opened() as (inbox, _):
        numbers = inbox.undo(who=who or _somebody(), batch=batch)
        rights.publish(inbox)
    click.echo(f"As before: {', '.join(map(str, numbers))}.")


@comments.command(epilog='Example: reflectory comments reply 12 --text "Thank you for that."')
@click.argument("number", type=int, metavar="ID")
@click.option("--text", required=True, help="Your answer, in Markdown.")
@_WHO
@one_sentence
def reply(number: int, text: str, who: str) -> None:
    """Answer a comment as the author; the answer is approved, and shown with what it answers."""
    with opened() as (inbox, configured):
        answered = inbox.get(number)
        if not text.strip():
            raise InboxError("the answer is empty.")
        (made,) = inbox.add([_answer(answered, text, who or str(configured.get("AUTHOR") or _somebody()))])
        inbox.decide([made], State.APPROVED, who=who or _somebody())
        rights.publish(inbox)
    click.echo(f"The answer is comment {made}.")
    if not answered.state.is_public:
        click.echo(f"Comment {number} is {answered.state.value}: until it is approved, the answer stands by itself.")


def _answer(answered: Held, text: str, author: str) -> Arrival:
    return Arrival(
        target=answered.target,
        source="desk",
        source_id=uuid4().hex,
        author=author,
        body=text.strip(),
        written=datetime.now(UTC),
        reply_to=answered.public_id,
        by_author=True,
    )


def _close(slugs: Sequence[str], *, closed: bool) -> None:
    known = targets(library(Path.cwd()))
    for slug in slugs:
        if slug not in known:
            raise ReflectoryError(f"there is no essay “{slug}”; {remedy(slug, known, 'name it by its slug.')}")
    changed = freezing.set_closed(Path.cwd(), [Target.named(slug) for slug in slugs], closed=closed)
    word = "closed" if closed else "open"
    click.echo(f"Comments are {word} on {', '.join(slugs)}{'' if changed else ', as they were'}.")


def targets(found: Library) -> list[str]:
    """Return every essay and page as commands name it."""
    return list(dict.fromkeys(str(Target.of(page)) for page in found.everything()))


@comments.command("close", epilog="Example: reflectory comments close a-bad-day pages/about")
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG...")
@one_sentence
def close(slugs: tuple[str, ...]) -> None:
    """Let nobody comment on essays any more; what was said stays."""
    _close(slugs, closed=True)


@comments.command("open", epilog="Example: reflectory comments open a-bad-day")
@click.argument("slugs", nargs=-1, required=True, metavar="SLUG...")
@one_sentence
def open_(slugs: tuple[str, ...]) -> None:
    """Let readers comment on essays again, unless their header or age says otherwise."""
    _close(slugs, closed=False)


@comments.command(epilog="Example: reflectory comments receive private/message.eml")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--essay", default="", help="What it answers, where the message does not say so.")
@one_sentence
def receive(files: tuple[Path, ...], essay: str) -> None:
    """Put comments that came by e-mail into the inbox."""
    known = targets(library(Path.cwd()))
    read = []
    for file in files:
        try:
            read.append((file, mailed.read(file.read_bytes(), known, essay)))
        except mailed.MailError as error:
            raise mailed.MailError(f"{file}: {error}") from error
    with opened() as (inbox, configured):
        before = {number for one in read for number in _known(inbox, one[1].arrival)}
        for file, message in read:
            (number,) = inbox.add([message.arrival])
            if number in before:
                click.echo(f"{file}: is comment {number} already.")
                continue
            left = f"; left out: {counted(message.attachments, 'attachment')}" if message.attachments else ""
            click.echo(f"{file}: is comment {number} on {message.arrival.target}, held{left}.")
            post.notify_moderator(inbox, inbox.get(number), choose(MailOptions, configured))


def _known(inbox: Inbox, arrival: Arrival) -> list[int]:
    return inbox.numbers_of(arrival.source, [arrival.source_id])


@comments.command(epilog="Example: reflectory comments deliver")
@one_sentence
def deliver() -> None:
    """Hand letters that wait to the mail server."""
    with opened() as (inbox, configured):
        done = post.Outbox(inbox, choose(MailOptions, configured)).deliver()
    click.echo(f"Sent: {counted(done.sent, 'letter')}. Waiting: {counted(done.waiting, 'letter')}.")
    if done.trouble:
        given_up = f"; {done.given_up} given up" if done.given_up else "; they are tried again later"
        raise InboxError(f"{done.trouble}{given_up}.")


@comments.command(epilog="Example: reflectory comments purge")
@one_sentence
def purge() -> None:
    """Forget what has been kept as long as was agreed."""
    with opened() as (inbox, _):
        forgotten, gone = inbox.purge()
        inbox.database.flush()
    deleted = counted(gone, "comment")
    click.echo(f"Forgotten: the private details of {counted(forgotten, 'comment')}. Deleted: {deleted}.")
