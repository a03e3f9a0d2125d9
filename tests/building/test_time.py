"""Time alone changes a site: by the clock itself, and by the one that tests set."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from apart import build_apart, differences, files
from commands import sample
from sites import essay

LIMIT = "COMMENTS_CLOSE_AFTER_DAYS"
CLOSED = "Comments are closed."


def site(folder: Path, moment: datetime) -> Path:
    """A site in which at one moment an essay's day comes, an archive closes and an essay grows old."""
    sample(folder)
    for path in (folder / "content").rglob("*.*"):
        path.unlink()
    old = moment - timedelta(days=30)
    sources = {
        "essays/coming.md": essay(date=f"{moment:%Y-%m-%d %H:%M:%S}"),
        "essays/old.md": essay(date=f"{old:%Y-%m-%d %H:%M:%S}"),
        "essays/closing.md": essay(comments="open"),
        "comments/closing.yaml": f"closed: {moment.isoformat()}\n",
    }
    for name, text in sources.items():
        (folder / "content" / name).write_text(text)
    with (folder / "pelicanconf.py").open("a") as conf:
        conf.write(f'{LIMIT} = 30\nTIMEZONE = "UTC"\n')
    return folder


def state(output: Path) -> tuple[bool, bool, bool]:
    """Whether the essay is there, the archive closed and the other essay too old."""
    closing, old = ((output / "essays" / slug / "index.html").read_text() for slug in ("closing", "old"))
    return (output / "essays" / "coming").exists(), CLOSED in closing, CLOSED in old


def test_the_clock_is_looked_at_by_every_build(tmp_path: Path) -> None:
    moment = (datetime.now(UTC) + timedelta(seconds=6)).replace(microsecond=0)
    folder = site(tmp_path, moment)
    while datetime.now(UTC) < moment - timedelta(seconds=0.3):
        assert not build_apart(folder).error
        if datetime.now(UTC) < moment:
            assert state(folder / "output") == (False, False, False)
        time.sleep(1)
    while datetime.now(UTC) <= moment:
        time.sleep(0.1)
    assert build_apart(folder).report
    assert state(folder / "output") == (True, True, True)


@pytest.mark.parametrize("there", ["before", "after"])
def test_the_clock_can_be_set(there: str, tmp_path: Path) -> None:
    moment = datetime(2031, 5, 1, 12, tzinfo=UTC)
    folder, clean = site(tmp_path / "site", moment), site(tmp_path / "clean", moment)
    moments = {"before": moment - timedelta(seconds=1), "after": moment}
    for when in ("before", "after", there):
        assert build_apart(folder, REFLECTORY_NOW=moments[when].isoformat()).report
        assert state(folder / "output") == (when == "after",) * 3
    assert build_apart(clean, REFLECTORY_NOW=moments[there].isoformat()).report
    assert not differences(files(folder / "output"), files(clean / "output"))
