"""What an essay speaks of: the words that it uses more than once, as stems.

A stem is what forms of a word have in common (*visit*, *visits*, *visited*), found by Snowball's algorithms; words
that say nothing by themselves (*the*, *would*) are left out by the lists of ``stop_words``. A language that has neither
keeps its words whole, without the shortest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cache

from reflectory.site.text import fold

LEVELS = (4, 2)
"""From how many uses on a word counts for more: those of each level are kept apart, the most used ones first."""

MOST = 24
"""How many words stand for an essay."""

_SHORTEST = 3
_SHORTEST_UNKNOWN = 5
"""Letters of the shortest word, and of the shortest in a language of which no empty words are known."""

_WORD = re.compile(r"[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*", re.I)
"""A word, without the ending of an English possessive."""


def spoken_of(text: str, lang: str) -> tuple[str, Mapping[str, str]]:
    """Return what a plain text speaks of.

    Returns:
        the stems, with spaces between them and ``|`` between the levels, and by stem the form that is used most.
    """
    empty, stem = empty_words(lang), stemmer(lang)
    shortest = _SHORTEST if empty else _SHORTEST_UNKNOWN
    forms = Counter(map(fold, _WORD.findall(text)))  # which has made apostrophes straight
    stems: Counter[str] = Counter()
    told: dict[str, str] = {}
    for form, count in forms.most_common():  # of forms that are used as often, the first one comes first
        if len(form) >= shortest and form not in empty:
            root = stem(form)
            stems[root] += count
            told.setdefault(root, form)
    often = [(root, count) for root, count in stems.most_common(MOST) if count >= LEVELS[-1]]
    levels = [[root for root, count in often if _level(count) == level] for level in range(len(LEVELS))]
    return "|".join(map(" ".join, levels)), {root: told[root] for root, _ in often}


def _level(count: int) -> int:
    return next(level for level, least in enumerate(LEVELS) if count >= least)


@cache
def empty_words(lang: str) -> frozenset[str]:
    """Return the words of a language that say nothing by themselves, none where they are not known."""
    from stop_words import AVAILABLE_LANGUAGES, LANGUAGE_MAPPING, get_stop_words

    name = LANGUAGE_MAPPING.get(_primary(lang), "")
    return frozenset(map(fold, get_stop_words(name))) if name in AVAILABLE_LANGUAGES else frozenset()


@cache
def stemmer(lang: str) -> Callable[[str], str]:
    """Return what makes a stem of a word of a language; of one that is not known, the word itself."""
    from Stemmer import Stemmer, algorithms
    from stop_words import LANGUAGE_MAPPING

    name = LANGUAGE_MAPPING.get(_primary(lang), "")
    if name not in algorithms():
        return lambda word: word
    stem: Callable[[str], str] = Stemmer(name).stemWord
    return stem


def _primary(lang: str) -> str:
    """Return the first subtag of a language tag, the language itself (RFC 5646, 2.2.1)."""
    return lang.split("-")[0].lower()
