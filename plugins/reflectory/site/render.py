"""From a view and a template to text."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket, BytecodeCache
from markupsafe import Markup

from reflectory.building.fingerprint import fingerprint
from reflectory.building.store import REPLACED, Store
from reflectory.site.errors import ReflectoryError
from reflectory.site.languages import in_language, is_right_to_left
from reflectory.site.part import Part
from reflectory.site.run import Run
from reflectory.site.views import Output, SiteView

_HERE = Path(__file__).parent / "templates"


_UNSTEADY = ("lipsum", "random")
"""What Jinja offers that gives another answer each time: a page with it would never be finished."""


Own = Mapping[str, Mapping[str, Any]]
"""What a site's settings add to Jinja's ``filters``, ``tests`` and ``globals``, for its own templates."""


def own(settings: Mapping[str, Any]) -> Own:
    """Return what Pelican's settings ``JINJA_FILTERS``, ``JINJA_TESTS`` and ``JINJA_GLOBALS`` hold."""
    return {name: settings[f"JINJA_{name.upper()}"] for name in ("filters", "tests", "globals")}


class Renderer:
    """Renders outputs; templates see ``view`` and ``site`` and nothing else."""

    def __init__(
        self,
        folders: Sequence[Path],
        site: SiteView,
        theme: Path,
        own: Own | None = None,
        store: Store | None = None,
    ) -> None:
        """Prepare to render.

        Args:
            folders: where templates are looked for, the first one first.
            site: what every page shows.
            theme: the theme's folder.
            own: what the site's settings add to Jinja, if anything.
            store: keeps compiled templates, if anything does.
        """
        self._site = site
        self._folders = [*folders, theme / "templates"]
        themes = PrefixLoader({"!theme": FileSystemLoader(theme / "templates")})  # as in Pelican, for what overrides it
        self._environment = Environment(
            loader=ChoiceLoader([FileSystemLoader([str(folder) for folder in folders]), themes]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        for name in _UNSTEADY:
            self._environment.globals.pop(name, None)
            self._environment.filters.pop(name, None)
        self._environment.tests["right_to_left"] = is_right_to_left
        self._environment.filters["in_language"] = in_language
        for name, values in (own or {}).items():
            getattr(self._environment, name).update(values)
        if store:  # last: what a template is compiled to depends on all of the above
            self._environment.bytecode_cache = KeptTemplates(store, self._environment)

    def render(self, output: Output) -> bytes:
        """Return a file's content.

        Raises:
            ReflectoryError: the template is missing or faulty; names it, its line and the fault.
        """
        if not output.template:
            return output.view if isinstance(output.view, bytes) else str(output.view).encode()
        try:
            text = self._environment.get_template(output.template).render(view=output.view, site=self._site)
        except TemplateNotFound as error:
            raise ReflectoryError(f"the template {error.name} is missing; {output.path} needs it.") from error
        except RecursionError as error:
            said = f"the template {output.template}, or one that it names, extends or includes itself"
            raise ReflectoryError(
                f"{said}; one of your own reaches the theme’s as !theme/{output.template}."
            ) from error
        except Exception as error:  # a template may reckon, and be saved in whatever way
            place = self._place(error) or output.template
            said = getattr(error, "message", None) or f"{error} ({type(error).__name__})"
            raise ReflectoryError(f"the template {place}: {said} (for {output.path}).") from error
        return text.encode()

    def _place(self, error: Exception) -> str:
        """Return the template that has a fault, which another one may include, and the line; "" where nobody knows."""
        if isinstance(error, TemplateSyntaxError):
            return f"{error.name}, line {error.lineno}"
        frames = traceback.extract_tb(error.__traceback__)
        places = [
            (Path(frame.filename), frame.lineno) for frame in frames if frame.filename.endswith((".html", ".xml"))
        ]
        return f"{self._name(places[-1][0])}, line {places[-1][1]}" if places else ""

    def _name(self, file: Path) -> str:
        """Return a template's name: its path in the folder in which it was found."""
        found = (file.relative_to(folder) for folder in self._folders if file.is_relative_to(folder))
        return next(found, file).as_posix()


_at_hand: dict[bytes, tuple[str, bytes]] = {}
"""Templates that this process has compiled or loaded, by key: its next build asks for them again."""


class KeptTemplates(BytecodeCache):
    """Keeps compiled templates, each under its name, with the checksum of its text."""

    def __init__(self, store: Store, environment: Environment) -> None:
        self._store = store
        known = (sorted(names) for names in (environment.filters, environment.tests, environment.extensions))
        self._salt = fingerprint(sys.version, jinja2.__version__, *known)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give back what an earlier build compiled."""
        key = self._key(bucket)
        kept = _at_hand.get(key)
        if not kept or kept[0] != bucket.checksum:
            kept = self._store.load(key)
        if kept and kept[0] == bucket.checksum:
            _at_hand[key] = kept
            bucket.bytecode_from_string(kept[1])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        key = self._key(bucket)
        _at_hand[key] = (bucket.checksum, bucket.bytecode_to_string())
        self._store.save([(key, _at_hand[key])])

    def _key(self, bucket: Bucket) -> bytes:
        return fingerprint("template", self._salt, bucket.key) + REPLACED


def folders(run: Run) -> list[Path]:
    """Return where templates are looked for: the site's own, the theme's, the parts', ours."""
    given = [Path(folder).absolute() for folder in run.settings["THEME_TEMPLATES_OVERRIDES"]]
    overrides = [folder for folder in given if folder != other_theme()]
    theme = [Path(run.settings["THEME"]) / "templates"] if run.speaks_views else [_HERE / "fragment"]
    return [*overrides, *theme, *(templates(part) for part in run.parts), _HERE]


def templates(part: Part) -> Path:
    """Return the folder of a part's templates."""
    return package(part) / "templates"


def package(part: Part) -> Path:
    """Return the folder of a part's package."""
    file = sys.modules[type(part).__module__].__file__
    return Path(str(file)).parent


def other_theme() -> Path:
    """Return the folder of the templates that bring our parts into a theme which knows nothing of them."""
    return _HERE / "other"


def json_text(data: object) -> str:
    """Return JSON as it is written into a file: readable, in UTF-8, ending with a line end."""
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain) + "\n"


def linked_data(data: object) -> Markup:
    """Return JSON-LD for a ``script`` element: no character in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in JSON")
