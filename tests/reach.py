"""How many clicks a reader needs from the home page to each page of a built site, without script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import dirname, join, normpath

_LINK = re.compile(r'<a\b[^>]*?\shref="([^"#?]*)')
_HIDDEN = re.compile(r'<meta (?:name="robots" content="noindex"|http-equiv="refresh")')


def pages(output: Path) -> Iterator[str]:
    """Yield the pages that a reader may be led to: not what is hidden, nor what only leads on."""
    for file in sorted(output.rglob("*.html")):
        if not _HIDDEN.search(file.read_text("utf-8")):
            yield file.relative_to(output).as_posix()


def clicks(output: Path) -> Mapping[str, int]:
    """Return the fewest clicks to each page that links lead to, by its file."""
    found = {"index.html": 0}
    front = ["index.html"]
    while front:
        front = [page for here in front for page in _beyond(output, here, found)]
    return found


def _beyond(output: Path, here: str, found: dict[str, int]) -> Iterator[str]:
    for href in dict.fromkeys(_LINK.findall((output / here).read_text("utf-8"))):
        target = _file(output, here, href)
        if target and target not in found:
            found[target] = found[here] + 1
            yield target


def _file(output: Path, here: str, href: str) -> str:
    """Return the page that a link leads to, "" where it leads to no page of the site."""
    if not href or ":" in href or href.startswith("/"):
        return ""
    path = normpath(join(dirname(here), href))
    file = path if path.endswith(".html") else normpath(join(path, "index.html"))
    return file if (output / file).is_file() else ""
