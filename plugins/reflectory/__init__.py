"""Reflectory: glossary, comment archives and a calm site for reflective practice, as a Pelican plugin.

``PLUGINS = ["reflectory"]`` turns everything on; ``["reflectory.glossary", "reflectory.comments"]`` only those.
"""

from __future__ import annotations


def register() -> None:
    """Connect every part to Pelican."""
    from reflectory import browsing, citing, comments, glossary

    for part in (glossary, citing, comments, browsing):
        part.register()
