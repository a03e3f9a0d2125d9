"""Times the parts of our work that a whole build does not tell apart, for one essay at a time and on one core.

``python tests/bench/parts.py FOLDER`` prints JSON: what each part takes for one essay of the site in the folder, in
seconds, as a median over its essays. It is a process of its own, so that the bench itself stays small.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pelican import signals

from reflectory.building.build import build
from reflectory.site import compose, render
from reflectory.site.converter import TYPOGRIFY, Converter, Typesetter
from reflectory.site.generator import SiteGenerator
from reflectory.site.writer import Writer

Item = TypeVar("Item")


def parts(folder: Path) -> Mapping[str, float]:
    """Return the seconds that each part takes for one essay."""
    ours = _laid_out(folder)
    run = ours.run
    plain = {**run.settings, TYPOGRIFY: False}
    glossary = next(part for part in run.parts if part.name == "glossary")
    essays = run.library.essays
    sources = [folder / essay.file for essay in essays]
    pages = [output for output in ours.outputs if output.template == "essay.html"]
    renderer = render.renderer(run, compose.site_view(run))
    texts = [(output.path, renderer.render(output)) for output in pages]
    untypeset = Converter(plain, strict_styles=True)
    bodies = [untypeset.convert(source).html for source in sources]
    with tempfile.TemporaryDirectory() as written:
        writer = Writer(written, settings=run.settings)
        return {
            "reading (Markdown)": _each(untypeset.convert, sources),
            "typogrify": _each(Typesetter(run.settings), bodies),
            f"glossary (finding terms of {len(glossary.entries)} entries)": _each(glossary.mark, essays),
            "laying out (terms put in, the page's view)": _each(lambda essay: compose.page_view(run, essay), essays),
            "rendering (template)": _each(renderer.render, pages),
            "writing": _each(lambda page: writer.put(*page, Path(written) / "nothing"), texts),
        }


def _laid_out(folder: Path) -> Any:
    """Return our generator after a check of the site: everything is read and laid out, nothing is written."""
    generators: list[Any] = []

    def keep(found: list[Any]) -> None:
        generators.extend(found)

    with signals.all_generators_finalized.connected_to(keep):
        build(folder, REFLECTORY_CHECK=True)
    return next(generator for generator in generators if isinstance(generator, SiteGenerator))


def _each(work: Callable[[Item], object], items: Iterable[Item]) -> float:
    return statistics.median(_timed(work, item) for item in items)


def _timed(work: Callable[[Item], object], item: Item) -> float:
    begun = time.perf_counter()
    work(item)
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps(parts(Path(sys.argv[1]).resolve())))  # noqa: T201 - this is a command
