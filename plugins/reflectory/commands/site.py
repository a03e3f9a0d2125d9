"""What a command needs of the site in the current folder."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

from reflectory.building.build import Session, build, read, settings_file
from reflectory.site.errors import ReflectoryError
from reflectory.site.models import Library
from reflectory.site.run import Run


def settings(folder: Path, *, public: bool = False) -> dict[str, Any]:
    """Return the settings of the site in a folder, as Pelican reads them.

    Raises:
        ReflectoryError: there is no site, or its settings are faulty.
    """
    return read(settings_file(folder, public=public), {})


def library(folder: Path) -> Library:
    """Return the essays and pages of the site in a folder; everything is read and nothing is written.

    Raises:
        ReflectoryError: something is wrong with settings or sources.
    """
    return laid_out(folder).library


def laid_out(folder: Path) -> Run:
    """Lay out the site in a folder, of which nothing is written.

    Raises:
        ReflectoryError: something is wrong with settings or sources.
    """
    session = Session()
    with contextlib.redirect_stderr(io.StringIO()):  # what a build notices is for whoever builds
        build(folder, session=session, REFLECTORY_CHECK=True)
    if not session.memory or not session.memory.latest or not session.memory.latest.library:
        raise ReflectoryError(f"the site in {folder} cannot be read; “reflectory check” says why.")
    found = session.memory.latest
    session.memory.store.close()
    return found
