"""Every test of the inbox runs over both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from databases import cluster
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.store import Inbox


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A server that is there for these tests alone."""
    with cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def options(request: pytest.FixtureRequest) -> InboxOptions:
    """Settings of an inbox that is empty."""
    if request.param == "sqlite":
        return InboxOptions()
    url = request.getfixturevalue("postgresql")
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return InboxOptions(url=url)


@pytest.fixture
def inbox(tmp_path: Path, options: InboxOptions) -> Iterator[Inbox]:
    """An inbox of either kind."""
    with Inbox(tmp_path, options) as inbox:
        yield inbox
