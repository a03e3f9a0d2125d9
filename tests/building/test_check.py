"""A check goes on from the last build or check, whichever was later, and draws only what has changed since."""

from __future__ import annotations

from pathlib import Path

from apart import build_apart
from commands import sample
from sites import essay

PAGE = "essays/hope/index.html"


def write(folder: Path, text: str) -> None:
    (folder / "content" / "essays" / "hope.md").write_text(essay(body=text))


def drawn(folder: Path, *, check: bool) -> list[str]:
    """The pages that had to be drawn, of at most ten."""
    outcome = build_apart(folder, REFLECTORY_NO_SEARCH=True, **({"REFLECTORY_CHECK": True} if check else {}))
    assert outcome.report, outcome.error
    return [path for path, _ in outcome.report.slowest]


def test_nothing_is_drawn_that_was_drawn_before(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    write(folder, "Once.")
    assert drawn(folder, check=False)
    assert not drawn(folder, check=True)
    write(folder, "Once more.")
    assert PAGE in drawn(folder, check=False)
    assert not drawn(folder, check=True)


def test_a_build_draws_what_a_check_has_drawn(tmp_path: Path) -> None:
    folder = sample(tmp_path)
    write(folder, "Once.")
    drawn(folder, check=False)
    write(folder, "Once more.")
    assert PAGE in drawn(folder, check=True)
    assert not drawn(folder, check=True)
    assert PAGE in drawn(folder, check=False)
    assert "Once more." in (folder / "output" / PAGE).read_text()
