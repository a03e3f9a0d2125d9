"""Files that a computer or an editor keeps for itself among an author's, and that are no part of a site."""

from __future__ import annotations

import os
from collections.abc import Iterable

_MEANT = frozenset([".well-known", ".htaccess", ".nojekyll"])
"""Hidden names that servers ask for (RFC 8615; Apache; GitHub Pages)."""

_OF_WINDOWS = frozenset(["thumbs.db", "desktop.ini"])


def is_clutter(path: str) -> bool:
    """Whether a path below ``content/`` is hidden (``._a.md`` of a Mac, ``.#a.md`` of Emacs), or Windows' own."""
    return any(name.startswith(".") or name.lower() in _OF_WINDOWS for name in path.replace(os.sep, "/").split("/"))


def without_clutter(paths: Iterable[str], named: Iterable[str]) -> list[str]:
    """Return the paths of files to publish as they are.

    Args:
        paths: below ``content/``.
        named: files and folders that the settings name one by one; no hidden file among them is clutter.
    """
    meant = tuple(path for path in named if is_clutter(path))
    return [path for path in paths if not is_clutter(_further(path, meant))]


def _further(path: str, meant: Iterable[str]) -> str:
    """Return what of a path nobody has meant to be published though it is hidden."""
    for start in meant:
        if path == start or path.startswith(f"{start}/"):
            path = path[len(start) + 1 :]
    return "/".join(name for name in path.split("/") if name not in _MEANT)
