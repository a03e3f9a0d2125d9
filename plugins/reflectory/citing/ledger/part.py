"""The ledger in a build: committed ids in; ids in every essay, and what a public build writes down, out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import escape

from reflectory.citing.ledger import keeping, marks, standing, versions
from reflectory.citing.ledger.addresses import Withdrawn
from reflectory.citing.ledger.blocks import Block, Body
from reflectory.citing.ledger.keeping import Asked, BlockMarker, Kept
from reflectory.citing.ledger.placing import Placed, dated, place, recorded
from reflectory.citing.ledger.promises import Promises
from reflectory.citing.ledger.record import FOLDER, Gone, Record, read, written
from reflectory.citing.ledger.versions import Version
from reflectory.citing.ledger.views import LedgerView
from reflectory.site.html import Edit
from reflectory.site.models import Essay, Page, cased
from reflectory.site.part import READER, Part
from reflectory.site.run import Run
from reflectory.site.views import HeadTag, Output
from reflectory.site.writer import replace

if TYPE_CHECKING:
    from reflectory.citing.citation.part import CitationPart

PUBLIC = "REFLECTORY_PUBLIC"
"""The key of Pelican's settings that says whether a build is the one that everybody will read."""


class Passage(NamedTuple):
    """A block of an essay under its id."""

    id: str
    block: Block


class LedgerPart(Part):
    """Gives every block of an essay an address that lasts."""

    name = "ledger"
    onward = "ledger/onward.js"

    def marker(self) -> BlockMarker:
        """Return what finds blocks."""
        return BlockMarker()

    def wishes(self, page: Page) -> bool:
        """Return whether a page's blocks get addresses: those of essays do."""
        return isinstance(page, Essay)

    def needs(self, page: Page) -> tuple[Any, ...]:
        """Return the fingerprint of where the ids of a page lead, and the days of its versions."""
        return (self.print_of(page), tuple([(one.day, one.until) for one in self.versions(page)]))

    def edits(self, page: Page, facts: Body, target: str) -> Iterable[Edit]:
        """Return ids, anchors and notes for an essay's own page; a feed has none."""
        if target != READER:
            return ()
        note = marks.notes(self._told, "" if cased(page.lang)[:2] == "en" else "en")
        return marks.edits(facts, self._placed(page, facts), note, len(self.run.linked(page).html))

    def section(self, page: Page, facts: Body | None) -> LedgerView | None:
        """Return the mark, where there is anything to point at, and the earlier versions."""
        if not facts or not facts.blocks or not isinstance(page, Essay):
            return None
        return LedgerView(tuple(standing.stood(self.run, one) for one in reversed(self.versions(page))))

    def tags(self, page: Page | None, url: str) -> Iterable[HeadTag]:
        """Return what an essay's head says of its versions."""
        return standing.tags(self.run, page, self.versions(page)) if isinstance(page, Essay) else ()

    def scripts(self, page: Page, facts: Body | None) -> Iterable[str]:
        """Return the mark's script, where there is anything to point at."""
        return ("ledger/mark.js",) if facts and facts.blocks else ()

    def outputs(self) -> Iterable[Output]:
        """Return the pages of earlier versions, having read the ledger: what is wrong with it is told now."""
        _ = self._kept
        return standing.outputs(self.run, self)

    def last(self, outputs: Sequence[Output]) -> Iterable[Output]:
        """Return what stands at addresses that are left, and tell which of them lead nowhere."""
        self.promises.now.update(self._old_versions())
        made = list(self.promises.outputs(outputs, self._moved(), dict(self._left_versions())))
        if self.run.speaks_views:
            self.promises.tell(public=bool(self._day))
        return made

    def published(self) -> None:
        """Write down what has been published, if that is for everybody."""
        if not self._day:
            return
        left = [address for address, _ in self._moved()]
        for page in self._essays():
            if not self._is_current(page):
                body = self.run.facts(self.name, page)
                text = written(recorded(self._placed(page, body), body, self._day, page.url))
                replace(Path(self.file_of(page)), text.encode())
        self._keep_versions()
        if self.run.speaks_views:  # else nobody knows which pages there are
            self.promises.keep((page.url for page in self._essays()), left)

    def _keep_versions(self) -> None:
        """Keep each essay as it has been published, under the day of its text."""
        key, bodies = self.run.keeper.key, self.run.bodies
        wanted = [
            (key("version", bodies[page.file][0], self.print_of(page), page.title), page)
            for page in self._essays()
            if page.url.endswith("/")
        ]
        done = self.run.keep("Versions", versions.snapshot, wanted, lambda page: versions.asked(self.run, page))
        for page, made, (content,) in done:
            path = (
                f"{self.versions_folder}{self.name_of(page)}{os.sep}{versions.day_of(self.run, page)}{versions.SUFFIX}"
            )
            if self.run.files.fingerprint(path) != content:
                again = partial(_snapshot, self.run, page)
                replace(Path(path), self.run.keeper.value(made, again).encode("utf-8", "replace"))

    def _moved(self) -> Iterator[tuple[str, str]]:
        """Yield the addresses of essays that have another one now, or are drafts again, and the files that say so."""
        for page in (*self._essays(), *self.run.library.drafts):
            kept = self._kept.get(page.file)
            if kept and kept[1].address and (kept[1].address != page.url or page.status == "draft"):
                yield kept[1].address, self.run.file(self.file_of(page))

    @cached_property
    def promises(self) -> Promises:
        """The addresses of this build."""
        pages = (*self._essays(), *self.run.library.drafts)
        return Promises(self.run, {self.file_of(page): page.file for page in pages})

    def _old_versions(self) -> Iterator[str]:
        """Yield the addresses of versions that are no longer, or never were, an essay's newest."""
        for page in self._essays():
            yield from (one.url for one in self.versions(page))
            yield from (one.url for former in self.former(page) for one in former)

    def _left_versions(self) -> Iterator[tuple[str, str]]:
        """Yield the addresses of versions that their essays have left, and the files that say so."""
        if not self.snapshots:
            return
        names = {self.name_of(page) for page in (*self._essays(), *self.run.library.drafts)}
        left = [(name, old) for name, old, _ in self.promises.left(self.snapshots, names)]
        left += [(Path(one.path).stem, one.address) for one in self.promises.orphans]
        left += [(Path(file).stem, address) for address, file in self._moved()]
        for name, old in left:
            file = f"{self.run.content.name}/{versions.FOLDER}/{name}"
            for day in self.snapshots.get(name, ()):
                yield versions.url_of(old, day), f"{file}/{day}{versions.SUFFIX}"

    # For the other parts of ``citing``, once bodies are linked.

    def print_of(self, page: Page) -> bytes:
        """Return the fingerprint of where the ids of an essay lead, for ``needs``; b"" for a page without any."""
        kept = self._kept.get(page.file)
        if kept:
            return kept[1].content + (self._day.encode() if kept[1].waits else b"")
        gist = self.run.gist(self.name, page)
        return gist[1] if gist else b""

    def passages(self, page: Page) -> Iterator[Passage]:
        """Yield an essay's blocks under their ids, in the order of the text; offsets are those of its linked body."""
        body = self.run.facts(self.name, page)
        if body:
            yield from map(Passage, self._placed(page, body).ids, body.blocks)

    def changes(self) -> Iterator[tuple[Essay, str, str]]:
        """Yield what would be different from the ledger: an essay, what becomes of a passage (``Kept``), its id."""
        for page in self._essays():
            if page.file in self._kept:
                yield from ((page, what, name) for what, name in self._kept[page.file][1].changes)

    def words_of(self, page: Page, name: str) -> str:
        """Return what the ledger has under an id in an essay's file, "" for nothing."""
        path = self.file_of(page)
        return _words(path, self.run.files.fingerprint(path)).get(name, "") if path in self.run.files.stamps else ""

    def now_called(self, page: Page, name: str) -> str:
        """Return the id of the block to which an id leads, "" where that block is gone or there never was one."""
        body = self.run.facts(self.name, page)
        placed = self._placed(page, body) if body else Placed((), ())
        return next((one for one, also in zip(placed.ids, placed.also, strict=True) if name in (one, *also)), "")

    @cached_property
    def _day(self) -> str:
        """The day on which what is gone goes, "" in builds that nobody else reads."""
        return self.run.now.date().isoformat() if self.run.settings.get(PUBLIC) else ""

    def _essays(self) -> Iterator[Essay]:
        """Yield every essay that is published."""
        yield from (*self.run.library.essays, *self.run.library.unlisted)

    @cached_property
    def _folder(self) -> str:
        return os.path.join(self.run.content, FOLDER, "")  # noqa: PTH118 - there are thousands of files

    def name_of(self, essay: Page) -> str:
        """Return how an essay is called in the ledger and among versions: as its address ends."""
        foreign = self.run.foreign(essay.lang)
        return f"{essay.slug}{f'-{foreign.lower()}' if foreign else ''}"

    def file_of(self, essay: Page) -> str:
        """Return the path of an essay's file in the ledger, which may be there or not."""
        return f"{self._folder}{self.name_of(essay)}.json"

    @cached_property
    def _versions(self) -> dict[str, list[Version]]:
        """By source, the versions that have been asked for since a page changed (``Run.forget``)."""
        return {}

    def versions(self, page: Page) -> list[Version]:
        """Return the earlier versions of an essay, the oldest first."""
        if page.file not in self._versions:
            found = versions.versions_of(self.run, self, page) if isinstance(page, Essay) and self.snapshots else []
            self._versions[page.file] = found
        return self._versions[page.file]

    def withdrawn(self) -> list[Withdrawn]:
        """Return what was withdrawn, with the versions of each essay."""
        return self.promises.withdrawn_with({**self.promises.remembered, **dict(self._left_versions())})

    def editions(self, page: Essay) -> Iterator[tuple[str, str]]:
        """Yield the titles and days of an essay's versions and of those that have gone into it, today's as well."""
        if versions.has_versions(page):
            found = (*self.versions(page), *(one for former in self.former(page) for one in former))
            yield from ((self.title_of(page, one), one.day) for one in (*found, versions.today(self.run, page)))

    def title_of(self, page: Essay, one: Version) -> str:
        """Return what an essay was called in a version."""
        return (self._titles.get(one.path) if one.path else "") or page.title

    @cached_property
    def _titles(self) -> dict[str, str]:
        """By a version's file, what the essay was called then."""
        paths = [
            one.path
            for page in self._essays()
            for series in (self.versions(page), *self.former(page))
            for one in series
        ]
        wanted = [(self.run.keeper.key("titled", self.run.files.fingerprint(path)), path) for path in paths]
        return {path: gist[0] for path, _, gist in self.run.keep("Versions", versions.titled, wanted)}

    def strays(self, page: Essay) -> Iterator[str]:
        """Yield the days under which an essay was once published that are none of its versions: a date was mended."""
        days = self.snapshots.get(self.name_of(page), []) if self.snapshots else []
        known = {versions.day_of(self.run, page), *(one.day for one in self.versions(page))} if days else set()
        yield from (day for day in days if day not in known)

    def former(self, page: Essay) -> Iterable[list[Version]]:
        """Return the versions of each essay that has been renamed to, or has gone into, this one."""
        return self._former.get(page.url, ())

    @cached_property
    def _former(self) -> dict[str, list[list[Version]]]:
        """By an essay's address, the versions that stay at the addresses of essays that have gone into it."""
        found: dict[str, list[list[Version]]] = {}
        names = {self.name_of(page) for page in (*self._essays(), *self.run.library.drafts)} if self.snapshots else ()
        for name, old, new in self.promises.left(self.snapshots, names):
            found.setdefault(new, []).append(versions.kept(self, name, old, self.snapshots[name]))
        return found

    @cached_property
    def citation(self) -> CitationPart:
        """The part that says how versions are cited."""
        return next(part for part in self.run.parts if part.name == "citation")  # type: ignore[return-value]

    @cached_property
    def snapshots(self) -> dict[str, list[str]]:
        """By an essay's name, the days of which there is a version, in order."""
        found: dict[str, list[str]] = {}
        below = lambda: list(self.run.files.below(self.versions_folder))  # noqa: E731
        for path in self.run.found(versions.FOLDER, below):
            name, _, file = path[len(self.versions_folder) :].rpartition(os.sep)
            if file.endswith(versions.SUFFIX) and versions.is_day(day := file.removesuffix(versions.SUFFIX)):
                found.setdefault(name, []).append(day)
        return found

    @cached_property
    def versions_folder(self) -> str:
        """The folder of all versions."""
        return os.path.join(self.run.content, versions.FOLDER, "")  # noqa: PTH118 - there are thousands of files

    @cached_property
    def _kept(self) -> dict[str, tuple[bytes, Kept]]:
        """By source, the key and what is at hand of the essays of which the ledger knows anything."""
        wanted = []
        prints, stamps = self.run.files.fingerprint, self.run.files.stamps
        for page in (*self._essays(), *self.run.library.drafts):
            path, inherited = self.file_of(page), self.promises.inherited_by(page)
            if (path in stamps or inherited) and page.file in self.run.gists:
                files = (prints(path) if path in stamps else b"", *map(prints, inherited))
                wanted.append(
                    (self.run.keeper.key("ledger", self.run.gist(self.name, page)[0], page.url, *files), page)
                )
        done = self.run.keep("Ledger", keeping.placed, wanted, self._asked)
        return {page.file: (key, Kept._make(gist)) for page, key, gist in done}

    def _asked(self, page: Page) -> Asked:
        path, inherited = self.file_of(page), self.promises.inherited_by(page)
        own = path if path in self.run.files.stamps else ""
        return Asked(self.run.facts(self.name, page), page.url, own, inherited, self.run.file((own, *inherited)[-1]))

    def _is_current(self, page: Page) -> bool:
        return page.file in self._kept and self._kept[page.file][1].is_current

    def _placed(self, page: Page, body: Body) -> Placed:
        """Return where the ids of an essay lead, as everybody will see it."""
        if page.file not in self._kept:
            return place(Record(), body)
        key, _ = self._kept[page.file]
        placed: Placed = self.run.keeper.value(key, lambda: keeping.placed(self._asked(page)).value)
        return placed._replace(gone=dated(placed.gone, self._day))

    def _told(self, one: Gone) -> str:
        if not one.on:
            return "A passage that stood here has been removed."
        day = escape(self.run.day(one.on).text)
        return f'A passage that stood here was removed on <time datetime="{one.on}">{day}</time>.'


@lru_cache(maxsize=1)
def _words(path: str, content: bytes) -> dict[str, str]:  # noqa: ARG001 - another content is another answer
    return {row.id: row.text for row in read(Path(path).read_text("utf-8")).rows}


def _snapshot(run: Run, page: Page) -> str:
    return versions.snapshot(versions.asked(run, page)).value


def ledger_of(run: Run) -> LedgerPart | None:
    """Return the ledger of a build, ``None`` where it is not among the parts."""
    return next((part for part in run.parts if isinstance(part, LedgerPart)), None)
