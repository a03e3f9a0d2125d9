"""Browsing in a build: themes and their files in; pages of themes, series and days, and ways on from essays out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from reflectory.browsing import chance, days
from reflectory.browsing.around import around
from reflectory.browsing.marker import EssayMarker, Findings
from reflectory.browsing.options import BrowsingOptions
from reflectory.browsing.outline import anchors, chapters
from reflectory.browsing.pages import THEMES, Pages, series_outputs
from reflectory.browsing.picture import picture, years_of
from reflectory.browsing.readon import ReadOn
from reflectory.browsing.search.searching import Search
from reflectory.browsing.series import Series, gather, named
from reflectory.browsing.shelf import Shelf, Theme, by_title
from reflectory.browsing.themes import ThemeFile, circles, missing, parse
from reflectory.browsing.views import AroundView, EssayBrowsingView, SeriesView, ThemesView, ThemeView
from reflectory.site.compose import DESCRIPTION, breadcrumb
from reflectory.site.html import Edit
from reflectory.site.models import Essay, Library, Link, Page, Tag
from reflectory.site.part import READER, Part, Source
from reflectory.site.render import linked_data
from reflectory.site.run import Run
from reflectory.site.settings import choose
from reflectory.site.text import shorten
from reflectory.site.views import Output


class BrowsingPart(Part):
    """Gathers essays under their themes."""

    name = "browsing"
    folder = "themes"
    url = "themes/{slug}/"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.options = choose(BrowsingOptions, run.settings)
        self.files: dict[str, ThemeFile] = {}
        self.search = Search(run)

    def read(self, sources: tuple[Source, ...]) -> None:
        """Read the theme files and tell what is wrong in each."""
        for source in sources:
            theme, faults = parse(source)
            for line, message in faults:
                self.run.problems.add(source.file, line, message)
            self.files[theme.slug] = theme
        for theme in circles(list(self.files.values())):
            self.run.problems.add(theme.file, theme.meta.line("parent"), f"“{theme.slug}” is its own ancestor.")

    def check(self, library: Library) -> None:
        """Tell what theme files name that is not there."""
        essays = {essay.slug for essay in (*library.essays, *library.unlisted, *library.drafts)}
        themes = {*self.files, *self.shelf.themes}
        for theme in self.files.values():
            words = self.run.slugs.get("glossary", theme.words)  # a site may have no glossary that could miss them
            for line, message in missing(theme, essays=essays, themes=themes, words=words):
                self.run.problems.add(theme.file, line, message)
            if theme.slug not in self.shelf.themes:
                self.run.problems.note(theme.file, 0, "no essay names this theme yet, so it has no page.")

    @cached_property
    def shelf(self) -> Shelf:
        """Every theme with its essays."""
        run = self.run
        return Shelf(run.library.essays, self.files, self._named, run.zone)

    def _named(self, slug: str) -> Tag:
        tag = self.run.tag_url(slug)
        return Tag(self.files[slug].title, slug, tag.url)

    def _view(self, theme: Theme) -> ThemeView:
        newest = theme.essays[0]
        under, (first, last) = self.shelf.under(theme), self._span
        return ThemeView(
            theme.title,
            theme.tag.url,
            theme.file.short if theme.file else "",
            len(theme.essays),
            Link(newest.title, newest.url),
            self.run.foreign(newest.lang),
            years_of({year: len(some) for year, some in self.shelf.years(theme).items()}, first, last),
            under.link if under else None,
        )

    @cached_property
    def _span(self) -> tuple[int, int]:
        """The first and the last year in which something was written on any theme."""
        years = [self.shelf.year(theme.essays[at]) for theme in self.shelf.themes.values() for at in (0, -1)]
        return min(years), max(years)

    def _views(self) -> tuple[ThemeView, ...]:
        return tuple(self._view(theme) for theme in by_title(self.shelf.themes.values()))

    def menu(self) -> Iterable[Link]:
        """Return the way to the themes, where there is one, and that to the search."""
        return (*((Link("Themes", THEMES),) if self.shelf.themes else ()), *self.search.menu())

    def home(self) -> tuple[ThemeView, ...] | None:
        """Return the themes for the home page: those with a file, else all."""
        with_file = {theme.tag.url for theme in self.shelf.themes.values() if theme.file}
        views = self._views()
        return tuple(view for view in views if view.url in with_file) or views or None

    @cached_property
    def series(self) -> Mapping[str, Series]:
        """Every series by its slug."""
        return gather(self.run.library.essays, self._series_slug)

    def _series_slug(self, name: str) -> str:
        return self.run.tag_url(name).slug if name else ""

    def _series_of(self, essay: Essay) -> Series | None:
        """Return the series that a listed essay is a part of."""
        name = named(essay) if essay.status == "published" else ""
        series = self.series.get(self._series_slug(name))
        return series if series and series.place(essay) else None

    def marker(self) -> EssayMarker:
        """Return what finds what an essay speaks of, and its headings."""
        return EssayMarker()

    def wishes(self, page: Page) -> str:
        """Return an essay's language; other pages are not read."""
        return page.lang if isinstance(page, Essay) else ""

    def needs(self, page: Page) -> tuple[Any, ...]:
        """Return an essay's place in its series, and what its neighbours are made from."""
        if not isinstance(page, Essay):
            return ()
        return (self._place(page), self.read_on.needs(page))

    @cached_property
    def read_on(self) -> ReadOn:
        """What to read on with."""
        return ReadOn(self.run, self.name, lambda essay: self._series_slug(named(essay)))

    def edits(self, page: Page, facts: Findings, target: str) -> Iterable[Edit]:
        """Return the anchors that a list of contents leads to."""
        return anchors(facts.headings) if target == READER and self._is_long(page, facts) else ()

    def _is_long(self, page: Page, facts: Findings) -> bool:
        least = self.options.contents_headings
        enough = bool(least) and len(facts.headings) >= least and page.word_count >= self.options.contents_words
        return enough and self.run.speaks_views

    def section(self, page: Page, facts: Findings) -> EssayBrowsingView | None:
        """Return an essay's contents, its place in its series and its neighbours, if there is any of that."""
        if not isinstance(page, Essay):
            return None
        view = EssayBrowsingView(
            contents=chapters(facts.headings) if self._is_long(page, facts) else (),
            series=self._place(page),
            near=self.read_on.near(page, facts),
            alike=self.read_on.alike(page, facts),
        )
        return view if view != EssayBrowsingView() else None

    def _place(self, page: Essay) -> SeriesView | None:
        """Return an essay's place in its series."""
        series = self._series_of(page)
        if not series:
            return None
        number = series.place(page)
        before = series.parts[number - 2] if number > 1 else None
        after = series.parts[number] if number < len(series.parts) else None
        links = [Link(one.title, one.url) if one else None for one in (before, after)]
        return SeriesView(series.link, number, len(series.parts), *links)

    def around(self, essays: Sequence[Essay]) -> AroundView | None:
        """Return the themes and years of some essays."""
        return around(self.shelf, essays, self._years) if essays else None

    def around_needs(self) -> Hashable:
        """Return the first and the last year, and what themes are called."""
        return (*self._years, tuple([theme.link for theme in self.shelf.themes.values()]))

    @cached_property
    def _years(self) -> tuple[int, int]:
        """The first and the last year in which something was written."""
        essays = self.run.library.essays
        return (self.shelf.year(essays[-1]), self.shelf.year(essays[0])) if essays else (0, 0)

    def byways(self) -> Iterable[Link]:
        """Return the ways to essays by day and by chance."""
        return (days.WAY, chance.WAY) if self.run.library.essays and self.run.speaks_views else ()

    def outputs(self) -> Iterator[Output]:
        """Yield the map of themes, and each theme's and series' pages; themes that one essay alone names are noted."""
        alone = [theme for theme in self.shelf.themes.values() if len(theme.essays) == 1 and not theme.file]
        noted = [(theme.essays[0].file, f"no other essay names the theme “{theme.title}” yet.") for theme in alone]
        self.run.note_each(noted, "themes are named by one essay alone")
        if self.shelf.themes and self.run.speaks_views:
            yield Output(f"{THEMES}index.html", "themes.html", self._map(), url=THEMES)
            yield from Pages(self.run, self.shelf).outputs()
        if self.run.speaks_views:
            for series in self.series.values():
                yield from series_outputs(self.run, series)
            yield from days.outputs(self.run)
            yield from chance.outputs(self.run)
        yield from self.search.outputs(self.shelf)

    def published(self) -> None:
        """Make the search index."""
        self.search.published()

    def _map(self) -> ThemesView:
        views = self._views()
        trail = linked_data(breadcrumb(self.run, (Link("Themes", THEMES),)))
        description = "What these essays are about: " + ", ".join(view.title.lower() for view in views) + "."
        head = self.run.head("Themes", THEMES, description=shorten(description, DESCRIPTION), data=trail)
        return ThemesView(head, views, picture(self.shelf))
