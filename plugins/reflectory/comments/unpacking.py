"""What stands in a public file, packed or not: a search index is gzip, a teaching pack is a zip."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_EITHER = 47
"""zlib's word for streams that begin as gzip's or as its own do (https://docs.python.org/3/library/zlib.html)."""

_PIECE = 1 << 12
"""Bytes that are unpacked at once: what stands before a fault is read all the same."""


def texts(file: Path) -> Iterator[str]:
    """Yield the text of a file, or of each file that is packed in it."""
    yield from (content.decode("utf-8", errors="ignore") for content in _unpacked(file.read_bytes()))


def can_be_read(file: Path) -> bool:
    """Whether ``texts`` finds what a file holds: it is text, or packed in a way that is known here."""
    with file.open("rb") as opened:
        first = opened.read(_PIECE)
    return first.startswith((_GZIP, _ZIP)) or b"\x00" not in first


def _unpacked(content: bytes) -> Iterator[bytes]:
    """Yield what is packed in a content, itself if nothing is; of what is broken, as much as can be read."""
    if content.startswith(_GZIP):
        yield from _unpacked(_inflated(content))
    elif content.startswith(_ZIP):
        yield from _members(content)
    else:
        yield content


def _inflated(content: bytes) -> bytes:
    whole = bytearray()
    while content.startswith(_GZIP):
        stream, left = zlib.decompressobj(_EITHER), b""
        for start in range(0, len(content), _PIECE):
            try:
                whole += stream.decompress(content[start : start + _PIECE])
            except zlib.error:
                return bytes(whole)
            if stream.eof:
                left = stream.unused_data + content[start + _PIECE :]
                break
        content = left
    return bytes(whole)


def _members(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield "\n".join(packed.namelist()).encode()
            for name in packed.namelist():
                yield from _unpacked(packed.read(name))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error):
        yield content
