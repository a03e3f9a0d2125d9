"""The desk as a running server: bound to this computer alone, whatever stands before it."""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from waitress.server import create_server

from reflectory.comments.desk.app import make
from reflectory.comments.desk.desk import Desk
from reflectory.comments.desk.guard import Place
from reflectory.comments.desk.options import DeskOptions
from reflectory.comments.desk.publisher import Publisher
from reflectory.comments.desk.sessions import Sessions
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.options import CommentsOptions
from reflectory.site.errors import ReflectoryError, SettingsError
from reflectory.site.settings import choose

HOST = "127.0.0.1"
_THREADS = 4


@contextmanager
def opened(site: Path, settings: Mapping[str, Any], *, checks_private: bool) -> Iterator[Desk]:
    """Give the desk of a site, its inbox healed and purged.

    Raises:
        ReflectoryError: a setting is wrong, or the inbox cannot be opened.
    """
    options = choose(DeskOptions, settings)
    if options.url and not options.password_hash:
        raise SettingsError(
            "pelicanconf.py: DESK_URL needs DESK_PASSWORD_HASH; `reflectory desk --hash-password` makes it."
        )
    with Inbox(site, choose(InboxOptions, settings)) as inbox:
        desk = Desk(
            inbox,
            options,
            Publisher(site, checks_private=checks_private),
            sitename=str(settings.get("SITENAME") or ""),
            author=str(settings.get("AUTHOR") or ""),
            max_body=choose(CommentsOptions, settings).max_body,
            zone=str(settings.get("TIMEZONE") or "UTC"),
        )
        desk.begin()
        yield desk


def serve(desk: Desk, theme: Path, port: int, say: Callable[[str], None]) -> None:
    """Answer until the process is ended; the first line said is the desk's address.

    Raises:
        ReflectoryError: the port is taken.
    """
    sessions = Sessions()
    bound = _bound(port)
    place = Place(bound.getsockname()[1], desk.options.url)
    server = create_server(
        make(desk, place, sessions, theme), sockets=[bound], threads=_THREADS, ident=None, **_trusted(desk.options)
    )
    base = f"http://{HOST}:{place.port}"
    if desk.options.password_hash:
        say(f"{base}/")
        if place.url:
            say(f"Your web server leads {place.url} there; sign in at that address with the password.")
        else:
            say("Sign in there with the password.")
    else:
        say(f"{base}/enter?key={sessions.link()}")
        say("Open this link in a browser within five minutes; it works once. Press Enter here for a new one.")
        threading.Thread(target=_give_links, args=(base, sessions, say), daemon=True).start()
    try:
        server.run()
    finally:
        server.close()


def _bound(port: int) -> socket.socket:
    """Return a socket that has its port."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":  # elsewhere it would let two processes have one port
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((HOST, port))
    except OSError as error:
        bound.close()
        raise ReflectoryError(f"port {port} is in use; choose another with --port, or --port 0 for any.") from error
    return bound


def _trusted(options: DeskOptions) -> dict[str, Any]:
    """Return whom the server believes about where a request is from: a proxy on this computer, or nobody."""
    believed = {"trusted_proxy": HOST, "trusted_proxy_headers": {"x-forwarded-for"}} if options.url else {}
    return {"clear_untrusted_proxy_headers": True, **believed}


def _give_links(base: str, sessions: Sessions, say: Callable[[str], None]) -> None:
    """Say a new link for every line that is typed."""
    if sys.stdin and sys.stdin.isatty():
        for _ in sys.stdin:
            say(f"{base}/enter?key={sessions.link()}")
