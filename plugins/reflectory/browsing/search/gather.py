"""What can be found: essays and pages, and what the other parts add; and what narrows a search for each.

Only what the site lists is found. Drafts, essays of the future and hidden pages are in none of the lists that are gone
through here, so that nothing has to be taken out again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property, partial

from reflectory.browsing.shelf import Shelf
from reflectory.site import hits
from reflectory.site.hits import Hit, Hits
from reflectory.site.models import Essay, Page
from reflectory.site.run import Run
from reflectory.site.text import plain

Filters = Mapping[str, tuple[str, ...]]
"""By name (``form``, ``theme``, ``year``), the values under which a hit is found."""


def gathered(run: Run) -> Iterator[Hits]:
    """Yield everything that can be found, essays first."""
    for page in listed(run):
        form = hits.ESSAY if isinstance(page, Essay) else hits.PAGE
        yield Hits(form, (page.content,), partial(_page, run, page), page)
    for part in run.having("hits"):
        yield from part.hits()


def listed(run: Run) -> Iterator[Page]:
    """Yield the essays, their translations and the pages that are published, hidden ones left out."""
    return (page for page in run.library.written() if page.status == "published")


def _page(run: Run, page: Page) -> Iterator[Hit]:
    when = run.when(page.date) if isinstance(page, Essay) else None
    yield Hit(
        page.url,
        page.title,
        plain(run.linked(page).html),
        author=", ".join(author.label for author in page.authors) if isinstance(page, Essay) else "",
        day=(when.iso, when.text) if when else ("", ""),
        lang=run.foreign(page.lang),
    )


class Narrowing:
    """Under which filters each essay, and what belongs to it, is found."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def needs(self) -> tuple[tuple[str, str], ...]:
        """What it is made from beside the essays: each theme, and the one above it."""
        themes = self._shelf.themes.items()
        return tuple((slug, theme.file.parent if theme.file else "") for slug, theme in themes)

    @cached_property
    def _themes(self) -> Mapping[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for slug, theme in self._shelf.themes.items():
            for essay in theme.essays:
                found[essay.file].append(slug)
        return found

    def filters(self, some: Hits) -> Filters:
        """Return the filters of some hits: of an essay, with those of the themes above its own."""
        found: dict[str, tuple[str, ...]] = {"form": (some.form,)}
        if isinstance(some.page, Essay):
            found["year"] = (str(self._shelf.year(some.page)),)
            if themes := self._of(some.page):
                found["theme"] = themes
        return found

    def _of(self, essay: Essay) -> tuple[str, ...]:
        """Return an essay's themes; a translation, which no theme lists, has those that it names."""
        if essay.file in self._themes:
            return tuple(self._themes[essay.file])
        return tuple(sorted({tag.slug for tag in essay.tags if tag.slug in self._shelf.themes}))
