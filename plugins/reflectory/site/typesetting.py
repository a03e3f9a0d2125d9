"""Typography: typogrify as Pelican's ``TYPOGRIFY...`` settings ask for it, without looking for what is not there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any

import smartypants
from typogrify.filters import typogrify

TYPOGRIFY = "REFLECTORY_TYPOGRIFY"
"""Where the site's ``TYPOGRIFY`` is kept while Pelican's own is off."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "process_escapes": ("\\",),
    "convert_dashes": ("--",),
    "convert_dashes_oldschool": ("--",),
    "convert_dashes_oldschool_inverted": ("--",),
    "convert_ellipses": ("...", ". . ."),
}
"""The steps of smartypants, each with the signs without which it changes nothing."""

_QUOTED = re.compile(r"""(\A|[ \t\r\n])([^ \t\r\n'"]*+['"][^ \t\r\n]*)(?=([ \t\r\n]?))""")
"""A word with a quotation mark, and the white space around it: what smartypants counts as such before a mark."""

_DASHES = {"oldschool": smartypants.Attr.set2, "oldschool_inverted": smartypants.Attr.set3}

Step = Callable[[str], str]


def spared(step: Step, signs: tuple[str, ...]) -> Step:
    """Return a step that does not look through texts in which it would find nothing, as most are."""

    @wraps(step)
    def quick(text: str) -> str:
        return step(text) if any(sign in text for sign in signs) else text

    return quick


def by_word(convert_quotes: Step) -> Step:
    """Return smartypants' turning of quotation marks, done once for each word.

    What becomes of a mark depends on its word and on the white space around that, and on nothing else; and most of
    the words with one, such as *it's*, come again and again.
    """
    converted = lru_cache(maxsize=10_000)(convert_quotes)

    def in_place(found: re.Match[str]) -> str:
        before, word, after = found.groups()
        text = converted(before + word + after)
        return text[: len(text) - len(after)]

    @wraps(convert_quotes)
    def quick(text: str) -> str:
        return _QUOTED.sub(in_place, text)

    return quick


for _name, _signs in SIGNS.items():
    setattr(smartypants, _name, spared(getattr(smartypants, _name), _signs))
smartypants.convert_quotes = by_word(smartypants.convert_quotes)


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
