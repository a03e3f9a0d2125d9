"""Lighthouse's four scores are 100 on mobile settings, for a site served as docs/writing.md recommends."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sample_site import tool

from reflectory.building.serve import POLICY
from sites import ROOT, build_folder

PAGES = {
    "home": "",
    "essay": "essays/the-car-outside-number-nine/",
    "theme": "themes/kindness/",
    "entry": "glossary/compassion/",
    "search": "search/",
}
ATTEMPTS = 10
"""How often a page is tried until it has full marks; one is enough unless the machine is busy with something else."""


class Recommended(SimpleHTTPRequestHandler):
    """Serves a folder compressed, with the policy and the times to keep that docs/writing.md names."""

    def end_headers(self) -> None:
        """Add the site's headers."""
        self.send_header("Content-Security-Policy", POLICY)
        kept = "max-age=604800" if self.path.startswith("/images/") else "no-cache"
        self.send_header("Cache-Control", kept)
        super().end_headers()

    def do_GET(self) -> None:
        """Send text compressed, and anything else as it is."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in {".html", ".css", ".js", ".svg", ".xml", ".json"} or not path.is_file():
            return super().do_GET()
        body = gzip.compress(path.read_bytes())
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The sample site at its public address, and its folder."""
    folder = tmp_path_factory.mktemp("lighthouse")
    shutil.copytree(ROOT / "content", folder / "content")
    output = folder / "output"
    output.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Recommended, directory=str(output))) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        assert not build_folder(folder, SITENAME="After the Visit", SITEURL=address).problems
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield address, output
        server.shutdown()


@pytest.fixture(scope="module")
def port(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a browser listens for what is to be done."""
    profile = tmp_path_factory.mktemp("profile")
    quiet = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    listening = [*quiet, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
    with subprocess.Popen([chromium, *listening], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
        told = profile / "DevToolsActivePort"
        until = time.monotonic() + 60
        while not (told.is_file() and told.read_text().strip()):
            assert time.monotonic() < until
            time.sleep(0.05)
        yield int(told.read_text().split()[0])
        browser.terminate()


def test_lighthouse_gives_every_kind_of_page_full_marks(site: tuple[str, Path], port: int) -> None:
    node = shutil.which("node")
    if not node:
        missing = "no Node for Lighthouse: install nodejs and npm"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    tool("lighthouse/package.json")
    address, output = site
    urls = [f"{address}/{page}" for page in PAGES.values() if (output / page / "index.html").is_file()]
    command = [node, str(ROOT / "tests/web/lighthouse.mjs"), str(port), str(ATTEMPTS), *urls]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=1800, check=False)
    assert ended.returncode == 0, ended.stderr
    found: list[dict[str, Any]] = json.loads(ended.stdout)
    assert len(found) == len(urls) >= 4
    assert not [one for one in found if set(one["scores"].values()) != {100}]
