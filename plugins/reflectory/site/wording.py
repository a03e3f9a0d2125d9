"""How numbers are told in words."""

from __future__ import annotations


def counted(number: int, thing: str) -> str:
    """Return a number with what is counted: ``1 essay``, ``2 essays``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
