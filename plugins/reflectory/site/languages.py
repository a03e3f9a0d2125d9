"""How the languages of essays are named and written."""

from __future__ import annotations

import re

from markupsafe import Markup

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*", re.A | re.I)
"""A language tag of BCP 47 (RFC 5646, 2.1) that begins with a code of ISO 639; no longer one was ever registered."""

_LANGUAGES = frozenset(
    "ar arc arz bal bgn bqi ckb dv fa glk he ks lrc luz mzn nqo pnb ps sd sdh skr syr ug ur yi".split()
)
_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa yezi".split())
"""Languages, and scripts by name, that run from right to left (Unicode CLDR, characterOrder and scriptMetadata)."""


def is_right_to_left(tag: str) -> bool:
    """Whether text in a language, given as a BCP 47 tag, runs from right to left."""
    language, *others = tag.casefold().split("-")
    script = next((one for one in others if len(one) == 4 and one.isalpha()), "")
    return script in _SCRIPTS if script else language in _LANGUAGES


def in_language(tag: str) -> Markup:
    """Return the attributes of an element in another language than what is around it, for templates; "" asks for none.

    It is no macro: where a template's own macro calls an imported one, each page stays in memory until the build ends.
    """
    direction = "rtl" if is_right_to_left(tag) else "ltr"
    return Markup(' lang="{}" dir="{}"').format(tag, direction) if tag else Markup("")


def is_tag(text: str) -> bool:
    """Whether a text has the form of a language tag, such as ``cy`` or ``en-GB``."""
    return bool(_TAG.fullmatch(text))
