"""How many cores there are, and whether this process may be copied to use them."""

from __future__ import annotations

import os
import threading


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Whether this process may be copied: not while other threads run (https://docs.python.org/3/library/os.html#os.fork)."""
    return hasattr(os, "fork") and threading.active_count() == 1
