"""Typography: typogrify as Pelican's ``TYPOGRIFY...`` settings ask for it, without looking for what is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import smartypants
from typogrify.filters import typogrify

TYPOGRIFY = "REFLECTORY_TYPOGRIFY"
"""Where the site's ``TYPOGRIFY`` is kept while Pelican's own is off."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "process_escapes": ("\\",),
    "convert_quotes": ("'", '"'),
    "convert_dashes": ("--",),
    "convert_dashes_oldschool": ("--",),
    "convert_dashes_oldschool_inverted": ("--",),
    "convert_ellipses": ("...", ". . ."),
}
"""The steps of smartypants, each with the signs without which it changes nothing."""

_DASHES = {"oldschool": smartypants.Attr.set2, "oldschool_inverted": smartypants.Attr.set3}


def spared(step: Callable[[str], str], signs: tuple[str, ...]) -> Callable[[str], str]:
    """Return a step that does not look through texts in which it would find nothing, as most are."""

    @wraps(step)
    def quick(text: str) -> str:
        return step(text) if any(sign in text for sign in signs) else text

    return quick


for _name, _signs in SIGNS.items():
    setattr(smartypants, _name, spared(getattr(smartypants, _name), _signs))


class Typesetter:
    """Applies typogrify; Pelican's own pass over the text is off then."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.on = bool(settings[TYPOGRIFY])
        self._ignored = settings["TYPOGRIFY_IGNORE_TAGS"]
        self._left_out = dict.fromkeys(settings["TYPOGRIFY_OMIT_FILTERS"], False)
        # As Pelican does: quotation marks that docutils has escaped are replaced as well.
        self._quotes = _DASHES.get(settings["TYPOGRIFY_DASHES"], smartypants.Attr.set1) | smartypants.Attr.w

    def __call__(self, html: str) -> str:
        """Return typeset HTML."""
        if not self.on or not html:
            return html
        smartypants.Attr.default = self._quotes
        return str(typogrify(html, self._ignored, **self._left_out))
