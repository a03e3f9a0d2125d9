"""Pagefind's program as a service: one request, one answer, until the index is made.

It speaks as its own clients for Node and Python do: JSON in Base64 with a comma behind it, on its standard input and
output. Its Python client waits a tenth of a second before each answer, which is half an hour for 20,000 records.
"""

from __future__ import annotations

import json
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from io import BufferedReader
from pathlib import Path
from types import TracebackType
from typing import Any, cast

_ENDED = b","
_AT_ONCE = 1 << 16
_AHEAD = 50
"""How many answers may be waited for: each is a few hundred bytes, and so many fit into a pipe."""

_DIED = "it ended before it was done"


class ServiceError(Exception):
    """Pagefind refused a request or ended before its time; says why, as far as it told."""


def program() -> Path | None:
    """Return the path of Pagefind's program, ``None`` where it is not installed (it is not made for every machine)."""
    try:
        from pagefind_bin import get_executable

        found: Path = get_executable()
        return found
    except (ImportError, FileNotFoundError):
        return None


class Index:
    """An index in the making, in a process of its own that ends with the context.

    Args:
        executable: Pagefind's program.
        language: in which words are reduced to their stems, ISO 639-1; one index holds the texts of every language.

    Raises:
        ServiceError: from every method, when Pagefind fails.
    """

    def __init__(self, executable: Path, language: str) -> None:
        self._command, self._language = str(executable), language
        self._asked = self._answered = self._id = 0
        self._rest = b""

    def __enter__(self) -> Index:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - a program that is installed with this one
                [self._command, "--service"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise ServiceError(f"it cannot be started: {error.strerror}") from error
        config = {"force_language": self._language, "keep_index_url": True, "write_playground": False}
        try:
            self._id = self._ask("NewIndex", config=config)["index_id"]
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._end()

    def _end(self) -> None:
        self._process.kill()  # it has given what it was asked for, or nobody wants it any more
        self._process.communicate()

    def add(
        self,
        url: str,
        content: str,
        meta: Mapping[str, str],
        filters: Mapping[str, Sequence[str]],
        sort: Mapping[str, str],
    ) -> None:
        """Add a text, what is shown of it, what narrows a search to it, and by what hits may be put in order."""
        record = {"url": url, "content": content, "meta": meta, "filters": filters, "sort": sort}
        self._send("AddRecord", index_id=self._id, language=self._language, **record)
        if self._asked - self._answered > _AHEAD:
            self._answer()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the files of the index, each by its path in the index's folder.

        They are asked for and not left to be written: the service answers before what it writes is on the disk.
        """
        for file in self._ask("GetFiles", index_id=self._id)["files"]:
            yield file["path"], b64decode(file["content"])

    def _ask(self, kind: str, **payload: Any) -> Mapping[str, Any]:
        """Return the answer to a request, those to earlier ones having been waited for."""
        self._send(kind, **payload)
        while self._asked - self._answered > 1:
            self._answer()
        return self._answer()

    def _send(self, kind: str, **payload: Any) -> None:
        assert self._process.stdin
        self._asked += 1
        request = {"message_id": self._asked, "payload": {"type": kind, **payload}}
        try:
            self._process.stdin.write(b64encode(json.dumps(request).encode()) + _ENDED)
            self._process.stdin.flush()
        except OSError as error:
            raise ServiceError(_DIED) from error

    def _answer(self) -> Mapping[str, Any]:
        self._answered += 1
        try:
            answer: Mapping[str, Any] = json.loads(b64decode(self._read()))["payload"]
        except (OSError, ValueError) as error:
            raise ServiceError(_DIED) from error
        if answer["type"] == "Error":
            raise ServiceError(str(answer["message"]))
        return answer

    def _read(self) -> bytes:
        """Return the next answer as it came.

        Raises:
            BrokenPipeError: there is none.
        """
        answers = cast(BufferedReader, self._process.stdout)
        parts = [self._rest]
        while _ENDED not in parts[-1]:
            parts.append(answers.read1(_AT_ONCE))
            if not parts[-1]:
                raise BrokenPipeError
        answer, _, self._rest = b"".join(parts).partition(_ENDED)
        return answer
