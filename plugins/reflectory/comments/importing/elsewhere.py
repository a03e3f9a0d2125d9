"""What imports of comments alone share: which essay an old address means, and the way of each comment to its place."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reflectory.comments.importing.places import ESSAYS, PAGES, sources
from reflectory.comments.inbox.records import Target
from reflectory.site import redirects
from reflectory.site.converter import decode
from reflectory.site.frontmatter import FrontMatterError, read_yaml


class Essays:
    """The essays and pages of a site, by every address that an old service may know them by."""

    def __init__(self, site: Path) -> None:
        self._targets = set(sources(site))
        self._old = _redirects(site)

    def meant(self, address: str) -> Target | None:
        """Return what an old address means: by a redirect, today's address, or the last part of its path.

        ``None`` is what no essay or page can be told from.
        """
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return None
        found = self._old.get(redirects.path_of(parts.path)) if parts.path.strip("/") else None
        if parts.query and not found:
            found = self._old.get(f"/?{parts.query}")
        steps = [step for step in unquote(parts.path).split("/") if step]
        if steps and steps[-1].startswith("index."):
            steps.pop()
        if found in self._targets:
            return found
        slug = steps[-1].rsplit(".", 1)[0] if steps and steps[-1].endswith((".html", ".htm", ".php")) else ""
        last = slug or (steps[-1] if steps else "")
        kinds = (PAGES, ESSAYS) if len(steps) == 1 else (ESSAYS, PAGES)
        names = (last, last.lower(), last[11:] if last[:4].isdigit() and last[10:11] == "-" else last)
        return next((one for kind in kinds for name in names if (one := Target(name, kind)) in self._targets), None)


def _redirects(site: Path) -> Mapping[str, Target]:
    file = site / "content" / redirects.FILE
    found: dict[str, Target] = {}
    with suppress(FrontMatterError, OSError):
        for old, new in read_yaml(decode(file.read_bytes())).values.items():
            steps = str(new).strip("/").split("/")
            target = Target(steps[-1], ESSAYS if steps[0] == ESSAYS and len(steps) == 2 else PAGES)
            found[redirects.path_of(str(old)) or str(old)] = target
    return found
