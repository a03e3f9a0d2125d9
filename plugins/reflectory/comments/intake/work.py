"""Proof of work in ALTCHA's format (https://altcha.org, version 2): a second of a browser's time for each comment.

A comment without it is taken all the same; its moderator is told.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
import threading
import time
from typing import Any

from altcha import Payload, create_challenge, verify_solution

PREFIX = "0000"
"""What the hash begins with: some 65,000 tries, a moment for one person and a price for a million comments."""

SECONDS = 60 * 60
"""How long a challenge may be solved."""

LONGEST = 4_000
"""Characters of an answer."""


class Work:
    """Gives challenges and checks answers, each once.

    Its secret is this process's own: after a restart no older answer counts, so that none can be used again.
    """

    def __init__(self, prefix: str = PREFIX) -> None:
        self._prefix = prefix
        self._secret = secrets.token_bytes(32)
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()

    def challenge(self, started: str) -> dict[str, Any]:
        """Return a challenge as JSON has it, with the stamp of when it was asked for."""
        made = create_challenge(
            "SHA-256",
            1,
            key_prefix=self._prefix,
            expires_at=int(time.time()) + SECONDS,
            data={"started": started},
            hmac_secret=self._secret,
        )
        data: dict[str, Any] = made.to_dict()
        return data

    def done(self, answer: str) -> bool:
        """Whether an answer solves a challenge of ours that nobody has answered yet."""
        payload = _payload(answer)
        if payload is None:
            return False
        try:
            if not verify_solution(payload, hmac_secret=self._secret).verified:
                return False
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            return False
        return self._is_first(str(payload.challenge.signature))

    def _is_first(self, signature: str) -> bool:
        now = time.monotonic()
        with self._lock:
            for old in [one for one, until in self._used.items() if until < now]:
                del self._used[old]
            if signature in self._used:
                return False
            self._used[signature] = now + SECONDS
            return True


def _payload(answer: str) -> Payload | None:
    if not answer or len(answer) > LONGEST:
        return None
    try:
        found = json.loads(base64.b64decode(answer, validate=True))
        return Payload.from_dict(found)
    except (binascii.Error, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
