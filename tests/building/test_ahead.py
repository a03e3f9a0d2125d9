"""The page of what was just saved is there before the build that looks at the whole site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from commands import sample
from reflectory.building.build import Session, build
from reflectory.building.files import scan
from sites import own_signals


class Previewed:
    """The sample site, built by a session as a preview builds it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.session = sample(folder), Session()
        self.essay = sorted((folder / "content" / "essays").glob("*.md"))[-1]
        self.build()

    def build(self) -> int:
        """Build; returns how many files were written."""
        with own_signals():
            report = build(self.folder, session=self.session)
        self.session.settle()
        return report.written

    def save(self, old: str, new: str) -> str | None:
        """Change a text of the essay; returns the page that is shown ahead."""
        text = self.essay.read_text("utf-8")
        assert old in text
        self.essay.write_text(text.replace(old, new, 1), "utf-8")
        return self.session.show([str(self.essay.relative_to(self.folder))])

    def page(self, path: str) -> str:
        """A published page."""
        return (self.folder / "output" / path).read_text("utf-8")


@pytest.fixture
def previewed(site: Path, monkeypatch: pytest.MonkeyPatch) -> Previewed:
    monkeypatch.chdir(site)
    return Previewed(site)


def test_a_new_paragraph_is_there_and_the_build_leaves_the_page_as_it_is(previewed: Previewed) -> None:
    shown = previewed.save("\n---\n", "\n---\nAn afterthought.\n\n")
    assert shown
    ahead = previewed.page(shown)
    assert ">An afterthought.</p>" in ahead
    assert previewed.build() >= 1
    assert previewed.page(shown) == ahead


def test_a_rehearsal_changes_nothing(previewed: Previewed) -> None:
    output = previewed.folder / "output"
    before = scan([str(output)])
    previewed.session.rehearse()
    assert scan([str(output)]) == before
    assert previewed.save("\n---\n", "\n---\nAn afterthought.\n\n")
    assert previewed.build() >= 1


def test_there_may_be_nothing_to_rehearse() -> None:
    Session().rehearse()


@pytest.mark.parametrize("header", ["title: Another day entirely", "summary: Another summary."])
def test_the_page_is_what_a_clean_build_makes_of_it(previewed: Previewed, header: str) -> None:
    name = header.partition(":")[0]
    before = next(line for line in previewed.essay.read_text("utf-8").splitlines() if line.startswith(f"{name}:"))
    shown = previewed.save(before, header)
    assert shown
    ahead = previewed.page(shown)
    previewed.session = Session()
    shutil.rmtree(previewed.folder / ".cache")
    shutil.rmtree(previewed.folder / "output")
    previewed.build()
    assert previewed.page(shown) == ahead


def test_a_new_title_and_day_are_in_the_citation_and_in_the_way_to_the_version(previewed: Previewed) -> None:
    shown = previewed.save("title: ", "modified: 2026-07-01\ntitle: Once more, ")
    assert shown
    ahead = previewed.page(shown)
    assert "‘Once more, " in ahead
    assert "v/2026-07-01/#cite" in ahead
    assert previewed.build() >= 1
    assert previewed.page(shown) == ahead


def test_what_moves_the_page_waits_for_the_build(previewed: Previewed) -> None:
    assert previewed.save("\n---\n", "\nslug: elsewhere\n---\n") is None


def test_a_mistake_is_left_to_the_build_that_tells_it(previewed: Previewed) -> None:
    assert previewed.save("\n---\n", "\n---\n[[no such word at all]]\n\n") is None


def test_nothing_is_shown_where_more_has_changed(previewed: Previewed) -> None:
    assert previewed.session.show(["content/essays/a.md", "pelicanconf.py"]) is None


def test_nothing_is_shown_after_a_build_that_was_given_up(previewed: Previewed) -> None:
    previewed.session.ended_well = False
    assert previewed.save("\n---\n", "\n---\nAn afterthought.\n\n") is None
