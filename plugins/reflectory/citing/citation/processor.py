"""References by the real styles: citeproc-js, the reference processor of the Citation Style Language, in V8.

Of the processors that a user could have without installing Node, citeproc-py drops spaces, given names and titles
(“2022Jan16”; MLA with initials), and typst's loses authors and the title case of MLA; pandoc's is right and takes 155
MB. An engine is started when the first work has to be cited, and what it says is kept by content.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from reflectory.building.keeper import Made
from reflectory.site.errors import ReflectoryError

ADDRESS, ACCESSED, PARAGRAPH, _LESS = "\ue000", "\ue001", "\ue002", "\ue003"
"""What stands in a reference for the work's address and the day on which it was read, in a citation for the number of
the paragraph, and in names and titles for “<”, which CSL would take for markup. The characters are private (Unicode,
23.5)."""


class Style(NamedTuple):
    """A style: how we call it, its name for readers, the name of its file, and the English of its manual.

    The manuals differ in how they quote: Cite Them Right has ‘this’, the American ones have “this.”
    """

    slug: str
    name: str
    file: str
    lang: str

    @property
    def for_engine(self) -> tuple[str, str, str]:
        """What an engine knows of the style: its name, its language and itself."""
        from reflectory.citing.citation.pruning import pruned  # here: it is slow to load, and few builds cite anew

        return self.file, self.lang, pruned(Path(__file__).parent / "styles" / f"{self.file}.csl")


STYLES = (
    Style("harvard", "Harvard (Cite Them Right)", "harvard-cite-them-right", "en-GB"),
    Style("apa", "APA 7", "apa", "en-US"),
    Style("vancouver", "Vancouver", "nlm-citation-sequence", "en-US"),
    Style("mla", "MLA 9", "modern-language-association", "en-US"),
)

CITED = frozenset(["type", "title", "container-title", "author", "issued", "language"])
"""What a reference is made from."""


class Cited(NamedTuple):
    """A work cited in one style: HTML in which ``ADDRESS``, ``ACCESSED`` and ``PARAGRAPH`` stand for what comes later.

    Attributes:
        reference: its entry in a list of references.
        in_text: what stands in the text for it; ``in_paragraph`` is the same for one paragraph.
    """

    reference: str
    in_text: str
    in_paragraph: str


class Citing(Struct, frozen=True):
    """Cites works in every style; it may travel to another process, and starts an engine where it works."""

    def __call__(self, work: dict[str, Any]) -> Made[tuple[tuple[str, str, str], ...]]:
        """Return a ``Cited`` for each of ``STYLES``, as plain tuples; ``work`` is CSL-JSON."""
        return Made((), tuple((one.reference, one.in_text, one.in_paragraph) for one in cited(work)))


def cited(work: dict[str, Any]) -> list[Cited]:
    """Return a work, given as CSL-JSON, cited in each of ``STYLES``; its address and the day of reading come later.

    Raises:
        ReflectoryError: there is no engine.
    """
    asked = {name: value for name, value in work.items() if name in CITED}
    asked |= {"URL": ADDRESS, "accessed": {"literal": ACCESSED}}
    return [
        Cited(_entry(reference), _restored(in_text), _restored(in_paragraph))
        for reference, in_text, in_paragraph in _engine().ask(json.dumps(asked).replace("<", _LESS))
    ]


class _Engine:
    """The program of ``engine.py``, which works until its input ends: until this process does, at the latest."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("engine.py"))]
        pipe = subprocess.PIPE
        # A group of its own, so that Ctrl-C is this process's affair: V8 does not survive it, and would not end either.
        self._process = subprocess.Popen(  # noqa: S603
            command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8", process_group=0
        )
        self._say(json.dumps([[style.for_engine for style in STYLES], PARAGRAPH]))

    def ask(self, work: str) -> list[list[str]]:
        """Return what the engine answers to a work, as JSON."""
        self._say(work)
        assert self._process.stdout
        answer = self._process.stdout.readline()
        if not answer:
            raise ReflectoryError("the program that writes references has ended; its own message is above.")
        found: list[list[str]] = json.loads(answer)
        return found

    def _say(self, line: str) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return  # the answer will be missing, which is told

    def close(self) -> None:
        """End the program, which may not have started yet, and wait until it has ended."""
        self._process.kill()
        self._process.communicate()


_engines: dict[int, _Engine] = {}
"""By process: a copy of this one must not talk to this one's engine."""


def _engine() -> _Engine:
    process = os.getpid()
    if process not in _engines:
        _engines[process] = _Engine()
    return _engines[process]


def start() -> None:
    """Start this process's engine, without waiting until it can answer."""
    _engine()


@atexit.register
def close() -> None:
    """End this process's engine, if there is one."""
    if engine := _engines.pop(os.getpid(), None):
        engine.close()


def _restored(text: str) -> str:
    return text.replace(_LESS, "&lt;").strip()


def _entry(html: str) -> str:
    """Return what a list's entry says, without the list's own boxes and numbers."""
    from lxml.html import fragment_fromstring, tostring

    entry = fragment_fromstring(html.strip())
    inner = entry.find_class("csl-right-inline")
    box = inner[0] if inner else entry
    said = tostring(box, encoding="unicode", with_tail=False)
    return _restored(said[said.index(">") + 1 : said.rindex("<")])
