"""How often one machine may send something, without keeping its address."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
import threading
import time

from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

_DAY = 24 * 60 * 60


class Limiter:
    """Counts in memory, by a hash whose salt is forgotten every day: no address can be found from what is kept."""

    def __init__(self, rate: str) -> None:
        self._rates = parse_many(rate) if rate.strip() else []
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._lock = threading.Lock()
        self._day, self._salt = -1, b""

    def wait(self, machine: str) -> int:
        """Count a request; returns for how many seconds the machine has to wait, 0 where it is welcome."""
        key = self._hashed(machine)
        full = [rate for rate in self._rates if not self._limiter.hit(rate, key)]
        ends = [self._limiter.get_window_stats(rate, key).reset_time for rate in full]
        return max(1, math.ceil(max(ends) - time.time())) if ends else 0

    def _hashed(self, machine: str) -> str:
        today = int(time.time() // _DAY)
        with self._lock:
            if today != self._day:
                self._day, self._salt = today, secrets.token_bytes(32)
            return hmac.new(self._salt, machine.encode(), hashlib.sha256).hexdigest()
