"""The index of a site: made after the pages are published, when anything that can be found has changed.

Pagefind makes a whole index each time, which takes longer than all the rest of a build after an edit. So it comes last,
is staged beside the site and moved in when it is whole; until then the site has the index before. An index that is no
longer true is never left: it may hold a text that was withdrawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

from reflectory.browsing.search import service
from reflectory.browsing.search.canonical import canonical
from reflectory.browsing.search.gather import Narrowing
from reflectory.building.fingerprint import fingerprint
from reflectory.building.quick import NO_SEARCH
from reflectory.site import writer
from reflectory.site.errors import ReflectoryError
from reflectory.site.hits import Hit, Hits
from reflectory.site.run import Run

FOLDER = "pagefind"
"""Where the index is published, below the site's root; docs/running.md names it."""

_NEEDED = ("pagefind.js", "pagefind-entry.json", "*.pf_meta", "fragment/*", "index/*", "filter/*")
"""What our page asks for; Pagefind's own interfaces, which lie beside it, are several times as large."""

_LEFT_OUT = (
    "the search index is left out, and the one before it, which is no longer true, is removed; "
    "“reflectory build” without --no-search makes it."
)

_WITHOUT = "the pages are published, and cannot be searched"


class Indexing:
    """The index of one build.

    Args:
        program: Pagefind's.
        found: everything that can be found, in order.
        narrowing: what each is found under.
    """

    def __init__(self, run: Run, program: Path, found: Sequence[Hits], narrowing: Narrowing) -> None:
        self._run, self._program, self._found, self._narrowing = run, program, found, narrowing
        self._print = fingerprint(run.keeper.salt, run.lang, narrowing.needs, list(map(_needs, found)))
        known = (*run.made.latest, *writer.listed(run.output))  # a site that was moved has but its own list
        self._before = sorted({path for path in known if path.startswith(f"{FOLDER}/")})
        self._waits = False

    def prepare(self) -> None:
        """Decide what becomes of the index that is published, before the pages are."""
        run = self._run
        if self._before and all(run.made.before.get(path) == self._print for path in self._before):
            run.made.unchanged.update(self._before)
            run.made.prints.update(dict.fromkeys(self._before, self._print))
        elif run.settings.get(NO_SEARCH):
            run.owed = True
            if self._before:
                run.problems.note("", 0, _LEFT_OUT)
        else:
            self._waits = run.write
            run.made.unchanged.update(self._before)

    def make(self) -> None:
        """Make the index, if it has to be made, and publish it.

        Raises:
            ReflectoryError: Pagefind fails; the site has no index then.
        """
        if not self._waits:
            return
        staging = writer.prepare(self._run.output)
        try:
            with self._run.clock.stage("Indexing"):
                made = self._made(staging)
            self._publish(staging, made)
        except service.ServiceError as error:
            self._publish(writer.prepare(self._run.output))
            raise ReflectoryError(
                f"Pagefind could not index the site ({error}); {_WITHOUT}. "
                "Build again, or leave the index out with --no-search."
            ) from error
        except BaseException:
            self._publish(writer.prepare(self._run.output))
            raise

    def _made(self, staging: Path) -> list[str]:
        """Stage what differs from the index that is published; returns the paths of the whole index."""
        language = self._run.lang.partition("-")[0]
        with service.Index(self._program, language) as index:
            for some in self._run.progress("Indexing", self._found, len(self._found)):
                filters = self._narrowing.filters(some)
                for hit in some.made():
                    index.add(hit.url, hit.text, _shown(hit), filters, {"date": hit.day[0]} if hit.day[0] else {})
            files = canonical(index.files())
        own = f"wasm.{language}.pagefind"  # which knows the stems of the language, if Pagefind has any for it
        needed = (*_NEEDED, own if own in files else "wasm.unknown.pagefind")
        made = {
            f"{FOLDER}/{path}": content
            for path, content in files.items()
            if any(fnmatch(path, pattern) for pattern in needed)
        }
        for path, content in made.items():
            writer.stage(staging, self._run.output, path, content, otherwise=_WITHOUT)
        return list(made)

    def _publish(self, staging: Path, made: Sequence[str] = ()) -> None:
        """Move in what is staged of an index; what it is not made of any more goes."""
        run, start = self._run, f"{FOLDER}/"
        pages = [path for path in writer.listed(run.output) if not path.startswith(start)]
        kept = [*pages, *made]
        written, same, removed = writer.publish(staging, run.output, kept, run.settings["OUTPUT_RETENTION"])
        run.written, run.removed = run.written + written, run.removed + removed
        run.same += same - len(pages) - len(self._before)
        run.made.unchanged.difference_update(self._before)
        run.made.prints.update(dict.fromkeys(made, self._print))


def _needs(some: Hits) -> tuple[object, ...]:
    page = some.page
    return (some.form, some.needs, page.url, page.title, page.listed) if page else (some.form, some.needs)


def _shown(hit: Hit) -> dict[str, str]:
    """Return what the page shows of a hit beside its text; Pagefind finds these words as well."""
    shown = {"title": hit.title, "author": hit.author, "day": hit.day[1], "lang": hit.lang}
    return {name: text for name, text in shown.items() if text}
