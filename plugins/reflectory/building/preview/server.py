"""The preview's web server: for this machine alone, and as strict as a careful host would be."""

from __future__ import annotations

import errno
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from reflectory.building.preview.board import Board
from reflectory.building.preview.pages import EVENTS, Answer, Pages, Seen
from reflectory.building.preview.stream import events
from reflectory.site.errors import ReflectoryError

POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",  # search runs WebAssembly
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
"""The content security policy that every page keeps to; docs/writing.md tells hosts to send it."""

HOST = "127.0.0.1"


def policy(form: str = "") -> str:
    """Return the policy of a site whose form is sent to ``form``: there it may be sent, and its script may ask there.

    Args:
        form: an address of the web; a path on the site's own host needs nothing more.
    """
    parts = urlsplit(form)
    if not parts.netloc:
        return POLICY
    there = f" {parts.scheme}://{parts.netloc}"
    wider = POLICY.replace("connect-src 'self'", f"connect-src 'self'{there}")
    return wider.replace("form-action 'self'", f"form-action 'self'{there}")


class Handler(BaseHTTPRequestHandler):
    """Answers one connection, request after request."""

    protocol_version = "HTTP/1.1"  # a connection that stays open makes the next page faster
    disable_nagle_algorithm = True
    wbufsize = -1  # head and content in one go
    server: Server

    def do_GET(self) -> None:
        """Answer with a page or file, or with the stream of events."""
        address = urlsplit(self.path)
        if self.headers.get("Host") not in self.server.names:
            self._send(Answer(b"This preview is for this computer alone.", "text/plain", HTTPStatus.FORBIDDEN))
        elif address.path == EVENTS:
            self._stream(parse_qs(address.query))
        else:
            self._send(self.server.pages.answer(address.path))

    def do_HEAD(self) -> None:
        """Answer as to GET, without the content."""
        self.do_GET()

    def end_headers(self) -> None:
        """Add what every answer carries."""
        self.send_header("Content-Security-Policy", policy(self.server.board.form))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.location:
            self.send_header("Location", answer.location)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def _stream(self, query: dict[str, list[str]]) -> None:
        """Send events until the browser goes, or this process ends."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        page, seen = (query.get(name, [""])[0] for name in ("page", "seen"))
        seen = self.headers.get("Last-Event-ID", seen)  # of a browser that lost this stream
        for event in events(self.server.pages, self.server.board, page, Seen.read(seen)):
            self.wfile.write(event.encode())
            self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        """Say nothing: the terminal is for what the build says."""


class Server(ThreadingTCPServer):
    """Has its ``address`` (no final slash) at once, and answers from ``start`` on; whoever asks before waits.

    A first build can so do its work before any thread runs, in several processes (building/parallel.py); each
    later one finds threads running and works in this process alone.
    """

    allow_reuse_address = True
    daemon_threads = True  # an open stream must not hold up the end
    request_queue_size = 64

    def __init__(self, folder: Path, port: int, board: Board) -> None:
        super().__init__((HOST, port), Handler)
        self.board = board
        self.pages = Pages(folder, board)
        self.port = int(self.server_address[1])
        self.address = f"http://{HOST}:{self.port}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.1,), daemon=True)

    @property
    def names(self) -> set[str]:
        """What a browser calls this server; any other name is another site's, made to lead here (DNS rebinding)."""
        bare = {HOST, "localhost"}
        return {f"{name}:{self.port}" for name in bare} | (bare if self.port == 80 else set())

    def start(self) -> None:
        """Begin to answer, in threads of its own."""
        self._thread.start()

    def end(self) -> None:
        """Answer no more, and give the port back."""
        if self._thread.is_alive():
            self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of browsers that went away; that is how an event stream ends."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def bound(folder: Path, port: int, board: Board) -> Iterator[Server]:
    """Give a server of a folder that has its address; it ends with the context.

    Raises:
        ReflectoryError: the port is taken.
    """
    try:
        server = Server(folder, port, board)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise ReflectoryError(f"port {port} is in use; choose another with --port, or --port 0 for any.") from error
    try:
        yield server
    finally:
        server.end()


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve a folder that nothing builds while the context lasts; gives the address, without a final slash.

    Raises:
        ReflectoryError: the port is taken.
    """
    with bound(folder, port, Board()) as server:
        server.start()
        yield server.address
