"""A site of two essays in a folder, and the command run there."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner, Result
from msgspec.structs import replace

import saying
from reflectory.cli import main
from sites import ROOT, essay, own_signals

SAID = replace(
    saying.SAID,
    author="Ruth Canary-Name",
    body="I know that day in the canary ward, and every hour of it.",
    email="ruth.canary@example.org",
)


def place(folder: Path) -> Path:
    """Write a site."""
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, folder)
    (folder / "theme").symlink_to(ROOT / "theme")
    (folder / "content" / "essays").mkdir(parents=True)
    (folder / "content" / "pages").mkdir()
    for number, slug in enumerate(("a-bad-day", "hope"), 1):
        (folder / "content" / "essays" / f"2020-01-0{number}-{slug}.md").write_text(essay(title=slug.title()))
    (folder / "content" / "pages" / "about.md").write_text("---\ntitle: About\n---\nUs.\n")
    return folder


def run(*arguments: str, input: str | None = None) -> Result:  # noqa: A002 - as click calls it
    """Run the command in this process."""
    with own_signals():
        return CliRunner().invoke(main, arguments, input=input)
