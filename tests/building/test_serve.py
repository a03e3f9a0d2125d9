"""The preview: served on this machine, built again after each change, alive after each mistake."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reflectory.building.serve import served
from reflectory.site.errors import ReflectoryError
from sites import ROOT, essay


def get(address: str) -> str:
    """The text at an address."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def wait_for(true: Callable[[], bool]) -> bool:
    """Whether something comes true within half a minute."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


@contextmanager
def preview(site: Path) -> Iterator[tuple[str, Path]]:
    """A running ``reflectory serve --port 0``: its address, and the file that its messages go to."""
    shutil.copy(ROOT / "pelicanconf.py", site)
    (site / "theme").symlink_to(ROOT / "theme")
    said = site / "said.txt"
    with said.open("w") as log:
        command = [sys.executable, "-u", "-m", "reflectory.cli", "serve", "--port", "0"]
        process = subprocess.Popen(command, cwd=site, stdout=log, stderr=subprocess.STDOUT)
        try:
            assert wait_for(lambda: "files written" in said.read_text())
            yield said.read_text().splitlines()[0], said
        finally:
            process.terminate()
            process.wait(10)


def write(site: Path, text: str) -> None:
    (site / "content" / "essays").mkdir(parents=True, exist_ok=True)
    (site / "content" / "essays" / "a.md").write_text(text)


def test_a_preview_follows_changes_shows_drafts_and_survives_mistakes(site: Path) -> None:
    write(site, essay("First.", status="draft"))
    with preview(site) as (address, said):
        assert "First." in get(f"{address}essays/a/")
        write(site, essay("Second.", status="draft"))
        assert wait_for(lambda: "Second." in get(f"{address}essays/a/"))
        write(site, essay("Third.", date="soon"))
        assert wait_for(lambda: "the date “soon” is not a date" in said.read_text())
        assert "Second." in get(f"{address}essays/a/")
        write(site, essay("Fourth."))
        assert wait_for(lambda: "Fourth." in get(f"{address}essays/a/"))
    assert f"Draft: {address}essays/a/" in said.read_text()
    assert not (site / "output").exists()


def test_a_missing_page_is_the_sites_own(tmp_path: Path) -> None:
    (tmp_path / "404.html").write_text("Not here")
    with served(tmp_path, 0) as address, pytest.raises(urllib.error.HTTPError) as found:
        get(f"{address}/nothing")
    with found.value as answer:
        assert (answer.code, answer.read()) == (404, b"Not here")


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with served(tmp_path, 0) as address:
        port = int(address.rsplit(":", 1)[1])
        with pytest.raises(ReflectoryError, match=f"port {port} is in use"), served(tmp_path, port):
            pass
