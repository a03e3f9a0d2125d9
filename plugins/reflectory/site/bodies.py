"""A page's body: the author's HTML, its links resolved and every part's marks spliced in at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from reflectory.building.keeper import Made
from reflectory.site import pictures, scrolling
from reflectory.site.errors import Problems, line_of
from reflectory.site.html import ROOT, Edit, splice, tags
from reflectory.site.links import Links, faults, without_dead
from reflectory.site.models import Linked, Page
from reflectory.site.part import FEED, READER, Marker
from reflectory.site.run import Run
from reflectory.site.showing import root_from
from reflectory.site.text import plain

PICTURES = "pictures"
"""The name under which a body's facts keep where its pictures stand, beside the parts' names."""

_WITHIN = re.compile(r"""[\s"'/]href\s*=\s*["']?(?=#)""", re.I)
"""What stands before the address of a link that leads to a place in the same page."""

_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1\s*>", re.I | re.S)

_TITLE_LINE = re.compile(r"^(?:#(?!#)|.*<h1\b|(?=.*\n=+ *$))(?P<written>.*)$", re.I | re.M)
"""A line of a source that is a heading of the first level, in each of Markdown's ways."""


class Unlinked(NamedTuple):
    """A body as it was read.

    Attributes:
        file: from the site's folder; ``path``: the source itself.
        wishes: by the part's name, what the page asks of it.
    """

    file: str
    path: str
    html: str
    wishes: Mapping[str, Any] = {}


class LinkedGist(NamedTuple):
    """What is at hand of a linked body.

    Attributes:
        images: the addresses of its pictures, in order.
        warnings: (file, line, message) of what should be mended in it.
        gists: by the part's name, what that part has at hand of its marks.
    """

    images: tuple[str, ...] = ()
    warnings: tuple[tuple[str, int, str], ...] = ()
    gists: Mapping[str, Any] = {}


@dataclass
class Linking:
    """Resolves a body's links and asks every part where its marks stand; it may travel to another process."""

    links: Links
    markers: Mapping[str, Marker]

    def __call__(self, body: Unlinked) -> Made[Linked]:
        """Return a body linked; its gist is a ``LinkedGist``, its faults are problems of hand marks and the like."""
        problems = Problems()
        html = self.links.resolved(body.path, body.html)
        for line, message in slips(html, body.path):
            problems.warn(body.file, line, message)
        html = without_dead(html)
        places = pictures.find(html)
        pictures.tell_missing_alt(problems, body.file, body.path, places)
        facts: dict[str, Any] = {name: mark(html, body.wishes[name]) for name, mark in self.markers.items()}
        for name, mark in self.markers.items():
            for written, fault in mark.faults(facts[name]):
                problems.add(body.file, line_of(body.path, written), f"{written}: {fault}.")
        gist = LinkedGist(
            images=tuple(place.attributes.get("src", "") for place in places),
            warnings=tuple((one.file, one.line, one.message) for one in problems.warnings),
            gists={name: mark.gist(facts[name]) for name, mark in self.markers.items()},
        )
        return Made(tuple(gist), Linked(html, {PICTURES: places, **facts}), problems.found)


def slips(html: str, path: str | Path) -> Iterator[tuple[int, str]]:
    """Yield (line, what is wrong there) of what an author should mend in a body that the source at a path has."""
    for written, message in faults(html):
        yield line_of(path, written), message
    for found in _TITLE.finditer(html) if "<h1" in html or "<H1" in html else ():
        heading = plain(found[1])
        yield (
            _line_of_title(path, heading),
            f"“{heading}” is a heading of the first level, as the page's own title is; write “## {heading}”.",
        )


def _line_of_title(path: str | Path, heading: str) -> int:
    """Return the line of a source with this heading of the first level, 0 if there is none; quotes may differ."""
    text = Path(path).read_text("utf-8", errors="replace")
    word = max(re.findall(r"\w+", heading), key=len, default="")
    found = next((found for found in _TITLE_LINE.finditer(text) if word in found["written"]), None)
    return text.count("\n", 0, found.start()) + 1 if found else 0


def for_page(run: Run, page: Page) -> Markup:
    """Return a page's body as its own page shows it, links relative."""
    return Markup(marked(run, page, READER).replace(ROOT, root_from(page.url)))  # noqa: S704 - the author's own HTML


def for_feed(run: Run, page: Page) -> str:
    """Return a page's body for a full-text feed, links absolute, also those within the page, such as to its notes."""
    html = marked(run, page, FEED)
    return splice(html, _from_elsewhere(html, page.url)).replace(ROOT, run.site_url)


def _from_elsewhere(html: str, url: str) -> Iterator[Edit]:
    """Yield the page's own address for each link that leads to a place within it."""
    for tag in tags(html) if "#" in html else ():
        link = _WITHIN.search(html, tag.start, tag.end) if tag.name in ("a", "area") else None
        if link:
            yield Edit(link.end(), link.end(), 0, f"{ROOT}/{url}")


def marked(run: Run, page: Page, target: str) -> str:
    """Return a page's body with every mark for a target, the way to the root still ``ROOT``."""
    linked = run.linked(page)
    edits = [*pictures.edits(linked.facts[PICTURES], run.pictures, target)]
    edits += scrolling.edits(linked.html) if target == READER else ()
    for part in run.parts:
        facts = linked.facts.get(part.name)
        edits += part.edits(page, facts, target) if facts is not None else ()
    return splice(linked.html, edits)


def made_from(run: Run, page: Page) -> tuple[Any, ...]:
    """Return what a page's body and the parts' shares of the page are made from, as fingerprints and plain values."""
    images = [image.removeprefix(f"{ROOT}/") for image in run.gists[page.file].images]
    return (
        run.bodies[page.file][0],
        tuple([run.pictures[image].content if image in run.pictures else "" for image in images]),
        tuple([part.needs(page) for part in run.having("needs")]),
    )
