"""What the tests of whole builds stand on: a site in a folder, built by the real Pelican."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from blinker import Signal
from bs4 import BeautifulSoup
from pelican import Pelican, signals
from pelican.settings import read_settings

from reflectory.site import get_parts
from reflectory.site.errors import ReflectoryError
from reflectory.site.reader import RUN
from reflectory.site.run import Run

ROOT = Path(__file__).parents[1]


@dataclass
class Built:
    """A site after a build."""

    output: Path
    run: Run | None = None
    error: ReflectoryError | None = None
    cache: dict[str, BeautifulSoup] = field(default_factory=dict)

    def text(self, path: str) -> str:
        """A file of the output as text."""
        return (self.output / path).read_text("utf-8")

    def page(self, url: str) -> BeautifulSoup:
        """A page, parsed; "" is the home page."""
        path = url if url.endswith((".html", ".xml")) else f"{url}index.html"
        return BeautifulSoup(self.text(path), "xml" if path.endswith(".xml") else "lxml")

    def json(self, path: str) -> Any:
        """A data file."""
        return json.loads(self.text(path))

    @property
    def problems(self) -> list[str]:
        """What the build said was wrong, a sentence each."""
        return str(self.error).splitlines() if self.error else []

    def files(self) -> dict[str, bytes]:
        """Every file of the output."""
        return {p.relative_to(self.output).as_posix(): p.read_bytes() for p in self.output.rglob("*") if p.is_file()}


@contextlib.contextmanager
def own_signals() -> Iterator[None]:
    """Give Pelican's signals back as they were: a plugin must not leak from one test into the next."""
    ours = [signal for signal in vars(signals).values() if isinstance(signal, Signal)]
    kept = [(signal, [copy.deepcopy(dict(table)) if table is not signal.receivers else dict(table)
                      for table in _tables(signal)]) for signal in (*ours, get_parts)]  # fmt: skip
    try:
        yield
    finally:
        for signal, before in kept:
            for table, rows in zip(_tables(signal), before, strict=True):
                table.clear()
                table.update(rows)


def _tables(signal: Signal) -> list[dict[Any, Any]]:
    return [signal.receivers, signal._by_receiver, signal._by_sender]


def build_folder(site: Path, **settings: Any) -> Built:
    """Build the site in a folder with our own settings and theme, changed by ``settings``."""
    overrides = {
        "PATH": str(site / "content"),
        "OUTPUT_PATH": str(site / "output"),
        "THEME": str(ROOT / "theme"),
        "SITENAME": "Test",
        "SITE_ID": "tag:test.example,2020:site",
        "AUTHOR": "Ann Author",
        "CACHE_PATH": str(site / ".cache"),
        **settings,
    }
    built = Built(site / "output")
    with own_signals():
        configured = read_settings(str(ROOT / "pelicanconf.py"), override=overrides)
        try:
            Pelican(configured).run()
        except ReflectoryError as error:
            built.error = error
        built.run = configured.get(RUN)
    return built


def essay(
    body: str = "Some words that follow one another.", title: str = "A title", date: str = "2020-01-31", **more: str
) -> str:
    """An essay's source; ``more`` are further lines of its header."""
    header = "".join(f"{key}: {value}\n" for key, value in {"title": title, "date": date, **more}.items())
    return f"---\n{header}---\n{body}\n"


ENTRY = """---
term: compassion
forms: [compassionate]
short: Feeling with someone who suffers.
etymology:
  - {form: compati, language: Latin, meaning: to suffer with,
     parts: [{form: com-, meaning: with}, {form: pati, meaning: to suffer}]}
  - {form: compassion, language: Old French}
sources: [{title: A dictionary, url: "https://example.org/compassion", accessed: 2026-01-31}]
---
What it means, at length.
"""
