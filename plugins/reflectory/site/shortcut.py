"""Whether a build may make only what changed: it may where everything that can change a page is in sight.

Where it is not, Pelican's own generators run and everything is made anew: the build is right, only slower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from weakref import ReferenceType

from blinker import Signal
from pelican import Pelican, signals
from pelican.readers import BaseReader

from reflectory.site.memory import unseen

SEEN_THROUGH = frozenset(["initialized", "readers_init", "content_object_init"])
"""Signals whose receivers do their work before or while a source is read: what they did is in what was read."""

OURS = "reflectory"


def why_not(pelican: Pelican, settings: Mapping[str, Any], *, speaks_views: bool) -> str:
    """Return in one sentence why everything has to be made anew, "" where only what changed has to be."""
    if not speaks_views:
        return f"the theme {pelican.theme} is not made of Reflectory's views, so that Pelican writes the pages."
    for module, name in _late_listeners():
        return f"the plugin {module} listens to Pelican's signal {name}, and what it changes then cannot be foreseen."
    for name in ("TEMPLATE_PAGES", "OUTPUT_SOURCES"):
        if settings.get(name):
            return f"{name} is set, and Pelican itself writes what it asks for."
    if (
        settings.get("ARTICLE_TRANSLATION_ID", "slug") != "slug"
        or settings.get("PAGE_TRANSLATION_ID", "slug") != "slug"
    ):
        return "translations are told apart by something else than their slug (ARTICLE_TRANSLATION_ID)."
    for name in unseen(settings):
        return f"the setting {name} holds a value that cannot be compared with that of the last build."
    return ""


def _late_listeners() -> Iterator[tuple[str, str]]:
    """Yield (module, signal) of what others do after sources are read."""
    return ((module, name) for module, name in _listeners() if name not in SEEN_THROUGH)


def _listeners() -> Iterator[tuple[str, str]]:
    """Yield (module, signal) of everything of others that listens to Pelican."""
    for name, signal in vars(signals).items():
        if isinstance(signal, Signal):
            for kept in list(signal.receivers.values()):
                receiver = kept() if isinstance(kept, ReferenceType) else kept
                module = getattr(receiver, "__module__", "") or type(receiver).__module__
                if receiver and not _is_ours(module):
                    yield module, name


def _is_ours(module: str) -> bool:
    """Whether a module is this program's or Pelican's own; plugins of others may live in ``pelican.plugins``."""
    return module.split(".")[0] in (OURS, "pelican") and not module.startswith("pelican.plugins.")


def reads_alone() -> bool:
    """Whether no plugin takes part in reading, so that a process without plugins reads the same."""
    listening = {name for _, name in _listeners()}
    others = (reader for reader in BaseReader.__subclasses__() if not _is_ours(reader.__module__))
    return listening.isdisjoint(SEEN_THROUGH - {"initialized"}) and not any(others)


def are_written_files_looked_at() -> bool:
    """Whether a plugin wants to see, and may change, the files that are written."""
    return any(name in ("content_written", "finalized") for _, name in _late_listeners())
