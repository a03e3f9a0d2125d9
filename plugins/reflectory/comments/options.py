"""The comment archives' settings."""

from __future__ import annotations

from dataclasses import dataclass

from reflectory.site.settings import Options, option, whole_number


@dataclass(frozen=True)
class CommentsOptions(Options):
    """How archives are shown."""

    prefix = "COMMENTS"

    close_after_days: int = option(
        0,
        "After how many days an essay's comments close by themselves; 0 is never. `comments: open` overrides it.",
        whole_number(0),
    )
    max_depth: int = option(
        4,
        "How many replies deep a thread is drawn nested; deeper ones follow flat, saying whom they answer.",
        lambda value: whole_number(1)(value) or ("" if value <= 10 else "a whole number, 10 or less"),
    )
    feed_comments: int = option(30, "How many comments a feed holds.", whole_number(1))
    max_body: int = option(
        20_000,
        "Characters up to which a comment's Markdown is read; a longer one is shown as plain text.",
        whole_number(1),
    )
