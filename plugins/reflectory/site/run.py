"""One build's state.

Pelican's signals outlive a build and its settings outlive a run, so whatever belongs to one build lives in a
``Run`` that is made anew at ``get_generators``, the first signal of each.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from reflectory.building.clock import Clock
from reflectory.building.files import Files
from reflectory.building.fingerprint import fingerprint
from reflectory.building.keeper import Keeper
from reflectory.building.keeper import Made as Kept
from reflectory.building.memo import Memo
from reflectory.building.parallel import Crew, batches
from reflectory.site import frontmatter, writer
from reflectory.site.converter import decode
from reflectory.site.errors import Problems
from reflectory.site.frontmatter import FrontMatterError
from reflectory.site.models import Essay, Library, Link, Linked, Page, Picture
from reflectory.site.part import Part
from reflectory.site.reader import Findings
from reflectory.site.showing import Showing
from reflectory.site.views import EssayGroup, EssayItem, Pager

if TYPE_CHECKING:
    from reflectory.site.bodies import LinkedGist
    from reflectory.site.course import Linker
    from reflectory.site.making import Rendering

Piece = TypeVar("Piece")

_SEVERAL = 5
"""How many files of which the same is noted a build names one by one: an imported site has hundreds of lone themes."""

_KEPT_AT_ONCE = 500
"""How many results are written to the cache at once: enough to be quick, few enough for memory."""


class Needs(NamedTuple):
    """What a file is made from beside what all files are made from, and the fingerprint of that."""

    template: str
    what: Any
    fingerprint: bytes


@dataclass
class Made:
    """What a build makes of its files.

    Attributes:
        base: the fingerprint of what all files of the last build were made from, and then of this one.
        before: by path, the fingerprint of what each published file was made from, where it is as it was left.
        latest: the same of every file that the last build made, wherever it is now.
        prints: the same for this build.
        known, needs: by path, what the last build in this process made a file from, and what this one does.
        unchanged: the files that are published already as this build makes them.
        seconds: how long each other file took.
        ahead: the files that were put in their places since the last build.
        all_staged: whether every file is staged, even one that is published as it is.
    """

    base: bytes = b""
    before: Mapping[str, bytes] = field(default_factory=dict)
    latest: Mapping[str, bytes] = field(default_factory=dict)
    prints: dict[str, bytes] = field(default_factory=dict)
    known: Mapping[str, Needs] = field(default_factory=dict)
    needs: dict[str, Needs] = field(default_factory=dict)
    unchanged: set[str] = field(default_factory=set)
    seconds: dict[str, float] = field(default_factory=dict)
    ahead: frozenset[str] = frozenset()
    all_staged: bool = False

    def begin(self, base: bytes) -> None:
        """Begin to make files; where ``base`` is another than before, nothing of before holds."""
        if base != self.base:
            self.base, self.before, self.known = base, {}, {}


@dataclass
class Run(Showing):
    """One build.

    Attributes:
        output: where the site is published; ``staging`` is where it is rendered first.
        cache: the folder of caches.
        now: the moment of the build in the site's time zone, asked once.
        until: the next moment at which the site changes by itself, such as the day of an essay dated in the future.
        keeper: what earlier builds made; ``files``: the fingerprints of all files; ``crew``: who does the work.
        slugs: by folder below ``content/``, those of the parts' own sources.
        pictures: the photographs of ``content/`` by their address.
        gists: by page's file, what is at hand of its linked body; ``bodies``: the body's key and what makes it again.
        written, same, removed: how many files the build changed, left alone and took out of ``output``.
        write: whether the build is published; ``check`` is a build that is not.
        strict: whether warnings stop the build.
        memo: what earlier builds in this process worked out.
        linker, rendering: what linked the bodies and what drew the pages, once that has been done.
        made: what becomes of each file; ``base`` is the fingerprint of what all pages are made from: the program, its
            settings, its templates.
        whole: why everything is made anew; "" where only what changed is.
        owed: whether this build leaves something out that a whole one makes.
    """

    content: Path
    output: Path
    staging: Path
    cache: Path
    now: datetime
    speaks_views: bool
    keeper: Keeper
    files: Files
    crew: Crew
    problems: Problems = field(default_factory=Problems)
    parts: list[Part] = field(default_factory=list)
    library: Library = field(default_factory=Library)
    slugs: Mapping[str, Collection[str]] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    made: Made = field(default_factory=Made)
    memo: Memo = field(default_factory=Memo)
    base: bytes = b""
    until: datetime | None = None
    written: int = 0
    same: int = 0
    removed: int = 0
    write: bool = True
    strict: bool = False
    whole: str = ""
    owed: bool = False
    linker: Linker | None = None
    rendering: Rendering | None = None
    gists: dict[str, LinkedGist] = field(default_factory=dict)
    bodies: dict[str, tuple[bytes, Callable[[], Linked]]] = field(default_factory=dict)
    _having: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    _listed: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    _items: dict[str, EssayItem] = field(default_factory=dict)

    def forget(self, page: Page) -> None:
        """Forget what was made of a page as it was, and what the parts derived from all pages."""
        for known in (self._items, self._listed):
            known.pop(page.file, None)
        for part in self.parts:
            for name in [name for name in vars(part) if isinstance(getattr(type(part), name, None), cached_property)]:
                delattr(part, name)

    @property
    def scratch(self) -> Path:
        """A folder for what this build alone needs, beside the staging folder; it may be there or not."""
        return writer.scratch_beside(self.staging)

    def passed(self, moment: datetime) -> bool:
        """Whether a moment has come; if not, the site is different from then on, which is noted in ``until``."""
        if moment <= self.now:
            return True
        if self.until is None or moment < self.until:
            self.until = moment
        return False

    def found(self, name: Hashable, look: Callable[[], list[str]]) -> list[str]:
        """Return what a search among the site's files finds, which is what it found before if no file came or went."""
        return self.memo.of(("found", name), (self.base, self.files.names), look)

    def linked(self, page: Page) -> Linked:
        """Return a page's body with what every part found in it."""
        linked: Linked = self.keeper.value(*self.bodies[page.file])
        return linked

    def facts(self, part: str, page: Page) -> Any:
        """Return what a part found in a page's body."""
        return self.linked(page).facts.get(part)

    def gist(self, part: str, page: Page) -> tuple[Any, ...]:
        """Return what a part has at hand of what it found in a page's body."""
        gist: tuple[Any, ...] = self.gists[page.file].gists.get(part, ())
        return gist

    def keep(
        self,
        label: str,
        work: Callable[[Any], Kept[Any]],
        wanted: Sequence[tuple[bytes, Piece]],
        ready: Callable[[Piece], Any] = lambda item: item,
    ) -> Iterator[tuple[Piece, bytes, tuple[Any, ...]]]:
        """Do pure work on items, each once for the same content however many builds there are.

        Args:
            label: what the stage is called.
            work: a function that may travel to another process.
            wanted: (key of ``keeper.key``, item).
            ready: makes of an item what the work takes.

        Yields:
            (item, key, gist) in order, without the items that had faults; these are in ``problems``.
        """
        gists = {key: self.keeper.known(key) for key, _ in wanted}
        missing = [(key, item) for key, item in wanted if gists[key] is None]
        done = self.crew.spread(work, [item for _, item in missing], ready)
        made = zip((key for key, _ in missing), self.progress(label, done, len(missing)), strict=True)
        for batch in batches(made, _KEPT_AT_ONCE):
            self.keeper.keep((key, one) for key, one in batch if not one.faults)
            for key, one in batch:
                self.problems.take(one.faults)
                gists[key] = None if one.faults else one.gist
        for key, item in wanted:
            gist = gists[key]
            if gist is not None:
                yield item, key, gist

    def note_each(self, found: Sequence[tuple[str, str]], of_many: str) -> None:
        """Note the same of several files; of more than a few a build says how many there are, and a check names each.

        Args:
            found: (file, what is noted of it).
            of_many: what is said of many, behind their number.
        """
        if self.write and len(found) > _SEVERAL:
            found = [("", f"{len(found)} {of_many}; “reflectory check” names each.")]
        for file, message in found:
            self.problems.note(file, 0, message)

    def progress(self, label: str, items: Iterable[Piece], length: int) -> Iterable[Piece]:
        """Return ``items`` as they are, shown going by where the command has a terminal."""
        bar = self.settings.get("REFLECTORY_PROGRESS")
        return bar(label, items, length) if bar else items

    def file(self, path: str | Path) -> str:
        """Return a source's path as messages name it: from the site's folder, ``content/essays/a.md``."""
        return self.findings.file(path)

    @cached_property
    def findings(self) -> Findings:
        """What readers tell problems to."""
        return Findings(self.content, self.speaks_views, self.problems)

    def path(self, file: str) -> Path:
        """Return the path of a source that messages name ``file``."""
        return self.content.parent / file

    def line(self, file: str, *path: str | int) -> int:
        """Return the line of a value in a source's header, 1 where it has none; read again, being rarely asked."""
        try:
            return frontmatter.read(decode(self.path(file).read_bytes())).line(*path)
        except (OSError, FrontMatterError):
            return 1

    def each(self, ask: Callable[[Part], Iterable[Any]]) -> Iterator[Any]:
        """Yield everything that each part answers, in the order of the parts."""
        for part in self.parts:
            yield from ask(part)

    def having(self, method: str) -> tuple[Part, ...]:
        """Return the parts that have a method of their own, in the order of the parts: thousands of pages ask them."""
        if method not in self._having:
            own = (part for part in self.parts if getattr(type(part), method) is not getattr(Part, method))
            self._having[method] = tuple(own)
        return self._having[method]

    def answers(self, page: Page) -> int:
        """Return how many answers of readers stand below a page."""
        return sum(part.answers(page) for part in self.having("answers"))

    def cards(self, slugs: Sequence[str] | None) -> tuple[object, ...]:
        """Return the cards of the words of some slugs, of those that there are; ``None`` asks for all."""
        return tuple(card for part in self.having("cards") for card in part.cards(slugs))

    def words(self, page: Page) -> tuple[Link, ...]:
        """Return the words that a page uses, each with the way to its entry."""
        return tuple([word for part in self.having("words") for word in part.words(page)])

    def around(self, essays: Sequence[Essay]) -> dict[str, object]:
        """Return what the parts say of some essays, newest first, by the part's name."""
        said = ((part.name, part.around(essays)) for part in self.having("around"))
        return {name: view for name, view in said if view is not None}

    @cached_property
    def around_needs(self) -> bytes:
        """The fingerprint of what ``around`` is made from beside what lists show of the essays."""
        return fingerprint([part.around_needs() for part in self.having("around")])

    def item(self, essay: Essay) -> EssayItem:
        """Return an essay as lists show it."""
        if essay.file not in self._items:
            self._items[essay.file] = EssayItem(
                title=essay.title,
                url=essay.url,
                date=self.when(essay.date),
                summary=essay.summary,
                minutes=essay.minutes,
                tags=tuple(Link(tag.name, tag.url) for tag in essay.tags),
                badges=tuple(self.each(lambda part: part.badges(essay))),
                lang=self.foreign(essay.lang),
            )
        return self._items[essay.file]

    def listed(self, essay: Page) -> tuple[Any, ...]:
        """Return what stands for an essay in a list among what the list is made from."""
        if essay.file not in self._listed:
            badges = tuple(tuple(badge) for part in self.having("badges") for badge in part.badges(essay))
            self._listed[essay.file] = (essay.listed, badges)
        return self._listed[essay.file]

    def by_year(self, essays: Iterable[Essay]) -> tuple[EssayGroup, ...]:
        """Return essays, given newest first, under their years."""
        years = groupby(essays, key=lambda essay: essay.date.astimezone(self.zone).year)
        return tuple(EssayGroup(str(year), tuple(map(self.item, group))) for year, group in years)


def paginate(url: str, items: Sequence[Piece], size: int) -> Iterator[tuple[str, Pager, Sequence[Piece]]]:
    """Yield (address, pager, items) for each page of a list; an empty list has one page.

    The first page stands at ``url``, the next at ``url`` + ``page/2/``.
    """
    count = max(1, -(-len(items) // size))
    addresses = [url, *(f"{url}page/{number}/" for number in range(2, count + 1)), ""]
    for index in range(count):
        newer, older = addresses[index - 1] if index else "", addresses[index + 1]
        pager = Pager(index + 1, count, newer, older, url)
        yield addresses[index], pager, items[index * size : (index + 1) * size]
