"""What a command needs of the site in the current folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reflectory.building.build import PRIVATE, PUBLIC, read
from reflectory.site.errors import ReflectoryError


def settings(folder: Path, *, public: bool = False) -> dict[str, Any]:
    """Return the settings of the site in a folder, as Pelican reads them.

    Raises:
        ReflectoryError: there is no site, or its settings are faulty.
    """
    conf = folder / (PUBLIC if public else PRIVATE)
    if not conf.is_file():
        raise ReflectoryError(f"there is no {conf.name} in {folder}; go to the site's folder first.")
    return read(conf, {})
