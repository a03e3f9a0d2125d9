"""Archives whose bytes depend on nothing but what is in them."""

from __future__ import annotations

import io
from collections.abc import Iterable
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a ZIP archive knows (APPNOTE 4.4.6); a file's own time would be another on each machine."""

_UNIX = 3
_READABLE = 0o100644 << 16


def zipped(files: Iterable[tuple[str, str | bytes]], *, stored_first: bool = False) -> bytes:
    """Return an archive of (name, content) in the order given; the first one may be stored without compression."""
    kept = io.BytesIO()
    with ZipFile(kept, "w") as archive:
        for number, (name, content) in enumerate(files):
            info = ZipInfo(name, EPOCH)
            info.create_system, info.external_attr = _UNIX, _READABLE
            info.compress_type = ZIP_STORED if stored_first and not number else ZIP_DEFLATED
            archive.writestr(info, content, compresslevel=9)
    return kept.getvalue()
