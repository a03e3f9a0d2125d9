"""Citing in a build: references below each essay, files for reference managers, tags in the page's head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, partial
from typing import Any

from markupsafe import Markup
from msgspec.structs import replace

from reflectory.building.keeper import Made
from reflectory.building.parallel import ENOUGH
from reflectory.citing.citation import processor, tags
from reflectory.citing.citation.bibtex import bibtex
from reflectory.citing.citation.citation import Citation, citation_of
from reflectory.citing.citation.mentions import mentions
from reflectory.citing.citation.names import Name, divided
from reflectory.citing.citation.options import CitingOptions
from reflectory.citing.citation.processor import Cited, Citing
from reflectory.citing.citation.references import shown
from reflectory.citing.citation.ris import ris
from reflectory.citing.citation.views import CitationView
from reflectory.citing.ledger import versions
from reflectory.citing.ledger.part import ledger_of
from reflectory.site.models import Essay, Library, Link, Page
from reflectory.site.part import Part
from reflectory.site.render import json_text
from reflectory.site.run import Run
from reflectory.site.settings import choose
from reflectory.site.views import HeadTag, Output

FILES = {
    "cite.bib": ("BibTeX", bibtex),
    "cite.ris": ("RIS", ris),
    "cite.json": ("CSL-JSON", lambda one: json_text([one.csl])),
}
"""The files beside an essay: what each is called, and what writes it."""


class CitationPart(Part):
    """Says how each essay is cited."""

    name = "citation"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.names = dict(choose(CitingOptions, run.settings).names)

    def check(self, library: Library) -> None:
        """Start what cites, if only few essays have not been cited yet: it takes a while until it can answer."""
        known = self.run.keeper.known
        essays = (*library.essays, *library.unlisted)
        if 0 < sum(known(self.key(essay)) is None for essay in essays) < ENOUGH:
            processor.start()

    @cached_property
    def _citations(self) -> dict[str, Citation]:
        """By source, what has been asked for since a page changed (``Run.forget``)."""
        return {}

    @cached_property
    def _authors(self) -> Mapping[str, Name]:
        """By byline, the name of each author."""
        library = self.run.library
        essays = (*library.essays, *library.unlisted, *library.drafts)
        bylines = {author.label for essay in essays for author in essay.authors}
        asked = [(byline, self.names.get(byline, "")) for byline in sorted(bylines)]
        wanted = [(self.run.keeper.key("name", *one), one) for one in asked]
        return {byline: Name._make(gist) for (byline, _), _, gist in self.run.keep("Citing", _divided, wanted)}

    @cached_property
    def _keys(self) -> dict[str, bytes]:
        """The same of the references' keys."""
        return {}

    def citation(self, essay: Essay) -> Citation:
        """Return what an essay is cited by."""
        if essay.file not in self._citations:
            self._citations[essay.file] = citation_of(self.run, essay, self._authors)
        return self._citations[essay.file]

    def version(self, essay: Essay, title: str, day: str, url: str) -> Citation:
        """Return what a version is cited by: what it was called, the day from which it stood, and where it is."""
        return replace(
            self.citation(essay),
            title=title,
            issued=date.fromisoformat(day),
            url=self.run.absolute(url) if self.run.site_url else "",
        )

    def version_view(self, essay: Essay, citation: Citation) -> CitationView:
        """Return how a version is cited."""
        key = self.version_key(essay, citation.title, citation.issued.isoformat())
        return CitationView(shown(self._cited(key, citation), citation.url), citation.url, what="version")

    def version_tags(self, citation: Citation) -> Iterator[HeadTag]:
        """Return what reference managers read in the head of a version's page."""
        return tags.described(self.run, citation)

    def cited(self, essay: Essay) -> list[Cited]:
        """Return an essay cited in each of ``processor.STYLES``."""
        return self._cited(self.key(essay), self.citation(essay))

    def _cited(self, key: bytes, citation: Citation) -> list[Cited]:
        found = self.run.keeper.value(key, lambda: Citing()(citation.csl).value)
        return [Cited(*one) for one in found]

    def harvard(self, essay: Essay) -> Markup:
        """Return an essay's reference in Harvard for another page, with a place for the day on which it was read."""
        return shown(self.cited(essay), self.citation(essay).url)[0].reference

    def key(self, essay: Essay) -> bytes:
        """Return the key of an essay's references: of all that they are made from."""
        if essay.file not in self._keys:
            self._keys[essay.file] = self.run.keeper.key("citation", *self._made_from(essay))
        return self._keys[essay.file]

    def version_key(self, essay: Essay, title: str, day: str) -> bytes:
        """Return the key of a version's references, which are the essay's own where that is cited in the same way."""
        if title == essay.title and day == essay.date.astimezone(self.run.zone).date().isoformat():
            return self.key(essay)
        return self.run.keeper.key("citation", *self._made_from(essay, title, day))

    def _made_from(self, essay: Essay, title: str = "", day: str = "") -> tuple[Any, ...]:
        """Return what stands for a citation among what something is made from, far quicker than the citation itself."""
        authors = tuple(author.label for author in essay.authors)
        return (title or essay.title, authors, day or essay.date.isoformat(), essay.lang, *self._of_all)

    @cached_property
    def _of_all(self) -> tuple[Any, ...]:
        return (self.run.settings["SITENAME"], self.run.settings.get("TIMEZONE"), tuple(sorted(self.names.items())))

    def needs(self, page: Page) -> tuple[Any, ...]:
        """Return the references' key; the rest of a citation is the page's own, or the settings'."""
        return (self.key(page),) if isinstance(page, Essay) else ()

    def section(self, page: Page, facts: Any) -> CitationView | None:
        """Return how an essay is cited."""
        if not isinstance(page, Essay):
            return None
        url = self.citation(page).url
        files = (
            tuple(Link(label, f"{page.url}{name}") for name, (label, _) in FILES.items()) if _has_files(page) else ()
        )
        return CitationView(shown(self.cited(page), url), url, files, self._version_of_today(page))

    def _version_of_today(self, essay: Essay) -> Link | None:
        if not versions.has_versions(essay):
            return None
        one = versions.today(self.run, essay)
        return Link(self.run.day(one.day).text, one.url)

    def scripts(self, page: Page, facts: Any) -> Iterable[str]:
        """Return the script that copies."""
        return ("citation/cite.js",) if isinstance(page, Essay) else ()

    def tags(self, page: Page | None, url: str) -> Iterable[HeadTag]:
        """Return what reference managers read in an essay's head."""
        if not isinstance(page, Essay):
            return ()
        return tags.of(self.run, self.citation(page), has_files=_has_files(page))

    def data(self, page: Page, facts: Any) -> Mapping[str, object]:
        """Return the licence, what the essay is a part of, and what it refers to elsewhere."""
        if not isinstance(page, Essay):
            return {}
        refers = mentions(self.run.linked(page).html, self.run.site_url)
        return {
            **tags.licence(self.run, page),
            "isPartOf": tags.blog(self.run),
            **({"citation": refers} if refers else {}),
        }

    def outputs(self) -> Iterator[Output]:
        """Cite what has not been cited yet, and yield the files for reference managers."""
        _ = self._authors  # what is kept has to be known to this process, not to a copy of it alone
        shown = (*self.run.library.essays, *self.run.library.unlisted)
        drafts = self.run.library.drafts if self.run.options.drafts else ()
        wanted: dict[bytes, tuple[Essay, str, str]] = {self.key(essay): (essay, "", "") for essay in (*shown, *drafts)}
        for essay, title, day in self._versions(shown):
            wanted.setdefault(self.version_key(essay, title, day), (essay, title, day))
        for _ in self.run.keep("Citing", Citing(), list(wanted.items()), self._work):
            pass
        for essay in filter(_has_files, shown):
            yield from self._files(essay)

    def _versions(self, essays: Iterable[Essay]) -> Iterator[tuple[Essay, str, str]]:
        if ledger := ledger_of(self.run):
            yield from ((essay, *edition) for essay in essays for edition in ledger.editions(essay))

    def _work(self, wanted: tuple[Essay, str, str]) -> dict[str, object]:
        essay, title, day = wanted
        return self.version(essay, title, day, "").csl if day else self.citation(essay).csl

    def _files(self, essay: Essay) -> Iterator[Output]:
        for name, (_, write) in FILES.items():
            yield Output(f"{essay.url}{name}", later=partial(self._file, essay, write), needs=essay.content)

    def _file(self, essay: Essay, write: Any) -> str:
        text: str = write(self.citation(essay))
        return text


def _divided(asked: tuple[str, str]) -> Made[None]:
    return Made(tuple(divided(*asked)), None)


def _has_files(essay: Essay) -> bool:
    """Whether an essay's address is a folder, in which files can lie."""
    return essay.url.endswith("/") and essay.status != "draft"
