"""The page of the file that was saved last, ahead of the build that looks at the whole site.

Whoever writes waits for this one page, and a site's size has no part in it. The page is made by the same functions from
what the last build had at hand, the changed file read anew. So it is the page that the build which follows would make,
and that build draws it again only where more has changed than its own file says.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from reflectory.building.files import place_of
from reflectory.site import compose, making, writer
from reflectory.site.memory import Memory
from reflectory.site.models import Library, Page
from reflectory.site.records import Record
from reflectory.site.run import Run

_OF_THE_PAGE = frozenset("title summary word_count minutes modified listed links".split())
"""What may change in a record without moving the page, or another one."""


def show(memory: Memory, file: str, now: datetime) -> str | None:
    """Make the page of a source anew and put it in its place; ``None`` where that has to wait for the build.

    Args:
        memory: what is remembered of the last build, which ended well.
        file: the source from the site's folder, ``content/essays/a.md``.
        now: the moment; the site may have changed by itself since the last build.

    Returns:
        The page's path below the output folder.
    """
    memory.settle()
    run = memory.run
    if not run or run.whole or not run.write or now < run.now or (run.until and run.until <= now):
        return None
    page = _read_anew(run, file)
    if not page or not run.rendering or not (run.output / page.save_as).is_file():
        return None
    output = compose.page_output(run, page)
    content = run.rendering.content(output)
    if isinstance(content, Path) or not writer.put(run.output, page.save_as, content):
        return None
    needs = making.needs_of(output)
    memory.shown(page.save_as, needs, place_of(str(run.output / page.save_as)))
    return page.save_as


def rehearse(memory: Memory) -> None:
    """Do for nothing what ``show`` does, so that what it needs has been loaded before somebody waits for it."""
    run = memory.run
    page = next(iter(run.library.everything()), None) if run else None
    if run and page and not run.whole and run.linker and run.rendering:
        run.linker.sources.rehearse(run.linker.records[page.file])
        run.linker.rehearse(page)
        run.rendering.content(compose.page_output(run, page))


def _read_anew(run: Run, file: str) -> Page | None:
    """Return a page as its source has it now, linked and in its place in the library."""
    linker, page = run.linker, next((page for page in run.library.everything() if page.file == file), None)
    if not linker or not page:
        return None
    known = linker.sources.read_anew(linker.records[file])
    if not known or not _is_where_it_was(linker.records[file], known[0]):
        return None
    linker.records[file] = known[0]
    fresh = _as_it_is(page, *known)
    run.library = _with(run.library, page, fresh)
    run.forget(page)
    linker.link([fresh])
    return None if run.problems.found else fresh


def _is_where_it_was(before: Record, now: Record) -> bool:
    """Whether a source says the same of itself but for its text, and what is told of that."""
    return before._replace(**{name: getattr(now, name) for name in _OF_THE_PAGE}) == now


def _as_it_is(page: Page, record: Record, key: bytes) -> Page:
    news: dict[str, Any] = {name: getattr(record, name) for name in _OF_THE_PAGE - {"links", "modified"}}
    modified = datetime.fromisoformat(record.modified) if record.modified else None
    return replace(page, content=key, modified=modified, **news)


def _with(library: Library, page: Page, fresh: Page) -> Library:
    """Return a library in which a page has another one's place."""
    kinds: dict[str, Any] = {
        kind: tuple(fresh if one is page else one for one in getattr(library, kind))
        for kind in ("essays", "unlisted", "drafts", "pages", "draft_pages")
    }
    return replace(library, **kinds)
