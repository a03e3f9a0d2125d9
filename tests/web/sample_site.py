"""The sample site as the tests in a browser see it, and the checkers from npm."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflectory.building.serve import served
from sites import ROOT, build_folder


def tool(path: str) -> Path:
    """A checker that `make test` installs from npm; without it the test is skipped, in CI it fails."""
    found = ROOT / "node_modules" / path
    if not found.is_file():
        missing = f"{path} is not installed: `make test` fetches it where npm is there"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    return found


def nu_checker(files: list[Path]) -> list[dict[str, object]]:
    """What the Nu HTML checker says of some pages, errors and warnings; without Java the test is skipped, in CI it fails."""
    java = shutil.which("java")
    if not java:
        missing = "no Java for the Nu HTML checker: install default-jre-headless"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    checker = [java, "-jar", str(tool("vnu-jar/build/dist/vnu.jar")), "--format", "json", "--stdout"]
    ended = subprocess.run([*checker, *map(str, files)], capture_output=True, text=True, timeout=300)
    return [m for m in json.loads(ended.stdout)["messages"] if m["type"] == "error" or m.get("subType") == "warning"]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built for a public address."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(ROOT / "content", folder / "content")
    names = {"SITENAME": "After the Visit", "AUTHOR": "Hannah Weir", "SITEURL": "https://example.org/blog"}
    output = folder / "www" / "blog"
    assert not build_folder(folder, OUTPUT_PATH=str(output), **names).problems
    return output


@pytest.fixture(scope="session")
def address(sample: Path) -> Iterator[str]:
    """The sample site in a folder of a server that sends the strict policy."""
    with served(sample.parent, 0) as address:
        yield f"{address}/blog/"
