"""The languages that etymologies name."""

from __future__ import annotations

LANGUAGES = {
    "ancient greek": "grc", "greek": "grc", "late greek": "grc", "modern greek": "el",
    "latin": "la", "late latin": "la", "medieval latin": "la", "vulgar latin": "la", "new latin": "la",
    "modern latin": "la", "classical latin": "la", "koine greek": "grc", "medieval greek": "grc",
    "old french": "fro", "middle french": "frm", "french": "fr", "anglo-french": "xno", "anglo-norman": "xno",
    "old north french": "fro", "old provençal": "pro", "old occitan": "pro", "italian": "it", "spanish": "es",
    "portuguese": "pt",
    "old english": "ang", "middle english": "enm", "english": "en", "scots": "sco",
    "old norse": "non", "old saxon": "osx", "old frisian": "ofs", "old high german": "goh",
    "middle high german": "gmh", "german": "de", "dutch": "nl", "middle dutch": "dum", "gothic": "got",
    "proto-germanic": "gem", "germanic": "gem", "proto-indo-european": "ine", "sanskrit": "sa", "hebrew": "he",
    "arabic": "ar", "aramaic": "arc", "persian": "fa", "turkish": "tr", "hindi": "hi", "japanese": "ja",
    "yiddish": "yi", "russian": "ru", "polish": "pl", "old church slavonic": "cu", "lithuanian": "lt",
    "danish": "da", "swedish": "sv", "norwegian": "no", "icelandic": "is", "catalan": "ca", "romanian": "ro",
    "scottish gaelic": "gd", "frisian": "fy", "anglo-saxon": "ang", "modern english": "en",
    "irish": "ga", "old irish": "sga", "welsh": "cy", "gaulish": "xtg",
}  # fmt: skip
"""The BCP 47 tag of each language that etymologies name, for screen readers; from the IANA subtag registry."""


def lang_of(language: str) -> str:
    """Return the BCP 47 tag of a language's English name, "" if it is not known."""
    return LANGUAGES.get(language.strip().casefold(), "")
