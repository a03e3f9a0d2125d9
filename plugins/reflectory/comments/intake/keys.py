"""The intake's secret: made once, readable by its owner alone."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from reflectory.site.errors import ReflectoryError

FILE = Path("private") / "keys" / "intake"
_BYTES = 32


def secret(site: Path) -> str:
    """Return the secret of a site's intake; the first one that asks makes it, whole or not at all.

    Raises:
        ReflectoryError: it cannot be made or read.
    """
    file = site / FILE
    try:
        if not file.exists():
            _make(file)
        found = file.read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ReflectoryError(f"{FILE} cannot be used ({reason}); mend it or delete it.") from None
    if len(found) < _BYTES:
        raise ReflectoryError(f"{FILE} is too short for a key; delete it, and a new one is made.")
    return found


def _make(file: Path) -> None:
    for folder in (file.parent.parent, file.parent):
        folder.mkdir(mode=0o700, exist_ok=True)
    fresh = file.with_name(f".intake-{secrets.token_hex(8)}")
    try:
        handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with open(handle, "w", encoding="ascii") as opened:  # noqa: PTH123 - a handle, which alone knows the mode
            opened.write(secrets.token_urlsafe(_BYTES) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its key is the one
            os.link(fresh, file)
    finally:
        fresh.unlink(missing_ok=True)
