"""Receipts: what was done, for the practitioner to keep; they never name a person."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path("private") / "receipts"


def write(site: Path, kind: str, content: Mapping[str, Any], now: datetime | None = None) -> Path:
    """Write a receipt that only its owner may read, under a name that no other has; returns the file."""
    folder = site / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H-%M-%SZ")
    number = 1
    while True:
        file = folder / f"{kind}-{stamp}{f'-{number}' if number > 1 else ''}.json"
        try:
            with os.fdopen(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as to:
                to.write(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
                to.flush()
                os.fsync(to.fileno())
        except FileExistsError:
            number += 1
        else:
            return file


def fingerprint(email: str, salt: str = "") -> dict[str, str]:
    """Return what can prove later that a receipt is about an address, and cannot be read as one.

    Args:
        email: the address, as ``person.normal`` gives it.
        salt: of a receipt that is to be compared; a new one if left out.
    """
    salt = salt or secrets.token_hex(16)
    digest = hashlib.scrypt(email.encode(), salt=bytes.fromhex(salt), n=2**14, r=8, p=1, dklen=32)
    return {"salt": salt, "scrypt": digest.hex()}
