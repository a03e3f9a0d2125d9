"""Finds entries' words in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from reflectory.building.fingerprint import fingerprint
from reflectory.glossary.entries import Entry
from reflectory.site.text import fold

_MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u00ad\u200b-\u200d"
)
"""Signs that belong to the letter before them and that ``\\w`` leaves out, and invisible ones within words."""

WORD = re.compile(rf"[\w{_MARKS}]++(?:['’\-\u2010\u2011][\w{_MARKS}]++)*+")
"""A word; one with hyphens or apostrophes in it is one word (``self-compassion``)."""


_PLAIN = (
    ("’", "'"),
    ("‘", "'"),
    ("\u2010", "-"),
    ("\u2011", "-"),
    ("\xa0", " "),
    ("“", '"'),
    ("”", '"'),
    ("–", " "),
    ("—", " "),
)
"""Typographic signs and the plain ones that stand for them while words are looked for."""

_APOSTROPHES = ("'", "’", "‘")

Word = tuple[str, int, int]
"""A word of a text: folded, and where it begins and ends."""

Phrase = tuple[str, ...]


class Match(Struct, frozen=True):
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
        self._forms = _index((form, entry.slug) for entry in self.entries.values() for form in entry.forms)
        self._firsts = frozenset([*self._forms, *(f"{first}'s" for first in self._forms)])
        self.fingerprint = fingerprint(
            [(e.slug, e.term, e.sense, e.default, e.forms, e.exceptions) for e in self.entries.values()]
        )
        self._exceptions = {
            entry.slug: _index((phrase, entry.slug) for phrase in entry.exceptions) for entry in self.entries.values()
        }
        self._reach = {
            slug: max((len(phrase) for found in index.values() for phrase, _ in found), default=0)
            for slug, index in self._exceptions.items()
        }

    def possible(self, text: str) -> frozenset[str]:
        """Return the words in ``text`` with which a form can begin; a quick look before anything is parsed."""
        alike = _alike(text)
        words = WORD.findall(alike)
        return self._firsts.intersection(words if alike.isascii() else [w if w.isascii() else fold(w) for w in words])

    def named(self, name: str) -> tuple[str, ...]:
        """Return the slugs of the entries that an author may mean by a slug, a term or a form."""
        return (name,) if name in self.entries else self.sharing(name)

    def sharing(self, form: str) -> tuple[str, ...]:
        """Return the slugs of the entries that have a form."""
        words = tuple(word for word, _, _ in split(form))
        found = [slugs for phrase, slugs in self._forms.get(words[0], ()) if phrase == words] if words else []
        return found[0] if found else ()

    def find(self, text: str, possible: Iterable[str]) -> Iterator[Match]:
        """Yield forms in ``text`` from left to right, the longest at each place; matches do not overlap.

        ``possible`` is what ``possible()`` said of this text or of a longer one that holds it: most paragraphs of a
        page hold no term, and that is quickly seen.
        """
        alike = _alike(text)
        if alike.isascii() and not any(first in alike for first in possible):
            return
        words = split(text)
        free = 0
        for position, (word, _, _) in enumerate(words):
            if position >= free and word in self._firsts:
                found = self._at(text, words, position)
                if found:
                    match, count = found
                    yield match
                    free = position + count

    def _at(self, text: str, words: Sequence[Word], position: int) -> tuple[Match, int] | None:
        for phrase, slugs in _candidates(self._forms, words[position][0]):
            end = _stands(text, words, position, phrase)
            if end:
                last = position + len(phrase) - 1
                excepted = frozenset(slug for slug in slugs if self._excepted(text, words, position, last, slug))
                return Match(words[position][1], end, " ".join(phrase), slugs, excepted), len(phrase)
        return None

    def _excepted(self, text: str, words: Sequence[Word], first: int, last: int, slug: str) -> bool:
        """Whether a phrase in which the entry is not meant covers the words from ``first`` to ``last``."""
        exceptions = self._exceptions[slug]
        return bool(exceptions) and any(
            start + len(phrase) > last and _stands(text, words, start, phrase)
            for start in range(max(0, last + 1 - self._reach[slug]), first + 1)
            for phrase, _ in exceptions.get(words[start][0], ())
        )


def _index(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[tuple[Phrase, Phrase]]]:
    """Return, by its first word, each phrase as words with the slugs it may mean, the longest first."""
    slugs: dict[Phrase, dict[str, None]] = {}
    for phrase, slug in pairs:
        words = tuple(word for word, _, _ in split(phrase))
        if words:
            slugs.setdefault(words, {})[slug] = None
    index: dict[str, list[tuple[Phrase, Phrase]]] = {}
    for words in sorted(slugs, key=lambda words: (-len(words), words)):
        index.setdefault(words[0], []).append((words, tuple(slugs[words])))
    return index


def split(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of a text, or of ``text[start:end]`` with their places in the whole."""
    alike = _alike(text[start:end])
    if alike.isascii():
        return [(word[0], word.start() + start, word.end() + start) for word in WORD.finditer(alike)]
    return [(_folded(word[0]), word.start() + start, word.end() + start) for word in WORD.finditer(alike)]


def _alike(text: str) -> str:
    """Return a text in small letters with plain apostrophes, hyphens and quotation marks, at the same positions."""
    alike = text
    if not text.isascii():
        for typographic, plain in _PLAIN:
            alike = alike.replace(typographic, plain)
    small = alike.lower()
    return small if len(small) == len(text) else alike


def _folded(word: str) -> str:
    return word.lower() if word.isascii() else fold(word)


def _candidates(index: Mapping[str, Sequence[tuple[Phrase, Phrase]]], word: str) -> Iterator[tuple[Phrase, Phrase]]:
    yield from index.get(word, ())
    if word.endswith("'s"):
        yield from (found for found in index.get(word[:-2], ()) if len(found[0]) == 1)


def _stands(text: str, words: Sequence[Word], start: int, phrase: Phrase) -> int:
    """Return where ``phrase`` ends if it stands from the word ``start`` on with only white space between, else 0."""
    after = start + len(phrase)
    if after > len(words) or (len(phrase) > 1 and not _joined(text, words[start:after], phrase)):
        return 0
    word, begin, end = words[after - 1]
    if word == phrase[-1]:
        return end
    return max(text.rfind(sign, begin, end) for sign in _APOSTROPHES) if word == f"{phrase[-1]}'s" else 0


def _joined(text: str, words: Sequence[Word], phrase: Phrase) -> bool:
    """Whether all words but the last are a phrase's, with only white space between all of them."""
    return all(word == wanted for (word, _, _), wanted in zip(words[:-1], phrase, strict=False)) and not any(
        text[one[2] : two[1]].strip() for one, two in pairwise(words)
    )
