"""Essays under their themes: which belong where, which themes go together, and when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import tzinfo
from functools import cached_property
from itertools import combinations

from msgspec import Struct

from reflectory.browsing.themes import ThemeFile
from reflectory.site.models import Essay, Link, Tag
from reflectory.site.text import plain

AT_LEAST = 2
"""How many essays a choice among a theme's essays needs to have a page of its own."""


class Theme(Struct, frozen=True, dict=True):
    """A theme that has essays.

    Attributes:
        essays: its own and those of the themes below it, newest first.
        below: of an essay that is here for a theme below this one alone, that theme's slug, by the essay's file.
    """

    tag: Tag
    title: str
    file: ThemeFile | None
    essays: tuple[Essay, ...]
    below: Mapping[str, str]

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return self.tag.slug

    @property
    def link(self) -> Link:
        """The way to it."""
        return Link(self.title, self.tag.url)


class Shelf:
    """Every theme with its essays.

    Args:
        essays: listed ones, newest first.
        files: what was written about themes, by slug.
        tag_of: gives the theme of a slug that no essay names, which the themes below it give essays to.
        zone: in which an essay's day, and so its year, is told.
    """

    def __init__(
        self, essays: Sequence[Essay], files: Mapping[str, ThemeFile], tag_of: Callable[[str], Tag], zone: tzinfo
    ) -> None:
        self._files, self._zone = files, zone
        self._own: defaultdict[str, list[Essay]] = defaultdict(list)
        self._tags: dict[str, Tag] = {}
        self._inside: dict[str, frozenset[str]] = {}
        self._year_of: dict[str, int] = {}
        self._years_of: dict[str, Mapping[int, list[Essay]]] = {}
        for essay in essays:  # the spelling of the newest essay names the theme
            for tag in {tag.slug: tag for tag in reversed(essay.tags)}.values():
                self._tags.setdefault(tag.slug, tag)
                self._own[tag.slug].append(essay)
        self._tags |= {slug: tag_of(slug) for slug in files if slug not in self._tags}
        self.themes = {slug: theme for slug in sorted({*self._own, *files}) if (theme := self._theme(slug)).essays}

    def _theme(self, slug: str) -> Theme:
        file, tag = self._files.get(slug), self._tags[slug]
        own = {essay.file: essay for essay in self._own.get(slug, ())}
        below: dict[str, str] = {}
        for child in self._descendants(slug):
            for essay in self._own.get(child, ()):
                if essay.file not in own:
                    below.setdefault(essay.file, child)
                    own[essay.file] = essay
        essays = sorted(own.values(), key=lambda essay: (essay.date, essay.slug), reverse=True)
        title = plain(file.title) if file else tag.name[:1].upper() + tag.name[1:]
        return Theme(tag, title, file, tuple(essays), below)

    def _descendants(self, slug: str) -> list[str]:
        """Return the themes below one, the nearest first; one that is its own ancestor is told elsewhere."""
        found: dict[str, None] = {}
        waiting = [slug]
        while waiting:
            children = sorted(
                name for name in self._children.get(waiting.pop(0), ()) if name not in found and name != slug
            )
            found.update(dict.fromkeys(children))
            waiting += children
        return list(found)

    @cached_property
    def _children(self) -> Mapping[str, list[str]]:
        children: defaultdict[str, list[str]] = defaultdict(list)
        for file in self._files.values():
            if file.parent:
                children[file.parent].append(file.slug)
        return children

    def within(self, theme: Theme) -> list[Theme]:
        """Return the themes right below one, by title."""
        below = (self.themes[slug] for slug in self._children.get(theme.slug, ()) if slug in self.themes)
        return sorted(below, key=_by_title)

    def under(self, theme: Theme) -> Theme | None:
        """Return the theme right above one."""
        return self.themes.get(theme.file.parent) if theme.file else None

    @cached_property
    def pairs(self) -> Counter[tuple[str, str]]:
        """How many essays belong to both of two themes, whose slugs are in order."""
        of: defaultdict[str, list[str]] = defaultdict(list)
        for slug in sorted(self.themes):
            for essay in self.themes[slug].essays:
                of[essay.file].append(slug)
        return Counter(pair for slugs in of.values() for pair in combinations(slugs, 2))

    @cached_property
    def _beside(self) -> Mapping[str, list[tuple[Theme, int]]]:
        beside: defaultdict[str, list[tuple[Theme, int]]] = defaultdict(list)
        for (one, other), count in self.pairs.items():
            beside[one].append((self.themes[other], count))
            beside[other].append((self.themes[one], count))
        return beside

    def together(self, theme: Theme) -> list[tuple[Theme, int]]:
        """Return the themes that go with one and how often, the most frequent first; those above and below it not."""
        near = {*self._descendants(theme.slug), *self._above(theme)}
        beside = (pair for pair in self._beside.get(theme.slug, ()) if pair[0].slug not in near)
        return sorted(beside, key=lambda pair: (-pair[1], *_by_title(pair[0])))

    def _above(self, theme: Theme) -> list[str]:
        found: list[str] = []
        above = self.under(theme)
        while above and above.slug not in found:
            found.append(above.slug)
            above = self.under(above)
        return found

    def both(self, one: Theme, other: Theme) -> tuple[Essay, ...]:
        """Return the essays of two themes, newest first."""
        few, many = sorted((one, other), key=lambda theme: len(theme.essays))
        if many.slug not in self._inside:
            self._inside[many.slug] = frozenset(essay.file for essay in many.essays)
        files = self._inside[many.slug]
        return tuple(essay for essay in few.essays if essay.file in files)

    def years(self, theme: Theme) -> Mapping[int, list[Essay]]:
        """Return a theme's essays by year, the newest first."""
        if theme.slug not in self._years_of:  # its own page, the map of themes and its pages of years ask
            found: defaultdict[int, list[Essay]] = defaultdict(list)
            for essay in theme.essays:
                found[self.year(essay)].append(essay)
            self._years_of[theme.slug] = dict(found)
        return self._years_of[theme.slug]

    def year(self, essay: Essay) -> int:
        """Return an essay's year."""
        if essay.file not in self._year_of:  # each is asked for every theme that it belongs to
            self._year_of[essay.file] = essay.date.astimezone(self._zone).year
        return self._year_of[essay.file]


def by_title(themes: Iterable[Theme]) -> list[Theme]:
    """Return themes from A to Z."""
    return sorted(themes, key=_by_title)


def _by_title(theme: Theme) -> tuple[str, str]:
    return (theme.title.casefold(), theme.slug)


def beside_url(one: Theme, other: Theme) -> str:
    """Return the address of the page of two themes: one page, whichever of them the reader comes from."""
    first, second = sorted((one, other), key=lambda theme: theme.slug)
    return f"{first.tag.url}with/{second.slug}/"


def year_url(theme: Theme, year: int) -> str:
    """Return the address of a theme's page of a year."""
    return f"{theme.tag.url}in/{year}/"
