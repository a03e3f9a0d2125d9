"""Pelican is loaded without docutils where nothing is written for it; for everybody else docutils is as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commands import build, environment, sample

RST = "A chair\n=======\n\n:date: 2021-03-04\n:summary: It stands.\n\nIt stands by the *window*.\n"
ALONE = "import sys\nfrom reflectory.building import markdown_alone\n"
LOAD = "markdown_alone.load_pelican()\n"
READ = "from pelican.readers import RstReader\nprint(RstReader.__init__.__globals__['docutils'].__version__ > '0')\n"


def said(code: str) -> str:
    ended = subprocess.run([sys.executable, "-c", ALONE + code], env=environment(), capture_output=True, text=True)
    assert not ended.returncode, ended.stderr
    return ended.stdout.strip()


def test_nothing_of_docutils_is_loaded_and_nothing_stands_in_for_it_afterwards() -> None:
    loaded = said(
        f"{LOAD}print('pelican' in sys.modules, [name for name in sys.modules if 'docutils' in name or 'rst' in name.split('.')])"
    )
    assert loaded == "True []"


def test_whoever_asks_for_docutils_afterwards_gets_it() -> None:
    ask = "from docutils.core import publish_parts\nprint(publish_parts('*so*', writer_name='html')['body'])"
    assert "<em>so</em>" in said(LOAD + ask)


def test_a_pelican_that_was_loaded_before_stays() -> None:
    assert said(f"import pelican\n{LOAD}{READ}") == "True"


def test_a_pelican_that_wants_more_is_loaded_whole() -> None:
    less = "markdown_alone._STAND_INS['docutils.writers.html4css1'].clear()\n"
    assert (
        said(f"{less}{LOAD}print([name for name in sys.modules if 'pelican' in name.split('.')])\n{READ}") == "[]\nTrue"
    )


@pytest.mark.parametrize("edited", ["2021-03-04-a-chair.rst", "2019-11-17-a-bad-day.md"])
def test_a_site_with_restructured_text_is_read_as_before(edited: str, tmp_path: Path) -> None:
    folder = sample(tmp_path) / "content" / "essays"
    (folder / "2021-03-04-a-chair.rst").write_text(RST)
    build(tmp_path, "--no-search")
    with (folder / edited).open("a") as file:
        file.write("\nOne more line.\n")
    build(tmp_path, "--no-search")
    pages = [(tmp_path / "output" / "essays" / slug / "index.html").read_text() for slug in ("a-chair", "a-bad-day")]
    assert "<em>window</em>" in pages[0]
    assert sum("One more line." in page for page in pages) == 1
