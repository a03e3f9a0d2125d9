"""Teaching packs: the files of ``content/packs/`` as checked values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from msgspec import Struct, field

from reflectory.citing.packs.document import Activity
from reflectory.site.errors import remedy
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.part import Source
from reflectory.site.text import smarten

KEYS = frozenset(
    """title audience outcomes time essays questions activities words licence licence_url date slug summary""".split()
)
STEP_KEYS = frozenset(["essay", "version", "paragraphs", "says"])
ACTIVITY_KEYS = frozenset(["title", "time", "says"])
_TEXTS = ("title", "audience", "time")
"""Keys that have to say something in words."""

Fault = tuple[int, str]
"""A line and what is wrong on it."""


class Step(Struct, frozen=True):
    """One essay (by slug) of a pack as it stood from a day on, and which paragraphs of it; none for the whole."""

    essay: str
    version: str
    paragraphs: tuple[str, ...] = ()
    says: str = ""


class PackFile(Struct, frozen=True):
    """What a practitioner wrote about a pack; ``words`` are slugs of entries."""

    slug: str
    file: str
    title: str
    audience: str
    time: str
    summary: str
    date: str
    licence: str
    licence_url: str
    html: str
    outcomes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    questions: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    words: tuple[str, ...] = ()
    meta: FrontMatter = field(default_factory=lambda: FrontMatter({}))
    fingerprint: bytes = b""


def parse(source: Source) -> tuple[PackFile, list[Fault]]:
    """Return a pack's file as a value, and all that is wrong in it."""
    values = source.meta.values
    pack = PackFile(
        slug=source.slug,
        file=source.file,
        title=smarten(_text(values.get("title"))),
        audience=smarten(_text(values.get("audience"))),
        time=smarten(_text(values.get("time"))),
        summary=smarten(_text(values.get("summary"))),
        date=_text(values.get("date")),
        licence=_text(values.get("licence")),
        licence_url=_text(values.get("licence_url")),
        html=source.html,
        outcomes=tuple(map(smarten, _texts(values.get("outcomes")))),
        steps=tuple(_steps(values.get("essays"))),
        questions=tuple(map(smarten, _texts(values.get("questions")))),
        activities=tuple(_activities(values.get("activities"))),
        words=_texts(values.get("words")),
        meta=source.meta,
        fingerprint=source.fingerprint,
    )
    return pack, list(_faults(source.meta))


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, value)) if _is_texts(value) else ()


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)


def _steps(value: Any) -> Iterator[Step]:
    for step in value if isinstance(value, list) else ():
        if isinstance(step, dict):
            essay, version = _text(step.get("essay")), _text(step.get("version"))
            yield Step(essay, version, _texts(step.get("paragraphs")), smarten(_text(step.get("says"))))


def _activities(value: Any) -> Iterator[Activity]:
    for one in value if isinstance(value, list) else ():
        if isinstance(one, dict):
            title, says, time = (smarten(_text(one.get(key))) for key in ("title", "says", "time"))
            yield Activity(title, says, time)


def _faults(meta: FrontMatter) -> Iterator[Fault]:
    values = meta.values
    for key in values:
        if key not in KEYS:
            yield meta.line(key), f"“{key}” is no key of a teaching pack; {remedy(key, KEYS, 'remove it.')}"
    for key in _TEXTS:
        if not values.get(key):
            yield meta.line(key), f"the pack's {key} is missing; add a line “{key}: ...” to the header."
    for key in (*_TEXTS, "licence", "licence_url", "summary"):
        if values.get(key) is not None and not isinstance(values[key], str):
            yield meta.line(key), f"“{key}” should be text."
    for key in ("outcomes", "questions", "words"):
        if values.get(key) is not None and not _is_texts(values[key]):
            yield meta.line(key), f"“{key}” should be a list of texts, such as [one, another]."
    if not values.get("outcomes"):
        yield meta.line("outcomes"), "the pack has no outcomes; say in a list what people will be able to do after it."
    if values.get("date") is not None and not is_day(values["date"]):
        yield meta.line("date"), f"the date is “{values['date']}”; write a day like 2026-01-31."
    yield from _step_faults(meta)
    yield from _activity_faults(meta)


def _step_faults(meta: FrontMatter) -> Iterator[Fault]:
    steps = meta.values.get("essays")
    if not isinstance(steps, list) or not steps:
        yield (
            meta.line("essays"),
            "“essays” should be a list of essays, each with essay (its slug) and version (a day).",
        )
        return
    for index, step in enumerate(steps):
        line = meta.line("essays", index)
        if not isinstance(step, dict) or not _text(step.get("essay")):
            yield line, "an essay of a pack is named by its slug: “essay: ...”."
            continue
        for key in sorted(set(step) - STEP_KEYS):
            yield meta.line("essays", index, key), f"“{key}” is no key of a pack's essay; {remedy(key, STEP_KEYS)}"
        if step.get("version") is not None and not is_day(step["version"]):
            yield (
                meta.line("essays", index, "version"),
                f"the version “{step['version']}” should be a day like 2026-01-31.",
            )
        if step.get("paragraphs") is not None and not (step["paragraphs"] and _is_texts(step["paragraphs"])):
            advice = "write a list of ids, or leave it out for the whole essay."
            yield meta.line("essays", index, "paragraphs"), f"“paragraphs” names none; {advice}"


def _activity_faults(meta: FrontMatter) -> Iterator[Fault]:
    activities = meta.values.get("activities")
    if activities is None:
        return
    if not isinstance(activities, list):
        yield meta.line("activities"), "“activities” should be a list, each with title, says and perhaps time."
        return
    for index, one in enumerate(activities):
        keys = set(one) if isinstance(one, dict) else set()
        if not {"title", "says"} <= keys or keys - ACTIVITY_KEYS or not all(isinstance(v, str) for v in one.values()):
            yield meta.line("activities", index), "an activity has title and says, and perhaps time, all of them text."


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_day(value: Any) -> bool:
    """Whether a value is a day as packs name them, ``2026-01-31``."""
    if not isinstance(value, str) or not _DAY.fullmatch(value.strip()):
        return False
    try:
        date.fromisoformat(value.strip())
    except ValueError:
        return False
    return True


def missing(pack: PackFile, *, essays: Collection[str], words: Collection[str]) -> Iterator[Fault]:
    """Yield what a pack names that is not there; each argument holds the slugs that are."""
    for index, step in enumerate(pack.steps):
        if step.essay and step.essay not in essays:
            line = pack.meta.line("essays", index, "essay")
            yield line, f"the pack names the essay “{step.essay}”, which is not there; {remedy(step.essay, essays)}"
    for index, slug in enumerate(pack.words):
        if slug not in words:
            yield pack.meta.line("words", index), f"“words” names “{slug}”, which is not there; {remedy(slug, words)}"
