"""The course of a build: read every source, link every body, lay out every page; nothing is written yet.

Each step asks the keeper first, so that what an earlier build did for the same content is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from reflectory.building.fingerprint import fingerprint
from reflectory.site import compose, pictures, redirects, statics
from reflectory.site.bodies import LinkedGist, Linking, Unlinked
from reflectory.site.collect import SLUG, Known, bad_slug, collect
from reflectory.site.links import NEEDED, Links
from reflectory.site.models import Linked, Page
from reflectory.site.reading import ESSAY, PAGE, SOURCE
from reflectory.site.run import Run, Source
from reflectory.site.sources import Sources
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
        links, files = _links(run, sources, records, parts)
        for part in run.parts:
            part.read(tuple(_sources(run, sources, links, parts[part.name])))
        for part in run.parts:
            part.check(run.library)
        run.pictures = pictures.gallery(run, files)
    with run.clock.stage("Linking"):
        _link(run, sources, links, records)
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
    files = sources.files((record, page.save_as) for record, page in found)
    addresses: dict[str, str | None] = dict(sources.addresses)
    addresses |= {record.path: page.url for record, page in found}
    for part in run.parts:
        addresses |= {path: part.url.format(slug=gist[0]) for path, _, gist in parts[part.name]}
    prefix = len(str(run.content)) + 1
    settings = {name: run.settings[name] for name in NEEDED if name in run.settings}
    return Links(settings, addresses, {file.path[prefix:]: file.url for file in files}), files


def _sources(
    run: Run, sources: Sources, links: Links, found: Sequence[tuple[str, bytes, tuple[Any, ...]]]
) -> Iterator[Source]:
    """Yield a part's sources, links resolved; a slug that is bad or taken becomes a problem."""
    taken: dict[str, str] = {}
    for path, key, (slug, has_links) in found:
        file = f"{run.content.name}/{path}"
        meta, html = sources.value(SOURCE, path, key)
        if not SLUG.fullmatch(slug):
            run.problems.add(file, meta.line("slug"), bad_slug(slug))
        if slug in taken:
            run.problems.add(file, meta.line("slug"), f"the slug “{slug}” belongs to {taken[slug]} already.")
        taken[slug] = file
        resolved = links.resolved(str(run.content / path), html) if has_links else html
        yield Source(file, slug, meta, resolved, run.keeper.key("source", key, resolved if has_links else ""))


def _link(run: Run, sources: Sources, links: Links, records: Sequence[Known]) -> None:
    """Link the body of every page; what is at hand of each is in ``run.gists`` then."""
    markers = {part.name: marker for part in run.parts if (marker := part.marker())}
    linking = Linking(links, markers)
    by_file = {f"{run.content.name}/{record.path}": record for record, _ in records}
    pages = run.library.everything()
    wishes = {page.file: {part.name: part.wishes(page) for part in run.parts if part.name in markers} for page in pages}

    def unlinked(page: Page) -> Unlinked:
        record = by_file[page.file]
        html = sources.value(ESSAY if record.is_essay else PAGE, record.path, page.content)
        return Unlinked(page.file, str(run.content / record.path), html, wishes[page.file])

    def linked_again(page: Page) -> Callable[[], Linked]:
        return lambda: linking(unlinked(page)).value

    marking = fingerprint({name: marker.fingerprint for name, marker in markers.items()})
    asked = _Fingerprints()
    wanted = []
    for page in pages:
        leads = links.addresses(by_file[page.file].links)
        key = run.keeper.key("linked", page.content, leads, marking, asked.of(wishes[page.file].values()))
        run.bodies[page.file] = (key, linked_again(page))
        wanted.append((key, page))
    for page, _, gist in run.keep("Linking", linking, wanted, unlinked):
        run.gists[page.file] = LinkedGist._make(gist)
        for warning in run.gists[page.file].warnings:
            run.problems.warn(*warning)


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
