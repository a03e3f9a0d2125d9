"""The addresses of a build: which were promised, which are kept, and what is said of those that are not."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from reflectory.citing.ledger import addresses, keeping, rules
from reflectory.citing.ledger.addresses import FILE, WITHDRAWN, Withdrawn, file_of, lasting
from reflectory.citing.ledger.record import FOLDER
from reflectory.citing.ledger.rules import Rule
from reflectory.citing.ledger.views import TombstoneView
from reflectory.site import redirects
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
        lost = [path for path in found if path.endswith(".json") and path not in self._files]
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
        leads = {one.old.lstrip("/"): one.new.lstrip("/").partition("#")[0] for one in self.redirects}
        found: dict[str, tuple[str, ...]] = {}
        for orphan in self.orphans if leads else ():
            if orphan.address in leads:
                heir = leads[orphan.address]
                found[heir] = (*found.get(heir, ()), orphan.path)
        return found

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
        self, others: Sequence[Output], moved: Iterable[tuple[str, str]], versions: Iterable[str]
    ) -> Iterator[Output]:
        """Yield tombstones and servers' rules, and note every address that is broken.

        Args:
            others: all other outputs.
            moved: of essays whose address has changed, the address that the ledger knows and its file.
            versions: the addresses of earlier versions of essays.
        """
        there = {output.path for output in others}
        stones = [one for one in self.withdrawn if file_of(one.address) not in there]
        self.now = {*lasting(output.url or output.promised for output in others), *versions}
        kept = {one.old.lstrip("/") for one in self.redirects if not redirects.path_of(one.old)}
        kept |= {one.address for one in self.withdrawn}
        known = {**self.remembered, **{address: (file, 0) for address, file in moved}}
        self.broken = [
            Broken(address, file, line)
            for address, (file, line) in sorted(known.items())
            if address not in kept and file_of(address) not in there
        ]
        for stone in stones:
            yield self._tombstone(stone)
        yield from self._rules(there, stones)

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
        found += [Rule(f"/{one.address}") for one in stones]
        for path, write in rules.WRITTEN.items() if found else ():
            if path not in there:
                yield Output(path, view=write(sorted(found), base))

    def tell(self, *, public: bool) -> None:
        """Tell what is broken: it stops a public build, and is a warning for the author before that."""
        tell = self.run.problems.add if public else self.run.problems.warn
        for one in self.broken:
            tell(one.file, one.line, f"{said(one)}; {remedy(one)}.")

    def keep(self, essays: Iterable[str], left: Iterable[str]) -> None:
        """Write down the addresses of what is published now; essays' own stand in their files.

        Args:
            essays: the addresses of essays.
            left: addresses that essays have left.
        """
        olds = (one.old.lstrip("/").partition("#")[0] for one in self.redirects)
        orphans = (orphan.address for orphan in self.orphans)
        gone = (one.address for one in self.withdrawn)
        found = {*self.remembered, *self.now, *left, *olds, *orphans, *gone} - set(essays) - {""}
        path = self.run.content / FILE
        if found or path.is_file():
            replace(path, addresses.list_of(found).encode())
        for orphan in self.orphans:  # an heir has taken over what it knew of paragraphs
            Path(orphan.path).unlink(missing_ok=True)


def said(one: Broken) -> str:
    """Return what is wrong with an address, in one sentence."""
    return f"the address /{one.address} was public and leads nowhere now"


def remedy(one: Broken) -> str:
    """Return what to do about an address."""
    where = one.address.rstrip("/")
    line = f"write “/{one.address}: /where/it/is/now/” into content/{redirects.FILE}"
    return f"{line}, or run “reflectory withdraw {where} --reason ...”"
