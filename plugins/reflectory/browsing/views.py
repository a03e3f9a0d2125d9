"""What the templates of themes read."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct, field

from reflectory.site.models import Link
from reflectory.site.views import EssayGroup, EssayItem, Head, Pager


class Counted(Struct, frozen=True):
    """A link with a number of essays."""

    label: str
    url: str
    count: int


class YearsView(Struct, frozen=True):
    """A theme's years as a small picture, and in words for those who do not see it.

    Attributes:
        bars: (left edge, height) of each year's bar, in a box of ``width`` by ``height``.
        text: what the picture says.
    """

    bars: tuple[tuple[int, int], ...]
    width: int
    height: int
    text: str


class ThemeView(Struct, frozen=True):
    """A theme as the map of themes and the home page show it.

    Attributes:
        newest_lang: the language of the newest essay, "" where it is the site's.
    """

    title: str
    url: str
    short: str
    count: int
    newest: Link
    newest_lang: str
    years: YearsView
    under: Link | None = None


class StepView(Struct, frozen=True):
    """One essay of a reading path, and why it is read there."""

    essay: EssayItem
    says: str


class GuideView(Struct, frozen=True):
    """What a theme's first page says beside its essays.

    Attributes:
        start: the essay to begin with.
        path: the reading path in order; a step may say nothing.
        words: the glossary's cards of the key words.
        within: the themes below this one; ``under``: the one above it.
        together: themes that essays name together with this one, the most frequent first, and ``further`` ones;
            ``years``: its years. Where at least two essays belong to both, the link leads to a page of them.
        said: the essays that readers answered most.
    """

    start: Link | None = None
    path: tuple[StepView, ...] = ()
    words: tuple[object, ...] = ()
    questions: tuple[str, ...] = ()
    related: tuple[Link, ...] = ()
    within: tuple[Counted, ...] = ()
    under: Link | None = None
    together: tuple[Counted, ...] = ()
    further: tuple[Counted, ...] = ()
    years: tuple[Counted, ...] = ()
    said: tuple[Counted, ...] = ()


class ThemePageView(Struct, frozen=True):
    """A page of a theme, or of two themes, or of a theme in a year.

    Attributes:
        guide: on the theme's first page alone.
    """

    head: Head
    title: str
    groups: tuple[EssayGroup, ...]
    count: int
    pager: Pager = field(default_factory=Pager)
    short: str = ""
    intro: Markup = Markup("")
    feed: Link | None = None
    trail: tuple[Link, ...] = ()
    guide: GuideView | None = None


class SeriesView(Struct, frozen=True):
    """Where an essay stands in its series; with neighbours where there are any."""

    series: Link
    number: int
    count: int
    before: Link | None = None
    after: Link | None = None


class NearView(Struct, frozen=True):
    """An essay to read on with, and ``why``: what it shares with the one that was read."""

    title: str
    url: str
    lang: str
    why: str


class ChapterView(Struct, frozen=True):
    """An item of a list of contents: a heading of the second level, those below it inside."""

    text: str
    id: str
    within: tuple[ChapterView, ...] = ()


class EssayBrowsingView(Struct, frozen=True):
    """What browsing adds to an essay.

    Attributes:
        contents: of a long essay, else empty.
        series: the essay's place in its series.
        near: essays to read on with; ``alike``: further ones that use the same words of the glossary.
    """

    contents: tuple[ChapterView, ...] = ()
    series: SeriesView | None = None
    near: tuple[NearView, ...] = ()
    alike: tuple[NearView, ...] = ()


class AroundView(Struct, frozen=True):
    """Themes and years of the essays that use a word.

    Attributes:
        themes: with the number of those essays.
        years: in a picture, ``None`` where they are all of one year; ``counts`` says the same, the first year first.
    """

    themes: tuple[Counted, ...]
    years: YearsView | None
    counts: tuple[tuple[str, int], ...]


class DayView(Struct, frozen=True):
    """A day of the year and the essays of it: ``key`` is ``06-07``, ``name`` is ``7 June``."""

    key: str
    number: int
    name: str
    essays: tuple[EssayItem, ...] = ()
    count: int = 0


class MonthOfDaysView(Struct, frozen=True):
    """A month of any year, and its days that have essays."""

    name: str
    url: str
    days: tuple[DayView, ...]


class CalendarView(Struct, frozen=True):
    """The days of the year: all of them, or a month with its essays."""

    head: Head
    title: str
    months: tuple[MonthOfDaysView, ...]
    count: int
    trail: tuple[Link, ...] = ()
    before: Link | None = None
    after: Link | None = None


class ChanceView(Struct, frozen=True):
    """The page that leads to an essay by chance; without script it offers some.

    Attributes:
        essays: those it offers, spread over the years.
        count: how many essays there are; ``each``: how many of them a list holds that the script reads.
    """

    head: Head
    essays: tuple[EssayItem, ...]
    count: int
    each: int


class SeriesPageView(Struct, frozen=True):
    """A series: its parts in the order in which they are read."""

    head: Head
    title: str
    parts: tuple[EssayItem, ...]
    feed: Link


class Dot(Struct, frozen=True):
    """How many essays of a theme are of one year: a circle at (x, y) of a radius, and the number itself."""

    x: int
    y: int
    radius: float
    count: int


class RowView(Struct, frozen=True):
    """A theme in the large picture, by its ``name``, and in the table that says the same."""

    title: str
    name: str
    url: str
    y: int
    counts: tuple[int, ...]
    dots: tuple[Dot, ...]
    total: int
    together: tuple[Counted, ...]


class Arc(Struct, frozen=True):
    """Two themes that belong together: a line between their rows, the heavier the more essays name both."""

    path: str
    width: float


class PictureView(Struct, frozen=True):
    """Themes over the years, and which belong together.

    Attributes:
        years: (label, x) of each column.
        left: where the columns begin; ``right``: where the arcs do.
        text: what the picture shows, in a sentence.
    """

    width: int
    height: int
    left: int
    right: int
    years: tuple[tuple[str, int], ...]
    rows: tuple[RowView, ...]
    arcs: tuple[Arc, ...]
    text: str


class ThemesView(Struct, frozen=True):
    """The map of themes."""

    head: Head
    themes: tuple[ThemeView, ...]
    picture: PictureView | None = None
