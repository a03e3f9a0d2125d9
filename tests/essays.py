"""Essays as a build has them, as values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reflectory.site.models import Essay


def an_essay(number: int, **more: Any) -> Essay:
    """Return a published essay that says nothing; ``more`` are fields of its own."""
    fields: dict[str, Any] = {
        "file": f"content/essays/{number}.md", "slug": str(number), "lang": "en", "url": f"essays/{number}/", "save_as": "",
        "title": f"Essay {number}", "summary": "", "word_count": 1, "minutes": 1, "modified": None, "status": "published",
        "listed": b"", "content": b"", "date": datetime(2020, 6, 1, tzinfo=UTC),
    }  # fmt: skip
    return Essay(**fields | more)
