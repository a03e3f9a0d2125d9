"""What the preview answers at an address: the site's files, and a script in each page that hears of builds."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from reflectory.building.preview import problems
from reflectory.building.preview.board import Board

PREFIX = "/.preview/"
"""Where the preview's own files are; Pelican leaves out what begins with a dot, so that no page can be there."""

OWN = {"reload.js": "text/javascript", "mend.js": "text/javascript", "problems.css": "text/css"}
"""The preview's own files."""

EVENTS = f"{PREFIX}events"
"""The address of the stream of events."""

HTML = "text/html; charset=utf-8"

_STATIC = Path(__file__).parent / "static"
_END = re.compile(rb"</head\s*>|</body\s*>", re.IGNORECASE)
_USED = re.compile(rb"""<(?:link|script|img)\b[^>]*?\s(?:href|src)=["']?([^"'\s>]+)""", re.IGNORECASE)
_SHOWN = {".avif", ".gif", ".jpeg", ".jpg", ".js", ".mjs", ".png", ".svg", ".webp"}


class Answer(Struct, frozen=True):
    """What one address answers.

    Attributes:
        content: the bytes.
        kind: their media type.
        status: of HTTP.
        location: where to go on to, or "".
    """

    content: bytes = b""
    kind: str = HTML
    status: HTTPStatus = HTTPStatus.OK
    location: str = ""


class Seen(Struct, frozen=True):
    """A page as a browser has it; two are equal as long as the browser needs nothing new.

    Attributes:
        page: stands for the page's own bytes.
        styles, others: stand for its style sheets; for its scripts and pictures.
    """

    page: str
    styles: str
    others: str

    def __str__(self) -> str:
        """As the page's script is given it, and gives it back."""
        return "-".join((self.page, self.styles, self.others))

    @classmethod
    def read(cls, text: str) -> Seen:
        """Return what a browser gives back; from any other text, what differs from every page."""
        parts = text.split("-")
        return cls(*parts) if len(parts) == 3 else cls("", "", "")


class Pages:
    """The pages and files of a preview."""

    def __init__(self, folder: Path, board: Board) -> None:
        self._folder = folder.resolve()
        self._board = board

    @property
    def never_built(self) -> bool:
        """Whether there is no site to show, only what is wrong with it."""
        return bool(self._board.latest[1]) and not (self._folder / "index.html").is_file()

    def answer(self, path: str) -> Answer:
        """Return what a browser gets for the path of an address: pages with the preview's script in them."""
        if path.startswith(PREFIX):
            return _own(path.removeprefix(PREFIX))
        answer = self.plain(path)
        if not answer.kind.startswith("text/html") or answer.location:
            return answer
        return replace(answer, content=with_script(answer.content, self.seen(path, answer.content)))

    def plain(self, path: str) -> Answer:
        """Return what is at a path of the site, as it was built."""
        if self.never_built:
            return Answer(problems.page(self._board.latest[1]), status=HTTPStatus.SERVICE_UNAVAILABLE)
        file = self._file(path)
        try:
            if file and file.is_dir() and not path.endswith("/"):
                return _moved(file.relative_to(self._folder))
            if file:
                file = file / "index.html" if path.endswith("/") else file
                return Answer(file.read_bytes(), _kind(file))
        except OSError:  # it is not there, or not any more
            pass
        return self._missing()

    def seen(self, path: str, content: bytes) -> Seen:
        """Return what stands for a page and what it shows, as that is now."""
        used = {urlsplit(urljoin(path, found.decode(errors="replace"))) for found in _USED.findall(content)}
        files = sorted(address.path for address in used if not address.netloc)
        return Seen(
            _short(content),
            self._state(file for file in files if file.endswith(".css")),
            self._state(file for file in files if PurePosixPath(file).suffix.lower() in _SHOWN),
        )

    def _missing(self) -> Answer:
        """Return the site's own page for what is missing, where it has one."""
        try:
            content = (self._folder / "404.html").read_bytes()
        except OSError:
            content = b"<!DOCTYPE html><title>Not found</title><p>There is nothing at this address."
        return Answer(content, status=HTTPStatus.NOT_FOUND)

    def _file(self, path: str) -> Path | None:
        """Return the file or folder a path names, unless that is outside the preview's folder."""
        try:
            file = (self._folder / unquote(path).lstrip("/")).resolve()
        except (OSError, ValueError):
            return None
        return file if file.is_relative_to(self._folder) else None

    def _state(self, paths: Iterable[str]) -> str:
        """Return what changes when one of some files does; files that a build leaves alone keep their times."""
        return _short("\n".join(self._file_state(path) for path in paths).encode())

    def _file_state(self, path: str) -> str:
        file = self._file(path)
        try:
            found = file.stat() if file else None
        except OSError:
            found = None
        return f"{path} {found.st_mtime_ns} {found.st_size}" if found else path


def with_script(content: bytes, seen: Seen) -> bytes:
    """Return a page that hears of builds."""
    script = f'<script src="{PREFIX}reload.js" data-seen="{seen}" defer></script>\n'.encode()
    end = _END.search(content)
    at = end.start() if end else len(content)
    return content[:at] + script + content[at:]


def _short(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _own(name: str) -> Answer:
    if name not in OWN:
        return Answer(b"There is nothing at this address.", "text/plain", HTTPStatus.NOT_FOUND)
    return Answer((_STATIC / name).read_bytes(), f"{OWN[name]}; charset=utf-8")


def _moved(folder: Path) -> Answer:
    return Answer(status=HTTPStatus.MOVED_PERMANENTLY, location=f"/{quote(folder.as_posix())}/")


def _kind(file: Path) -> str:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
