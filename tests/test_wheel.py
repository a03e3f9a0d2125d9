"""The wheel in a site that is not this one: its own settings, Pelican's own theme, nothing of this folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from apart import differences, files
from sites import ENTRY, ROOT, essay

CONF = """
SITENAME = "Somebody's site"
PATH = "content"
THEME = "simple"
ARTICLE_PATHS = ["blog"]
PLUGINS = ["reflectory"]
"""
COMMENTS = """comments:
  - {id: "7", author: A Reader, date: 2020-02-01T10:00:00Z, body: It made me think.}
"""
SITE = {
    "pelicanconf.py": CONF,
    "content/blog/first.md": essay("Of compassion, and of more."),
    "content/pages/about.md": "---\ntitle: About\n---\nAbout [[compassion]].\n",
    "content/glossary/compassion.md": ENTRY,
    "content/comments/a-title.yaml": COMMENTS,
}
PELICAN, BUILD = ["-m", "pelican", "content"], ["-m", "reflectory.cli", "build"]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the wheel, and with what it stands on from here."""
    from hatchling.builders.wheel import WheelBuilder

    folder = tmp_path_factory.mktemp("wheel")
    wheel = next(iter(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    inside = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    )
    # A path and no more: what is linked into that folder, this very program for one, is not found through it.
    Path(inside.strip(), "from_here.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(pip, check=True, env=environment())
    return python


def environment() -> dict[str, str]:
    """The environment, without the way to this program."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Somebody's site."""
    return written(tmp_path / "site")


def written(folder: Path) -> Path:
    """Write somebody's site."""
    for name, text in SITE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def run(python: Path, command: Sequence[str], folder: Path) -> str:
    """Run a command of the wheel's in a folder; returns what it said."""
    ended = subprocess.run([python, *command], cwd=folder, env=environment(), capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr


def test_the_wheel_is_what_is_used(python: Path, site: Path) -> None:
    place = run(python, ["-c", "import reflectory; print(reflectory.__file__)"], site)
    assert Path(place.strip()).is_relative_to(python.parents[1])


@pytest.mark.parametrize("command", [PELICAN, BUILD], ids=["pelican", "reflectory"])
def test_a_plain_site_gets_terms_cards_and_comments(command: list[str], python: Path, site: Path) -> None:
    run(python, command, site)
    (site / "content" / "blog" / "second.md").write_text(essay("Of compassion again.", title="More"))
    assert run(python, command, site).count("Everything was made anew: the theme ") == 1
    for name, thoughts in (("a-title", 1), ("more", 0)):
        page = BeautifulSoup((site / "output" / f"{name}.html").read_text(), "lxml")
        term = page.select_one("a.term")
        assert term["data-term"] == "compassion"
        assert (site / f"output{term['href']}index.html").is_file()
        assert page.select_one(f"#{term['aria-details']}.card .card-short").text == "Feeling with someone who suffers."
        assert len(page.select("#comments article.comment")) == thoughts
    again = files(site / "output")
    run(python, command, site)
    assert not differences(files(site / "output"), again)
    assert sorted(path.name for path in site.iterdir() if path.name != "__pycache__") == [
        "cache", "content", "output", "pelicanconf.py",
    ]  # fmt: skip


def test_both_commands_write_the_same(python: Path, tmp_path: Path) -> None:
    made = []
    for command in (PELICAN, BUILD):
        folder = written(tmp_path / command[1])
        run(python, command, folder)
        made.append(files(folder / "output"))
    assert not differences(*made)
