"""Pelican without what it loads for reStructuredText alone, which takes a third of the time that it takes to load.

Pelican's readers load docutils, and with it Pillow, whether a site has a text for them or not. They take a
few names of it, for which something stands in here while Pelican is loaded. Afterwards nothing of that is left: whoever
asks for docutils gets docutils. Only Pelican's own reader of reStructuredText is of no use in such a process.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any

_STAND_INS: Mapping[str, Mapping[str, Any]] = {
    "docutils": {},
    "docutils.core": {},
    "docutils.io": {},
    "docutils.parsers": {},
    "docutils.parsers.rst": {},
    "docutils.parsers.rst.languages": {"get_language": bool},
    "docutils.writers": {},
    "docutils.writers.html4css1": {"HTMLTranslator": object, "Writer": object},
    "pelican.rstdirectives": {},
}
"""By module, what ``pelican.readers`` takes of it: classes to inherit from, and whether a language is known."""


def load_pelican() -> None:
    """Load Pelican for a process that reads Markdown alone, unless it is loaded already."""
    if not {"pelican", "docutils"}.isdisjoint(sys.modules):
        return
    for name, members in _STAND_INS.items():
        sys.modules[name] = ModuleType(name)
        vars(sys.modules[name]).update(members)
    try:
        import pelican  # noqa: F401
    except Exception:  # a Pelican that wants more of docutils: whoever needs Pelican loads all of it
        for name in [name for name in sys.modules if name.partition(".")[0] == "pelican"]:
            del sys.modules[name]
    finally:
        for name in _STAND_INS:
            sys.modules.pop(name, None)
