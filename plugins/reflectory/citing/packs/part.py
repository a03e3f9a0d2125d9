"""Teaching packs in a build: their files in; pages, handouts, books and cartridges out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial

from reflectory.building.keeper import Made
from reflectory.citing.ledger.part import LedgerPart, ledger_of
from reflectory.citing.packs import making, pages, paper, passages, short
from reflectory.citing.packs.files import PackFile, is_day, missing, parse
from reflectory.citing.packs.gathering import PACKS, Gathered, Gathering
from reflectory.citing.packs.making import KINDS, PDF, Gist, Kind
from reflectory.citing.packs.pages import Files
from reflectory.site import redirects
from reflectory.site.models import Essay, Library, Link
from reflectory.site.part import Part, Source
from reflectory.site.run import Run
from reflectory.site.views import Output


class PacksPart(Part):
    """Makes teaching packs of essays."""

    name = "packs"
    folder = "packs"
    url = "packs/{slug}/"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.packs: list[PackFile] = []
        self._essays: dict[str, Essay] = {}

    def read(self, sources: tuple[Source, ...]) -> None:
        """Read the packs and tell what is wrong in each."""
        for source in sources:
            pack, faults = parse(source)
            for line, message in faults:
                self.run.problems.add(source.file, line, message)
            self.packs.append(pack)

    def check(self, library: Library) -> None:
        """Tell what packs name that is not there: an essay, a word, a version."""
        if not self.packs:
            return
        shown = (*(library.drafts if self.run.options.drafts else ()), *library.unlisted, *library.essays)
        self._essays = {essay.slug: essay for essay in shown}
        for pack in self.packs:
            words = self.run.slugs.get("glossary", pack.words)  # a site may have no glossary that could miss them
            for line, message in missing(pack, essays=self._essays, words=words):
                self.run.problems.add(pack.file, line, message)
            for line, message in self._unversioned(pack):
                self.run.problems.add(pack.file, line, message)

    def _unversioned(self, pack: PackFile) -> Iterator[tuple[int, str]]:
        """Yield the essays whose version is not named or not there."""
        for index, step in enumerate(pack.steps):
            essay = self._essays.get(step.essay)
            days = passages.days(self.run, essay) if essay else []
            if not days or step.version in days:
                continue
            if not step.version:
                says = f"the version is missing; as “{step.essay}” stands today, it is “version: {days[-1]}”."
                yield pack.meta.line("essays", index), says
            elif is_day(step.version):
                says = f"“{step.essay}” has no version of {step.version}; there is {' and '.join(days)}."
                yield pack.meta.line("essays", index, "version"), says

    def menu(self) -> Iterable[Link]:
        """Return the way to the packs, where there are any."""
        return (Link("Teaching packs", PACKS),) if self.packs else ()

    def outputs(self) -> Iterator[Output]:
        """Yield the list of packs, and each pack's page, files and short addresses."""
        if not self.run.speaks_views:
            return
        gathering = Gathering(self.run, self._essays)
        packs = sorted(gathering.all(self.packs), key=lambda one: (one.pack.title.casefold(), one.pack.slug))
        if packs:
            yield pages.index(self.run, packs)
        files = self._files(gathering, packs)
        for one in packs:
            yield from self._outputs(gathering, one, files)
        yield from self._short(packs)

    def _outputs(self, gathering: Gathering, one: Gathered, files: Files) -> Iterator[Output]:
        sizes = {kind: files[one.pack.slug, kind] for kind in KINDS if (one.pack.slug, kind) in files}
        yield pages.page(self.run, gathering, one, sizes)
        for kind, (key, _) in sizes.items():
            again = partial(_again, gathering, one, kind)
            path = f"{pages.url_of(one)}{one.pack.slug}.{kind.ending}"
            yield Output(path, later=partial(self.run.keeper.value, key, again), needs=(key,))

    def _files(self, gathering: Gathering, packs: Sequence[Gathered]) -> Files:
        """Return what is at hand of every file; each is made now, unless an earlier build made the same."""
        lacking = paper.lacking() if packs else ""
        kinds = [kind for kind in KINDS if kind != PDF or not lacking]
        wanted = [
            (self.run.keeper.key("pack as", one.key, kind.ending), (one, kind)) for one in packs for kind in kinds
        ]
        found = {}
        # A function without a name stays in this process: elsewhere, the pictures are not there.
        done = self.run.keep("Packs", lambda ask: ask(), wanted, lambda item: partial(_made, gathering, *item))
        for (one, kind), key, gist in done:
            size, warning = Gist._make(gist)
            if warning:
                self.run.problems.warn(one.pack.file, 0, warning)
            if size:
                found[one.pack.slug, kind] = (key, size)
        if lacking:
            says = (
                f"handouts need the package {lacking}; install it (pip install {lacking}), and they are made as well."
            )
            self.run.problems.note("", 0, says)
        return found

    def _short(self, packs: Sequence[Gathered]) -> Iterator[Output]:
        """Yield the pages that lead on from short addresses, those that were printed once among them."""
        places = {}
        for one in packs:
            for reading, choice in zip(one.outline.readings, one.choices, strict=True):
                if reading.short:  # none while the site has no address
                    places[reading.short.split("/")[-2]] = Link(choice.version.title, choice.version.url)
        for code, link in {**self._printed({one.pack.slug for one in packs} | set(places)), **places}.items():
            url = f"{PACKS}{code}/"
            view = redirects.page(self.run, f"{url}index.html", link.url, link.label)
            yield Output(f"{url}index.html", view=view, promised=url)

    def _printed(self, taken: Collection[str]) -> dict[str, Link]:
        """Return where those short addresses lead that the ledger remembers and no pack names any more."""
        ledger = ledger_of(self.run)
        known = ledger.promises.remembered if ledger else ()
        names = {address.removeprefix(PACKS).rstrip("/") for address in known if address.startswith(PACKS)}
        wanted = [name for name in names - set(taken) if short.is_code(name)]
        if not ledger or not wanted:
            return {}
        places = dict(self._places(ledger))
        return {code: places[place] for code, place in sorted(short.found(wanted, places).items())}

    def _places(self, ledger: LedgerPart) -> Iterator[tuple[short.Place, Link]]:
        """Yield what a short address may have named: the versions of essays under all their names, and tombstones."""
        for one in ledger.withdrawn():
            if "/v/" in one.address:
                yield _place(one.address), Link("Withdrawn", one.address)
        for essay in (*self.run.library.unlisted, *self.run.library.essays):
            for former in ledger.former(essay):
                yield from ((_place(one.url), Link(ledger.title_of(essay, one), one.url)) for one in former)
            for day in passages.days(self.run, essay):
                if version := passages.version(self.run, essay, day):
                    yield (essay.slug, day), Link(version.title, version.url)


def _place(address: str) -> short.Place:
    """Return the slug and the day in the address of a version."""
    *_, slug, _, day, _ = address.split("/")
    return slug, day


def _made(gathering: Gathering, one: Gathered, kind: Kind) -> Made[bytes]:
    return making.made(kind, gathering.whole(one))


def _again(gathering: Gathering, one: Gathered, kind: Kind) -> bytes:
    content: bytes = _made(gathering, one, kind).value
    return content
