"""Citeproc-js in V8, as a program of its own: it reads works as JSON, a line each, and answers each with a line.

A process of its own has its threads, so that the build's may be copied (``os.fork``), and stays from one build of a
preview to the next. It is started by ``processor``, imports nothing of ours, and ends with its input.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from py_mini_racer import MiniRacer, init_mini_racer

_HERE = Path(__file__).parent
_LANGS = ("en-GB", "en-US")


class Engine:
    """Citeproc-js with some styles.

    Args:
        styles: the name of each style, its language and itself, as XML.
    """

    def __init__(self, styles: Iterable[tuple[str, str, str]]) -> None:
        # For some thousands of works, V8's optimising compiler takes longer than it saves.
        init_mini_racer(flags=["--single-threaded", "--no-opt"], ignore_duplicate_init=True)
        self._context = MiniRacer()
        self._in_text: dict[str, list[list[str]]] = {}
        for code in ("var module = {exports: {}};", _text("citeproc/citeproc_commonjs.js"), _text("engine.js")):
            self._context.eval(f"{code};0")
        for lang in _LANGS:
            self._context.call("addLocale", lang, _text(f"styles/locales-{lang}.xml"))
        for style in styles:
            self._context.call("addStyle", *style)

    def __call__(self, work: dict[str, Any], paragraph: str) -> list[list[str]]:
        """Return a work, as CSL-JSON, in each style: its reference, and what stands in the text for it and a paragraph.

        What stands in the text is by author and year, so that it is the same for all that an author wrote in a year.
        """
        named = json.dumps(_by_author_and_year(work) if work.get("author") else work)
        if named not in self._in_text:
            self._in_text[named] = self._asked("inText", named, paragraph)
        references = self._asked("references", json.dumps(work))
        return [[one, *cites] for one, cites in zip(references, self._in_text[named], strict=True)]

    def _asked(self, function: str, *arguments: str) -> Any:
        return json.loads(str(self._context.call(function, *arguments)))

    def close(self) -> None:
        """End the engine's thread."""
        self._context.close()


def _by_author_and_year(work: dict[str, Any]) -> dict[str, Any]:
    year = work["issued"]["date-parts"][0][0]
    return {**work, "title": "x", "issued": {"date-parts": [[year]]}}


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def main() -> None:
    """Answer each work until there is no further one; the first line has the styles and the sign for a paragraph."""
    styles, paragraph = json.loads(sys.stdin.readline())
    engine = Engine(styles)
    for line in sys.stdin:
        print(json.dumps(engine(json.loads(line), paragraph)), flush=True)  # noqa: T201 - the answer
    engine.close()


def _end(work: Callable[[], None]) -> int:
    """Do the work of this program, and return its exit status."""
    try:
        work()
    except BrokenPipeError:  # whoever asked has been killed
        return 1
    except Exception:
        traceback.print_exc()
        return 1
    return 0


if __name__ == "__main__":
    os._exit(_end(main))  # no other way out: Python ends V8's thread, for which MiniRacer then waits for ever
