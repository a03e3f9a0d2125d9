"""The intake as a server: waitress, on this machine alone, behind a proxy that speaks to the world."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from waitress import create_server

from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.publishing import reconcile
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.intake import keys
from reflectory.comments.intake.app import LOG, Intake, create_app, most_bytes
from reflectory.comments.intake.options import IntakeOptions
from reflectory.comments.intake.stamps import Stamps
from reflectory.site.errors import ReflectoryError
from reflectory.site.settings import choose

HOST = "127.0.0.1"
_THREADS = 16
"""How many readers are answered at once; most of them wait for one write to the disk."""

_DAY = 24 * 60 * 60


def serve(site: Path, output: Path, settings: dict[str, Any], port: int, say: Callable[[str], None]) -> None:
    """Take comments until the process is interrupted.

    Args:
        site: the folder with ``private/`` and ``content/``.
        output: the folder in which the site was built.
        settings: Pelican's.
        port: of this machine; 0 for any that is free.
        say: takes each line that is meant for the terminal.

    Raises:
        ReflectoryError: there is no build, the inbox cannot be opened, or the port is taken.
    """
    options = choose(IntakeOptions, settings)
    with Inbox(site, choose(InboxOptions, settings)) as inbox:
        intake = Intake.opened(inbox, output, settings, Stamps(keys.secret(site)))
        try:
            reconcile(inbox)  # what was approved when a process ended half way
        except ReflectoryError as error:
            LOG.warning("an archive could not be written: %s", error)
        threading.Thread(target=_forget_daily, args=(inbox,), name="purge", daemon=True).start()
        server = _bound(create_app(intake, options.proxies), port, options, intake.options.max_body)
        say(f"http://{HOST}:{server.effective_port}/")
        try:
            server.run()
        finally:
            intake.writer.close()


def _forget_daily(inbox: Inbox) -> None:
    """Forget, at the start and every day after it, what was kept as long as was agreed."""
    while True:
        try:
            inbox.purge()
        except ReflectoryError as error:
            LOG.warning("what is over could not be forgotten: %s", error)
        time.sleep(_DAY)


def _bound(app: Any, port: int, options: IntakeOptions, max_body: int) -> Any:
    try:
        return create_server(
            app,
            host=HOST,
            port=port,
            threads=_THREADS,
            ident=None,
            backlog=1024,
            connection_limit=1000,
            channel_timeout=30,
            max_request_header_size=16_384,
            max_request_body_size=2 * most_bytes(max_body),
            clear_untrusted_proxy_headers=not options.proxies,
        )
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise ReflectoryError(f"port {port} is in use; choose another with --port, or --port 0 for any.") from error
