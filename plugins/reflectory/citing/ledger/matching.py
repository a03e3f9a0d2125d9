"""Which block of a text was which before it was edited: the nearest match keeps the id.

Blocks are compared by the longest sequence of words that both have in the same order and, where that says little, by
that of their letters. A block that was split off or merged is looked for in another as a stretch of it. The thresholds
are those that tell the cases in ``tests/fixtures/edits`` apart, which ``tests/citing/ledger/test_matching.py`` shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from reflectory.site.text import fold

KEPT = 0.6
"""From this likeness on, two blocks are the same one, edited."""

WITHIN = 0.75
"""From this likeness to a stretch of another on, a block was split off from it, or merged into it."""

FEW = 4
"""Blocks of fewer words are not looked for in others, in which they stand by chance."""

_DOUBTFUL = 0.2
"""Words that have less in common than this are not compared by letters."""

_HINT = 0.6
"""The share of a block's words that another must have in order, so that the block is looked for in it."""

_SIGN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_SIGN}]|[^\W_{_SIGN}]+(?:'[^\W_{_SIGN}]+)*")


class Words(NamedTuple):
    """A block's content as it is compared.

    Attributes:
        signs: a character for each word, which is quicker to compare than the word.
        text: the words.
    """

    signs: str
    text: str


class Alphabet:
    """Gives each word a character of its own."""

    def __init__(self) -> None:
        self._signs: dict[str, str] = {}
        self._known: dict[str, Words] = {}

    def words(self, content: str) -> Words:
        """Return the words of a block, without case and punctuation; each sign of a script without spaces is one."""
        if content not in self._known:
            text = fold(unicodedata.normalize("NFKC", content))
            found = _WORD.findall(text) or text.split()
            self._known[content] = Words("".join(map(self._sign, found)), " ".join(found))
        return self._known[content]

    def _sign(self, word: str) -> str:
        return self._signs.setdefault(word, chr(_FIRST + len(self._signs)))


_FIRST = 0xE000
"""The first of the characters behind those that are no characters by themselves; a million of them follow."""


class Likeness(NamedTuple):
    """How much two blocks have in common, from 0 to 1: as wholes, and the shorter with a stretch of the longer."""

    whole: float
    part: float


def likeness(one: Words, other: Words) -> Likeness:
    """Compare two blocks."""
    long, short = sorted((len(one.signs), len(other.signs)), reverse=True)
    common = LCSseq.similarity(one.signs, other.signs)
    whole = 2 * common / (long + short or 1)
    if _DOUBTFUL < whole < 1:  # letters of any two texts are half alike, which is nothing
        whole = max(whole, 2 * Indel.normalized_similarity(one.text, other.text) - 1)
    looked_for = short >= FEW and common >= _HINT * short
    return Likeness(whole, fuzz.partial_ratio(one.text, other.text) / 100 if looked_for else 0.0)


@dataclass
class Matched:
    """What became of old blocks, by their number.

    Attributes:
        same: the new block that each one is.
        into: the new block that others have gone into; the rest is gone.
    """

    same: dict[int, int] = field(default_factory=dict)
    into: dict[int, int] = field(default_factory=dict)


def match(old: Sequence[str], new: Sequence[str]) -> Matched:
    """Return what became of old blocks among new ones, given the content of each in order; no two become the same."""
    matching = _Matching(old, new)
    matching.exactly()
    if matching.left_old:
        matching.nearly()
        matching.merged()
    return matching.result


class _Matching:
    def __init__(self, old: Sequence[str], new: Sequence[str]) -> None:
        self.old, self.new = old, new
        self.words = Alphabet().words
        self.result = Matched()
        self.left_old, self.left_new = dict.fromkeys(range(len(old))), dict.fromkeys(range(len(new)))

    def exactly(self) -> None:
        """Match what has not changed; where the same stands several times, by its neighbours."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for number, content in enumerate(self.new):
            places[content].append(number)
        wanted: defaultdict[str, list[int]] = defaultdict(list)
        for number, content in enumerate(self.old):
            if content in places:
                wanted[content].append(number)
        for content, numbers in wanted.items():
            for one, other in self._paired(numbers, places[content]):
                self._settle(one, other)

    def _paired(self, old: list[int], new: list[int]) -> Iterator[tuple[int, int]]:
        if len(old) == len(new):
            yield from zip(old, new, strict=True)
            return
        pairs = sorted((-self._around(one, other), one, other) for one in old for other in new)
        taken_old, taken_new = set[int](), set[int]()
        for _, one, other in pairs:
            if one not in taken_old and other not in taken_new:
                taken_old.add(one)
                taken_new.add(other)
                yield one, other

    def _around(self, one: int, other: int) -> int:
        """Return how many neighbours two blocks have in common, two on either side."""
        steps = (-2, -1, 1, 2)
        return sum(_at(self.old, one + step) == _at(self.new, other + step) for step in steps)

    def nearly(self) -> None:
        """Match what is alike, the most alike first; of those, what has moved least."""
        found = []
        for one in self.left_old:
            for other in self.left_new:
                how = self._likeness(one, other)
                if how.whole >= KEPT or how.part >= WITHIN:
                    found.append((-how.whole, abs(one - other), one, other))
        for *_, one, other in sorted(found):
            if one in self.left_old and other in self.left_new:
                self._settle(one, other)

    def merged(self) -> None:
        """Find what has gone into a block that is another one."""
        for one in tuple(self.left_old):
            found = []
            for other in range(len(self.new)):
                part = self._likeness(one, other).part
                if part >= WITHIN and len(self.old[one]) < len(self.new[other]):
                    found.append((-part, abs(one - other), other))
            if found:
                self.result.into[one] = min(found)[-1]
                del self.left_old[one]

    def _likeness(self, one: int, other: int) -> Likeness:
        return likeness(self.words(self.old[one]), self.words(self.new[other]))

    def _settle(self, one: int, other: int) -> None:
        self.result.same[one] = other
        del self.left_old[one], self.left_new[other]


def _at(contents: Sequence[str], number: int) -> str:
    """Return a content, "" beyond either end."""
    return contents[number] if 0 <= number < len(contents) else ""
