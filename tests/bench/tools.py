"""The tools that are measured, each set up to build the same essays.

Stock is Pelican with typogrify, its ``simple`` theme and our Markdown extensions; it knows neither glossary nor
comments. Hugo knows neither of them as well; ``hugo_site`` writes the essays as it reads them.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import hugo_site
from measure import Cost, measured

PROJECT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(PROJECT / "plugins")}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)  # whoever builds a site has it compiled once, not each time

REFLECTORY, STOCK, CACHED, HUGO = "Reflectory", "stock Pelican", "stock, best cache", "Hugo"
TOOLS = (REFLECTORY, STOCK, CACHED, HUGO)

_OURS = (sys.executable, "-m", "reflectory.cli")

_STOCK_SETTINGS = """\
from common import AUTHOR, DEFAULT_LANG, MARKDOWN, SITENAME, SITEURL, TIMEZONE

PATH = "content"
PLUGINS = []
THEME = "simple"
TYPOGRIFY = True
ARTICLE_PATHS = ["essays"]
PAGE_PATHS = ["pages"]
"""
_CACHE_SETTINGS = """
CACHE_CONTENT = True
LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER = "generator"
CACHE_PATH = "stock-cache"
"""


@dataclass(frozen=True, slots=True)
class Tool:
    """A way to build a site.

    Attributes:
        name: what tables call it.
        folder: where it runs.
        command: what builds the site.
        makes: what building leaves in the folder, caches too.
        whole: what builds all of it, where ``command`` leaves something out.
        preview: what serves the site and builds it anew after a change; empty where that is not measured.
    """

    name: str
    folder: Path
    command: tuple[str, ...]
    makes: tuple[str, ...]
    preview: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    def build(self) -> Cost:
        """Build upon whatever was built before."""
        return measured(self.command, self.folder, ENVIRONMENT)

    def build_whole(self) -> Cost:
        """Build what ``build`` leaves out as well."""
        return measured(self.whole or self.command, self.folder, ENVIRONMENT)

    def clean(self) -> None:
        """Remove everything that was built."""
        for name in self.makes:
            shutil.rmtree(self.folder / name, ignore_errors=True)


def set_up(folder: Path) -> Mapping[str, Tool]:
    """Return the tools by name, ready to build the generated site in ``folder``; Hugo only where it is installed."""
    settings = (PROJECT / "pelicanconf.py").read_text("utf-8")
    theme = f"\nTHEME = {str(PROJECT / 'theme')!r}\n"
    (folder / "pelicanconf.py").write_text(settings + theme, "utf-8")
    # Stock Pelican shares settings with us, but is not to spend time on importing us.
    (folder / "common.py").write_text(re.sub(r"(?m)^import reflectory.*$", "", settings), "utf-8")
    tools = [
        _reflectory(folder),
        _stock(folder, STOCK, "stock"),
        _stock(folder, CACHED, "stock-cached", _CACHE_SETTINGS),
    ]
    binary = hugo_binary()
    if binary:
        hugo_site.write(folder / "content" / "essays", folder / "hugo")
        tools.append(_hugo(folder / "hugo", str(binary)))
    return {tool.name: tool for tool in tools}


def _reflectory(folder: Path) -> Tool:
    helped = subprocess.run([*_OURS, "build", "--help"], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    told = ("--json",) if "--json" in helped.stdout else ()
    whole, preview = (*_OURS, "build", *told), (*_OURS, "serve", "--port", "0")
    return Tool(REFLECTORY, folder, (*whole, "--no-search"), ("output", ".cache"), preview, whole)


def _stock(folder: Path, name: str, output: str, more: str = "") -> Tool:
    settings = f"{output}.py"
    (folder / settings).write_text(_STOCK_SETTINGS + more, "utf-8")
    command = (sys.executable, "-m", "pelican", "content", "-s", settings, "-o", output, "--fatal", "errors")
    return Tool(name, folder, command, (output, "stock-cache") if more else (output,))


def _hugo(folder: Path, binary: str) -> Tool:
    # Its cache stays in the bench's own folder: nothing is left in the user's, and nothing is found there.
    command = (binary, "--cacheDir", str(folder / "cache"))
    made = ("public", "resources", "cache")
    return Tool(HUGO, folder, (*command, "--quiet"), made, (*command, "server", "--bind", "127.0.0.1"))


def hugo_binary() -> Path | None:
    """Return Hugo itself, from the package of that name or from the path; ``None`` where there is none.

    The package's own command is a Python script that prints a line and starts the binary, which would cost it time.
    """
    try:
        return Path(str(distribution("hugo").locate_file("hugo/binaries/hugo")))
    except PackageNotFoundError:
        found = shutil.which("hugo")
        return Path(found) if found else None


def hugo_version() -> str:
    """Return Hugo's name and version, "" where it is not installed."""
    binary = hugo_binary()
    told = subprocess.run([str(binary), "version"], capture_output=True, text=True, check=True).stdout if binary else ""
    found = re.search(r"v(\d+\.\d+\.\d+)", told)
    return f"Hugo {found[1]}" if found else ""
