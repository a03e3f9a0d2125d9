"""What stands in an index that Pagefind made."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

SIGNATURE = b"pagefind_dcd"


def opened(file: Path) -> bytes:
    """A file of the index, without its compression and signature."""
    data = gzip.decompress(file.read_bytes())
    assert data.startswith(SIGNATURE)
    return data[len(SIGNATURE) :]


def fragments(output: Path) -> dict[str, dict[str, Any]]:
    """What the index shows of each thing that it finds, by address."""
    found = [json.loads(opened(file)) for file in sorted((output / "pagefind" / "fragment").iterdir())]
    return {one["url"]: one for one in found}


def everything(output: Path) -> str:
    """All that the index holds, as far as it is text."""
    files = [file for file in (output / "pagefind").rglob("*.pf_*") if file.is_file()]
    return "".join(opened(file).decode("utf-8", "replace") for file in files)
