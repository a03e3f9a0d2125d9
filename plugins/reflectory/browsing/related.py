"""Which essays belong together: by their themes, by the words of the glossary and by what else they speak of.

Each of these is a *feature* of an essay. What two essays share counts the more, the fewer essays have it (TF-IDF). All
numbers are small whole ones, and rarity is told in octaves, so that one essay more or less changes hardly
any of them: what belongs to an essay is worked out anew only where a feature of its own came or went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from reflectory.browsing import sums
from reflectory.building.parallel import ALONE, Crew

THEME, WORD = "t:", "w:"
"""With what the features begin that are themes and words of the glossary; a stem is a feature as it is."""

NEAR = 4
"""How many essays are named as near to one."""

ALIKE = 3
"""How many more are named that use the same words of the glossary."""

_WORDS_IN_COMMON = 2
"""How many words two essays have to share for that."""

_REASONS = 2
"""How many themes, words and stems are named as what two essays have in common."""

_WORDS_TOLD = 4
"""How many words are named where they are the only reason."""

_MANY = 64
"""How many changes are too many to be followed one by one: then everything is worked out anew."""


class Given(NamedTuple):
    """What is compared of an essay: plain data, so that it can be kept.

    Attributes:
        order: greater for a newer essay; of those that are as near as another the newer come first.
        lang: essays in another language are not compared with it.
        series: nor are those of the same series, unless this is ""; the way to them is shown already.
        themes, words: slugs, each once.
        stems: with spaces between them and ``|`` between levels, the weightier level first.
    """

    order: tuple[float, str]
    lang: str
    series: str
    themes: tuple[str, ...]
    words: tuple[str, ...]
    stems: str

    def names(self) -> list[str]:
        """Return the features of the essay."""
        return [*self.stems.replace("|", " ").split(), *map(WORD.__add__, self.words), *map(THEME.__add__, self.themes)]

    def features(self) -> dict[str, int]:
        """Return how much each feature of the essay matters in it."""
        often, _, seldom = self.stems.partition("|")
        found = dict.fromkeys(seldom.split(), 1) | dict.fromkeys(often.split(), 2)
        found |= dict.fromkeys([WORD + word for word in self.words], 2)
        return found | dict.fromkeys([THEME + theme for theme in self.themes], 4)


class Near(NamedTuple):
    """An essay that belongs to another: its file, and the slugs and stems of what they share that matters most."""

    file: str
    themes: tuple[str, ...]
    words: tuple[str, ...]
    stems: tuple[str, ...]

    @property
    def is_worth_it(self) -> bool:
        """Whether there is enough to say why: one word that both use often may be chance."""
        return bool(self.themes or self.words or len(self.stems) > 1)


class Row(NamedTuple):
    """What belongs to an essay: those that are near to it, and more that use the same words.

    Attributes:
        floors: for each of the two, what an essay has to share to change it: less than that is not looked at.
    """

    near: tuple[Near, ...] = ()
    alike: tuple[Near, ...] = ()
    floors: tuple[int, int] = (1, 1)


Rows = Mapping[str, tuple[tuple[Any, ...], tuple[Any, ...]]]
"""By file, what is compared of an essay (``Given``) and what came of it (``Row``), as plain tuples that can be kept."""


def rows(given: Mapping[str, tuple[Any, ...]], before: Rows, crew: Crew = ALONE) -> Rows:
    """Return every essay's row.

    Args:
        given: what is compared (``Given``), by file; it may be a plain tuple, as it was kept.
        before: the rows of an earlier state of the site, however old; what did not change since is taken from there.
        crew: who works them out.
    """
    changed = [file for file in {**given, **before} if file not in before or given.get(file) != before[file][0]]
    if not changed:
        return before
    shelves = Shelves({file: Given._make(one) for file, one in given.items()})
    stale = list(given if len(changed) > _MANY else Changes(shelves, before, changed).stale())
    worked_out = crew.spread(lambda file: _plain(shelves.row(file)), stale, lambda file: file)
    made = dict(zip(stale, worked_out, strict=True))
    return {file: (tuple(one), made[file] if file in made else before[file][1]) for file, one in given.items()}


def _plain(row: Row) -> tuple[Any, ...]:
    return (*(tuple(map(tuple, some)) for some in row[:2]), row.floors)


def _octave(count: int) -> int:
    """Return the logarithm of a number, rounded up to whole octaves."""
    return count.bit_length()


class Shelves:
    """Essays by what they share; ``given`` is what is compared, by file."""

    def __init__(self, given: Mapping[str, Given]) -> None:
        self.given = given
        self.files = sorted(given, key=lambda file: given[file].order, reverse=True)
        self.numbers: defaultdict[object, list[int]] = defaultdict(list)
        for number, file in enumerate(self.files):
            one = given[file]
            for feature in one.names():
                self.numbers[feature].append(number)
            self.numbers["lang", one.lang].append(number)
            self.numbers["series", one.series or file].append(number)
        self._sets: dict[object, int] = {}
        self._features: dict[str, dict[str, int]] = {}

    def features(self, file: str) -> Mapping[str, int]:
        """Return how much each feature of an essay matters in it."""
        if file not in self._features:
            self._features[file] = self.given[file].features()
        return self._features[file]

    def having(self, feature: object) -> int:
        """Return the essays that have a feature, as the bits of a number; bit 0 is the newest essay."""
        if feature not in self._sets:
            self._sets[feature] = sums.members(self.numbers[feature])
        return self._sets[feature]

    @cached_property
    def places(self) -> Mapping[str, int]:
        """By file, the essay's number: how many are newer."""
        return {file: number for number, file in enumerate(self.files)}

    def row(self, file: str) -> Row:
        """Return what belongs to an essay."""
        one = self.given[file]
        others = self.having(("lang", one.lang)) & ~self.having(("series", one.series or file))
        weights = self.weights(file)
        first = self._first(others, weights, 2 * NEAR)
        near = [told for other, _ in first if (told := self._shared(weights, other)).is_worth_it][:NEAR]
        for told in near:
            others &= ~(1 << self.places[told.file])
        again = self._first(others, self.words(file), ALIKE)
        alike = [self._shared(weights, other, only=WORD) for other, count in again if count >= _WORDS_IN_COMMON]
        return Row(tuple(near), tuple(alike), (_floor(first, 2 * NEAR), max(_WORDS_IN_COMMON, _floor(again, ALIKE))))

    def weights(self, file: str) -> dict[str, int]:
        """Return how much it counts to share each feature of an essay; those that nobody shares are left out."""
        features = self.features(file).items()
        return {feature: weight for feature, level in features if (weight := self._weight(feature, level))}

    def shares(self, file: str, features: Mapping[str, int]) -> int:
        """Return how much an essay shares with what has some features: their ``share`` by the essay's weights."""
        own = self.features(file)
        return sum([self._weight(feature, own[feature]) for feature in own.keys() & features.keys()])

    def _weight(self, feature: str, level: int) -> int:
        """Return a feature's weight: the rarer, the more; a theme or a word counts in any case, where it is shared."""
        count = len(self.numbers[feature])
        if count < 2:
            return 0
        return level * (_octave(len(self.given)) - _octave(count)) + feature.startswith((THEME, WORD))

    def words(self, file: str) -> dict[str, int]:
        """Return the same where only words of the glossary count, each as much as any other."""
        return {WORD + word: 1 for word in self.given[file].words}

    def _first(self, others: int, weights: Mapping[str, int], count: int) -> list[tuple[str, int]]:
        """Return the essays among others that share most and how much that is, the one that shares most first."""
        weighed = [(self.having(feature) & others, weight) for feature, weight in weights.items()]
        sharing = 0
        for some, _ in weighed:
            sharing |= some
        found = [self.files[number] for number in sums.greatest(sums.total(weighed), sharing, count)]
        shared = [(one, share(weights, self.features(one))) for one in found]
        return sorted(shared, key=lambda pair: (-pair[1], self.places[pair[0]]))

    def _shared(self, weights: Mapping[str, int], other: str, only: str = "") -> Near:
        """Return another essay with what it shares that counts most."""
        shared = [feature for feature in weights.keys() & self.features(other).keys() if feature.startswith(only)]
        shared.sort(key=lambda feature: (-weights[feature], feature))
        themes = [feature.removeprefix(THEME) for feature in shared if feature.startswith(THEME)]
        words = [feature.removeprefix(WORD) for feature in shared if feature.startswith(WORD)]
        stems = [feature for feature in shared if ":" not in feature]
        told = _WORDS_TOLD if only else _REASONS
        return Near(other, tuple(themes[:_REASONS]), tuple(words[:told]), tuple(stems[:_REASONS]))


def share(weights: Mapping[str, int], features: Mapping[str, int]) -> int:
    """Return how much an essay with some features shares of what counts for another."""
    return sum([weights[feature] for feature in weights.keys() & features.keys()])


def _floor(first: Sequence[tuple[str, int]], count: int) -> int:
    """Return what the last of the first ``count`` essays shares, 1 where there are not as many."""
    return first[-1][1] if len(first) == count else 1


class Changes:
    """What changed since an earlier state of the site, and whose rows that may change."""

    def __init__(self, shelves: Shelves, before: Rows, changed: Collection[str]) -> None:
        self._shelves, self._before, self._changed = shelves, before, changed

    def stale(self) -> set[str]:
        """Return the essays whose rows have to be worked out anew."""
        given, before = self._shelves.given, self._before
        if _octave(len(given)) != _octave(len(before)):
            return set(given)
        stale = {file for file in self._changed if file in given}
        for feature, count in self._moves.items():
            numbers = self._shelves.numbers.get(feature, ())
            if _octave(len(numbers)) != _octave(len(numbers) - count) or min(len(numbers), len(numbers) - count) < 2:
                stale.update(self._shelves.files[number] for number in numbers)
        for file in self._changed:
            stale.update(self._shaken(file, stale))
        return stale

    @cached_property
    def _moves(self) -> Counter[str]:
        """By feature, how many more essays have it than had it."""
        moves: Counter[str] = Counter()
        for file in self._changed:
            moves.update(self._now(file).keys())
            moves.subtract(self._then(file).keys())
        return moves

    def _now(self, file: str) -> Mapping[str, int]:
        return self._shelves.features(file) if file in self._shelves.given else {}

    def _then(self, file: str) -> Mapping[str, int]:
        return Given._make(self._before[file][0]).features() if file in self._before else {}

    def _shaken(self, changed: str, already: Collection[str]) -> set[str]:
        """Return the essays whose rows name a changed essay, or might come to name it."""
        now, then = self._now(changed), self._then(changed)
        same_place = now and then and self._shelves.given[changed][:3] == self._before[changed][0][:3]
        moved = now.keys() ^ then.keys() if same_place else now.keys() | then.keys()
        numbers = {number for feature in moved for number in self._shelves.numbers.get(feature, ())}
        around = {self._shelves.files[number] for number in numbers}.difference(already)
        return {file for file in around if self._is_shaken(file, changed, now, then)}

    def _is_shaken(self, file: str, changed: str, now: Mapping[str, int], then: Mapping[str, int]) -> bool:
        near, alike, (floor, words_floor) = self._before[file][1]
        if any(named == changed for named, *_ in (*near, *alike)):
            return True
        if max(self._shelves.shares(file, now), self._shelves.shares(file, then)) >= floor:
            return True
        words = self._shelves.words(file)
        return bool(max(share(words, now), share(words, then)) >= words_floor)
