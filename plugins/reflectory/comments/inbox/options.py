"""The inbox's settings."""

from __future__ import annotations

from dataclasses import dataclass

from reflectory.site.settings import Options, option, text, whole_number


@dataclass(frozen=True)
class InboxOptions(Options):
    """Where comments wait, and how long private details are kept."""

    prefix = "INBOX"

    url: str = option(
        "",
        "The inbox's database, such as `postgresql://host/reflectory`; empty is SQLite in `private/inbox.sqlite3`.",
        text,
    )
    keep_email_days: int = option(
        30,
        "How many days after a decision a commenter's e-mail address, and a text that was redacted, are kept.",
        whole_number(0),
    )
    keep_spam_days: int = option(30, "How many days spam is kept before it is deleted.", whole_number(0))
    keep_declined_days: int = option(
        365, "How many days a comment that was declined or withdrawn is kept before it is deleted.", whole_number(0)
    )
