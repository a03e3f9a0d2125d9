"""The pages of themes: each theme's own, and choices among its essays by a second theme or a year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from reflectory.browsing.series import Series
from reflectory.browsing.shelf import AT_LEAST, Shelf, Theme, beside_url, year_url
from reflectory.browsing.themes import ThemeFile
from reflectory.browsing.views import Counted, GuideView, SeriesPageView, StepView, ThemePageView
from reflectory.site.compose import breadcrumb
from reflectory.site.feeds import essay_feed
from reflectory.site.html import ROOT
from reflectory.site.models import Essay, Link
from reflectory.site.render import linked_data
from reflectory.site.run import Run, paginate
from reflectory.site.showing import root_from
from reflectory.site.text import unmark
from reflectory.site.views import EssayGroup, EssayItem, Output, Pager
from reflectory.site.wording import counted

THEMES = "themes/"
TEMPLATE = "theme.html"

MOST_SAID = 5
"""How many of a theme's most answered essays its page names."""

TOGETHER = 12
"""How many of the themes that go with one its page names before it folds the others."""


class Pages:
    """The pages of every theme of a build."""

    def __init__(self, run: Run, shelf: Shelf) -> None:
        self._run, self._shelf = run, shelf
        self._trail = (Link("Themes", THEMES),)

    def outputs(self) -> Iterator[Output]:
        """Yield each theme's pages and feed, and the choices that at least two essays match."""
        for theme in self._shelf.themes.values():
            yield from self._theme(theme)
            yield from self._facets(theme)

    def _theme(self, theme: Theme) -> Iterator[Output]:
        feed = Link(f"{self._run.settings['SITENAME']}: {theme.title}", f"{theme.tag.url}feed.xml")
        guide = self._guide(theme)
        size = self._run.settings["DEFAULT_PAGINATION"] or len(theme.essays)
        for address, pager, some in paginate(theme.tag.url, theme.essays, size):
            guided = guide if pager.number == 1 else None
            written = theme.file.fingerprint if theme.file else b""
            yield Output(
                f"{address}index.html",
                TEMPLATE,
                later=partial(self._page, theme, some, address, pager, feed, guided),
                needs=(*self._needs(theme, some, pager), tuple(feed), written, guided),
                url=address,
            )
        yield essay_feed(self._run, theme.essays, feed.url, feed.label, theme.tag.url)

    def _needs(self, theme: Theme, some: Sequence[Essay], pager: Pager) -> tuple[Any, ...]:
        told = tuple((essay.file, self._told(theme, essay)) for essay in some if theme.below)
        return (theme.title, len(theme.essays), pager.number, pager.count, tuple(map(self._run.listed, some)), told)

    def _told(self, theme: Theme, essay: Essay) -> tuple[str, ...]:
        """Return the theme for whose sake an essay stands with the theme above that, () for an essay of its own."""
        slug = theme.below.get(essay.file)
        return tuple(self._shelf.themes[slug].link) if slug else ()

    def _page(
        self, theme: Theme, some: Sequence[Essay], address: str, pager: Pager, feed: Link, guide: GuideView | None
    ) -> ThemePageView:
        short = theme.file.short if theme.file else ""
        number = "" if guide else f" (page {pager.number})"
        head = self._run.head(
            theme.title + number,
            address,
            description=short or self._holds(theme.title, theme.essays),
            feeds=(feed,),
            scripts=("glossary/card.js",) if guide and guide.words else (),
            data=linked_data(breadcrumb(self._run, (*self._trail, theme.link))),
            previous=pager.newer,
            next=pager.older,
        )
        return ThemePageView(
            head=head,
            title=theme.title,
            groups=self._groups(theme, some),
            count=len(theme.essays),
            pager=pager,
            short=short,
            intro=_intro(theme) if guide else Markup(""),
            feed=feed,
            trail=self._trail,
            guide=guide,
        )

    def _holds(self, title: str, essays: Sequence[Essay]) -> str:
        return f"{title}: {counted(len(essays), 'essay')} on {self._run.settings['SITENAME']}."

    def _groups(self, theme: Theme, some: Sequence[Essay]) -> tuple[EssayGroup, ...]:
        """Return essays by year; one that stands here for a theme below this one says so."""
        by_url = {essay.url: told for essay in some if (told := self._told(theme, essay))}
        groups = self._run.by_year(some)
        return tuple(
            EssayGroup(group.heading, tuple(_marked(item, by_url) for item in group.essays)) for group in groups
        )

    def _guide(self, theme: Theme) -> GuideView:
        file, run = theme.file, self._run
        path = tuple(self._path(file)) if file else ()
        start = path[0].essay if path else None
        under, beside = self._shelf.under(theme), tuple(self._beside(theme))
        return GuideView(
            start=Link(start.title, start.url) if start else None,
            path=path,
            words=run.cards(file.words) if file else (),
            questions=file.questions if file else (),
            related=tuple(self._related(file)) if file else (),
            within=tuple(Counted(one.title, one.tag.url, len(one.essays)) for one in self._shelf.within(theme)),
            under=under.link if under else None,
            together=beside[:TOGETHER],
            further=beside[TOGETHER:],
            years=tuple(self._years(theme)),
            said=tuple(most_said(run, theme.essays)),
        )

    def _path(self, file: ThemeFile) -> Iterator[StepView]:
        """Yield the steps of a reading path whose essays have an address: a draft is read once it is published."""
        for step in file.path:
            essay = self._written.get(step.essay)
            if essay:
                yield StepView(self._run.item(essay), step.says)

    @cached_property
    def _written(self) -> dict[str, Essay]:
        library, drafts = self._run.library, self._run.library.drafts if self._run.options.drafts else ()
        return {essay.slug: essay for essay in (*drafts, *library.unlisted, *library.essays)}

    def _related(self, file: ThemeFile) -> Iterator[Link]:
        return (self._shelf.themes[slug].link for slug in file.related if slug in self._shelf.themes)

    def _beside(self, theme: Theme) -> Iterator[Counted]:
        """Yield the most frequent of the themes that go with one, and every other that has a page with it."""
        for number, (other, count) in enumerate(self._shelf.together(theme)):
            if number >= TOGETHER and count < AT_LEAST:
                return
            url = beside_url(theme, other) if count >= AT_LEAST else other.tag.url
            yield Counted(other.title, url, count)

    def _years(self, theme: Theme) -> Iterator[Counted]:
        years = self._shelf.years(theme)
        for year, some in years.items() if len(years) > 1 else ():
            yield Counted(str(year), year_url(theme, year) if len(some) >= AT_LEAST else some[0].url, len(some))

    def _facets(self, theme: Theme) -> Iterator[Output]:
        """Yield the pages of a theme with others whose slug comes after its own, and those of its years."""
        for other, count in self._shelf.together(theme):
            if count >= AT_LEAST and other.slug > theme.slug:
                some = self._shelf.both(theme, other)
                yield self._facet(theme, some, beside_url(theme, other), f"{theme.title} with {other.title}", other)
        years = self._shelf.years(theme)
        for year, of_year in years.items() if len(years) > 1 else ():
            if len(of_year) >= AT_LEAST:
                yield self._facet(theme, of_year, year_url(theme, year), f"{theme.title} in {year}")

    def _facet(self, theme: Theme, some: Sequence[Essay], url: str, title: str, other: Theme | None = None) -> Output:
        trail = (*self._trail, theme.link, *((other.link,) if other else ()))
        return Output(
            f"{url}index.html",
            TEMPLATE,
            later=partial(self._facet_page, theme, some, url, title, trail),
            needs=(title, tuple(map(tuple, trail)), *self._needs(theme, some, Pager())),
            url=url,
        )

    def _facet_page(
        self, theme: Theme, some: Sequence[Essay], url: str, title: str, trail: tuple[Link, ...]
    ) -> ThemePageView:
        head = self._run.head(
            title,
            url,
            description=self._holds(title, some),
            data=linked_data(breadcrumb(self._run, (*trail, Link(title, url)))),
        )
        return ThemePageView(head, title, self._groups(theme, some), len(some), trail=trail)


def series_outputs(run: Run, series: Series) -> Iterator[Output]:
    """Yield a series' page, and its feed."""
    feed = Link(f"{run.settings['SITENAME']}: {series.name}", f"{series.url}feed.xml")
    yield Output(
        f"{series.url}index.html",
        "series.html",
        later=partial(_series_page, run, series, feed),
        needs=(series.name, tuple(map(run.listed, series.parts)), tuple(feed)),
        url=series.url,
    )
    yield essay_feed(run, series.parts[::-1], feed.url, feed.label, series.url)


def _series_page(run: Run, series: Series, feed: Link) -> SeriesPageView:
    count = len(series.parts)
    head = run.head(
        series.name,
        series.url,
        description=f"{series.name}: {counted(count, 'part')}, in the order in which they are read.",
        feeds=(feed,),
        data=linked_data(breadcrumb(run, (series.link,))),
    )
    return SeriesPageView(head, series.name, tuple(map(run.item, series.parts)), feed)


def most_said(run: Run, essays: Sequence[Essay]) -> Iterator[Counted]:
    """Yield the essays that readers answered most, the newest of those that were answered as often first."""
    answered = [(run.answers(essay), essay) for essay in essays]
    for count, essay in sorted(answered, key=lambda pair: -pair[0])[:MOST_SAID]:
        if count:
            yield Counted(essay.title, f"{essay.url}#comments", count)


def _marked(item: EssayItem, told: dict[str, tuple[str, ...]]) -> EssayItem:
    if item.url not in told:
        return item
    title, url = told[item.url]
    return replace(item, badges=(Link(f"in {title}", url), *item.badges))


def _intro(theme: Theme) -> Markup:
    html = theme.file.html if theme.file else ""
    return Markup(unmark(html).replace(ROOT, root_from(theme.tag.url)))  # noqa: S704 - the author's own HTML
