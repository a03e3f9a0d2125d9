"""The text of an essay as it stood on a day, and the paragraphs that a pack chooses from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from reflectory.building.fingerprint import fingerprint
from reflectory.building.keeper import Made
from reflectory.citing.ledger import versions
from reflectory.citing.ledger.blocks import Block, survey
from reflectory.citing.ledger.ids import naturals
from reflectory.citing.ledger.part import ledger_of
from reflectory.citing.packs.document import GAP
from reflectory.citing.packs.tree import Node, Text, walk
from reflectory.site.models import Essay
from reflectory.site.run import Run

_LISTS = {"li": "ul", "dt": "dl", "dd": "dl"}
"""In what a block stands that may not stand alone."""


class Version(NamedTuple):
    """A state of an essay.

    Attributes:
        day: from which it stood, ISO 8601.
        url: where it can be read, from the root.
        key: names its text.
        path: the file that keeps it, "" for the essay as it is today.
        title: the essay's at that time.
    """

    day: str
    url: str
    key: bytes
    path: str
    title: str


class Asked(NamedTuple):
    """What a pack wants of a text.

    Attributes:
        named: the blocks of the text under their ids.
        paragraphs: ids in the order wanted, none for the whole text.
        address: of the page, from the root.
    """

    html: str
    named: tuple[tuple[str, Block], ...]
    paragraphs: tuple[str, ...]
    address: str


class Chosen(NamedTuple):
    """What is at hand of a choice: the ids that are not there, the addresses of the pictures in it, its fingerprint."""

    missing: tuple[str, ...]
    pictures: tuple[str, ...]
    content: bytes


def days(run: Run, essay: Essay) -> list[str]:
    """Return the days of an essay's versions, today's last."""
    return [*(one.day for one in _earlier(run, essay)), versions.day_of(run, essay)]


def _earlier(run: Run, essay: Essay) -> list[versions.Version]:
    ledger = ledger_of(run)
    return ledger.versions(essay) if ledger else []


def version(run: Run, essay: Essay, day: str) -> Version | None:
    """Return an essay's version of a day, ``None`` where there is none."""
    if day == versions.day_of(run, essay):
        ledger = ledger_of(run)
        ids = ledger.print_of(essay) if ledger else b""
        url = versions.today(run, essay).url if versions.has_versions(essay) else essay.url
        return Version(day, url, run.keeper.key("today", run.bodies[essay.file][0], ids), "", essay.title)
    for one in _earlier(run, essay):
        if one.day == day:
            title = versions.read(one.path).title or essay.title
            return Version(day, one.url, run.files.fingerprint(one.path), one.path, title)
    return None


def asked(run: Run, essay: Essay, one: Version, paragraphs: tuple[str, ...]) -> Asked:
    """Return what is needed to choose paragraphs of a version."""
    if one.path:
        html = versions.read(one.path).html
        body = survey(html)
        return Asked(html, tuple(zip(naturals(body), body.blocks, strict=True)), paragraphs, one.url)
    html = run.linked(essay).html
    ledger = ledger_of(run)
    if ledger and paragraphs:
        paragraphs = tuple(ledger.now_called(essay, name) or name for name in paragraphs)
        return Asked(html, tuple(ledger.passages(essay)), paragraphs, one.url)
    return Asked(html, (), paragraphs, one.url)


def choose(wanted: Asked) -> Made[tuple[Node, ...]]:
    """Return the text or the chosen paragraphs as a tree; the gist is a ``Chosen``."""
    text = Text(wanted.html, wanted.address)
    places = {name: number for number, (name, _) in enumerate(wanted.named)}
    missing = tuple(name for name in wanted.paragraphs if name not in places)
    numbers = [places[name] for name in wanted.paragraphs if name in places]
    nodes = tuple(_passages(text, wanted, numbers)) if wanted.paragraphs else text.whole()
    pictures = dict.fromkeys(node.url for node in walk(nodes) if node.name == "img")
    return Made((missing, tuple(pictures), fingerprint(nodes)), nodes)


def _passages(text: Text, wanted: Asked, numbers: Iterable[int]) -> Iterator[Node]:
    """Yield the chosen blocks, with ``GAP`` where something is left out between them; items of a list stay together."""
    last: Node | None = None
    goes_on = -1
    for number in numbers:
        block = wanted.named[number][1]
        for node in text.part(_alone(wanted.html, block)):
            is_next = goes_on == number
            if last is not None and last.name == node.name and block.kind in _LISTS and is_next:
                last = Node(node.name, (*last.content, *node.content), lang=node.lang)
                continue
            if last is not None:
                yield last
                if not is_next:
                    yield GAP
            last = node
            goes_on = number
        goes_on = _after(wanted, number)
    if last is not None:
        yield last


def _alone(html: str, block: Block) -> str:
    """Return a block's HTML, in a list of its own where it needs one."""
    element, around = html[block.start : block.until], _LISTS.get(block.kind)
    return f"<{around}>{element}</{around}>" if around else element


def _after(wanted: Asked, number: int) -> int:
    """Return the number of the first block after all that a block holds."""
    until = wanted.named[number][1].until
    return next((n for n in range(number + 1, len(wanted.named)) if wanted.named[n][1].start >= until), -1)
