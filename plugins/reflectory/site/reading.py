"""Reading one source with Pelican's readers: a pure function of the file and the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pelican.contents import Article, Content, Page, SkipStub
from pelican.readers import Readers

from reflectory.building.fingerprint import UnseenError, fingerprint
from reflectory.building.keeper import Made
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.reader import FINDINGS, Findings, SourceReader, telling_readers
from reflectory.site.records import may_have_links, record
from reflectory.site.shortcut import reads_alone

ESSAY, PAGE, SOURCE = "essay", "page", "source"
KINDS: Mapping[str, type[Content]] = {ESSAY: Article, PAGE: Page}


class Source(Page):  # type: ignore[misc]
    """A part's own source, whose address Pelican's settings do not give."""

    def is_valid(self) -> bool:
        """Accept it: the part itself checks what it says."""
        return True


@dataclass
class Reading:
    """Reads sources; it may travel to another process.

    Attributes:
        settings: Pelican's.
        content: the folder of the sources.
        strict_styles: whether ``style`` attributes are written as classes.
        words_per_minute: the reading speed.
    """

    settings: dict[str, Any]
    content: str
    strict_styles: bool
    words_per_minute: int

    def __call__(self, item: tuple[str, str]) -> Made[Any]:
        """Read the source of a kind (``ESSAY``, ``PAGE`` or ``SOURCE``) at a path below ``content/``.

        The gist of an essay or page is its ``Record``, its value the HTML with links as they were written. The gist of
        a part's source is its ``SourceGist``, its value the header and the HTML. The faults are ``Problem``s; a file
        without any that is not to be used (``status: skip``) has an empty gist.
        """
        kind, path = item
        self._findings.problems = type(self._findings.problems)()
        content = self._content_of(kind, path)
        faults = self._findings.problems.found
        if faults or content is None:
            return Made((), None, faults)
        html = content._content or ""
        if kind == SOURCE:
            meta = getattr(content, "front_matter", None) or FrontMatter({})
            return Made((str(meta.values.get("slug") or Path(path).stem), may_have_links(html)), (meta, html))
        return Made(tuple(record(content, self.words_per_minute)), html)

    def _content_of(self, kind: str, path: str) -> Content | None:
        try:
            readers = self._readers_of_parts if kind == SOURCE else self.readers
            content = readers.read_file(
                self.content, path, content_class=KINDS.get(kind, Source), context=self._context
            )
        except Exception as error:
            self._tell(path, self._why_unread(error))
            return None
        if isinstance(content, SkipStub):
            return None
        if not content.is_valid():
            self._tell(path, "Pelican could not use this file; its own message above says why.")
        return content

    def _tell(self, path: str, message: str) -> None:
        file = self._findings.file(Path(self.content) / path)
        if not self._findings.problems.blames(file):
            self._findings.problems.add(file, 0, message)

    def _why_unread(self, error: Exception) -> str:
        if "FILENAME_METADATA" in self.settings and isinstance(error, ValueError):
            return bad_date(error)
        return f"Pelican could not use this file ({' '.join(str(error).split())})."

    @cached_property
    def _findings(self) -> Findings:
        return Findings(Path(self.content), self.strict_styles)

    @cached_property
    def _context(self) -> dict[str, Any]:
        return {"generated_content": {}, "static_content": {}, "static_links": set(), "localsiteurl": ""}

    @cached_property
    def readers(self) -> Readers:
        """Pelican's readers, with ours among them."""
        return telling_readers(self._told)

    @cached_property
    def _readers_of_parts(self) -> Readers:
        """The same for a part's sources, with our own for Markdown: another plugin's reads no lists in a header."""
        readers = telling_readers(self._told)
        readers.readers.update(dict.fromkeys(SourceReader.file_extensions, SourceReader(self._told)))
        return readers

    @cached_property
    def _told(self) -> dict[str, Any]:
        # Whether an essay waits for its day is asked at every build, of what was read once.
        return {**self.settings, "WITH_FUTURE_DATES": True, FINDINGS: self._findings}

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind what another process makes for itself, and the settings of what is done here.

        Raises:
            UnseenError: a plugin, or a function of the site's own, takes part in reading, which another process may not
                have.
        """
        if not reads_alone():
            raise UnseenError("plugin")
        settings = {name: value for name, value in self.settings.items() if not _is_used_here(name)}
        fingerprint(settings)
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"settings": settings}


def _is_used_here(setting: str) -> bool:
    """Whether only the process that builds uses a setting, which may hold functions that cannot travel."""
    return setting.startswith(("BUILD_", "JINJA_")) or setting.endswith("_ORDER_BY")


def bad_date(error: ValueError) -> str:
    """Return what is wrong with a file whose name begins with something that is no date."""
    return f"the date in the file's name is not a date ({error}); rename it to begin like 2026-01-31-."
