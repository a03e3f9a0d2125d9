"""The search page: the form, and what a search can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from reflectory.browsing.search.gather import listed
from reflectory.browsing.shelf import AT_LEAST, Shelf, by_title
from reflectory.site import hits
from reflectory.site.compose import breadcrumb
from reflectory.site.hits import Hits
from reflectory.site.models import Essay, Link
from reflectory.site.render import linked_data
from reflectory.site.run import Run
from reflectory.site.views import Head, Output

SEARCH = "search/"
SCRIPT = "search/search.js"

FORMS = {hits.ESSAY: "Essays", hits.PAGE: "Pages", hits.WORD: "Words", hits.COMMENT: "Comments"}
"""What each form is called, in the order in which they are offered."""


class Choice(Struct, frozen=True):
    """One thing to narrow a search by: its value in the address, and what it is called."""

    value: str
    label: str


class Choices(Struct, frozen=True):
    """What a search can be narrowed by in one respect, whose name stands in the address."""

    name: str
    legend: str
    choices: tuple[Choice, ...]


class SearchView(Struct, frozen=True):
    """The search page.

    Attributes:
        why_not: a sentence that says why nothing can be searched here; "" where it can.
        choices: only those of which there is more than one.
    """

    head: Head
    why_not: str
    choices: tuple[Choices, ...]


NOT_INSTALLED = "This site was built on a machine for which there is no search program."
IN_A_PREVIEW = "A preview has no search, because its texts are still changing; the site that you build has one."


def output(run: Run, shelf: Shelf, found: Sequence[Hits], *, installed: bool) -> Output:
    """Return the search page of a site that has something to find; no search engine wants to know of it."""
    why_not = IN_A_PREVIEW if run.options.drafts else "" if installed else NOT_INSTALLED
    head = run.head(
        "Search",
        SEARCH,
        description=f"Find essays, words and comments on {run.settings['SITENAME']}, by theme and by year.",
        scripts=() if why_not else (SCRIPT,),
        data=linked_data(breadcrumb(run, (Link("Search", SEARCH),))),
    )
    view = SearchView(head, why_not, () if why_not else tuple(_choices(run, shelf, found)))
    return Output(f"{SEARCH}index.html", "search/page.html", view)


def _choices(run: Run, shelf: Shelf, found: Iterable[Hits]) -> Iterable[Choices]:
    """Yield forms, themes and years; a theme that one essay alone names narrows nothing that a reader would not see."""
    forms = {some.form for some in found}
    themes = [theme for theme in by_title(shelf.themes.values()) if len(theme.essays) >= AT_LEAST]
    years = {shelf.year(page) for page in listed(run) if isinstance(page, Essay)}
    offered = (
        Choices("form", "What", tuple(Choice(form, label) for form, label in FORMS.items() if form in forms)),
        Choices("theme", "Theme", tuple(Choice(theme.slug, theme.title) for theme in themes)),
        Choices("year", "Year", tuple(Choice(str(year), str(year)) for year in sorted(years, reverse=True))),
    )
    return (one for one in offered if len(one.choices) > 1)
