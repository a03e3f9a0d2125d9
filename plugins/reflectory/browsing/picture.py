"""The pictures of the map of themes, as numbers for a template that draws them: no library, no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import sqrt

from reflectory.browsing.shelf import Shelf, Theme, beside_url, by_title
from reflectory.browsing.views import Arc, Counted, Dot, PictureView, RowView, YearsView

_BAR, _GAP, _TALL = 5, 2, 20

_ROW, _TOP, _LETTER, _COLUMN, _ARCS, _LARGEST = 34, 40, 8, 46, 150, 13.0
"""Of the large picture, in its own units: rows, the years above them, a letter, columns, arcs, the largest circle."""

_MOST_ROWS = 24
"""How many themes the large picture shows; the list below it has them all."""

_MOST_LETTERS = 24
"""How many letters of a theme's name the large picture has room for: on a telephone, a longer one would leave none for
the years."""

_MOST_YEARS = 12
"""How many years the large picture has columns for; of a site that is older, the first column holds what was before."""

_MOST_ARCS = 40
"""How many pairs of themes are joined by a line, the most frequent ones: more of them cannot be told apart."""


def years_of(counts: Mapping[int, int], first: int, last: int) -> YearsView:
    """Return how many essays there are of each year as bars, from the site's first year to its last."""
    most = max(counts.values())
    bars = tuple(
        ((year - first) * (_BAR + _GAP), max(2, round(_TALL * counts[year] / most)))
        for year in range(first, last + 1)
        if year in counts
    )
    width = (last - first + 1) * (_BAR + _GAP) - _GAP
    return YearsView(bars, width, _TALL, _told(counts))


def _told(counts: Mapping[int, int]) -> str:
    """Return years in words."""
    first, last = min(counts), max(counts)
    if first == last:
        return f"All in {first}."
    most = max(counts.values())
    best = [str(year) for year in sorted(counts) if counts[year] == most]
    peak = f"; most in {best[0]}" if len(best) == 1 and most > 1 else ""
    return f"From {first} to {last}{peak}."


def picture(shelf: Shelf) -> PictureView | None:
    """Return themes over the years and which belong together; ``None`` where there is too little to see."""
    chosen = sorted(shelf.themes.values(), key=lambda theme: (-len(theme.essays), theme.slug))[:_MOST_ROWS]
    counts = {theme.slug: _by_column(shelf, theme) for theme in chosen}
    years = sorted({shelf.year(essay) for theme in chosen for essay in theme.essays})
    if len(chosen) < 2 or len(years) < 2:
        return None
    columns = list(range(max(years[0], years[-1] - _MOST_YEARS + 1), years[-1] + 1))
    in_order = _neighbours_together(shelf, chosen)
    most = max(max(_numbers(counts[theme.slug], columns)) for theme in chosen)
    left = 2 * _LETTER + max(len(_name(theme)) for theme in chosen) * _LETTER
    middles = [left + index * _COLUMN + _COLUMN // 2 for index in range(len(columns))]
    rows = tuple(
        _row(shelf, theme, _y(index), dict(zip(middles, _numbers(counts[theme.slug], columns), strict=True)), most)
        for index, theme in enumerate(in_order)
    )
    right = left + len(columns) * _COLUMN
    labels = [str(year) for year in columns]
    if columns[0] > years[0]:
        labels[0] = f"to {columns[0]}"
    return PictureView(
        width=right + _ARCS,
        height=_TOP + len(rows) * _ROW,
        left=left,
        right=right,
        years=tuple(zip(labels, middles, strict=True)),
        rows=rows,
        arcs=tuple(_arcs(shelf, in_order, right)),
        text=_in_a_sentence(shelf, chosen, years),
    )


def _by_column(shelf: Shelf, theme: Theme) -> Counter[int]:
    return Counter({year: len(some) for year, some in shelf.years(theme).items()})


def _column(counts: Counter[int], year: int, columns: Sequence[int]) -> int:
    """Return the number of a column; the first one holds whatever was before it, too."""
    return sum(count for one, count in counts.items() if one <= year) if year == columns[0] else counts[year]


def _numbers(counts: Counter[int], columns: Sequence[int]) -> list[int]:
    return [_column(counts, year, columns) for year in columns]


def _y(index: int) -> int:
    return _TOP + index * _ROW + _ROW // 2


def _row(shelf: Shelf, theme: Theme, y: int, numbers: Mapping[int, int], most: int) -> RowView:
    """Return a theme's row: how many essays stand in the column at each x."""
    dots = tuple(Dot(x, y, round(_LARGEST * sqrt(number / most), 1), number) for x, number in numbers.items() if number)
    together = tuple(
        Counted(other.title, beside_url(theme, other), count) for other, count in shelf.together(theme)[:3]
    )
    return RowView(
        theme.title, _name(theme), theme.tag.url, y, tuple(numbers.values()), dots, len(theme.essays), together
    )


def _name(theme: Theme) -> str:
    """Return a theme's title, or the beginning of a long one."""
    title = theme.title
    return title if len(title) <= _MOST_LETTERS else f"{title[: _MOST_LETTERS - 1].rstrip()}…"


def _neighbours_together(shelf: Shelf, themes: Sequence[Theme]) -> list[Theme]:
    """Return themes in an order in which those that belong together stand near one another."""
    left = by_title(themes)
    ordered = [max(left, key=lambda theme: len(theme.essays))]
    left.remove(ordered[0])
    while left:
        last = ordered[-1]
        nearest = max(left, key=lambda theme: (_strength(shelf, last, theme), len(theme.essays)))
        ordered.append(nearest)
        left.remove(nearest)
    return ordered


def _strength(shelf: Shelf, one: Theme, other: Theme) -> float:
    """Return how much two themes belong together: the share of essays that both have (Jaccard's index)."""
    first, second = sorted((one.slug, other.slug))
    both = shelf.pairs[first, second]
    return both / (len(one.essays) + len(other.essays) - both)


def _arcs(shelf: Shelf, rows: Sequence[Theme], right: int) -> list[Arc]:
    places = {theme.slug: index for index, theme in enumerate(rows)}
    pairs = [(shelf.pairs[pair], pair) for pair in combinations(sorted(places), 2) if shelf.pairs[pair]]
    strongest = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:_MOST_ARCS]
    most = max((count for count, _ in strongest), default=1)
    arcs = []
    for count, (one, other) in strongest:
        above, below = sorted((places[one], places[other]))
        edge, far = right + 6, round(right + 28 + 1.25 * (_ARCS - 24) * (below - above) / len(rows))
        start, end = _y(above), _y(below)
        path = f"M{edge} {start}C{far} {start} {far} {end} {edge} {end}"
        arcs.append(Arc(path, round(0.75 + 3.25 * count / most, 2)))
    return arcs


def _in_a_sentence(shelf: Shelf, themes: Sequence[Theme], years: Sequence[int]) -> str:
    said = f"{len(themes)} themes from {years[0]} to {years[-1]}. Most essays are on {themes[0].title}"
    pairs = [(shelf.pairs[pair], pair) for pair in combinations(sorted(theme.slug for theme in themes), 2)]
    count, (one, other) = max(pairs, key=lambda pair: (pair[0], [-ord(sign) for sign in pair[1][0]]))
    if count < 2:
        return f"{said}."
    return f"{said}; {shelf.themes[one].title} and {shelf.themes[other].title} go together most often."
