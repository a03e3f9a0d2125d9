"""``reflectory desk``: the web page where the practitioner moderates."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reflectory.commands.telling import one_sentence

_SHORTEST = 12


@click.command(epilog="Example: reflectory desk --port 0")
@click.option("--port", default=8002, show_default=True, type=click.IntRange(0, 65535), help="0 picks a free one.")
@click.option("--hash-password", is_flag=True, help="Ask for a password, print its hash for pelicanconf.py, and end.")
@one_sentence
def desk(port: int, hash_password: bool) -> None:
    """Read what came in, decide, and publish, in a browser on this computer. Ctrl+C ends it."""
    if hash_password:
        _hash_password()
        return
    from reflectory.commands.site import settings
    from reflectory.comments.desk.serving import opened, serve

    site = Path.cwd()
    configured = settings(site)
    with opened(site, configured, checks_private=_checks_private()) as opened_desk:
        try:
            serve(opened_desk, Path(configured["THEME"]), port, _say)
        except KeyboardInterrupt:
            click.echo("Ended.")


def _hash_password() -> None:
    from argon2 import PasswordHasher

    from reflectory.site.errors import ReflectoryError

    password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(password) < _SHORTEST:
        raise ReflectoryError(f"that password is shorter than {_SHORTEST} characters; take several words.")
    click.echo(f'DESK_PASSWORD_HASH = "{PasswordHasher().hash(password)}"')


def _checks_private() -> bool:
    """Whether ``reflectory check`` can look for what is private."""
    from reflectory import cli

    command: click.Command = cli.main.commands["check"]
    return any("--private" in parameter.opts for parameter in command.params)


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()
