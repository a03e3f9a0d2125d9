"""Pack files: every fault with its line, and what they may name."""

from __future__ import annotations

import pytest

from packed import FILES, PACK
from reflectory.citing.packs.files import parse
from reflectory.site.frontmatter import read
from reflectory.site.part import Source
from sites import essay


def source(text: str) -> Source:
    """A pack's source."""
    return Source("content/packs/a-pack.md", "a-pack", read(text), "<p>Text.</p>")


def test_a_whole_pack_is_read() -> None:
    pack, faults = parse(source(PACK.replace("An hour", 'An "hour"')))
    assert not faults
    assert (pack.title, pack.time, pack.steps[0].version) == ("A pack", "An “hour”", "2020-01-31")
    assert pack.activities[0].time == "10 minutes"


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("title: A pack\n", "", 1, "the pack's title is missing; add a line “title: ...” to the header."),
        ("time: An hour", "time: [1]", 4, "“time” should be text."),
        ("questions:", "question:", 8, "“question” is no key of a teaching pack; did you mean “questions”?"),
        ("outcomes: [Say what it is.]", "outcomes: Say it.", 5, "“outcomes” should be a list of texts"),
        ("outcomes: [Say what it is.]\n", "", 1, "the pack has no outcomes"),
        ("version: 2020-01-31", "version: 2020-02-31", 7, "the version “2020-02-31” should be a day like 2026-01-31."),
        ("essay: a, ", "", 7, "an essay of a pack is named by its slug"),
        ("says: Read it.", "say: Read it.", 7, "“say” is no key of a pack's essay; did you mean “says”?"),
        ("says: Read it.", "paragraphs: []", 7, "“paragraphs” names none"),
        ("  - {essay: a, version: 2020-01-31, says: Read it.}\n", "", 6, "“essays” should be a list of essays"),
        ("says: Ask each other.", "say: x", 9, "an activity has title and says, and perhaps time"),
        ("licence: CC0", "date: soon", 11, "the date is “soon”; write a day like 2026-01-31."),
    ],
)
def test_a_fault_is_told_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in PACK
    _, faults = parse(source(PACK.replace(old, new)))
    assert [(at, says[: len(message)]) for at, says in faults] == [(line, message)]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("essay: a,", "essay: b,", "line 7: the pack names the essay “b”, which is not there"),
        ("[compassion]", "[compasion]", "line 10: “words” names “compasion”, which is not there; did you mean “compassion”?"),
        ("version: 2020-01-31, ", "", "line 7: the version is missing; as “a” stands today, it is “version: 2020-01-31”."),
        ("2020-01-31", "2019-01-01", "line 7: “a” has no version of 2019-01-01; there is 2020-01-31."),
        ("says: Read it.", "paragraphs: [p-none]", "line 7: “Essay A” of 2020-01-31 has no paragraph “p-none”"),
    ],
)  # fmt: skip
def test_what_is_not_there_stops_the_build(old: str, new: str, problem: str, build_site) -> None:
    built = build_site({**FILES, "packs/a-pack.md": PACK.replace(old, new)})
    assert len(built.problems) == 1
    assert built.problems[0].startswith(f"content/packs/a-pack.md, {problem}")


def test_words_are_named_by_their_slugs(build_site) -> None:
    entry = FILES["glossary/compassion.md"].replace("term:", "slug: mercy\nterm:")
    built = build_site({**FILES, "glossary/compassion.md": entry})
    assert "“words” names “compassion”, which is not there" in built.problems[0]
    assert not build_site({"packs/a-pack.md": PACK.replace("[compassion]", "[mercy]")}).problems


def test_a_draft_is_no_essay_to_teach_with(build_site) -> None:
    built = build_site({**FILES, "essays/a.md": essay("Hope.", status="draft")})
    assert "the essay “a”, which is not there" in built.problems[0]
