"""Everything given back as JSON, and taken in again: exported, imported and exported, it is the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reflectory.comments.archive import parse
from reflectory.comments.archiving import change, locked
from reflectory.comments.inbox import whole
from reflectory.comments.inbox.publishing import archive_of
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.places import archives, values
from reflectory.site.errors import ReflectoryError
from reflectory.site.frontmatter import FrontMatter

FORMAT, VERSION = "reflectory-comments", 1


def everything(site: Path, inbox: Inbox | None = None) -> dict[str, Any]:
    """Return every archive as it is, and where there is an ``inbox``, all of it, as plain values for JSON."""
    given: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "archives": {str(target): values(file) for target, file in archives(site)},
    }
    return given | ({"inbox": list(whole.everything(inbox))} if inbox else {})


def as_json(given: Mapping[str, Any]) -> str:
    """Return what was given as text; the same values are the same text."""
    return json.dumps(given, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def read(file: Path) -> dict[str, Any]:
    """Return what a file holds.

    Raises:
        ReflectoryError: it is none that ``as_json`` wrote, or somebody has broken it since; nothing was taken in.
    """
    try:
        given = json.loads(file.read_bytes())
        good = given["format"] == FORMAT and given["version"] == VERSION and isinstance(given["archives"], dict)
    except (ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise ReflectoryError(f"{file} is no export of comments in JSON; make one with: reflectory comments export")
    for name, said in given["archives"].items():
        faults = (
            parse(FrontMatter(said))[1] if isinstance(said, dict) else [(0, "it should have keys, “comments” first.")]
        )
        if faults:
            raise ReflectoryError(f"{file}, the comments on “{name[:80]}”: {faults[0][1]} Nothing was taken in.")
    return dict(given)


def take(site: Path, given: Mapping[str, Any], inbox: Inbox | None = None) -> tuple[int, int]:
    """Put what ``everything`` gave into a site; comments that are there already, by their id, stay as they are.

    Returns:
        How many comments were added to archives, and how many to the inbox.

    Raises:
        ReflectoryError: an archive cannot be read or written, or would not be one.
    """
    held = whole.restore(inbox, given.get("inbox", ())) if inbox else 0
    added = 0
    for name, said in given["archives"].items():
        target = Target.named(name)
        if "/" in target.slug or target.slug.startswith(".") or target.kind not in ("essays", "pages"):
            raise ReflectoryError(f"the file has comments on “{name[:80]}”, which no essay or page is called.")
        added += _taken(archive_of(site, target), site, said)
    return added, held


def _taken(file: Path, site: Path, said: Mapping[str, Any]) -> int:
    with locked(site):
        there = values(file) if file.exists() else {}
        known = {row["id"] for row in there.get("comments") or []}
        new = [row for row in said.get("comments") or [] if row.get("id") not in known]
        top = {key: value for key, value in said.items() if key != "comments" and key not in there}
        change(file, put=new, **top)
        return len(new)
