"""The end of a conversation: every essay and page closed, and what may be switched off then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reflectory.comments.archiving import change, locked
from reflectory.comments.inbox.publishing import archive_of
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.options import CommentsOptions

_HOLDS = CommentsOptions.setting("closed")
_SWITCHES = ("COMMENTS_INTAKE_URL", "COMMENTS_BY")


def set_closed(site: Path, targets: Iterable[Target], *, closed: bool) -> list[Target]:
    """Write into archives whether comments are closed; an essay without one gets an empty one.

    Returns:
        Those that said something else before.

    Raises:
        ReflectoryError: an archive cannot be read or written.
    """
    with locked(site):
        return [target for target in targets if change(archive_of(site, target), closed=closed)]


def what_may_end(inbox: Inbox | None, settings: Mapping[str, Any]) -> list[str]:
    """Say, a sentence each, what is no longer needed once everything is closed."""
    said = []
    if not settings.get(_HOLDS):
        said.append(f"Write {_HOLDS} = True into pelicanconf.py: essays to come are closed too.")
    said += [f"Take {name} out of pelicanconf.py: nobody needs it any more." for name in _SWITCHES
            if settings.get(name)]  # fmt: skip
    said.append("The intake (reflectory intake) may be switched off, and its entry in the web server's settings.")
    waiting = inbox.count().get(State.PENDING, 0) if inbox else 0
    if waiting:
        are = "1 comment waits" if waiting == 1 else f"{waiting} comments wait"
        said.append(f"{are} for your decision: keep the desk (reflectory desk) and mail until they are decided.")
    else:
        said.append("Nothing waits: the desk (reflectory desk), its address and the mail account may be switched off.")
    said.append("Keep private/ until nobody's wish to be forgotten needs it; the published pages need none of this.")
    return said
