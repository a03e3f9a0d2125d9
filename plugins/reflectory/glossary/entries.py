"""Glossary entries: the files of ``content/glossary/`` as checked values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from reflectory.glossary.languages import lang_of
from reflectory.site.errors import remedy
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.part import Source
from reflectory.site.text import fold, smarten


class Piece(Struct, frozen=True):
    """A word part that joins with others: Latin *com-* and *pati*."""

    form: str
    meaning: str = ""


class Step(Struct, frozen=True):
    """One form of a word on its way to today's; ``lang`` is a BCP 47 tag or ""."""

    form: str
    language: str
    lang: str = ""
    meaning: str = ""
    parts: tuple[Piece, ...] = ()


class Cited(Struct, frozen=True):
    """Where an etymology is taken from, and when it was read there."""

    title: str
    url: str = ""
    accessed: str = ""


class Contrast(Struct, frozen=True):
    """Another entry (by slug) that this one is read against, and what tells them apart."""

    slug: str
    says: str


class Entry(Struct, frozen=True):
    """One word of the glossary.

    Attributes:
        forms: every spelling that is linked, the term first.
        exceptions: phrases in which the word is not meant.
        etymology: oldest first.
        sense: a label, where another entry shares a form.
        default: whether the entry is meant where an essay does not choose among those that share a form.
        html: the full definition, with ``html.ROOT`` for the way to the site's root.
    """

    slug: str
    file: str
    term: str
    short: str
    forms: tuple[str, ...]
    html: str
    meta: FrontMatter
    exceptions: tuple[str, ...] = ()
    part_of_speech: str = ""
    etymology: tuple[Step, ...] = ()
    first_attested: str = ""
    sources: tuple[Cited, ...] = ()
    see_also: tuple[str, ...] = ()
    contrast: Contrast | None = None
    sense: str = ""
    default: bool = False

    @property
    def label(self) -> str:
        """The term, with its sense where it has one: ``patient (the person)``."""
        return f"{self.term} ({self.sense})" if self.sense else self.term


KEYS = frozenset(
    """term forms except part_of_speech short etymology first_attested sources see_also contrast sense default
    slug title summary""".split()
)
"""Every key of an entry; ``slug``, ``title`` and ``summary`` are Pelican's and change nothing."""

Fault = tuple[int, str]
"""A line and what is wrong on it."""


def parse(source: Source) -> tuple[Entry | None, list[Fault]]:
    """Return the entry that a source describes, or ``None`` and all that is wrong with it."""
    reader = _Reader(source.meta)
    entry = reader.entry(source)
    return (None if reader.faults else entry), reader.faults


class _Reader:
    """Reads an entry's header and gathers its faults."""

    def __init__(self, meta: FrontMatter) -> None:
        self.meta = meta
        self.faults: list[Fault] = []

    def entry(self, source: Source) -> Entry:
        self._known(self.meta.values, KEYS, "an entry")
        term = self.text("term", needed="the word itself")
        return Entry(
            slug=source.slug,
            file=source.file,
            term=term,
            short=smarten(self.text("short", needed="one sentence that says what the word means")),
            forms=tuple(dict.fromkeys([term, *self.texts("forms")])),
            html=source.html,
            meta=self.meta,
            exceptions=self.texts("except"),
            part_of_speech=self.text("part_of_speech"),
            etymology=tuple(self.steps()),
            first_attested=self.text("first_attested"),
            sources=tuple(self.cited()),
            see_also=self.texts("see_also"),
            contrast=self.contrast(),
            sense=self.text("sense"),
            default=self.truth("default"),
        )

    def fault(self, path: Sequence[str | int], message: str) -> None:
        self.faults.append((self.meta.line(*path), message))

    def text(self, *path: str | int, needed: str = "", inside: Mapping[str, Any] | None = None) -> str:
        """Return the text at the end of ``path``; where it is ``needed`` and wanting, that is a fault."""
        key = str(path[-1])
        value = (self.meta.values if inside is None else inside).get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, bool):
            self.fault(path, f"“{key}” should be text; put quotation marks around {_shown(value)}.")
        elif value is not None and not isinstance(value, str):
            self.fault(path, f"“{key}” should be text, not a list; write it as one value.")
        elif needed:
            self.fault(path, f"“{key}” is missing; it is {needed}.")
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(text.strip() for _, text in self._items(key, str, "words") if text.strip())

    def truth(self, key: str) -> bool:
        value = self.meta.values.get(key)
        if value not in (None, True, False):
            self.fault([key], f"“{key}” is “{_shown(value)}”; it should be true or false.")
        return value is True

    def steps(self) -> Iterator[Step]:
        for index, step in self._items("etymology", dict, "steps, each with form and language"):
            path = ("etymology", index)
            self._known(step, _names(Step, without="lang"), "a step of the etymology", path)
            form, language = self.text(*path, "form", inside=step), self.text(*path, "language", inside=step)
            if _wanting(step.get("form")):
                message = "etymology needs “form” (the word as it was) in every step; add it or remove the step."
                self.fault(path, message)
            elif _wanting(step.get("language")):
                self.fault(path, f"etymology needs “language” for the form “{form}”; add it or remove the step.")
            meaning = smarten(self.text(*path, "meaning", inside=step))
            yield Step(form, language, lang_of(language), meaning, tuple(self._pieces(step, path)))

    def _pieces(self, step: Mapping[str, Any], path: tuple[str | int, ...]) -> Iterator[Piece]:
        pieces = step.get("parts") or []
        if not isinstance(pieces, list):
            self.fault((*path, "parts"), "“parts” should be a list, each with form and meaning.")
            return
        for index, piece in enumerate(pieces):
            here = (*path, "parts", index)
            if not isinstance(piece, dict) or not self.text(*here, "form", inside=piece):
                self.fault(here, "every one of “parts” needs “form”; add it or remove the part.")
                continue
            self._known(piece, _names(Piece), "a part", here)
            yield Piece(self.text(*here, "form", inside=piece), smarten(self.text(*here, "meaning", inside=piece)))

    def cited(self) -> Iterator[Cited]:
        for index, source in self._items("sources", dict, "sources, each with title and url"):
            path = ("sources", index)
            self._known(source, _names(Cited), "a source", path)
            title, url = self.text(*path, "title", inside=source), self.text(*path, "url", inside=source)
            if _wanting(source.get("title")):
                self.fault(path, "every one of “sources” needs “title”; add it or remove the source.")
            if url and not _ADDRESS.fullmatch(url):
                remedy = "should begin with https:// or http:// and hold no spaces"
                self.fault((*path, "url"), f"the address “{url}” {remedy}; correct it or remove it.")
            yield Cited(title, url, self.text(*path, "accessed", inside=source))

    def contrast(self) -> Contrast | None:
        value = self.meta.values.get("contrast")
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(["contrast"], "“contrast” needs two keys: with (an entry) and says (what tells them apart).")
            return None
        self._known(value, frozenset({"with", "says"}), "a contrast", ("contrast",))
        other = self.text("contrast", "with", inside=value, needed="the entry that this one is read against")
        says = self.text("contrast", "says", inside=value, needed="a sentence on what tells the two apart")
        return Contrast(other, smarten(says))

    def _items(self, key: str, kind: type[Any], what: str) -> Iterator[tuple[int, Any]]:
        value = self.meta.values.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            example = f", such as [{value}]" if isinstance(value, str) and kind is str else ""
            self.fault([key], f"“{key}” should be a list of {what}{example}.")
            return
        for index, item in enumerate(value):
            if isinstance(item, kind):
                yield index, item
            else:
                self.fault([key, index], f"“{key}” should be a list of {what}; this is “{_shown(item)}”.")

    def _known(
        self, values: Mapping[str, Any], keys: frozenset[str], what: str, path: tuple[str | int, ...] = ()
    ) -> None:
        for key in values:
            if key not in keys:
                self.fault((*path, key), f"“{key}” is no key of {what}; {remedy(key, keys, 'remove it.')}")


def _shown(value: Any) -> str:
    """Return a value as the author wrote it, as nearly as a sentence can hold it."""
    if value is None or isinstance(value, bool):
        return {None: "empty", True: "true", False: "false"}[value]
    return ", ".join(map(_shown, value)) if isinstance(value, list | dict) else str(value)


def _wanting(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


_ADDRESS = re.compile(r"https?://[^\s/?#]\S*", re.I)


def _names(kind: type[Struct], without: str = "") -> frozenset[str]:
    return frozenset(kind.__struct_fields__) - {without}


def clashes(entries: Sequence[Entry], others: Iterable[str] = ()) -> Iterator[tuple[Entry, str, str]]:
    """Yield (entry, key at fault, message) for whatever is wrong between entries.

    Args:
        entries: those that could be read.
        others: the slugs of those that could not, which may be named all the same.
    """
    known = {entry.slug for entry in entries} | set(others)
    for entry in entries:
        for slug in entry.see_also:
            if slug not in known:
                yield (
                    entry,
                    "see_also",
                    f"see_also names “{slug}”, which is no entry; {remedy(slug, known)}",
                )
        if entry.contrast and entry.contrast.slug not in known:
            other = entry.contrast.slug
            yield entry, "contrast", f"contrast names “{other}”, which is no entry; {remedy(other, known)}"
    yield from _shared_forms(entries)


def _shared_forms(entries: Sequence[Entry]) -> Iterator[tuple[Entry, str, str]]:
    owners: dict[str, list[Entry]] = {}
    for entry in entries:
        for form in dict.fromkeys(fold(form) for form in entry.forms):
            owners.setdefault(form, []).append(entry)
    for form, sharing in owners.items():
        if len(sharing) < 2:
            continue
        for entry in sharing:
            if not entry.sense:
                other = next(other for other in sharing if other is not entry)
                remedy = "give both a “sense”, or take the form out of one."
                yield entry, "forms", f"the form “{form}” belongs to {other.file} too; {remedy}"
        defaults = [entry for entry in sharing if entry.default]
        for entry in defaults[1:]:
            message = f"“default: true” stands in {defaults[0].file} too, which shares the form “{form}”; keep one."
            yield entry, "default", message
        yield from _equal_senses(form, sharing)


def _equal_senses(form: str, sharing: Sequence[Entry]) -> Iterator[tuple[Entry, str, str]]:
    seen: dict[str, Entry] = {}
    for entry in sharing:
        first = seen.setdefault(fold(entry.sense), entry)
        if entry.sense and first is not entry:
            message = f"“{entry.sense}” is the sense of {first.file} too, which shares the form “{form}”; change one."
            yield entry, "sense", message
