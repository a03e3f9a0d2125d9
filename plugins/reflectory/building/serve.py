"""A preview on this machine alone, rebuilt when something changes; drafts are in it."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from watchfiles import DefaultFilter, watch

from reflectory.site.errors import ReflectoryError

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""The content security policy that every page keeps to; docs/writing.md tells hosts to send it."""

WATCHED = ("content", "theme", "pelicanconf.py")
"""What a preview follows besides the folders of ``THEME_TEMPLATES_OVERRIDES``."""


class Handler(SimpleHTTPRequestHandler):
    """Serves the preview as a careful host would: with the policy, and with the site's own page for what is missing."""

    def end_headers(self) -> None:
        """Add what every answer carries."""
        self.send_header("Content-Security-Policy", POLICY)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own 404 page where there is one."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        content = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Say nothing: the terminal is for what the build says."""


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder while the context lasts; gives the address, without a final slash.

    Raises:
        ReflectoryError: the port is taken.
    """
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(Handler, directory=str(folder)))
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise ReflectoryError(f"port {port} is in use; choose another with --port, or --port 0 for any.") from error
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def rebuild_on_change(
    folder: Path, also: Iterable[Path], build: Callable[[Iterable[str]], object], stop: threading.Event
) -> None:
    """Call ``build`` with the changed files, from the site's folder, after each change until ``stop`` is set."""
    places = {place for place in (*(folder / name for name in WATCHED), *also) if place.exists()}
    for changes in watch(*places, watch_filter=DefaultFilter(), stop_event=stop, debounce=200, step=50):
        build(sorted({os.path.relpath(path, folder) for _, path in changes}))
