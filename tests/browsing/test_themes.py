"""Theme files: every fault with its line, and what they may name."""

from __future__ import annotations

import pytest

from reflectory.browsing.themes import circles, missing, parse
from reflectory.site.frontmatter import read
from reflectory.site.part import Source


def theme(header: str, slug: str = "hope") -> Source:
    """A theme's source."""
    return Source(f"content/themes/{slug}.md", slug, read(f"---\n{header}\n---\nText.\n"), "<p>Text.</p>")


WHOLE = """title: Hope
short: It's what stays.
parent: feeling
related: [kindness]
path: [{essay: a, says: First.}]
words: [hope]
questions: [What stays?]"""


def test_a_whole_theme_is_read() -> None:
    read_theme, faults = parse(theme(WHOLE))
    assert not faults
    assert (read_theme.title, read_theme.short, read_theme.parent) == ("Hope", "It’s what stays.", "feeling")
    assert read_theme.path[0].essay == "a"


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        ("short: x", 1, "the title is missing"),
        ("title: x\nquestion: [y]", 3, "“question” is no key of a theme; did you mean “questions”?"),
        ("title: x\nrelated: kindness", 3, "“related” should be a list of texts"),
        ("title: x\npath: a", 3, "“path” should be a list of steps"),
        ("title: x\npath:\n  - {essay: a, say: b}", 4, "a step of the reading path has two keys"),
        ("title: [x]", 2, "“title” should be text"),
    ],
)
def test_each_fault_has_its_line(header: str, line: int, message: str) -> None:
    faults = parse(theme(header))[1]
    assert [(found, message in said) for found, said in faults] == [(line, True)]


def test_whatever_a_theme_names_has_to_be_there() -> None:
    whole, _ = parse(theme(WHOLE))
    faults = list(missing(whole, essays=["b"], themes=["hope", "kind"], words=["hopes"]))
    assert [line for line, _ in faults] == [6, 5, 7, 4]
    assert "did you mean “hopes”?" in faults[2][1]


def test_a_theme_that_is_its_own_ancestor_is_found() -> None:
    files = {("a", "b"), ("b", "a"), ("c", "a")}
    themes = [parse(theme(f"title: x\nparent: {parent}", slug))[0] for slug, parent in sorted(files)]
    assert [found.slug for found in circles(themes)] == ["a", "b"]
