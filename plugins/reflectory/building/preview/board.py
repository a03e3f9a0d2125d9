"""What the last build found wrong, for every browser that waits for the next one."""

from __future__ import annotations

import threading

from reflectory.site.errors import Problem


class Board:
    """Holds the latest news; the builds post it from one thread, the event streams wait for it in theirs.

    Attributes:
        form: where the site's form for comments is sent, "" where there is none.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.form = ""
        self._latest: tuple[int, tuple[Problem, ...]] = (0, ())

    @property
    def latest(self) -> tuple[int, tuple[Problem, ...]]:
        """How many builds there were, and what was wrong with the last one."""
        return self._latest

    def post(self, problems: tuple[Problem, ...] = ()) -> None:
        """Put up how a build ended, and wake whoever waits for that."""
        with self._changed:
            self._latest = (self._latest[0] + 1, problems)
            self._changed.notify_all()

    def wait(self, known: int, seconds: float) -> bool:
        """Wait for a build after the first ``known`` ones; whether there was one within some seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._latest[0] != known, seconds)
