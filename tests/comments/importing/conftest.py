"""Fixtures for tests of imports."""

from __future__ import annotations

from pathlib import Path

import pytest
from exports import Blog


@pytest.fixture
def blog(site: Path, monkeypatch: pytest.MonkeyPatch) -> Blog:
    """A site in the current folder."""
    monkeypatch.chdir(site)
    return Blog(site)
