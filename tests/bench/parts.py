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
from typing import TypeVar

from pelican import Pelican
from pelican.settings import read_settings

from reflectory.site import compose, course, other, receivers
from reflectory.site.converter import Converter
from reflectory.site.memory import recall
from reflectory.site.run import Run
from reflectory.site.sources import Sources
from reflectory.site.typesetting import TYPOGRIFY, Typesetter
from reflectory.site.views import Output
from reflectory.site.writer import stage

Item = TypeVar("Item")


def parts(folder: Path) -> Mapping[str, float]:
    """Return the seconds that each part takes for one essay."""
    with tempfile.TemporaryDirectory() as apart:
        run, outputs = _laid_out(folder, Path(apart))
        essays = run.library.essays
        sources = [folder / essay.file for essay in essays]
        untypeset = Converter({**run.settings, TYPOGRIFY: False}, strict_styles=True)
        bodies = [untypeset.convert(source).html for source in sources]
        glossary = next(part for part in run.parts if part.name == "glossary")
        marker = glossary.marker()
        linked = [(run.linked(essay).html, glossary.wishes(essay)) for essay in essays]
        pages = [output.made() for output in outputs if output.template == "essay.html"]
        renderer = other.renderer(run)
        written = [(page.path, renderer.render(page)) for page in pages]
        return {
            "reading (Markdown)": _each(untypeset.convert, sources),
            "typogrify": _each(Typesetter(run.settings), bodies),
            f"glossary (finding terms of {len(glossary.entries)} entries)": _each(lambda body: marker(*body), linked),
            "laying out (terms put in, the page's view)": _each(lambda essay: compose.page_view(run, essay), essays),
            "rendering (template)": _each(renderer.render, pages),
            "writing": _each(lambda page: stage(run.staging, run.output, *page), written),
        }


def _laid_out(folder: Path, apart: Path) -> tuple[Run, list[Output]]:
    """Return a build that has read and laid out everything; what it keeps and writes is put ``apart``."""
    places = {"OUTPUT_PATH": str(apart / "output"), "CACHE_PATH": str(apart / "cache")}
    pelican = Pelican(read_settings(str(folder / "pelicanconf.py"), override=places))
    run = receivers.begin(pelican, recall(pelican, "parts"))
    return run, course.lay_out(run, Sources(run))


def _each(work: Callable[[Item], object], items: Iterable[Item]) -> float:
    return statistics.median(_timed(work, item) for item in items)


def _timed(work: Callable[[Item], object], item: Item) -> float:
    begun = time.perf_counter()
    work(item)
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps(parts(Path(sys.argv[1]).resolve())))  # noqa: T201 - this is a command
