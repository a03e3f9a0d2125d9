"""Telling the moderator, after a comment is kept and whoever sent it has their answer."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Mapping
from typing import Any

from reflectory.comments.inbox.store import Inbox
from reflectory.comments.post import Outbox, notify_moderator
from reflectory.comments.posting import MailOptions
from reflectory.site.settings import choose

LOG = logging.getLogger("reflectory.intake")

_PAUSE = 30
"""Seconds between looking for letters that are due."""


class Notices:
    """Writes letters in a thread of its own; what goes wrong there is no matter of the reader's."""

    def __init__(self, inbox: Inbox, settings: Mapping[str, Any]) -> None:
        self._inbox, self._options = inbox, choose(MailOptions, settings)
        self._numbers: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._looked = time.monotonic()
        if self._options.smtp:
            threading.Thread(target=self._work, name="notices", daemon=True).start()

    def held(self, number: int) -> None:
        """Tell of a comment, soon."""
        if self._options.smtp:
            self._numbers.put(number)

    def _work(self) -> None:
        while True:
            self._try(self._tell)
            if time.monotonic() - self._looked > _PAUSE:
                self._looked = time.monotonic()
                self._try(self._deliver)

    def _tell(self) -> None:
        try:
            number = self._numbers.get(timeout=_PAUSE)
        except queue.Empty:
            return
        notify_moderator(self._inbox, self._inbox.get(number), self._options)

    def _deliver(self) -> None:
        Outbox(self._inbox, self._options).deliver()

    def _try(self, act: Any) -> None:
        try:
            act()
        except Exception as error:  # a letter is less than the comment, which is kept
            LOG.warning("a letter could not be written or sent (%s).", type(error).__name__)
