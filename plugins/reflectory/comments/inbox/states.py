"""A comment's life: which states there are, and which may follow which."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a comment is on its way."""

    PENDING = "pending"
    """Held: nobody has decided yet."""

    APPROVED = "approved"
    """Published in an archive."""

    DECLINED = "declined"
    """Read and not published."""

    SPAM = "spam"
    """Not meant for anybody here."""

    WITHDRAWN = "withdrawn"
    """Taken back by whoever wrote it, or erased at their wish; only the writer may bring it back."""

    @property
    def is_public(self) -> bool:
        """Whether a comment in this state stands in an archive."""
        return self is State.APPROVED

    @property
    def is_decided(self) -> bool:
        """Whether somebody has decided, so that private details have to be kept no longer than agreed."""
        return self is not State.PENDING

    def may_become(self, other: State) -> bool:
        """Whether a decision may lead from this state to another one."""
        return other in _NEXT[self]


_DECISIONS = frozenset([State.APPROVED, State.DECLINED, State.SPAM, State.WITHDRAWN, State.PENDING])

_NEXT = {
    State.PENDING: _DECISIONS - {State.PENDING},
    State.APPROVED: _DECISIONS - {State.APPROVED},
    State.DECLINED: _DECISIONS - {State.DECLINED},
    State.SPAM: _DECISIONS - {State.SPAM},
    State.WITHDRAWN: frozenset(),  # but what was withdrawn by mistake is brought back by undoing that
}
"""Whatever a moderator decided may be decided otherwise; what its writer took back stays taken back."""
