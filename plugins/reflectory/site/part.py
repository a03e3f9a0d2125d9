"""What a part (glossary, comments ...) brings to a build."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from msgspec import Struct

from reflectory.site.frontmatter import FrontMatter
from reflectory.site.hits import Hits
from reflectory.site.html import Edit
from reflectory.site.models import Essay, Library, Link, Page
from reflectory.site.views import HeadTag, Output

if TYPE_CHECKING:
    from reflectory.site.run import Run

READER = "page"
"""A body for a page of the site."""

FEED = "feed"
"""A body for a full-text feed: plain links only."""


class Source(Struct, frozen=True):
    """A Markdown file of a part's own: a glossary entry, a theme.

    Attributes:
        file: its path from the site's folder.
        slug: the file's name without its ending.
        html: the body, with ``html.ROOT`` for the way to the site's root.
        fingerprint: of all this.
    """

    file: str
    slug: str
    meta: FrontMatter
    html: str
    fingerprint: bytes = b""


class Marker(Protocol):
    """Finds where a part's marks stand in a body; a value that may travel to another process."""

    fingerprint: bytes
    """Of all that the marks depend on beside the body and the page's wishes."""

    def __call__(self, html: str, wishes: Any) -> Any:
        """Return the part's facts about a body, as the part's ``edits`` and other methods take them."""

    def gist(self, facts: Any) -> tuple[Any, ...]:
        """Return what the part needs of these facts without the body, as plain tuples; () for nothing."""

    def faults(self, facts: Any) -> Iterable[tuple[str, str]]:
        """Return what is wrong: a mark as it was written, and why."""


class Part:
    """What a part (glossary, comments ...) brings to a build; every method may be left out.

    They are called in this order: ``read``, ``check``, ``marker``, ``wishes`` for each page, then the rest. What a
    page shows is made only when something changed of what it is made from, so that a method which adds to a page
    (``edits``, ``section``, ``badges``, ``scripts``, ``tags``, ``feeds``, ``data``) may use the page, the facts about
    it, and what this part's ``needs`` names for it, and nothing else that may differ from build to build.

    What a part works out from pages it keeps in cached properties, be they empty dictionaries at first: these are
    forgotten where a preview shows one page ahead of its build (``Run.forget``).
    """

    name: ClassVar[str]
    folder: ClassVar[str] = ""
    """The folder below ``content/`` whose Markdown files this part reads as ``Source``."""

    url: ClassVar[str] = ""
    """The address of a source of that folder, ``glossary/{slug}/``."""

    onward: ClassVar[str] = ""
    """A script for pages at old addresses that lead on, below ``theme/``."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def read(self, sources: tuple[Source, ...]) -> None:
        """Take this part's sources and its own files; tell problems to ``self.run.problems``."""

    def check(self, library: Library) -> None:
        """Check what was read against the essays and the other parts' sources."""

    def marker(self) -> Marker | None:
        """Return what finds this part's marks in a body, or ``None``."""
        return None

    def wishes(self, page: Page) -> Any:
        """Return what a page asks of the marker, as plain data or frozen values."""
        return None

    def needs(self, page: Page) -> tuple[Any, ...]:
        """Return what this part's share of a page is made from, beside the page and the facts, or its fingerprints."""
        return ()

    def edits(self, page: Page, facts: Any, target: str) -> Iterable[Edit]:
        """Return the changes to a page's body for a ``target``: ``READER`` or ``FEED``."""
        return ()

    def section(self, page: Page, facts: Any) -> object | None:
        """Return this part's view for a page's template, ``view.sections.<name>``."""
        return None

    def home(self) -> object | None:
        """Return this part's view for the home page."""
        return None

    def badges(self, page: Page) -> Iterable[Link]:
        """Return what lists say of a page beside its date (``3 thoughts``)."""
        return ()

    def answers(self, page: Page) -> int:
        """Return how many answers of readers stand below a page."""
        return 0

    def cards(self, slugs: Iterable[str] | None) -> Iterable[object]:
        """Return the views of some of this part's own sources, for another part's page; ``None`` asks for all."""
        return ()

    def words(self, page: Page) -> Iterable[Link]:
        """Return the words that a page uses, each with the way to its entry."""
        return ()

    def around(self, essays: Sequence[Essay]) -> object | None:
        """Return this part's view of some essays for the page of another part; ``<name>/around.html`` draws it."""
        return None

    def around_needs(self) -> Hashable:
        """Return what ``around`` is made from beside what lists show of the essays."""
        return ()

    def byways(self) -> Iterable[Link]:
        """Return ways to essays that every page's foot and the list of all essays name."""
        return ()

    def notices(self) -> Iterable[Link]:
        """Return those of the author's pages that the foot of every page names instead of the menu."""
        return ()

    def scripts(self, page: Page, facts: Any) -> Iterable[str]:
        """Return the modules that a page needs, below ``theme/``."""
        return ()

    def tags(self, page: Page | None, url: str) -> Iterable[HeadTag]:
        """Return what a page's head has besides; ``None`` asks for another part's own page at ``url``."""
        return ()

    def feeds(self, page: Page | None) -> Iterable[Link]:
        """Return the feeds that a page announces; ``None`` asks for those of the whole site."""
        return ()

    def data(self, page: Page, facts: Any) -> Mapping[str, object]:
        """Return schema.org properties for the page's JSON-LD."""
        return {}

    def menu(self) -> Iterable[Link]:
        """Return what this part adds to the site's navigation."""
        return ()

    def outputs(self) -> Iterable[Output]:
        """Return this part's own pages."""
        return ()

    def hits(self) -> Iterable[Hits]:
        """Return what a search may find of this part, beside the essays and pages themselves."""
        return ()

    def last(self, outputs: Sequence[Output]) -> Iterable[Output]:
        """Return pages that depend on which others there are, given all of them; what is missing may be told."""
        return ()

    def published(self) -> None:
        """Do what is left to do once the site is published; a build that only checks never is."""

    def counts(self) -> tuple[int, int]:
        """Return how many places became terms and how many were left plain, for the report."""
        return (0, 0)
