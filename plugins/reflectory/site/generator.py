"""Our one Pelican generator, and the build's course from sources to outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pelican.contents import Page as PelicanPage
from pelican.contents import SkipStub
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator, StaticGenerator
from pelican.readers import parse_path_metadata

from reflectory.building.parallel import spread
from reflectory.site import bodies, compose, other, pictures, render, statics
from reflectory.site.collect import SLUG, bad_slug, collect, resolve_links
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.reader import RUN
from reflectory.site.run import Part, Run, Source
from reflectory.site.views import Output
from reflectory.site.writer import Writer


class PartSource(PelicanPage):  # type: ignore[misc]
    """A part's own source as Pelican knows it, so that ``{filename}`` links to it resolve."""

    mandatory_properties = ()
    address = ""

    @property
    def url(self) -> str:
        """The address that the part gives to its sources."""
        return self.address.format(slug=self.slug)

    @property
    def save_as(self) -> str:
        """Where that address is written."""
        return f"{self.url}index.html"


class SiteGenerator(Generator):  # type: ignore[misc]
    """Reads the parts' sources with Pelican's readers and writes all that Reflectory makes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run: Run = self.settings[RUN]
        self.contents: dict[str, list[PartSource]] = {}
        self.outputs: list[Output] = []

    def generate_context(self) -> None:
        """Read every part's sources; what is wrong with one is in the run's problems then."""
        for part in self.run.parts:
            self.contents[part.name] = list(self._read(part)) if part.folder else []

    def _read(self, part: Part) -> Iterator[PartSource]:
        taken: dict[str, str] = {}
        kind = type(f"{part.name.title()}Source", (PartSource,), {"address": part.url})
        for path in sorted(self.get_files([part.folder])):
            content = self.readers.read_file(self.path, path, content_class=kind, context=self.context)
            if isinstance(content, SkipStub):
                continue
            content.slug = self._slug(content, taken)
            self.add_source_path(content)
            self.add_static_links(content)
            yield content

    def _slug(self, content: PartSource, taken: dict[str, str]) -> str:
        """Return the slug that the header says, or the file's name; one that is bad or taken becomes a problem."""
        meta = content.front_matter
        slug, file = str(meta.values.get("slug") or Path(content.source_path).stem), self.run.file(content.source_path)
        if not SLUG.fullmatch(slug):
            self.run.problems.add(file, meta.line("slug"), bad_slug(slug))
        if slug in taken:
            self.run.problems.add(file, meta.line("slug"), f"the slug “{slug}” belongs to {taken[slug]} already.")
        taken[slug] = file
        return slug

    def sources(self, part: Part) -> tuple[Source, ...]:
        """Return what was read for a part, links resolved."""
        return tuple(
            Source(
                file=self.run.file(content.source_path),
                slug=content.slug,
                meta=getattr(content, "front_matter", FrontMatter({})),
                html=resolve_links(self.run, content, content._content or ""),
            )
            for content in self.contents[part.name]
        )

    def generate_output(self, writer: Writer) -> None:
        """Render and stage everything, on every core."""
        renderer = render.renderer(self.run, compose.site_view(self.run))
        for output in self.outputs:
            writer.claim(output.path)
        set_in = [output for output in self.outputs if self._is_set_into_a_theme(output)]
        own = [output for output in self.outputs if not self._is_set_into_a_theme(output)]
        done = spread(lambda output: self._stage(writer, renderer, output), own)
        for output, is_news in zip(own, self.run.progress("Writing", done, len(own)), strict=True):
            if not is_news:
                self.run.unchanged.add(output.path)
        for output in set_in:
            other.write_page(self, writer, output, renderer.render(output).decode())

    def _is_set_into_a_theme(self, output: Output) -> bool:
        return bool(output.template) and not self.run.speaks_views and output.path.endswith(".html")

    def _stage(self, writer: Writer, renderer: render.Renderer, output: Output) -> bool:
        if output.source:
            return writer.copy(output.path, output.source, self.run.output)
        return writer.put(output.path, renderer.render(output), self.run.output)


def compose_site(generators: Iterable[Generator]) -> None:
    """Take what Pelican and the parts read, and lay out every page; nothing is written yet.

    Raises:
        SourceError: anything is wrong with the sources, all of it at once.
    """
    ours = _one(generators, SiteGenerator)
    articles, pages, static = (_one(generators, kind) for kind in (ArticlesGenerator, PagesGenerator, StaticGenerator))
    run = ours.run
    _tell_unread(run, ours)
    for part in run.parts:
        part.read(ours.sources(part))
    run.library = collect(run, articles, pages)
    for part in run.parts:
        part.check(run.library)
    run.pictures = pictures.gallery(run, static)
    bodies.mark_all(run)
    run.problems.raise_if_any(strict=run.strict)
    ours.outputs = list(run.each(lambda part: part.outputs()))
    ours.outputs += [*statics.part_outputs(run), *statics.content_outputs(run, static)]
    if run.speaks_views:
        ours.outputs += compose.outputs(run, tuple(ours.outputs))
        for replaced in (articles, pages):
            replaced.generate_output = lambda writer: None  # noqa: ARG005 - ours writes these pages
    else:
        other.adapt(ours, articles, pages)
    run.problems.raise_if_any(strict=run.strict)


def _one(generators: Iterable[Generator], kind: type[Any]) -> Any:
    return next(generator for generator in generators if isinstance(generator, kind))


def _tell_unread(run: Run, generator: SiteGenerator) -> None:
    """Record sources that Pelican itself gave up on before our readers saw them."""
    for path, content in generator.context["generated_content"].items():
        file = run.file(run.content / path)
        if content is None and not run.problems.blames(file):
            run.problems.add(file, 0, _why_unread(generator, path))


def _why_unread(generator: SiteGenerator, path: str) -> str:
    reader = generator.readers.readers.get(Path(path).suffix[1:])
    try:
        parse_path_metadata(path, generator.settings, reader.process_metadata if reader else None)
    except ValueError as error:
        return f"the date in the file's name is not a date ({error}); rename it to begin like 2026-01-31-."
    return "Pelican could not use this file; its own message above says why."
