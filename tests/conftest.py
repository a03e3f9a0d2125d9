"""Fixtures for tests of whole builds."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import together
from reflectory.comments.inbox import arriving
from sites import Built, build_folder

# A slow moment of the machine is no fault. In CI the same is drawn each time, so that what passes once passes again.
hypothesis.settings.register_profile("ours", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("ours")


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Where several processes run the tests together, run what falls to this one."""
    return together.loop(session)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder for a site of a test's own."""
    return tmp_path


@pytest.fixture
def build_site(site: Path) -> Callable[..., Built]:
    """Builds a site from ``{"essays/a.md": text}`` (paths below ``content/``) and settings, by the real Pelican.

    What is wrong is in ``Built.error``; calling it again builds the same folder again.
    """

    def build(files: Mapping[str, str | bytes], **settings: Any) -> Built:
        for name, content in files.items():
            path = site / "content" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (site / "content").mkdir(exist_ok=True)
        return build_folder(site, **settings)

    return build


@pytest.fixture(autouse=True)
def collections() -> Iterator[None]:
    """A command leaves Python's search for cycles of objects off, since its process ends; this one goes on."""
    yield
    gc.unfreeze()
    gc.enable()


@pytest.fixture(autouse=True)
def quiet_pelican(caplog: pytest.LogCaptureFixture) -> None:
    """Pelican's own log lines are no part of a test's output."""
    caplog.set_level(logging.CRITICAL, logger="pelican")


@pytest.fixture(autouse=True)
def numbered_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test can name the comments that it puts into an inbox: i1, i2 and so on."""
    monkeypatch.setattr(arriving, "named", "i{}".format)
