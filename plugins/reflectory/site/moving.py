"""Pictures that move: their chunks are copied, but for those in which a camera or a program notes something.

So the frames and their times stay as they are. Pillow would read each frame and compress it anew, with a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

_PNG = frozenset(b"IHDR PLTE tRNS IDAT IEND acTL fcTL fdAT cHRM cICP gAMA iCCP sBIT sRGB".split())
"""The chunks of a PNG that say what is shown (https://www.w3.org/TR/png-3/#11Chunks)."""

_WEBP = frozenset([b"VP8X", b"ICCP", b"ANIM", b"ANMF"])
"""The same of an animated WebP (RFC 9649, 2.7)."""

_NOTED = 0b1100
"""The bits of ``VP8X`` that say that there are EXIF and XMP."""


def png(data: bytes) -> bytes:
    """Return an animated PNG without what was noted in it."""
    chunks = _chunks(data, 8, lambda head: 12 + int.from_bytes(head[:4], "big"))
    return b"".join([data[:8], *(chunk for chunk in chunks if chunk[4:8] in _PNG)])


def webp(data: bytes) -> bytes:
    """Return an animated WebP without what was noted in it."""
    chunks = _chunks(data, 12, lambda head: 8 + (int.from_bytes(head[4:], "little") + 1) // 2 * 2)
    first, *others = [chunk for chunk in chunks if chunk[:4] in _WEBP]
    body = b"".join([b"WEBP", first[:8], bytes([first[8] & ~_NOTED]), first[9:], *others])
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _chunks(data: bytes, start: int, length: Callable[[bytes], int]) -> Iterator[bytes]:
    """Yield the chunks from ``start`` on, each as long as its first eight bytes say."""
    while start < len(data):
        end = start + length(data[start : start + 8])
        yield data[start:end]
        start = end
