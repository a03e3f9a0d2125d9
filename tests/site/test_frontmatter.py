"""Headers: YAML and Pelican's own, and the line of everything in them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflectory.site.frontmatter import FrontMatter, FrontMatterError, read, read_yaml


def fenced(header: str) -> FrontMatter:
    return read(f"---\n{header}\n---\nThe text.\n")


def values(header: str) -> dict[str, Any]:
    return dict(fenced(header).values)


def fault(text: str) -> tuple[int, str]:
    with pytest.raises(FrontMatterError) as error:
        read(text)
    return error.value.line, str(error.value)


def test_a_yaml_header_is_read() -> None:
    document = fenced("Title: Hope\ntags: [a, b]\nglossary: {skip: [x]}")
    assert document.values == {"title": "Hope", "tags": ["a", "b"], "glossary": {"skip": ["x"]}}
    assert (document.body, document.body_line) == ("The text.\n", 6)


def test_only_true_and_false_are_booleans_and_only_nothing_is_nothing() -> None:
    assert values("a: true\nb: false\nc: yes\nd: True\ne: on\nf:\ng: null\nh: ~\ni: 'true'") == {
        "a": True, "b": False, "c": "yes", "d": "True", "e": "on", "f": None, "g": None, "h": None, "i": "true",
    }  # fmt: skip


@pytest.mark.parametrize(
    "value", ["2026-01-31", "2026-01-31T10:00:00Z", "1_000", "0o17", "1.50", "12:30", ".inf", "=", "<<"]
)
def test_dates_and_numbers_stay_as_they_are_written(value: str) -> None:
    assert values(f"a: {value}") == {"a": value}


def test_a_block_of_text_is_read() -> None:
    assert values("short: >\n  One\n  two.\nbody: |\n  a\n  b") == {"short": "One two.\n", "body": "a\nb\n"}


def test_every_value_has_its_line() -> None:
    document = fenced("term: a\netymology:\n  - form: b\n    language: c\n  - {form: d}\nforms:\n- e\n- f")
    assert document.line("term") == 2
    assert document.line("etymology", 0, "language") == 5
    assert document.line("etymology", 1, "form") == 6
    assert document.line("forms", 1) == 9


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    document = fenced("term: a\netymology:\n  - form: b")
    assert document.line("etymology", 0, "language") == 4
    assert document.line("short") == 1


def test_pelican_s_plain_header_is_read() -> None:
    document = read("Title: Hope: a study\nTags: a, b\nAuthors: One\n    Two\n\nThe text: here.\n")
    assert document.values == {"title": "Hope: a study", "tags": "a, b", "authors": ["One", "Two"]}
    assert document.line("tags") == 2
    assert (document.body, document.body_line) == ("The text: here.\n", 6)


def test_pelican_s_header_between_dashes_is_read() -> None:
    document = fenced("Title: Hope: a study\nTags: a, b")
    assert document.values == {"title": "Hope: a study", "tags": "a, b"}
    assert document.line("tags") == 3


def test_a_colon_in_a_title_does_not_spoil_lists_and_truths() -> None:
    assert values("title: Hope: a study\ntags: [a, b]\ncomments: false") == {
        "title": "Hope: a study", "tags": ["a", "b"], "comments": False,
    }  # fmt: skip


def test_a_text_without_a_header_is_all_body() -> None:
    assert read("Just text.\n\nMore.") == FrontMatter({}, {}, "Just text.\n\nMore.", 1)


def test_an_empty_file_and_an_empty_header_are_read() -> None:
    assert read("").values == {}
    assert read("---\n---\ntext").body == "text"
    assert fenced("# only a comment").values == {}


def test_a_rule_in_the_text_ends_no_header() -> None:
    assert fenced("a: b").body + "---\n" == read("---\na: b\n---\nThe text.\n---\n").body


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("---\ntitle: a\n\nNo end.", 1, "never closed"),
        ("---", 1, "never closed"),
        ("\n\n---\ntitle: a\n---\nx", 3, "on the first line"),
        ("—\ntitle: a\n—\nx", 1, "three hyphens"),
        ("----\ntitle: a\n----\nx", 1, "three hyphens"),
        ("---\na: b\nc: [d\n---\n", 4, "this is not YAML"),
        ('---\na: b\nc: "d\n---\n', 4, "this is not YAML"),
        ("---\na:\n  b: c: d\n---\n", 3, "a value that holds a colon needs quotation marks around it."),
        ("---\na: b\na: c\n---\n", 3, '"a" stands here twice; remove one.'),
        ("---\nTitle: b\ntitle: c\n---\n", 3, '"title" stands here twice; remove one.'),
        ("---\na:\n  b: 1\n  b: 2\n---\n", 4, '"b" stands here twice; remove one.'),
        ("---\na: b\nc: &d e\n---\n", 3, "a value that begins with & needs quotation marks around it."),
        ("---\na: &x [*x]\n---\n", 2, "a value that begins with & needs"),
        ("---\nc: !Hope rises\n---\n", 2, "a value that begins with ! needs quotation marks around it."),
        ("---\na: b\n? [c]\n: d\n---\n", 3, "a key should be a word, not a list or a mapping."),
        ("---\n- a\n- b\n---\n", 2, 'this should be "key: value" lines.'),
        ("---\nword\n---\n", 2, 'this should be "key: value" lines.'),
        ("---\na: b\nc: d\x07e\n---\n", 3, "control character"),
    ],
)
def test_a_broken_header_is_told_with_its_line(text: str, line: int, says: str) -> None:
    found, message = fault(text)
    assert found == line
    assert says in message


@pytest.mark.parametrize(
    "header", ["a: " + "[" * 100_000, "- " * 5_000 + "a", "a: " + "{a: " * 20_000, "a: " + "[" * 60 + "]" * 60]
)
def test_endless_nesting_is_refused_before_it_can_end_the_process(header: str) -> None:
    assert fault(f"---\n{header}\n---\n") == (2, "this is nested more than 40 levels deep.")


def test_many_brackets_are_no_nesting() -> None:
    assert len(read_yaml("a: [" + "[x], " * 500 + "]").values["a"]) == 500


def test_a_huge_header_is_read_at_once() -> None:
    start = time.perf_counter()
    assert len(values("\n".join(f"key{number}: value" for number in range(20_000)))) == 20_000
    assert len(read("Title: a\n\n" + "text: text\n" * 200_000).body) > 2_000_000
    assert time.perf_counter() - start < 5


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert read_yaml("a: b\u2028\x85\nc: d").line("c") == 2


def test_a_yaml_file_counts_its_lines_from_one() -> None:
    assert read_yaml("a: b\nc: d").line("c") == 2


def _lines(header: str) -> list[int]:
    """The lines of what a header holds, or the line on which it is broken."""
    try:
        return list(fenced(header).lines.values())
    except FrontMatterError as error:
        return [error.line]


@given(st.text(st.sampled_from("ab:-[]{}\"'#&*!|>%@`?, \n\té\x00\u2028"), max_size=60))
def test_no_header_ends_in_a_crash(header: str) -> None:
    assert all(1 <= line <= header.count("\n") + 5 for line in _lines(header))


@given(
    st.dictionaries(
        st.from_regex(r"\A[a-z]{1,8}\Z"), st.text(st.characters(categories=["L", "N", "P", "Zs"])), max_size=5
    )
)
def test_quoted_values_come_back_as_they_were(wanted: dict[str, str]) -> None:
    lines = [f"{key}: '{value.replace(chr(39), chr(39) * 2)}'" for key, value in wanted.items()]
    assert values("\n".join(lines)) == wanted
