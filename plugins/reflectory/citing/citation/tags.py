"""What reference managers and search engines read of an essay: Dublin Core in the head, and schema.org.

Zotero takes an essay for a blog post because ``DC.type`` names one of its own types, its authors and rights from Dublin
Core, and the blog's title from ``og:site_name`` (its translators “Embedded Metadata” and “RDF”). Nothing here is named
``citation_...``: those names are for journals, and Zotero would take an essay for an article.
"""

from __future__ import annotations

from collections.abc import Iterator

from reflectory.citing.citation.citation import Citation
from reflectory.site.models import Essay
from reflectory.site.run import Run
from reflectory.site.views import HeadTag

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
TERMS = "http://purl.org/dc/terms/"


def of(run: Run, citation: Citation, *, has_files: bool) -> Iterator[HeadTag]:
    """Yield an essay's tags; ``has_files`` says whether there are files for reference managers beside it."""
    yield from described(run, citation)
    if citation.url and has_files:
        for file, kind in (("bib", "application/x-bibtex"), ("ris", "application/x-research-info-systems")):
            yield _described(f"{citation.url}cite.{file}", kind)
        yield _described(f"{citation.url}cite.json", "application/vnd.citationstyles.csl+json")


def described(run: Run, citation: Citation) -> Iterator[HeadTag]:
    """Yield what says how a page is cited (https://www.dublincore.org/specifications/dublin-core/dcq-html/)."""
    yield HeadTag("link", (("rel", "schema.DC"), ("href", DUBLIN_CORE)))
    yield HeadTag("link", (("rel", "schema.DCTERMS"), ("href", TERMS)))
    yield _meta("DC.type", "blogPost")
    yield _meta("DC.title", citation.title)
    for name in citation.authors:
        yield _meta("DC.creator", name.turned)
    yield _meta("DC.date", citation.issued.isoformat())
    yield _meta("DC.language", citation.lang)
    yield _meta("DC.source", citation.site)
    if citation.url:
        yield _meta("DC.identifier", citation.url)
    if citation.licence:
        yield _meta("DC.rights", citation.licence)
    if address := _address(run, citation.licence):
        yield HeadTag("link", (("rel", "license"), ("href", address)))


def _described(address: str, kind: str) -> HeadTag:
    """Return a link to what describes the page (RFC 6892, as Signposting uses it for bibliographic data)."""
    return HeadTag("link", (("rel", "describedby"), ("type", kind), ("href", address)))


def _meta(name: str, content: str) -> HeadTag:
    return HeadTag("meta", (("name", name), ("content", content)))


def _address(run: Run, licence: str) -> str:
    """Return the address of a licence: that of the site's licence is known."""
    return run.options.licence_url if licence == run.options.licence else ""


def licence(run: Run, essay: Essay) -> dict[str, object]:
    """Return schema.org's ``license``: an address, or the licence in words."""
    words = essay.licence or run.options.licence
    return {"license": _address(run, words) or words} if words else {}


def blog(run: Run) -> dict[str, object]:
    """Return what an essay is a part of."""
    return {"@type": "Blog", "name": run.settings["SITENAME"], "url": run.absolute("")}
