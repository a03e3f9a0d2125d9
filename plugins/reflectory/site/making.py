"""From outputs to files: what has changed is rendered on every core and staged; the rest is left alone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from reflectory.building.fingerprint import fingerprint
from reflectory.building.store import Store
from reflectory.site import compose, render
from reflectory.site.errors import ReflectoryError
from reflectory.site.run import Made, Needs, Run
from reflectory.site.views import Output, SiteView
from reflectory.site.writer import stage


class Written(NamedTuple):
    """What came of one output.

    Attributes:
        content: what the file holds, or the file that it is a copy of, where who made it does not write; else ``None``.
        is_news: whether the published file is another.
        seconds: how long it took.
    """

    content: bytes | Path | None
    is_news: bool
    seconds: float


@dataclass
class Rendering:
    """Makes files from outputs; it may travel to another process.

    Attributes:
        folders, theme: where templates are looked for; ``own``: what the site's settings add to Jinja.
        staging: where files are written, ``None`` to give their content back; ``published`` is where they go.
        store: keeps compiled templates, if anything does.
    """

    folders: Sequence[Path]
    theme: Path
    own: render.Own
    site: SiteView
    staging: Path | None
    published: Path
    store: Store | None = None

    def __call__(self, output: Output) -> Written:
        """Render an output and stage it, unless it is published as it is."""
        begun = time.perf_counter()
        content = self.content(output)
        if self.staging is None:
            return Written(content, True, time.perf_counter() - begun)
        is_news = stage(self.staging, self.published, output.path, content)
        return Written(None, is_news, time.perf_counter() - begun)

    def content(self, output: Output) -> bytes | Path:
        """Return what a file holds, or the file that it is a copy of."""
        return output.source or self._renderer.render(output.made())

    @cached_property
    def _renderer(self) -> render.Renderer:
        return render.Renderer(self.folders, self.site, self.theme, self.own, self.store)

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind the renderer, which another process makes for itself.

        Raises:
            UnseenError: the settings add something of the site's own to Jinja, which another process may not have.
        """
        fingerprint(self.own)
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def make(run: Run, outputs: Iterable[Output]) -> None:
    """Render and stage what has changed; what has not is in ``run.made.unchanged`` then.

    Raises:
        ReflectoryError: two outputs have the same path, or a template is faulty.
    """
    site = compose.site_view(run)
    run.made.begin(fingerprint(run.base, site))
    stale = [output for output in outputs if not _is_made(run.made, output)]
    travels = run.crew.travels
    work = Rendering(
        folders=render.folders(run),
        theme=Path(run.settings["THEME"]),
        own=render.own(run.settings),
        site=site,
        staging=None if travels else run.staging,
        published=_published(run),
        store=None if travels else run.keeper.store,
    )
    run.rendering = work
    first = {output.template: output for output in reversed(stale)}  # with these, copies of this process know templates
    others = [output for output in stale if first[output.template] is not output]
    done = chain(map(work, first.values()), run.crew.spread(work, others, Output.made if travels else _as_it_is))
    in_order = [*first.values(), *others]
    for output, written in zip(in_order, run.progress("Writing", done, len(stale)), strict=True):
        is_news = written.is_news
        if written.content is not None:
            is_news = stage(run.staging, _published(run), output.path, written.content)
        if not is_news:
            run.made.unchanged.add(output.path)
        run.made.seconds[output.path] = written.seconds


def _published(run: Run) -> Path:
    """Return the folder that a staged file is compared with: none of its own where everything has to be staged."""
    return run.staging if run.made.all_staged else run.output


def _is_made(made: Made, output: Output) -> bool:
    """Whether the published file was made from the same, so that nothing has to be done for it."""
    path = output.path
    if path in made.prints:
        raise ReflectoryError(f"two pages want the address /{path}; give one of them another slug.")
    needs = made.known.get(path)
    if needs is None or needs.what != output.made_from or needs.template != output.template:
        needs = needs_of(output)
    made.needs[path] = needs
    made.prints[path] = needs.fingerprint
    if made.before.get(path) != needs.fingerprint:
        return False
    made.unchanged.add(path)
    return True


def needs_of(output: Output) -> Needs:
    """Return what a file is made from."""
    what = output.made_from
    own = what if output.later and isinstance(what, bytes) else fingerprint(what)
    return Needs(output.template, what, own + output.template.encode())


def _as_it_is(output: Output) -> Output:
    return output
