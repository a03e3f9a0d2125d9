"""The addresses of a build: which were promised, which are kept, and what is said of those that are not."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from reflectory.citing.ledger import addresses, keeping, rules
from reflectory.citing.ledger.addresses import FILE, WITHDRAWN, Withdrawn, file_of, lasting
from reflectory.citing.ledger.record import FOLDER
from reflectory.citing.ledger.rules import Rule, Rules
from reflectory.citing.ledger.standing import TIMEMAP
from reflectory.citing.ledger.views import TombstoneView
from reflectory.site import redirects
from reflectory.site.clutter import is_clutter
from reflectory.site.converter import decode
from reflectory.site.models import Link, Page
from reflectory.site.redirects import Redirect
from reflectory.site.run import Run
from reflectory.site.views import Output
from reflectory.site.writer import replace


class Orphan(NamedTuple):
    """A file in the ledger whose essay is not there any more, and the address that the essay had."""

    path: str
    address: str


class Broken(NamedTuple):
    """An address that leads nowhere, and the file and line that remember it."""

    address: str
    file: str
    line: int


class Promises:
    """What the site owes to those who have linked to it."""

    def __init__(self, run: Run, files: Mapping[str, str]) -> None:
        """Begin with the files in the ledger that essays have: by path, the source."""
        self.run = run
        self._files = files
        self.broken: list[Broken] = []
        self.still_there: list[Withdrawn] = []
        self.now: set[str] = set()

    @cached_property
    def redirects(self) -> list[Redirect]:
        """The old addresses that lead on."""
        return redirects.known(self.run)

    @cached_property
    def withdrawn(self) -> list[Withdrawn]:
        """What was withdrawn."""
        path = str(self.run.content / WITHDRAWN)
        if path not in self.run.files.stamps:
            return []
        key = self.run.keeper.key("withdrawn", self.run.files.fingerprint(path))
        done = self.run.keep("Ledger", addresses.read, [(key, (self.run.file(path), path))])
        return [Withdrawn(*one) for _, _, gist in done for one in gist]

    @cached_property
    def orphans(self) -> list[Orphan]:
        """The files in the ledger that no essay has."""
        folder = os.path.join(self.run.content, FOLDER, "")  # noqa: PTH118 - there are thousands of files
        found = self.run.found(FOLDER, lambda: list(self.run.files.below(folder)))
        kept = (path for path in found if path.endswith(".json") and not is_clutter(path[len(folder) :]))
        lost = [path for path in kept if path not in self._files]
        wanted = [
            (self.run.keeper.key("orphan", self.run.files.fingerprint(path)), (self.run.file(path), path))
            for path in lost
        ]
        done = self.run.keep("Ledger", keeping.alone, wanted)
        return [Orphan(item[1], gist[0]) for item, _, gist in done]

    def inherited_by(self, essay: Page) -> tuple[str, ...]:
        """Return the files in the ledger of essays that have gone into this one, as redirects say."""
        return self._heirs.get(essay.url, ())

    @cached_property
    def _heirs(self) -> dict[str, tuple[str, ...]]:
        leads = {one.address: redirects.address_of(one.new) for one in self.redirects}
        found: dict[str, tuple[str, ...]] = {}
        for orphan in self.orphans if leads else ():
            if orphan.address in leads:
                heir = leads[orphan.address]
                found[heir] = (*found.get(heir, ()), orphan.path)
        return found

    def left(self, snapshots: Mapping[str, Sequence[str]], names: Container[str]) -> Iterator[tuple[str, str, str]]:
        """Yield where an essay has left versions behind: (its name, its old address, the address to which that leads).

        Args:
            snapshots: by an essay's name, the days of which there is a version.
            names: of the essays that are there.
        """
        theirs = {orphan.address for orphan in self.orphans} if snapshots else set()
        for one in self.redirects if snapshots else ():
            old = one.address
            name = old.rstrip("/").rpartition("/")[2]
            days = snapshots.get(name, ()) if old.endswith("/") and name not in names else ()
            if days and (old in theirs or any(f"{old}v/{day}/" in self.remembered for day in days)):
                yield name, old, redirects.address_of(one.new)

    @cached_property
    def remembered(self) -> dict[str, tuple[str, int]]:
        """Every address that ``addresses.txt`` and the files of lost essays hold, with the file and the line."""
        path = str(self.run.content / FILE)
        found = {}
        if path in self.run.files.stamps:
            for address, line in addresses.listed(decode(Path(path).read_bytes())).items():
                found[address] = (self.run.file(path), line)
        for orphan in self.orphans:
            found.setdefault(orphan.address, (self.run.file(orphan.path), 0))
        return found

    def outputs(
        self, others: Sequence[Output], moved: Iterable[tuple[str, str]], versions: Mapping[str, str]
    ) -> Iterator[Output]:
        """Yield pages that lead on from versions, tombstones and servers' rules, and note every address that is broken.

        Args:
            others: all other outputs.
            moved: of essays whose address has changed, the address that the ledger knows and its file.
            versions: the addresses of versions whose essay is not there or not at that address, and their files.
        """
        there = {output.path for output in others}
        known = {address: (file, 0) for address, file in (*versions.items(), *moved)} | self.remembered
        onward = list(self._onward(there, known))
        there.update(output.path for output in onward)
        withdrawn = self.withdrawn_with(known)
        stones = [one for one in withdrawn if file_of(one.address) not in there]
        leading = {one.address for one in self.redirects}
        self.still_there = [
            one for one in self.withdrawn if file_of(one.address) in there and one.address not in leading
        ]
        self.now.update(lasting(output.url or output.promised for output in others))
        self.now.update((*(one.path.removesuffix("index.html") for one in onward), *(one.address for one in stones)))
        self._note_broken(there, known, {one.address for one in withdrawn})
        yield from onward
        for stone in stones:
            yield self._tombstone(stone)
        yield from self._rules(there, stones)

    def _onward(self, there: set[str], known: Iterable[str]) -> Iterator[Output]:
        """Yield pages that lead from versions to where their essay's own address leads: to the same version there."""
        leads = {one.address: one.new for one in self.redirects}
        for address in sorted(known) if leads else ():
            essay, path = _essay_of(address), file_of(address)
            if essay in leads and file_of(essay) in there and path not in there:
                new = leads[essay] if "://" in leads[essay] else leads[essay].lstrip("/")
                same = redirects.address_of(leads[essay]) + address.removeprefix(essay)
                new = same if file_of(same) in there else new
                yield Output(path, view=redirects.page(self.run, path, new, new))

    def withdrawn_with(self, known: Iterable[str]) -> list[Withdrawn]:
        """Return what was withdrawn, with those of some addresses that are versions of it."""
        said = {one.address: one for one in self.withdrawn}
        theirs = ((_essay_of(address), address) for address in sorted(known) if said and address not in said)
        return [*self.withdrawn, *(said[one]._replace(address=address) for one, address in theirs if one in said)]

    def _note_broken(self, there: set[str], known: Mapping[str, tuple[str, int]], withdrawn: set[str]) -> None:
        lines = ((one.old.lstrip("/").partition("#")[0], redirects.path_of(one.old)) for one in self.redirects)
        kept = withdrawn | {old for old, path in lines if not path or path in there}
        broken = [address for address in sorted(known) if address not in kept and file_of(address) not in there]
        every = set(broken)
        alone = (address for address in broken if _essay_of(address) not in every)  # what helps an essay helps these
        self.broken = [Broken(address, *known[address]) for address in alone]

    def _tombstone(self, one: Withdrawn) -> Output:
        head = self.run.head("Withdrawn", one.address, robots="noindex")
        day = self.run.day(one.on)
        links = (Link("The newest essays", ""), *((Link("All essays", "essays/"),) if self.run.library.essays else ()))
        return Output(
            file_of(one.address), "ledger/tombstone.html", TombstoneView(head, one.what, day, one.reason, links)
        )

    def _rules(self, there: set[str], stones: Sequence[Withdrawn]) -> Iterator[Output]:
        base = urlsplit(self.run.site_url).path.rstrip("/")
        found = [
            Rule(one.old.partition("#")[0], one.new if "://" in one.new else base + one.new)
            for one in self.redirects
            if not redirects.path_of(one.old) or redirects.path_of(one.old) in there
        ]
        found += [Rule(f"/{one.address}") for one in stones if one.address.endswith("/")]
        timemaps = sorted(f"/{path}" for path in there if path.endswith(f"/v/{TIMEMAP}"))
        told = Rules(base, sorted(found), timemaps)
        for path, write in rules.WRITTEN.items():
            text = self._own(path) + (write(told) if found or timemaps else "")
            if text and path not in there:
                yield Output(path, view=text)

    def _own(self, name: str) -> str:
        """Return what the author tells a server, in a file of the same name in ``content/``; it comes first."""
        path = str(self.run.content / name)
        own = decode(Path(path).read_bytes()) if path in self.run.files.stamps else ""
        return own if not own or own.endswith("\n") else f"{own}\n"

    def tell(self, *, public: bool) -> None:
        """Tell what is broken: it stops a public build, and is a warning for the author before that."""
        tell = self.run.problems.add if public else self.run.problems.warn
        for one in self.broken:
            tell(one.file, one.line, f"{said(one)}; {remedy(one)}.")
        for stone in self.still_there:
            message = f"/{stone.address} is withdrawn and there all the same; remove what makes it, or this line."
            tell(self.run.file(self.run.content / WITHDRAWN), stone.line, message)

    def keep(self, essays: Iterable[str], left: Iterable[str]) -> None:
        """Write down the addresses of what is published now; essays' own stand in their files.

        Args:
            essays: the addresses of essays.
            left: addresses that essays have left.
        """
        olds = (one.address for one in self.redirects)
        orphans = (orphan.address for orphan in self.orphans)
        gone = (one.address for one in self.withdrawn)
        found = {*self.remembered, *self.now, *left, *olds, *orphans, *gone} - set(essays) - {""}
        path = self.run.content / FILE
        if found or path.is_file():
            replace(path, addresses.list_of(found).encode())
        for orphan in self.orphans:  # an heir has taken over what it knew of paragraphs
            Path(orphan.path).unlink(missing_ok=True)


def _essay_of(version: str) -> str:
    """Return the address of the essay to which a version's address belongs, "" where it is no version's."""
    found = re.fullmatch(r"(.+/)v/\d{4}-\d\d-\d\d/", version)
    return found[1] if found else ""


def said(one: Broken) -> str:
    """Return what is wrong with an address, in one sentence."""
    return f"the address /{one.address} was public and leads nowhere now"


def remedy(one: Broken) -> str:
    """Return what to do about an address."""
    where = one.address.rstrip("/")
    line = f"write “/{one.address}: /where/it/is/now/” into content/{redirects.FILE}"
    return f"{line}, or run “reflectory withdraw {where} --reason ...”"
