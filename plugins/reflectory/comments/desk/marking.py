"""A comment as the desk shows it: rendered as readers will see it, with marks where it may identify a person."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from html import escape
from pathlib import Path

from markupsafe import Markup
from msgspec import Struct

from reflectory.comments.bodies import Renderer
from reflectory.comments.inbox.records import Held
from reflectory.comments.persons import Kind, Mark, listed, marks
from reflectory.site.html import Edit, Run, runs, splice

WORDS = Path("private") / "words.txt"
"""The practice's own list."""

_NOTHING: frozenset[str] = frozenset()


class Shown(Struct, frozen=True):
    """A text with its marks.

    Attributes:
        html: safe, with a ``mark`` around each place and what it may be after it.
        kinds: of all marks, the surest first, those among them that only its source has (a link's address).
    """

    html: Markup
    kinds: tuple[Kind, ...]


class Marker:
    """Marks comments with the words of a site's private list as it is now.

    Args:
        site: the folder of ``pelicanconf.py``.
        region: the country of telephone numbers without a code.
        max_body: how long a body is read as Markdown.
    """

    def __init__(self, site: Path, region: str, max_body: int) -> None:
        self._words_file, self._region = site / WORDS, region
        self._renderer = Renderer(max_body)

    def words(self) -> tuple[str, ...]:
        """Return the private list; empty where there is none."""
        try:
            return listed(self._words_file.read_text("utf-8", errors="replace"))
        except OSError:
            return ()

    def found(self, text: str, words: Collection[str] | None = None) -> tuple[Mark, ...]:
        """Return the marks of a plain text."""
        return marks(text, self.words() if words is None else words, region=self._region)

    def shown(self, body: str, words: Collection[str] | None = None) -> Shown:
        """Return a body as readers will see it, marked."""
        words = self.words() if words is None else words
        html = str(self._renderer.render(body))
        edits: list[Edit] = []
        kinds = {mark.kind for mark in self.found(body, words)}
        for run in runs(html, _NOTHING):
            for mark in self.found(run.text, words):
                kinds.add(mark.kind)
                edits += _around(run, mark, len(edits))
        marked = Markup(splice(html, edits))  # noqa: S704 - the renderer's safe HTML with our own tags in it
        return Shown(marked, tuple(kind for kind in Kind if kind in kinds))

    def source(self, text: str) -> Markup:
        """Return a text as it was written, marked."""
        parts, position = [], 0
        for mark in self.found(text):
            parts += [escape(text[position : mark.start]), _wrapped(escape(text[mark.start : mark.end]), mark.kind)]
            position = mark.end
        return Markup("".join([*parts, escape(text[position:])]))  # noqa: S704 - every part is escaped


class Looked:
    """Which comments have marks of which kind, found out in the background and kept while the desk is open."""

    def __init__(self, marker: Marker, get: Callable[[Collection[int]], Iterable[Held]]) -> None:
        self._marker, self._get = marker, get
        self._kinds: dict[int, tuple[Kind, ...]] = {}
        self._words: tuple[str, ...] = ()
        self._lock = threading.Lock()

    def note(self, number: int, kinds: tuple[Kind, ...]) -> None:
        """Keep what was found out on the way."""
        self._kinds[number] = kinds

    def forget(self, number: int) -> None:
        """Look at a comment again, because its text is another one."""
        self._kinds.pop(number, None)

    def among(self, numbers: Collection[int], wanted: Collection[Kind], at_most: int) -> tuple[list[int], int]:
        """Return those of some comments that have a mark of a wanted kind, and how many are still to be looked at.

        Args:
            numbers: the comments, in order.
            wanted: the kinds; none of them is no mark at all.
            at_most: how many may be looked at before the answer.
        """
        waiting = self.look(numbers, at_most)
        known = ((number, self._kinds.get(number)) for number in numbers)
        fits = [number for number, kinds in known if kinds is not None and _fits(kinds, wanted)]
        return fits, waiting

    def look(self, numbers: Collection[int], at_most: int) -> int:
        """Look at comments that were not looked at; returns how many are left."""
        with self._lock:
            words = self._marker.words()
            if words != self._words:
                self._words, self._kinds = words, {}
            new = [number for number in numbers if number not in self._kinds]
            for held in self._get(new[:at_most]) if new else ():
                self._kinds[held.id] = self._marker.shown(held.body, words).kinds
            return max(0, len(new) - at_most)


def _fits(kinds: tuple[Kind, ...], wanted: Collection[Kind]) -> bool:
    return bool(set(kinds) & set(wanted)) if wanted else not kinds


def _around(run: Run, mark: Mark, order: int) -> Iterator[Edit]:
    """Yield the edits that mark a place, piece by piece where tags come between; the last says what it is."""
    pieces: list[tuple[int, int]] = []
    for segment in run.segments:
        start, end = max(mark.start, segment.at), min(mark.end, segment.at + segment.length)
        if start < end:
            first, last = run.source(start, end)
            if pieces and pieces[-1][1] == first:
                pieces[-1] = (pieces[-1][0], last)
            else:
                pieces.append((first, last))
    for at, (first, last) in enumerate(pieces):
        label = _label(mark.kind) if at == len(pieces) - 1 else ""
        yield Edit(first, first, order + 2 * at + 1, '<mark class="person">')
        yield Edit(last, last, order + 2 * at, f"{label}</mark>")


def _label(kind: Kind) -> str:
    return f' <span class="person-kind">[{kind}?]</span>'


def _wrapped(escaped: str, kind: Kind) -> str:
    return f'<mark class="person">{escaped}{_label(kind)}</mark>'
