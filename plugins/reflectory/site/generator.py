"""Our one Pelican generator: where Pelican itself runs a build, with its own generators or without them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pelican import signals
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.readers import parse_path_metadata
from pelican.writers import Writer

from reflectory.building.fingerprint import fingerprint
from reflectory.site import course, making, other
from reflectory.site.clutter import without_clutter
from reflectory.site.collect import Known
from reflectory.site.models import StaticFile
from reflectory.site.reader import RUN
from reflectory.site.reading import bad_date
from reflectory.site.records import record
from reflectory.site.run import Run
from reflectory.site.sources import Sources
from reflectory.site.views import Output
from reflectory.site.writer import or_nothing


class SiteGenerator(Generator):  # type: ignore[misc]
    """Writes all that Reflectory makes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run: Run = self.settings[RUN]
        self.others: Sequence[Generator] = ()
        self.outputs: list[Output] = []
        self.context["OUTPUT_PATH"] = self.settings["OUTPUT_PATH"]  # which plugins compare with what is written

    def refresh_metadata_intersite_links(self) -> None:
        """Lay everything out: Pelican calls this after every plugin's last word and before anything is written.

        Raises:
            ReflectoryError: anything is wrong with the sources, all of it at once.
        """
        with or_nothing(self.run.staging):
            compose_site(self, self.others)

    def generate_output(self, writer: Writer) -> None:
        """Render and stage what is to be written.

        Raises:
            ReflectoryError: a template is faulty.
        """
        with or_nothing(self.run.staging):
            self._write(writer)

    def _write(self, writer: Writer) -> None:
        own = [output for output in self.outputs if not self._is_set_into_a_theme(output)]
        writer._written_files.update(output.path for output in own)  # Pelican refuses to write these again, then
        making.make(self.run, own)
        self._tell_written(output.path for output in own if output.template and output.path.endswith(".html"))
        renderer = other.renderer(self.run)
        for output in filter(self._is_set_into_a_theme, self.outputs):
            made = output.made()
            other.write_page(self, writer, made, renderer.render(made).decode())

    def _tell_written(self, pages: Iterable[str]) -> None:
        """Let plugins see, and change, each page of ours as they do Pelican's."""
        for page in pages if self.run.made.all_staged else ():
            path = str(self.run.staging / page)
            signals.content_written.send(path, context={**self.context, "output_file": page})

    def _is_set_into_a_theme(self, output: Output) -> bool:
        return bool(output.template) and not self.run.speaks_views and output.path.endswith(".html")


class ReadByPelican(Sources):
    """Sources of which Pelican's own generators have read the essays, the pages and the other files."""

    def __init__(self, run: Run, generators: Iterable[Generator]) -> None:
        super().__init__(run)
        self._generators = list(generators)
        self._bodies: dict[bytes, str] = {}
        _tell_unread(run, _one(self._generators, SiteGenerator))

    def records(self) -> list[Known]:
        """Return every essay and page that Pelican could use."""
        articles, pages = _one(self._generators, ArticlesGenerator), _one(self._generators, PagesGenerator)
        essays = other.everything(articles, "articles", "drafts")
        return [self._known(content) for content in (*essays, *other.everything(pages, "pages", "draft_pages"))]

    def _known(self, content: Content) -> Known:
        found, html = record(content, self._run.options.words_per_minute), content._content or ""
        key = self._run.keeper.key("by Pelican", fingerprint(tuple(found)), html)
        self._bodies[key] = html
        self.addresses[found.path] = content.url
        return found, key

    def value(self, kind: str, path: str, key: bytes) -> Any:
        """Return the whole of what was read from a source."""
        return self._bodies[key] if key in self._bodies else super().value(kind, path, key)

    def files(self, pages: Any) -> list[StaticFile]:
        """Return the files that Pelican would copy, and keep it from doing so."""
        static = _one(self._generators, StaticGenerator)
        found = [
            StaticFile(str(self._run.content / content.source_path), content.url, content.save_as)
            for content in static.context["staticfiles"]
        ]
        static.context["staticfiles"] = []
        prefix = len(str(self._run.content)) + 1
        wanted = set(without_clutter((file.path[prefix:] for file in found), self._named()))
        return sorted(file for file in found if file.path[prefix:] in wanted)


def compose_site(ours: SiteGenerator, generators: Sequence[Generator]) -> None:
    """Lay out every page from what Pelican and the parts read; nothing is written yet.

    Raises:
        SourceError: anything is wrong with the sources, all of it at once.
    """
    run = ours.run
    ours.outputs = course.lay_out(run, ReadByPelican(run, generators) if run.whole else Sources(run))
    articles, pages, static = (_one(generators, kind) for kind in (ArticlesGenerator, PagesGenerator, StaticGenerator))
    if run.speaks_views:
        for replaced in (articles, pages, static):
            replaced.generate_output = lambda writer: None  # noqa: ARG005 - ours writes all of this
        articles.articles, pages.pages = run.library.essays, run.library.pages  # which Pelican counts at its end
    else:
        other.adapt(run, articles, pages)


def _one(generators: Iterable[Generator], kind: type[Any]) -> Any:
    return next(generator for generator in generators if isinstance(generator, kind))


def _tell_unread(run: Run, generator: SiteGenerator) -> None:
    """Record sources that Pelican itself gave up on before our readers saw them."""
    for path, content in generator.context["generated_content"].items():
        file = run.file(run.content / path)
        if content is None and not run.problems.blames(file):
            run.problems.add(file, 0, _why_unread(generator, path))


def _why_unread(generator: SiteGenerator, path: str) -> str:
    reader = generator.readers.readers.get(path.rpartition(".")[2])
    try:
        parse_path_metadata(path, generator.settings, reader.process_metadata if reader else None)
    except ValueError as error:
        return bad_date(error)
    return "Pelican could not use this file; its own message above says why."
