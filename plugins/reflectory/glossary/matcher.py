"""Finds entries' words in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from reflectory.glossary.entries import Entry
from reflectory.site.text import fold

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u00ad\u200b-\u200d"
)
"""Signs that belong to the letter before them and that ``\\w`` leaves out, and invisible ones within words."""

WORD = re.compile(rf"[\w{_MARKS}]+(?:['’\-\u2010\u2011][\w{_MARKS}]+)*")
"""A word; one with hyphens or apostrophes in it is one word (``self-compassion``)."""


class Word(NamedTuple):
    """A word of a text: folded, and where it stands."""

    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A form found at ``text[start:end]``, a possessive ending not included.

    Attributes:
        slugs: the entries it may mean; more than one where they share the form.
        excepted: those of them whose own ``except`` phrase stands here.
    """

    start: int
    end: int
    form: str
    slugs: tuple[str, ...]
    excepted: frozenset[str]


class Matcher:
    """All forms of all entries, looked up word by word: the time depends on the text, hardly on the entries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.slug: entry for entry in entries}
        self._forms = self._index((form, entry.slug) for entry in self.entries.values() for form in entry.forms)
        self._exceptions = {
            entry.slug: [tuple(word.folded for word in split(phrase)) for phrase in entry.exceptions]
            for entry in self.entries.values()
        }
        self._firsts = frozenset(self._forms)

    @staticmethod
    def _index(
        pairs: Iterable[tuple[str, str]],
    ) -> Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]]:
        """Return, by its first word, each phrase as words with the slugs it may mean, the longest first."""
        slugs: dict[tuple[str, ...], dict[str, None]] = {}
        for phrase, slug in pairs:
            words = tuple(word.folded for word in split(phrase))
            if words:
                slugs.setdefault(words, {})[slug] = None
        index: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
        for words in sorted(slugs, key=lambda words: (-len(words), words)):
            index.setdefault(words[0], []).append((words, tuple(slugs[words])))
        return index

    def may_match(self, text: str) -> bool:
        """Whether any form can stand in ``text`` at all; a quick look before anything is parsed."""
        words = WORD.findall(fold(text))
        return not self._firsts.isdisjoint(words) or not self._firsts.isdisjoint(
            word[:-2] for word in words if word.endswith("'s")
        )

    def named(self, name: str) -> tuple[str, ...]:
        """Return the slugs of the entries that an author may mean by a slug, a term or a form."""
        return (name,) if name in self.entries else self.sharing(name)

    def sharing(self, form: str) -> tuple[str, ...]:
        """Return the slugs of the entries that have a form."""
        words = tuple(word.folded for word in split(form))
        found = [slugs for phrase, slugs in self._forms.get(words[0], ()) if phrase == words] if words else []
        return found[0] if found else ()

    def find(self, text: str) -> Iterator[Match]:
        """Yield forms in ``text`` from left to right, the longest at each place; matches do not overlap."""
        words = split(text)
        position = 0
        while position < len(words):
            found = self._at(text, words, position)
            if found:
                match, count = found
                yield match
                position += count
            else:
                position += 1

    def _at(self, text: str, words: Sequence[Word], position: int) -> tuple[Match, int] | None:
        for phrase, slugs in _candidates(self._forms, words[position].folded):
            end = _stands(text, words, position, phrase)
            if end:
                last = position + len(phrase) - 1
                excepted = frozenset(slug for slug in slugs if self._excepted(text, words, position, last, slug))
                return Match(words[position].start, end, " ".join(phrase), slugs, excepted), len(phrase)
        return None

    def _excepted(self, text: str, words: Sequence[Word], first: int, last: int, slug: str) -> bool:
        """Whether a phrase in which the entry is not meant covers the words from ``first`` to ``last``."""
        return any(
            _stands(text, words, start, phrase)
            for phrase in self._exceptions[slug]
            for start in range(max(0, last - len(phrase) + 1), first + 1)
        )


def split(text: str) -> list[Word]:
    """Return the words of a text."""
    return [Word(fold(word[0]), word.start(), word.end()) for word in WORD.finditer(text)]


def _candidates(
    index: Mapping[str, Sequence[tuple[tuple[str, ...], tuple[str, ...]]]], word: str
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield from index.get(word, ())
    if word.endswith("'s"):
        yield from (found for found in index.get(word[:-2], ()) if len(found[0]) == 1)


def _stands(text: str, words: Sequence[Word], start: int, phrase: tuple[str, ...]) -> int:
    """Return where ``phrase`` ends if it stands from the word ``start`` on with only white space between, else 0."""
    if not phrase or start + len(phrase) > len(words):
        return 0
    here = words[start : start + len(phrase)]
    if any(word.folded != wanted for word, wanted in zip(here[:-1], phrase[:-1], strict=True)):
        return 0
    if any(text[one.end : two.start].strip() for one, two in pairwise(here)):
        return 0
    last, wanted = here[-1], phrase[-1]
    if last.folded == wanted:
        return last.end
    return last.end - 2 if last.folded == f"{wanted}'s" else 0
