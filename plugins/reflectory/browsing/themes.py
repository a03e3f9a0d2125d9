"""Themes: the files of ``content/themes/`` as checked values, and the essays that belong to each."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from msgspec import Struct, field

from reflectory.site.errors import remedy
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.part import Source
from reflectory.site.text import smarten

KEYS = frozenset(["title", "short", "parent", "related", "path", "words", "questions", "slug", "summary"])
Fault = tuple[int, str]
"""A line and what is wrong on it."""


class PathStep(Struct, frozen=True):
    """One essay (by slug) of a reading path, and why it is read there."""

    essay: str
    says: str


class ThemeFile(Struct, frozen=True):
    """What a practitioner wrote about a theme; ``parent``, ``related`` and ``words`` are slugs."""

    slug: str
    file: str
    title: str
    short: str
    html: str
    meta: FrontMatter = field(default_factory=lambda: FrontMatter({}))
    parent: str = ""
    related: tuple[str, ...] = ()
    path: tuple[PathStep, ...] = ()
    words: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    fingerprint: bytes = b""


def parse(source: Source) -> tuple[ThemeFile, list[Fault]]:
    """Return a theme's file as a value, and all that is wrong in it."""
    faults = list(_faults(source.meta))
    values = source.meta.values
    title = values.get("title")
    theme = ThemeFile(
        slug=source.slug,
        file=source.file,
        title=title.strip() if isinstance(title, str) else "",
        short=smarten(_text(values.get("short"))),
        html=source.html,
        meta=source.meta,
        parent=_text(values.get("parent")),
        related=_texts(values.get("related")),
        path=tuple(_steps(values.get("path"))),
        words=_texts(values.get("words")),
        questions=tuple(map(smarten, _texts(values.get("questions")))),
        fingerprint=source.fingerprint,
    )
    return theme, faults


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(item.strip() for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _steps(value: Any) -> Iterator[PathStep]:
    for step in value if isinstance(value, list) else ():
        if isinstance(step, dict):
            yield PathStep(_text(step.get("essay")), smarten(_text(step.get("says"))))


def _faults(meta: FrontMatter) -> Iterator[Fault]:
    values = meta.values
    for key in values:
        if key not in KEYS:
            yield meta.line(key), f"“{key}” is no key of a theme; {remedy(key, KEYS, 'remove it.')}"
    for key in ("title", "short", "parent"):
        if values.get(key) is not None and not isinstance(values[key], str):
            yield meta.line(key), f"“{key}” should be text."
    if not values.get("title"):
        yield 1, "the title is missing; add a line “title: ...” to the header."
    for key in ("related", "words", "questions"):
        value = values.get(key)
        if value is not None and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            yield meta.line(key), f"“{key}” should be a list of texts, such as [one, another]."
    yield from _path_faults(meta)


def _path_faults(meta: FrontMatter) -> Iterator[Fault]:
    path = meta.values.get("path")
    if path is None:
        return
    if not isinstance(path, list):
        yield meta.line("path"), "“path” should be a list of steps, each with essay (its slug) and says."
        return
    for index, step in enumerate(path):
        keys = set(step) if isinstance(step, dict) else set()
        if not _text(step.get("essay") if isinstance(step, dict) else None) or keys - {"essay", "says"}:
            yield (
                meta.line("path", index),
                "a step of the reading path has two keys: essay (its slug) and says.",
            )


def missing(
    theme: ThemeFile, *, essays: Collection[str], themes: Collection[str], words: Collection[str]
) -> Iterator[Fault]:
    """Yield what a theme's file names that is not there; each argument holds the slugs that are."""
    line = theme.meta.line
    for index, step in enumerate(theme.path):
        if step.essay and step.essay not in essays:
            message = f"the reading path names the essay “{step.essay}”, which is not there"
            yield line("path", index, "essay"), f"{message}; {remedy(step.essay, essays)}"
    for key, named, known in (("related", theme.related, themes), ("words", theme.words, words)):
        for index, slug in enumerate(named):
            if slug not in known:
                yield line(key, index), f"“{key}” names “{slug}”, which is not there; {remedy(slug, known)}"
    if theme.parent and theme.parent not in themes:
        yield line("parent"), f"the parent “{theme.parent}” is not there; {remedy(theme.parent, themes)}"


def circles(themes: Collection[ThemeFile]) -> Iterator[ThemeFile]:
    """Yield themes that are their own ancestor."""
    parents = {theme.slug: theme.parent for theme in themes}
    for theme in themes:
        above, seen = theme.parent, {theme.slug}
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == theme.slug:
            yield theme
