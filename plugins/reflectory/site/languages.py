"""How the languages of essays are written."""

from __future__ import annotations

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
