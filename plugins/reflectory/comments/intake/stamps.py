"""What the intake signs: when a form was begun, and the address of a comment's status."""

from __future__ import annotations

import hashlib
import hmac
import time
from datetime import datetime
from enum import Enum

from itsdangerous import BadData, TimestampSigner, URLSafeSerializer

LEAST = 2
"""Seconds that nobody reads and sends a form in."""

MOST = 24 * 60 * 60
"""Seconds after which a form is read over once more."""

HOURS = 12
"""For how long the same text of the same person is the same comment, at least; twice as long at most."""


class Pace(Enum):
    """How much time somebody took over a form."""

    UNKNOWN = "the form does not say when it was begun, or somebody else's secret says it"
    QUICK = "less than a human needs"
    GOOD = "as long as it takes"
    OLD = "too long ago to be believed"


class Stamps:
    """Signs with one secret, for each purpose apart.

    Args:
        secret: of the site's intake.
        least: seconds below which a form is sent too quickly.
    """

    def __init__(self, secret: str, least: int = LEAST) -> None:
        self._started = TimestampSigner(secret, salt="started")
        self._status = URLSafeSerializer(secret, salt="status")
        self._same = hashlib.sha256(b"same" + secret.encode()).digest()
        self._least = least

    def started(self) -> str:
        """Return a stamp of this moment."""
        return self._started.sign("form").decode()

    def pace(self, stamp: str) -> Pace:
        """Return how long ago a stamp was given."""
        try:
            _, then = self._started.unsign(stamp, return_timestamp=True)
        except (BadData, ValueError):
            return Pace.UNKNOWN
        age = time.time() - then.timestamp()
        if age > MOST:
            return Pace.OLD
        return Pace.QUICK if age < self._least else Pace.GOOD

    def status(self, number: int, received: datetime) -> str:
        """Return the part of an address that shows the status of a comment to whoever has it.

        The moment tells it from another one: an inbox that was restored gives its numbers once more.
        """
        signed = self._status.dumps([number, int(received.timestamp())])
        return signed if isinstance(signed, str) else signed.decode()

    def number(self, status: str) -> int | None:
        """Return the number of the comment that such a part is of, if it is one; ``shows`` says whether it is that."""
        try:
            number, _ = self._status.loads(status)
        except (BadData, ValueError, TypeError, RecursionError):
            return None
        return number if type(number) is int and 0 < number < 2**63 else None

    def shows(self, status: str, number: int, received: datetime) -> bool:
        """Whether such a part is of this very comment."""
        return hmac.compare_digest(status.encode(), self.status(number, received).encode())

    def same(self, *what: str) -> tuple[str, str]:
        """Return what a comment is known by when it comes again: at this time, and in the hours before.

        Nobody without the secret can find out from it what somebody wrote.
        """
        now = int(time.time() // (HOURS * 3600))
        text = "\0".join(what).encode("utf-8", "surrogatepass")
        this, before = (hmac.new(self._same, f"{when}\0".encode() + text, "sha256") for when in (now, now - 1))
        return this.hexdigest(), before.hexdigest()
