"""What goes into the inbox and what comes out of it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from reflectory.comments.archive import COMMENT
from reflectory.comments.inbox.states import State
from reflectory.site.errors import ReflectoryError
from reflectory.site.models import Essay, Page


class InboxError(ReflectoryError):
    """The inbox cannot be used, or something asked of it cannot be; says what to do."""


class Target(Struct, frozen=True):
    """What a comment is about.

    Attributes:
        slug: of the essay or page.
        kind: ``essays`` or ``pages``, as archives are filed.
    """

    slug: str
    kind: str = "essays"

    def __str__(self) -> str:
        """As a moderator names it: an essay by its slug, a page as ``pages/about``."""
        return self.slug if self.kind == "essays" else f"{self.kind}/{self.slug}"

    @classmethod
    def of(cls, page: Page) -> Target:
        """Return what comments on a page are about."""
        return cls(page.slug, "essays" if isinstance(page, Essay) else "pages")

    @classmethod
    def named(cls, name: str) -> Target:
        """Return the target that ``str`` names."""
        kind, _, slug = name.rpartition("/")
        return cls(slug, kind or "essays")


class Arrival(Struct, frozen=True):
    """A comment as it came, from whatever source.

    Attributes:
        source: ``intake``, ``email``, ``wordpress``, ``disqus``, ``isso`` or ``desk`` (the author's own answer).
        source_id: what tells it from others of that source; one that is in the inbox is not added again.
        written: when, with a time zone.
        email: private; "" where none was given.
        public_id: the id that it has, or would have, in its archive; "" lets the inbox choose one.
        reply_to: the public id of the comment that it answers, or "".
        reasons: in a sentence each, why it is held.
        state: what it arrives as: pending, or spam and the like where an import says so.
    """

    target: Target
    source: str
    source_id: str
    author: str
    body: str
    written: datetime
    email: str = ""
    url: str = ""
    kind: str = COMMENT
    public_id: str = ""
    reply_to: str = ""
    by_author: bool = False
    reasons: tuple[str, ...] = ()
    state: State = State.PENDING


class Held(Struct, frozen=True):
    """A comment in the inbox.

    Attributes:
        id: its number in the inbox.
        public_id: the id that it has, or would have, in its archive.
        received: when it came into the inbox (UTC); ``written``: when it was written.
        email: "" once it is no longer needed.
        edited: the note that readers see where the practitioner took something out, "" where nothing was.
        original: the body as it came, where it was redacted and the original kept; "" otherwise.
        is_archived: whether it stands in the archive; it differs from ``state.is_public`` only while that is written.
    """

    id: int
    public_id: str
    target: Target
    source: str
    state: State
    author: str
    body: str
    written: datetime
    received: datetime
    email: str = ""
    url: str = ""
    kind: str = COMMENT
    reply_to: str = ""
    by_author: bool = False
    reasons: tuple[str, ...] = ()
    edited: str = ""
    original: str = ""
    is_archived: bool = False
    history: tuple[Decision, ...] = field(default=())


class Decision(Struct, frozen=True):
    """One decision on a comment.

    Attributes:
        batch: decisions that were made at once have the same, and are undone at once.
        at: when (UTC); ``who``: as that person is called; ``why``: "" where no reason was given.
        undone: whether it was taken back later.
    """

    batch: int
    before: State
    after: State
    at: datetime
    who: str
    why: str = ""
    undone: bool = False
