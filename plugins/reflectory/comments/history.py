"""What version control still holds of what was erased."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from reflectory.comments.inbox.publishing import ARCHIVES
from reflectory.site.wording import counted

_PATIENCE = 300
"""Seconds that git may take, which walks through all of a history."""


def told(site: Path, files: Collection[Path]) -> list[str]:
    """Say what version control still holds of archives that were changed, and how it is rewritten."""
    root = (_git(site, "rev-parse", "--show-toplevel") or "").strip()
    if not root:
        return ["The site's folder is not under version control here; a copy elsewhere that is still holds it all."]
    said = []
    named = {file: file.resolve().relative_to(Path(root).resolve()).as_posix() for file in sorted(files)}
    counts = _commits(site) if named else Counter[str]()
    if counts is None:
        return [f"git did not say what the repository's history holds; look with “git log --all -- {ARCHIVES}”."]
    for name in named.values():
        commits = counts[name]
        if commits:
            said.append(
                f"{name} is in {counted(commits, 'commit')} of the repository's history, "
                f"erased comments in it. To rewrite it: copy the file away, run “git filter-repo --force --path {name} "
                "--invert-paths”, put the file back, commit, and push with --force."
            )
    if said:
        said.append(
            "Every clone, fork and pull request, and the host's own copies, keep the old history until deleted."
        )
    return said or ["The repository's history holds nothing of what was erased, unless private/ was ever committed."]


def _commits(site: Path) -> Counter[str] | None:
    """Return in how many commits each archive is that there ever was, ``None`` where git does not say.

    All are asked for at once, since git walks every commit each time.
    """
    asked = ("log", "--all", "-z", "--format=", "--name-only", "--no-renames", "--", str(site / ARCHIVES))
    listed = _git(site, "-c", "diff.relative=false", *asked)
    return None if listed is None else Counter(name.strip("\n") for name in listed.split("\0"))


def _git(site: Path, *arguments: str) -> str | None:
    """Return what git says, ``None`` where there is no git or no repository, or it takes too long."""
    try:
        ended = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            ["git", "-C", str(site), *arguments],  # noqa: S607 - whichever git the user has
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ended.stdout if ended.returncode == 0 else None
