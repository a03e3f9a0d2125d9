"""A comment as it comes by the form, for tests to change as they need it."""

from __future__ import annotations

from datetime import UTC, datetime

from reflectory.comments.inbox.records import Arrival, Target

SAID = Arrival(
    target=Target("a-bad-day"),
    source="intake",
    source_id="1",
    author="A Reader",
    body="I know that day.",
    written=datetime(2026, 1, 6, 18, 12, tzinfo=UTC),
    email="reader@example.org",
    reasons=("It is the first comment from this e-mail address.",),
)
