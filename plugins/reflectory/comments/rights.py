"""A person's right to know: everything that there is of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reflectory.comments.archiving import rows
from reflectory.comments.inbox import person
from reflectory.comments.inbox.publishing import archive_of
from reflectory.comments.inbox.records import Held
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.places import archives


def export(site: Path, inbox: Inbox | None, email: str) -> dict[str, Any]:
    """Return everything that there is of a person, as plain values for JSON (UK GDPR, article 15)."""
    held = person.comments_of(inbox, email) if inbox else []
    archived = [one for one in held if one.is_archived]
    there = {
        (target, row["id"]): row
        for target in {one.target for one in archived}
        for row in rows(archive_of(site, target))
    }
    public = [
        {"about": str(one.target), **there[one.target, one.public_id]}
        for one in archived
        if (one.target, one.public_id) in there
    ]
    named = [
        {"about": str(target), "id": row["id"]}
        for target, file in archives(site)
        for row in rows(file)
        if person.remover(email)(dict(row)) != row
    ]
    return {
        "email": email.strip(),
        "inbox": [_told(one) for one in held],
        "published": public,
        "named_in": named,
        "letters": person.letters_of(inbox, email, [one.id for one in held]) if inbox else 0,
    }


def _told(held: Held) -> dict[str, Any]:
    return {
        "id": held.id,
        "about": str(held.target),
        "status": held.state.value,
        "author": held.author,
        "email": held.email,
        "url": held.url,
        "body": held.body,
        "original": held.original,
        "written": held.written.isoformat(),
        "received": held.received.isoformat(),
        "came_by": held.source,
        "reasons": list(held.reasons),
        "decisions": [
            {"at": one.at.isoformat(), "who": one.who, "became": one.after.value, "why": one.why}
            for one in held.history
        ],
    }
