"""From decisions to archives: what was approved is put in, what no longer is is taken out.

A decision is in the inbox first, its archive is written then, and last the inbox notes that it was. Whatever happens
between these steps, ``reconcile`` goes on from there, and doing it twice is doing it once.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection

from reflectory.comments.archive import Comment
from reflectory.comments.archiving import Row, change, locked, moment, row_of, rows, written
from reflectory.comments.inbox.arriving import rename
from reflectory.comments.inbox.records import Held, Target
from reflectory.comments.inbox.store import Inbox

ARCHIVES = Path("content") / "comments"


def reconcile(inbox: Inbox) -> list[Path]:
    """Bring every archive to what was decided.

    Returns:
        The archives that were changed.

    Raises:
        ArchiveError: an archive cannot be read, so that it is left as it is; the others are written.
        ReflectoryError: one cannot be written.
    """
    if not inbox.unpublished():
        return []
    failed: Exception | None = None
    changed = []
    # Else a decision could come between reading what was approved and writing it, and would never reach the archive.
    with locked(inbox.site), inbox.undisturbed() as connection:
        by_target: defaultdict[Target, list[Held]] = defaultdict(list)
        for held in inbox.unpublished():
            by_target[held.target].append(held)
        for target, some in by_target.items():
            file = archive_of(inbox.site, target)
            try:
                some = _with_own_ids(connection, file, some)
                wanted = _changes(inbox, file, target, some)
                if (wanted["put"] or file.exists()) and change(file, **wanted):
                    changed.append(file)
            except Exception as error:  # the others are written all the same
                failed = failed or error
            else:
                inbox.mark_archived(some, connection)
    if failed:
        raise failed
    return changed


def archive_of(site: Path, target: Target) -> Path:
    """Return the archive of an essay or page."""
    folder = site / ARCHIVES
    return (folder if target.kind == "essays" else folder / target.kind) / f"{target.slug}.yaml"


def _with_own_ids(connection: Connection, file: Path, some: list[Held]) -> list[Held]:
    """Return comments of which none has the id of another that the archive holds already."""
    dates = {str(row["id"]): written(moment(row)) for row in rows(file)}

    def is_another(held: Held) -> bool:
        return held.state.is_public and dates.get(held.public_id) not in (None, written(held.written))

    return [replace(held, public_id=rename(connection, held.id)) if is_another(held) else held for held in some]


def _changes(inbox: Inbox, file: Path, target: Target, some: list[Held]) -> dict[str, Any]:
    """Return what is to be put in and taken out; a reply that was waiting for what it answers leads there again."""
    put = [_row(held) for held in some if held.state.is_public]
    remove = {held.public_id for held in some if not held.state.is_public}
    there = {str(row["id"]): row for row in rows(file)}
    new, known = {str(row["id"]) for row in put}, {held.id for held in some}
    for held in inbox.published(target):
        row = there.get(held.public_id)
        if row is not None and held.reply_to in new and row.get("reply_to") != held.reply_to and held.id not in known:
            put.append({**row, "reply_to": held.reply_to})
    return {"put": put, "remove": remove}


def _row(held: Held) -> Row:
    return row_of(
        Comment(
            id=held.public_id,
            author=held.author,
            date=held.written,
            body=held.body,
            url=held.url,
            kind=held.kind,
            reply_to=held.reply_to,
            by_author=held.by_author,
            edited=held.edited,
        )
    )
