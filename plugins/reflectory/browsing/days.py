"""On this day: essays by the day of the year, whatever the year.

A static page cannot know which day it is, and must not change at midnight. So all days are here, a page a month, and a
small script names today to those who have script; nothing is built anew for the date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby

from pelican.utils import strftime

from reflectory.browsing.views import CalendarView, DayView, MonthOfDaysView
from reflectory.site.compose import ESSAYS, breadcrumb
from reflectory.site.models import Essay, Link
from reflectory.site.render import linked_data
from reflectory.site.run import Run
from reflectory.site.views import Output
from reflectory.site.wording import counted

DAYS = "on-this-day/"
WAY = Link("On this day", DAYS)
SCRIPT = "browsing/today.js"

Day = tuple[int, int]
"""A month and a day of it, as numbers."""

ByDay = Mapping[Day, Sequence[Essay]]


def outputs(run: Run) -> Iterator[Output]:
    """Yield the days of the year, and a page for each month that has essays; nothing where there is no essay."""
    by_day = _by_day(run)
    months = {month: list(some) for month, some in groupby(sorted(by_day), key=lambda day: day[0])}
    named = [(month, _month(by_day[some[0]][0], run)) for month, some in months.items()]
    if not named:
        return
    counts = tuple((day, len(by_day[day])) for day in sorted(by_day))
    yield Output(
        f"{DAYS}index.html",
        "browsing/days.html",
        later=partial(_calendar, run, by_day, months),
        needs=(counts, tuple(named)),
        url=DAYS,
    )
    for place, (month, name) in enumerate(named):
        beside = [named[at] if 0 <= at < len(named) else None for at in (place - 1, place + 1)]
        around = [Link(one[1], _url(one[0])) if one else None for one in beside]
        listed = tuple((day, tuple(map(run.listed, by_day[day]))) for day in months[month])
        yield Output(
            f"{_url(month)}index.html",
            "browsing/month.html",
            later=partial(_page, run, by_day, months[month], name, around),
            needs=(name, listed, tuple(tuple(link) if link else () for link in around)),
            url=_url(month),
        )


def _by_day(run: Run) -> ByDay:
    """Return essays by the day of the year in the site's time zone, the newest first."""
    found: dict[Day, list[Essay]] = {}
    for essay in run.library.essays:
        local = essay.date.astimezone(run.zone)
        found.setdefault((local.month, local.day), []).append(essay)
    return found


def _month(essay: Essay, run: Run) -> str:
    return str(strftime(essay.date.astimezone(run.zone), "%B"))


def _url(month: int) -> str:
    return f"{DAYS}{month:02}/"


def _calendar(run: Run, by_day: ByDay, months: Mapping[int, Sequence[Day]]) -> CalendarView:
    head = run.head(
        WAY.label,
        DAYS,
        description=f"The essays of {run.settings['SITENAME']} by the day of the year.",
        scripts=(SCRIPT,),
        data=linked_data(breadcrumb(run, (Link("Essays", ESSAYS), WAY))),
    )
    views = (_month_view(run, by_day, some, whole=False) for some in months.values())
    return CalendarView(head, WAY.label, tuple(views), sum(map(len, by_day.values())), trail=(Link("Essays", ESSAYS),))


def _month_view(run: Run, by_day: ByDay, some: Sequence[Day], *, whole: bool) -> MonthOfDaysView:
    name = _month(by_day[some[0]][0], run)
    days = tuple(
        DayView(
            f"{month:02}-{day:02}",
            day,
            f"{day} {name}",
            tuple(map(run.item, by_day[month, day])) if whole else (),
            len(by_day[month, day]),
        )
        for month, day in some
    )
    return MonthOfDaysView(name, _url(some[0][0]), days)


def _page(run: Run, by_day: ByDay, some: Sequence[Day], name: str, around: Sequence[Link | None]) -> CalendarView:
    url, count = _url(some[0][0]), sum(len(by_day[day]) for day in some)
    trail = (Link("Essays", ESSAYS), WAY)
    head = run.head(
        f"{WAY.label}: {name}",
        url,
        description=f"{counted(count, 'essay')} of {run.settings['SITENAME']} from {name}, by day.",
        data=linked_data(breadcrumb(run, (*trail, Link(name, url)))),
    )
    return CalendarView(head, name, (_month_view(run, by_day, some, whole=True),), count, trail, *around)
