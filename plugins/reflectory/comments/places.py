"""Where public comments are: every archive of a site, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reflectory.comments import harmless
from reflectory.comments.archiving import ArchiveError
from reflectory.comments.inbox.publishing import ARCHIVES
from reflectory.comments.inbox.records import Target
from reflectory.site.clutter import is_clutter
from reflectory.site.converter import decode
from reflectory.site.errors import Problem
from reflectory.site.frontmatter import FrontMatterError, read_yaml


def archives(site: Path) -> Iterator[tuple[Target, Path]]:
    """Yield every archive by what it belongs to, essays first."""
    for kind, folder in (("essays", site / ARCHIVES), ("pages", site / ARCHIVES / "pages")):
        for file in sorted(folder.glob("*.yaml")):
            if not is_clutter(file.name):
                yield Target(file.stem, kind), file


def values(file: Path) -> dict[str, Any]:
    """Return everything that an archive's file says.

    Raises:
        ArchiveError: it cannot be read.
    """
    try:
        return dict(read_yaml(harmless.source(decode(file.read_bytes()))).values)
    except FrontMatterError as error:
        raise ArchiveError(str(Problem(str(file), error.line, str(error)))) from error
