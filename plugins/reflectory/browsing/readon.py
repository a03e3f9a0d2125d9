"""What to read on from an essay: its neighbours by theme and word, with the reason, and how they are kept."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from reflectory.browsing import related
from reflectory.browsing.marker import Findings
from reflectory.browsing.related import Given, Near, Row, Rows
from reflectory.browsing.views import NearView
from reflectory.building.keeper import Made
from reflectory.site.models import Essay
from reflectory.site.run import Run
from reflectory.site.text import fold

_KEPT_AFTER = 16
"""After how many changed essays the cache is written anew: until then what it has serves as well."""


@dataclass
class Latest:
    """The rows that were worked out last in this process, and of each essay what its row was made from.

    Attributes:
        prints: by file, the key of the essay's linked body, which all that is compared of it comes from.
    """

    rows: Rows = field(default_factory=dict)
    prints: Mapping[str, bytes] = field(default_factory=dict)


class ReadOn:
    """The neighbours of every listed essay.

    Args:
        run: the build.
        part: the name under which the part's gists are.
        series_of: gives the slug of an essay's series, "" where it is in none.
    """

    def __init__(self, run: Run, part: str, series_of: Callable[[Essay], str]) -> None:
        self._run, self._part, self._series_of = run, part, series_of

    @cached_property
    def _essays(self) -> Mapping[str, Essay]:
        return {essay.file: essay for essay in self._run.library.essays}

    @cached_property
    def _rows(self) -> Rows:
        """Every row, as little as possible of it worked out anew."""
        keeper = self._run.keeper
        key = keeper.key("related")
        known = keeper.known(key)  # asked in any case: what no build asks for is cleared from the cache
        latest = self._run.memo.of("related", key, Latest)
        if not latest.rows and known is not None:
            latest.rows, latest.prints = _read(keeper.value(key, bytes))
        kept, before = latest.rows, latest.prints
        prints = {file: self._run.bodies[file][0] for file in self._essays}
        given = {
            file: kept[file][0] if before.get(file) == prints[file] else tuple(self._given(essay))
            for file, essay in self._essays.items()
        }
        latest.rows, latest.prints = related.rows(given, kept, self._run.crew), prints
        if latest.rows is not kept and (not kept or _changed(kept, latest.rows) >= _KEPT_AFTER):
            keeper.keep([(key, Made((), marshal.dumps((dict(latest.rows), prints))))])
        return latest.rows

    def _given(self, essay: Essay) -> Given:
        gist = self._run.gist(self._part, essay)
        return Given(
            (essay.date.timestamp(), essay.slug),
            essay.lang,
            self._series_of(essay),
            tuple(dict.fromkeys([tag.slug for tag in essay.tags])),
            tuple([_slug(word.url) for word in self._run.words(essay)]),
            gist[0] if gist else "",
        )

    def needs(self, essay: Essay) -> tuple[Any, ...]:
        """Return what an essay's neighbours and the reasons are made from, beside the essay itself."""
        if essay.file not in self._rows:
            return ()
        near, alike, _ = self._rows[essay.file][1]
        return near, alike, tuple([self._essays[one[0]].listed for one in (*near, *alike)])

    def near(self, essay: Essay, facts: Findings) -> tuple[NearView, ...]:
        """Return the essays that are near to an essay."""
        return tuple(self._view(essay, near, facts, "Also on ", "also speaks of ") for near in self._row(essay).near)

    def alike(self, essay: Essay, facts: Findings) -> tuple[NearView, ...]:
        """Return further essays that use the same words of the glossary."""
        return tuple(self._view(essay, near._replace(themes=()), facts, "", "") for near in self._row(essay).alike)

    def _row(self, essay: Essay) -> Row:
        if essay.file not in self._rows:
            return Row()
        near, alike, floors = self._rows[essay.file][1]
        return Row(tuple(map(Near._make, near)), tuple(map(Near._make, alike)), floors)

    def _view(self, essay: Essay, near: Near, facts: Findings, on: str, of: str) -> NearView:
        other = self._essays[near.file]
        called = {tag.slug: tag.name for tag in essay.tags}
        themes = [called[slug] for slug in near.themes]
        terms = {_slug(word.url): word.label for word in self._run.words(essay)}
        words = [terms[slug] for slug in near.words]
        words = [label for label in words if fold(label) not in map(fold, themes)]  # nothing is said twice
        if not themes and not words:  # any other word says less than these
            words = [facts.forms[stem] for stem in near.stems]
        said = [f"{lead}{in_words(some)}" for lead, some in ((on, themes), (of, words)) if some]
        why = "; ".join(said)
        return NearView(other.title, other.url, self._run.foreign(other.lang), why[:1].upper() + why[1:])


def _changed(before: Rows, now: Rows) -> int:
    """Return how many essays are new or changed."""
    return sum(1 for file, (given, _) in now.items() if file not in before or before[file][0] != given)


def _slug(url: str) -> str:
    """Return the last part of an entry's address, which is its slug."""
    return url.rstrip("/").rpartition("/")[2]


def _read(kept: bytes) -> tuple[Rows, Mapping[str, bytes]]:
    """Return rows and prints as the cache has them, none where it has none."""
    return marshal.loads(kept) if kept else ({}, {})  # noqa: S302 - the user's own cache, checked


def in_words(names: Iterable[str]) -> str:
    """Return names as a sentence lists them: ``hope, trust and care``."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
