"""A page's body: the author's HTML with every part's marks spliced in at once."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from reflectory.building.parallel import spread
from reflectory.site import pictures
from reflectory.site.html import ROOT, splice
from reflectory.site.models import Page
from reflectory.site.run import FEED, READER, Run, root_from

PICTURES = "pictures"
"""The name under which a run keeps where a page's pictures stand, beside the parts' names."""


def mark_all(run: Run) -> None:
    """Ask every part where its marks stand in every page, on every core; then tell what is wrong with them."""
    pages = run.library.everything()
    found = spread(lambda page: {PICTURES: pictures.find(page.html)} | _marks(run, page), pages)
    for page, facts in zip(pages, run.progress("Linking", found, len(pages)), strict=True):
        run.facts.update({(name, page.file): fact for name, fact in facts.items()})
        pictures.tell_missing_alt(run, page, facts[PICTURES])
        for part in run.parts:
            part.tell(page, facts[part.name])


def _marks(run: Run, page: Page) -> dict[str, Any]:
    return {part.name: part.mark(page) for part in run.parts}


def for_page(run: Run, page: Page) -> Markup:
    """Return a page's body as its own page shows it, links relative."""
    return Markup(marked(run, page, READER).replace(ROOT, root_from(page.url)))  # noqa: S704 - the author's own HTML


def for_feed(run: Run, page: Page) -> str:
    """Return a page's body for a full-text feed, links absolute."""
    return marked(run, page, FEED).replace(ROOT, run.site_url)


def marked(run: Run, page: Page, target: str) -> str:
    """Return a page's body with every mark for a target, the way to the root still ``ROOT``."""
    edits = [*pictures.edits(run.facts[PICTURES, page.file], run.pictures, target)]
    for part in run.parts:
        facts = run.facts.get((part.name, page.file))
        edits += part.edits(page, facts, target) if facts is not None else ()
    return splice(page.html, edits)
