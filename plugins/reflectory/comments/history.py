"""What version control still holds of what was erased."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from reflectory.comments.inbox.publishing import ARCHIVES
from reflectory.site.wording import counted


def told(site: Path, files: Collection[Path]) -> list[str]:
    """Say what version control still holds of archives that were changed, and how it is rewritten."""
    root = _git(site, "rev-parse", "--show-toplevel").strip()
    if not root:
        return ["The site's folder is not under version control here; a copy elsewhere that is still holds it all."]
    said = []
    named = {file: file.resolve().relative_to(Path(root).resolve()).as_posix() for file in sorted(files)}
    counts = _commits(site) if named else Counter()
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


def _commits(site: Path) -> Counter[str]:
    """Return in how many commits each archive is that there ever was; asked at once, since git walks all of them."""
    asked = ("log", "--all", "-z", "--format=", "--name-only", "--no-renames", "--", str(site / ARCHIVES))
    listed = _git(site, "-c", "diff.relative=false", *asked)
    return Counter(name.strip("\n") for name in listed.split("\0"))


def _git(site: Path, *arguments: str) -> str:
    """Return what git says, "" where there is no git or no repository."""
    try:
        ended = subprocess.run(  # noqa: S603 - a list of arguments, no shell
            ["git", "-C", str(site), *arguments],  # noqa: S607 - whichever git the user has
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout if ended.returncode == 0 else ""
