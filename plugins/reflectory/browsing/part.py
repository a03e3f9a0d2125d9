"""Browsing in a build: themes and their files in; the map of themes, a page and a feed for each out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from reflectory.browsing.themes import ThemeFile, circles, missing, parse
from reflectory.site.compose import breadcrumb, list_outputs
from reflectory.site.feeds import essay_feed
from reflectory.site.html import ROOT
from reflectory.site.models import Essay, Library, Link, Tag
from reflectory.site.render import linked_data
from reflectory.site.run import Part, Run, Source, root_from
from reflectory.site.text import plain, unmark
from reflectory.site.views import Head, Output

THEMES = "themes/"


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme as the map of themes and the home page show it."""

    title: str
    url: str
    short: str
    count: int
    newest: Link


@dataclass(frozen=True, slots=True)
class ThemesView:
    """The map of themes."""

    head: Head
    themes: tuple[ThemeView, ...]


class BrowsingPart(Part):
    """Gathers essays under their themes."""

    name = "browsing"
    folder = "themes"
    url = "themes/{slug}/"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.files: dict[str, ThemeFile] = {}

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
        glossary = self.run.content / "glossary"
        words = {file.stem for file in glossary.glob("*.md")}
        essays = {essay.slug for essay in (*library.essays, *library.drafts)}
        themes = {*self.files, *(tag.slug for tag in self._essays)}
        for theme in self.files.values():
            for line, message in missing(theme, essays=essays, themes=themes, words=words):
                self.run.problems.add(theme.file, line, message)
            if theme.slug not in {tag.slug for tag in self._essays}:
                self.run.problems.note(theme.file, 0, "no essay names this theme yet, so it has no page.")

    @cached_property
    def _essays(self) -> dict[Tag, list[Essay]]:
        """Essays by theme, newest first; the spelling of the newest essay names the theme."""
        gathered: defaultdict[str, list[Essay]] = defaultdict(list)
        spelling: dict[str, Tag] = {}
        for essay in self.run.library.essays:
            for tag in essay.tags:
                spelling.setdefault(tag.slug, tag)
            for slug in dict.fromkeys(tag.slug for tag in essay.tags):
                gathered[slug].append(essay)
        return {spelling[slug]: gathered[slug] for slug in sorted(gathered)}

    def _title(self, tag: Tag) -> str:
        file = self.files.get(tag.slug)
        return plain(file.title) if file else tag.name[:1].upper() + tag.name[1:]

    def _view(self, tag: Tag, essays: Sequence[Essay]) -> ThemeView:
        file = self.files.get(tag.slug)
        newest = Link(essays[0].title, essays[0].url)
        return ThemeView(self._title(tag), tag.url, file.short if file else "", len(essays), newest)

    def _views(self) -> tuple[ThemeView, ...]:
        views = (self._view(tag, essays) for tag, essays in self._essays.items())
        return tuple(sorted(views, key=lambda view: view.title.casefold()))

    def menu(self) -> Iterable[Link]:
        """Return the way to the themes, where there is one."""
        return (Link("Themes", THEMES),) if self._essays else ()

    def home(self) -> tuple[ThemeView, ...] | None:
        """Return the themes for the home page: those with a file, else all."""
        with_file = {self.files[tag.slug].title for tag in self._essays if tag.slug in self.files}
        views = self._views()
        return tuple(view for view in views if view.title in with_file) or views or None

    def outputs(self) -> Iterator[Output]:
        """Yield the map of themes, and each theme's page and feed."""
        if not self._essays or not self.run.speaks_views:
            return
        yield Output(f"{THEMES}index.html", "themes.html", self._map(), url=THEMES)
        for tag, essays in self._essays.items():
            title, file = self._title(tag), self.files.get(tag.slug)
            feed_title = f"{self.run.settings['SITENAME']}: {title}"
            address = f"{tag.url}feed.xml"
            yield from list_outputs(
                self.run,
                essays,
                tag.url,
                title,
                template="theme.html",
                trail=(Link("Themes", THEMES),),
                short=file.short if file else "",
                intro=_intro(file, tag.url) if file else Markup(""),
                feed=Link(feed_title, address),
            )
            yield essay_feed(self.run, essays, address, feed_title, tag.url)

    def _map(self) -> ThemesView:
        views = self._views()
        trail = linked_data(breadcrumb(self.run, (Link("Themes", THEMES),)))
        description = "What these essays are about: " + ", ".join(view.title.lower() for view in views) + "."
        return ThemesView(self.run.head("Themes", THEMES, description=description, data=trail), views)


def _intro(file: ThemeFile, url: str) -> Markup:
    return Markup(unmark(file.html).replace(ROOT, root_from(url)))  # noqa: S704 - the author's own HTML
