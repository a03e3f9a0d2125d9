"""Changes to a generated site, such as an author makes between two builds; each call makes a further one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

_BETWEEN_WORDS = re.compile(r"(?<=[a-z]) (?=[a-z][^\n#]*\n?\Z)")
"""The first space between two small words of the last line; one that has been given a comma is passed over."""


def add_comma(essays: Iterable[Path]) -> None:
    """Put a comma between two words of the last paragraph of an essay, in every copy of it."""
    for essay in essays:
        _rewrite(essay, _BETWEEN_WORDS.sub(", ", essay.read_text("utf-8"), count=1))


def append(essay: Path, paragraph: str) -> None:
    """Add a paragraph to an essay."""
    with essay.open("a", encoding="utf-8") as file:
        file.write(f"\n{paragraph}\n")


def approve_comment(content: Path) -> None:
    """Add a comment to the archive in the middle."""
    archive = _middle(content / "comments")
    text = archive.read_text("utf-8")
    number = text.count("\n  - id: ") + 1
    rows = [
        f"  - id: '{number}'",
        "    author: 'A Reader'",
        f"    date: {date.today().isoformat()}T12:00:00Z",
        "    reply_to: null",
        "    body: |",
        f"      Thank you; that makes {number} of us.",
    ]
    _rewrite(archive, text + "\n".join(rows) + "\n")


def edit_definition(content: Path) -> None:
    """Add a sentence to the definition of the entry in the middle."""
    entry = _middle(content / "glossary")
    _rewrite(entry, f"{entry.read_text('utf-8')}\nNothing more needs to be said.\n")


def change_setting(folder: Path) -> None:
    """Change what every page of ours shows under the site's name."""
    settings = folder / "pelicanconf.py"
    text = settings.read_text("utf-8")
    _rewrite(settings, f'{text}SITESUBTITLE += ", again"\n')


def middle_essay(content: Path) -> Path:
    """Return the essay in the middle."""
    return _middle(content / "essays")


def _middle(folder: Path) -> Path:
    files = sorted(folder.iterdir())
    return files[len(files) // 2]


def _rewrite(file: Path, text: str) -> None:
    if text == file.read_text("utf-8"):
        raise ValueError(f"{file} did not change")
    file.write_text(text, "utf-8")
