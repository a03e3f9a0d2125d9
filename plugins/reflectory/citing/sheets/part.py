"""Sheets in a build: a page for each, one with all of them for each essay, and the files for word processors.

An essay has one page with every sheet folded up, and not one for each sheet: a sheet is chosen without script, and
5,000 essays have 5,000 pages more and not 35,000.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property, partial
from posixpath import dirname
from typing import Any

from reflectory.citing.citation.part import CitationPart
from reflectory.citing.sheets.models import NOBODY, SHEETS, Sheet
from reflectory.citing.sheets.rtf import rtf
from reflectory.citing.sheets.views import SheetLink, SheetsView, SheetView
from reflectory.site import redirects
from reflectory.site.compose import breadcrumb
from reflectory.site.models import Essay, Link, Page
from reflectory.site.part import Part
from reflectory.site.render import linked_data
from reflectory.site.views import Output

FOLDER = "sheets/"
FILE = "sheet.rtf"
SCRIPT = "sheets/sheet.js"
OF_AN_ESSAY = "sheet/"
"""Where an essay's sheets are, below the essay."""


class SheetsPart(Part):
    """Makes the sheets."""

    name = "sheets"

    @cached_property
    def _citation(self) -> CitationPart:
        return next(part for part in self.run.parts if isinstance(part, CitationPart))

    def _has_sheets(self, page: Page) -> bool:
        return isinstance(page, Essay) and page.url.endswith("/") and page.status != "draft" and self.run.speaks_views

    def section(self, page: Page, facts: Any) -> SheetLink | None:
        """Return the way to an essay's sheets."""
        return SheetLink(f"{page.url}{OF_AN_ESSAY}") if self._has_sheets(page) else None

    def outputs(self) -> Iterator[Output]:
        """Yield the list of sheets, each sheet with its file, and each essay's page."""
        run = self.run
        if not run.speaks_views or not run.library.essays:
            return
        yield Output(f"{FOLDER}index.html", "sheets/index.html", self._index(), url=FOLDER)
        for sheet in SHEETS:
            yield Output(f"{_url(sheet)}index.html", "sheets/sheet.html", self._alone(sheet), url=_url(sheet))
            yield Output(f"{_url(sheet)}{FILE}", view=rtf(sheet))
        essays = [one for one in (*run.library.essays, *run.library.unlisted) if self._has_sheets(one)]
        yield from map(self._of_essay, essays)
        yield from self._former({essay.url: essay.title for essay in essays})

    def _former(self, titles: Mapping[str, str]) -> Iterator[Output]:
        """Yield pages that lead from the sheets of essays that have another address now to their sheets."""
        for one in redirects.known(self.run):
            old, new = redirects.path_of(one.old).removesuffix("index.html"), redirects.address_of(one.new)
            if new in titles and dirname(old.rstrip("/")) == dirname(new.rstrip("/")):  # where sheets of ours stood
                path = f"{old}{OF_AN_ESSAY}index.html"
                yield Output(path, view=redirects.page(self.run, path, f"{new}{OF_AN_ESSAY}", titles[new]))

    def _index(self) -> SheetsView:
        head = self.run.head(
            "Reflection sheets",
            FOLDER,
            description="Sheets to print or fill in: what the registers of nursing, social work and the health"
            " professions ask, and four models of reflection.",
            data=linked_data(breadcrumb(self.run, (Link("Reflection sheets", FOLDER),))),
        )
        return SheetsView(head, SHEETS)

    def _alone(self, sheet: Sheet) -> SheetView:
        trail = (Link("Reflection sheets", FOLDER), Link(sheet.name, _url(sheet)))
        data = linked_data(breadcrumb(self.run, trail))
        head = self.run.head(sheet.name, _url(sheet), description=sheet.short, data=data, scripts=(SCRIPT,))
        return SheetView(head, sheet.name, (sheet,), NOBODY)

    def _of_essay(self, essay: Essay) -> Output:
        return Output(
            f"{essay.url}{OF_AN_ESSAY}index.html",
            "sheets/sheet.html",
            later=partial(self._view, essay),
            needs=essay.content,
        )

    def _view(self, essay: Essay) -> SheetView:
        title = f"Reflect on “{essay.title}”"
        return SheetView(
            head=self.run.head(title, f"{essay.url}{OF_AN_ESSAY}", robots="noindex", scripts=(SCRIPT,)),
            title=title,
            sheets=SHEETS,
            nobody=NOBODY,
            read=Link(essay.title, essay.url),
            reference=self._citation.harvard(essay),
            lang=self.run.foreign(essay.lang),
        )


def _url(sheet: Sheet) -> str:
    return f"{FOLDER}{sheet.slug}/"
