"""The course of a build: read every source, link every body, lay out every page; nothing is written yet.

Each step asks the keeper first, so that what an earlier build did for the same content is not done again.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from reflectory.building.fingerprint import fingerprint
from reflectory.site import compose, oversights, pictures, redirects, statics
from reflectory.site.bodies import LinkedGist, Linking, Unlinked, slips
from reflectory.site.collect import Known, bad_slug, collect
from reflectory.site.errors import line_of
from reflectory.site.links import NEEDED, Links, without_dead
from reflectory.site.models import Linked, Page
from reflectory.site.part import Source
from reflectory.site.reading import SOURCE
from reflectory.site.records import DRAFT
from reflectory.site.run import Run
from reflectory.site.sources import Sources, kind_of
from reflectory.site.views import Output


def lay_out(run: Run, sources: Sources) -> list[Output]:
    """Return every output of a site; with another theme than ours, only those of the parts.

    Raises:
        SourceError: anything is wrong with the sources, all of it at once.
    """
    with run.clock.stage("Reading"):
        records = sources.records()
        parts = {part.name: sources.of_part(part.folder) if part.folder else [] for part in run.parts}
        run.library = collect(run, records)
        run.slugs = {part.folder: [gist[0] for _, _, gist in parts[part.name]] for part in run.parts if part.folder}
        links, files = _links(run, sources, records, parts)
        oversights.tell(run, sources.endings, files)
        for part in run.parts:
            part.read(tuple(_sources(run, sources, links, parts[part.name])))
        for part in run.parts:
            part.check(run.library)
        run.pictures = pictures.gallery(run, files)
    with run.clock.stage("Linking"):
        run.linker = Linker(run, sources, links, records)
        run.linker.link(run.library.everything())
    run.problems.raise_if_any(strict=run.strict)
    with run.clock.stage("Composing"):
        outputs = list(run.each(lambda part: part.outputs()))
        outputs += [*statics.part_outputs(run), *statics.content_outputs(run, files)]
        outputs += compose.outputs(run, tuple(outputs)) if run.speaks_views else ()
        outputs += list(redirects.outputs(run, tuple(outputs)))
        for part in run.having("last"):
            outputs += part.last(tuple(outputs))
    run.problems.raise_if_any(strict=run.strict)
    return outputs


def _links(run: Run, sources: Sources, records: Sequence[Known], parts: dict[str, Any]) -> Any:
    """Return what resolves links, and the site's other files."""
    places = {page.file: page for page in run.library.everything()}
    found = [(record, places[f"{run.content.name}/{record.path}"]) for record, _ in records]
    shown = [(record, page) for record, page in found if page.status != DRAFT or run.options.drafts]
    files = sources.files((record, page.save_as) for record, page in shown)
    linked = files  # what a draft alone links to is not published; the draft is read all the same
    if len(shown) < len(found):
        linked = [*sources.files((record, page.save_as) for record, page in found), *files]
    addresses: dict[str, str | None] = dict(sources.addresses)
    addresses |= {record.path: page.url for record, page in found}
    for part in run.parts:
        addresses |= {path: part.url.format(slug=gist[0]) for path, _, gist in parts[part.name]}
    prefix = len(str(run.content)) + 1
    settings = {name: run.settings[name] for name in NEEDED if name in run.settings}
    return Links(settings, addresses, {file.path[prefix:]: file.url for file in linked}), files


def _sources(
    run: Run, sources: Sources, links: Links, found: Sequence[tuple[str, bytes, tuple[Any, ...]]]
) -> Iterator[Source]:
    """Yield a part's sources, links resolved; a slug that is bad or taken becomes a problem."""
    taken: dict[str, str] = {}
    for path, key, (slug, has_links) in found:
        file = f"{run.content.name}/{path}"
        meta, html = sources.value(SOURCE, path, key)
        if fault := bad_slug(slug):
            run.problems.add(file, meta.line("slug"), fault)
        name = slug.casefold()  # many disks have room for one of two that differ in capitals alone
        if name in taken:
            run.problems.add(file, meta.line("slug"), f"the slug “{slug}” belongs to {taken[name]} already.")
        taken[name] = file
        resolved = links.resolved(str(run.content / path), html) if has_links else html
        for line, message in slips(resolved, run.path(file)):
            run.problems.warn(file, line, message)
        resolved = without_dead(resolved)
        yield Source(file, slug, meta, resolved, run.keeper.key("source", key, resolved if has_links else ""))


class Linker:
    """Links the bodies of a build's pages.

    Attributes:
        sources: the build's.
        records: by page's file, what was read from it.
    """

    def __init__(self, run: Run, sources: Sources, links: Links, records: Sequence[Known]) -> None:
        self._run, self.sources, self._links = run, sources, links
        self.records = {f"{run.content.name}/{record.path}": record for record, _ in records}
        markers = {part.name: marker for part in run.parts if (marker := part.marker())}
        self._wishing = [part for part in run.parts if part.name in markers]
        self._linking = Linking(links, markers)
        self._marking = fingerprint({name: marker.fingerprint for name, marker in markers.items()})
        self._asked = _Fingerprints()
        self._wishes: dict[str, dict[str, Any]] = {}

    def link(self, pages: Sequence[Page]) -> None:
        """Link pages; what is at hand of each is in ``run.gists`` then, unless it has a fault, which is told."""
        run = self._run
        for page in pages:
            self._wishes[page.file] = {part.name: part.wishes(page) for part in self._wishing}
            run.bodies[page.file] = (self._key(page), self._again(page))
        wanted = [(run.bodies[page.file][0], page) for page in pages]
        for page, _, gist in run.keep("Linking", self._linking, wanted, self._unlinked):
            run.gists[page.file] = LinkedGist._make(gist)
            for warning in run.gists[page.file].warnings:
                run.problems.warn(*warning)
        self._tell_links_to_drafts(pages)

    def _tell_links_to_drafts(self, pages: Sequence[Page]) -> None:
        """Warn of links from what readers have to what they have not."""
        drafts = {self.records[page.file].path for page in pages if page.status == DRAFT}
        for page in pages if drafts and not self._run.options.drafts else ():
            for path in sorted(drafts.intersection(self.records[page.file].links)) if page.status != DRAFT else ():
                line = line_of(self._run.path(page.file), posixpath.basename(path))
                message = f"the link to {path} leads to a draft, which nobody else can read."
                self._run.problems.warn(page.file, line, message)

    def source_at(self, address: str) -> str | None:
        """Return the source, below ``content/``, that is published at an address."""
        return next((path for path, url in self._links.sources.items() if url == address), None)

    def rehearse(self, page: Page) -> None:
        """Link a page for nothing, as ``link`` would one that has changed."""
        self._again(page)()

    def _key(self, page: Page) -> bytes:
        leads = self._links.addresses(self.records[page.file].links)
        asked = self._asked.of(self._wishes[page.file].values())
        return self._run.keeper.key("linked", page.content, leads, self._marking, asked)

    def _again(self, page: Page) -> Callable[[], Linked]:
        return lambda: self._linking(self._unlinked(page)).value

    def _unlinked(self, page: Page) -> Unlinked:
        record = self.records[page.file]
        html = self.sources.value(kind_of(record), record.path, page.content)
        return Unlinked(page.file, str(self._run.content / record.path), html, self._wishes[page.file])


class _Fingerprints:
    """Fingerprints of values of which many are the same object: most pages ask nothing in particular."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, bytes]] = {}  # the value itself is kept, so that its id stays its own

    def of(self, values: Iterable[Any]) -> bytes:
        return b"".join(self._one(value) for value in values)

    def _one(self, value: Any) -> bytes:
        if id(value) not in self._known:
            self._known[id(value)] = (value, fingerprint(value))
        return self._known[id(value)][1]
