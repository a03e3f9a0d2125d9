"""The templates of what lies inside a book or a cartridge, filled in; they are no pages of the site's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from reflectory.citing.packs.document import Document, Picture, as_printed

FOLDER = Path(__file__).with_name("inside")
"""Where the templates lie."""

_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class Chapter(Struct, frozen=True):
    """A page of a book or a cartridge: the name of its file without the ending, its title, and its (X)HTML."""

    name: str
    title: str
    body: Markup


class File(NamedTuple):
    """A picture as a manifest lists it."""

    id: str
    name: str
    type: str
    picture: Picture


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["printed"] = as_printed
    return environment


def filled(template: str, **values: Any) -> str:
    """Return a template of ``inside/`` with values filled in."""
    return _templates().get_template(template).render(**values)


def part(name: str, *values: Any) -> Markup:
    """Return a macro of ``parts.html`` with values filled in."""
    made: Markup = getattr(_templates().get_template("parts.html").module, name)(*values)
    return made


def pictures(document: Document) -> Mapping[str, File]:
    """Return the pictures of a pack by their address in the tree."""
    return dict(_pictures(document))


def _pictures(document: Document) -> Iterator[tuple[str, File]]:
    for number, (url, picture) in enumerate(document.shown(), 1):
        ending = picture.name.rpartition(".")[2].lower()
        yield url, File(f"picture-{number}", f"images/{picture.name}", _TYPES[ending], picture)
