"""What every part of Reflectory stands on: reading, checking, laying out and writing a site.

A part registers itself by connecting a function that makes a ``Part`` for one build to ``get_parts``. Pelican is
loaded with ``register`` alone, so that a build that finds nothing changed need not wait for it.
"""

from __future__ import annotations

from blinker import Signal

get_parts = Signal("reflectory_get_parts")
"""Sent with a ``Run`` at the start of each build; a receiver returns its ``Part``."""


def register() -> None:
    """Connect to Pelican; registering twice is registering once."""
    from reflectory.site import receivers

    receivers.connect()
