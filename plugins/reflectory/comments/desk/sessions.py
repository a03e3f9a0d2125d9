"""Who is at the desk: sessions that the server keeps, and the links that open one. Only hashes of secrets are kept."""

from __future__ import annotations

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from msgspec import Struct

IDLE = 30 * 60
"""Seconds without a request after which a session ends (ASVS 5.0, 7.3.1)."""

LONGEST = 12 * 60 * 60
"""Seconds after which a session ends in any case: a working day (ASVS 5.0, 7.3.2)."""

LINK = 5 * 60
"""Seconds for which a link opens the desk."""

_NOTICES = 20


class Notice(Struct, frozen=True):
    """What was done, as the next page says it.

    Attributes:
        text: a sentence or two.
        batch: the decision that can be undone, or 0.
        number: the comment that can be looked at, or 0.
        is_problem: whether something did not go as it was meant to.
    """

    text: str
    batch: int = 0
    number: int = 0
    is_problem: bool = False


@dataclass(slots=True)
class Session:
    """One browser that is let in.

    Attributes:
        csrf: what each of its forms carries (ASVS 5.0, 3.5.1).
        begun, used: seconds of a clock that only goes forward.
        notices: what was said of late, by number; a page names the one that it shows, so that showing changes nothing.
    """

    csrf: str
    begun: float
    used: float
    notices: dict[int, Notice] = field(default_factory=dict)

    def say(self, notice: Notice) -> int:
        """Keep a notice; returns its number."""
        number = max(self.notices, default=0) + 1
        self.notices[number] = notice
        self.notices.pop(number - _NOTICES, None)
        return number


class Sessions:
    """The sessions and links of one process; they end with it.

    Args:
        clock: seconds, only ever forward.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sessions: dict[str, Session] = {}
        self._links: dict[str, float] = {}

    def link(self) -> str:
        """Return a secret that opens one session, within ``LINK`` seconds; those made before open none."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._links = {_hashed(token): self._clock() + LINK}
        return token

    def use(self, token: str) -> bool:
        """Whether a link's secret is good; from now on it is not."""
        with self._lock:
            return self._links.pop(_hashed(token), 0.0) > self._clock()

    def begin(self, instead_of: str = "") -> str:
        """Return the secret of a new session, which takes the place of the browser's earlier one (ASVS 5.0, 7.2.4)."""
        secret, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._forget(now)
            self._sessions.pop(_hashed(instead_of), None)
            self._sessions[_hashed(secret)] = Session(secrets.token_urlsafe(32), now, now)
        return secret

    def get(self, secret: str) -> Session | None:
        """Return the session of a secret, which is thereby used; ``None`` where there is none or it has ended."""
        now = self._clock()
        with self._lock:
            self._forget(now)
            session = self._sessions.get(_hashed(secret))
            if session:
                session.used = now
            return session

    def end(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_hashed(secret), None)

    def end_all(self) -> None:
        """End every session: every browser has to sign in again."""
        with self._lock:
            self._sessions.clear()

    def _forget(self, now: float) -> None:
        live = self._sessions.items()
        self._sessions = {key: one for key, one in live if now - one.used < IDLE and now - one.begun < LONGEST}


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
