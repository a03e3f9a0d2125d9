"""Which comments a page of the queue shows, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from reflectory.comments.inbox.asking import Asked
from reflectory.comments.inbox.states import State
from reflectory.comments.persons import Kind

ANY, NONE = "any", "none"
"""Marks of any kind, and no mark."""

_LONGEST = 200


class Filter(Struct, frozen=True):
    """What somebody wants to see.

    Attributes:
        state: the tab.
        essay: as ``Target`` is named, "" for all.
        reason: why it is held, "" for any.
        marks: ``any``, ``none``, a kind's name in small letters, "" to leave them aside.
        text: words to look for.
        page: from 1 on.
    """

    state: State = State.PENDING
    essay: str = ""
    reason: str = ""
    marks: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """Return what an address's query asks for; what makes no sense is left out."""
        state, marks, page = query.get("state", ""), query.get("marks", ""), query.get("page", "")
        return cls(
            state=State(state) if state in list(State) else State.PENDING,
            essay=query.get("essay", "")[:_LONGEST],
            reason=query.get("reason", "")[:_LONGEST],
            marks=marks if marks in (ANY, NONE, *_KINDS) else "",
            text=query.get("q", "")[:_LONGEST],
            page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
        )

    @property
    def asked(self) -> Asked:
        """What the inbox is asked, marks aside."""
        return Asked((self.state,), self.essay, self.text, reason=self.reason)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of marks that are asked for; none of them stands for no mark."""
        return tuple(Kind) if self.marks == ANY else tuple(filter(None, [_KINDS.get(self.marks)]))

    @property
    def is_narrowed(self) -> bool:
        """Whether it leaves out comments of its tab."""
        return bool(self.essay or self.reason or self.marks or self.text)

    def address(self, **changed: object) -> str:
        """Return the address of this page, or of one that differs in something."""
        other = replace(self, **changed)
        said = {
            "state": "" if other.state is State.PENDING else other.state.value,
            "essay": other.essay,
            "reason": other.reason,
            "marks": other.marks,
            "q": other.text,
            "page": "" if other.page == 1 else str(other.page),
        }
        query = urlencode({name: value for name, value in said.items() if value})
        return f"/?{query}" if query else "/"


_KINDS = {kind.name.lower(): kind for kind in Kind}

MARKS = [(ANY, "any mark"), *((name, kind.value) for name, kind in _KINDS.items()), (NONE, "no mark")]
"""The choices of marks, and how they are called."""
