"""A process that adds, decides and publishes, and says what is acknowledged; the tests kill it at any moment.

``python killing.py SITE add|decide|reconcile WHERE``: ``WHERE`` names the step before which it kills itself. ``INBOX_URL`` in the environment is PostgreSQL's.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reflectory.comments import archiving
from reflectory.comments.inbox import publishing
from reflectory.comments.inbox.database import Database
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.records import Arrival, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox


def arrival(name: str) -> Arrival:
    """A comment that is told from others by its name."""
    return Arrival(
        Target("hope"), "intake", name, "A", f"I am {name}.", datetime(2026, 1, 1, tzinfo=UTC), email="a@b.org"
    )


def die_before(place: str) -> None:
    """Kill this process at a step of deciding or publishing."""
    targets: dict[str, tuple[Any, str]] = {
        "commit": (Database, "flush"),
        "the archive": (publishing, "change"),
        "the writing": (archiving, "write_atomically"),
        "the replacing": (os, "replace"),
        "the note": (Inbox, "mark_archived"),
        "reading": (Inbox, "unpublished"),
    }
    owner, name = targets[place]
    setattr(owner, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL))


def main(site: Path, act: str, where: str) -> None:
    """Do one thing, again and again or once."""
    with Inbox(site, InboxOptions(url=os.environ.get("INBOX_URL", ""))) as inbox:
        if act == "once":
            die_before(where)
            inbox.decide([held.id for held in inbox.find()], State(os.environ["AFTER"]), who="Hannah")
            publishing.reconcile(inbox)
        number = 0
        while act == "add":
            number += 1
            inbox.add([arrival(f"{where}-{number}")])
            print(f"{where}-{number}", flush=True)  # noqa: T201 - the tests read it
        while act == "decide":
            waiting = inbox.find()[: 20 + number % 7]
            for held in waiting:
                after = State.DECLINED if held.state is State.APPROVED else State.APPROVED
                inbox.decide([held.id], after, who="Hannah")
            publishing.reconcile(inbox)
            number += 1
            print("decided", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
