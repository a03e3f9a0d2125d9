"""What makes the pages beside the site's own files: Python, what is installed, and this program."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reflectory.building.files import Files
from reflectory.building.fingerprint import fingerprint

PROGRAM = Path(__file__).parents[1]
"""The folder of this package."""


def installed() -> bytes:
    """Return the fingerprint of Python and of every installed package with its version."""
    return fingerprint(sys.version, sorted(_packages()))


def _packages() -> Iterator[str]:
    """Yield the names of the folders in which installers keep a package's name and version."""
    for folder in dict.fromkeys(sys.path):
        with suppress(OSError):
            names = os.listdir(folder or ".")  # noqa: PTH208 - thousands of names, of which few become paths
            yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


def code(files: Files, places: list[str]) -> bytes:
    """Return the fingerprint of the Python code in some folders and files, which ``files`` has looked at."""
    return fingerprint(
        [
            (path[len(place) :], files.fingerprint(path))
            for place in places
            for path in ([place] if place in files.stamps else files.below(place))
            if path.endswith(".py")
        ]
    )
