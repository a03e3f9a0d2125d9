"""Whether a build may make only what changed: it may where everything that can change a page is in sight.

Where it is not, Pelican's own generators run and everything is made anew: the build is right, only slower.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from blinker import Signal
from pelican import Pelican, signals

from reflectory.building.fingerprint import UnseenError, fingerprint

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
    for name, signal in vars(signals).items():
        if isinstance(signal, Signal) and name not in SEEN_THROUGH:
            for receiver in signal.receivers_for(None):
                module = getattr(receiver, "__module__", "") or type(receiver).__module__
                if module.split(".")[0] not in (OURS, "pelican"):
                    yield module, name


def are_written_files_looked_at() -> bool:
    """Whether a plugin wants to see, and may change, each file that is written."""
    return any(name == "content_written" for _, name in _late_listeners())


def unseen(settings: Mapping[str, Any]) -> Iterator[str]:
    """Yield settings whose values have no fingerprint."""
    for name, value in settings.items():
        try:
            fingerprint(value)
        except UnseenError:
            if not name.startswith("REFLECTORY_"):
                yield name
