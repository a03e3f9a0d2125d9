"""The themes and the years of some essays, such as those that use a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from reflectory.browsing.picture import years_of
from reflectory.browsing.shelf import Shelf
from reflectory.browsing.views import AroundView, Counted
from reflectory.site.models import Essay


def around(shelf: Shelf, essays: Sequence[Essay], span: tuple[int, int]) -> AroundView:
    """Return the themes that essays name themselves, the most frequent first, and the years from first to last."""
    named = Counter(slug for essay in essays for slug in {tag.slug for tag in essay.tags})
    themes = [(shelf.themes[slug], count) for slug, count in named.items() if slug in shelf.themes]
    themes.sort(key=lambda pair: (-pair[1], pair[0].title.casefold(), pair[0].slug))
    years = Counter(shelf.year(essay) for essay in essays)
    return AroundView(
        themes=tuple(Counted(theme.title, theme.tag.url, count) for theme, count in themes),
        years=years_of(years, *span) if span[0] < span[1] else None,
        counts=tuple((str(year), years[year]) for year in sorted(years)),
    )
