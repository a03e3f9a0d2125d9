"""Search in a build: its page before the pages are made, its index after they are published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from reflectory.browsing.search import gather, page, service
from reflectory.browsing.search.indexing import Indexing
from reflectory.browsing.search.options import SearchOptions
from reflectory.browsing.shelf import Shelf
from reflectory.site.hits import Hits
from reflectory.site.models import Link
from reflectory.site.run import Run
from reflectory.site.settings import choose
from reflectory.site.views import Output

_NO_PROGRAM = (
    "the site has no search: Pagefind is not installed, or not made for this machine; "
    "install it (pip install pagefind-bin), or set SEARCH_PAGE = False."
)


class Search:
    """The search of one build."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._wanted = choose(SearchOptions, run.settings).page and run.speaks_views
        self._program = service.program()
        self._indexing: Indexing | None = None

    @cached_property
    def _found(self) -> list[Hits]:
        return list(gather.gathered(self._run)) if self._wanted else []

    def menu(self) -> Iterator[Link]:
        """Yield the way to the search, where there is one."""
        if self._found and self._program:
            yield Link("Search", page.SEARCH)

    def outputs(self, shelf: Shelf) -> Iterator[Output]:
        """Yield the page, and decide what becomes of the index."""
        if not self._found:
            return
        yield page.output(self._run, shelf, self._found, installed=bool(self._program))
        if not self._program:
            self._run.problems.note("", 0, _NO_PROGRAM)
        elif not self._run.options.drafts:
            self._indexing = Indexing(self._run, self._program, self._found, gather.Narrowing(shelf))
            self._indexing.prepare()

    def published(self) -> None:
        """Make the index, if it has to be made."""
        if self._indexing:
            self._indexing.make()
