"""Writing archives: what changes changes, and every other line stays byte for byte."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflectory.comments import harmless
from reflectory.comments.archive import Comment, parse
from reflectory.comments.archiving import ArchiveError, Row, change, changed, locked, row_of, rows
from reflectory.site.frontmatter import read_yaml

BY_HAND = """# Of that winter.
closed: false   # for now
comments:
# the first
- id: '7'        # from the old blog
  author: "A: Reader"
  date: 2020-01-06T18:12:00Z
  body: >
    Folded, as
    I like it.

- {id: b, author: B, date: 2020-02-01, body: x}
- id: c
  author: C
  date: 2020-03-01
  reply_to: '7'
  body: |
    # no remark
      indented
"""


def new(number: int = 1, year: int = 2021, body: str = "New.") -> Row:
    return row_of(Comment(f"n{number}", "N", datetime(year, 1, number, tzinfo=UTC), body))


def read(text: str) -> list[Row]:
    meta = read_yaml(harmless.source(text))
    assert parse(meta)[1] == []
    return list(meta.values.get("comments") or [])


@pytest.mark.parametrize(("year", "place"), [(2019, 0), (2021, 3)])
def test_a_comment_is_put_in_by_its_date_and_no_other_line_changes(year: int, place: int) -> None:
    text = changed(BY_HAND, put=[new(year=year)])
    assert [row["id"] for row in read(text)].index("n1") == place
    lines = text.splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if "n1" in line)
    assert "".join(lines[:at] + lines[at + 5 :]) == BY_HAND  # id, author, date, body and its line


def test_put_then_remove_gives_the_text_back() -> None:
    assert changed(changed(BY_HAND, put=[new(), new(2, 2019)]), remove=["n1", "n2"]) == BY_HAND


def test_removing_what_is_answered_leaves_the_answer() -> None:
    rest = read(changed(BY_HAND, remove=["7"]))
    assert [(row["id"], row.get("reply_to")) for row in rest] == [("b", None), ("c", None)]


def test_closing_changes_one_line_and_keeps_its_remark() -> None:
    assert changed(BY_HAND, closed=True) == BY_HAND.replace("closed: false   #", "closed: true   #")
    assert changed("comments: []\n", closed=True) == "closed: true\ncomments: []\n"
    assert changed("", closed=True) == "closed: true\ncomments: []\n"
    assert changed(BY_HAND, closed=False) == BY_HAND


def test_nothing_to_do_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "a.yaml"
    assert change(file, put=[new()])
    before = file.stat().st_mtime_ns
    assert not change(file, put=[new()])
    assert file.stat().st_mtime_ns == before


def test_a_broken_archive_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for broken in ("comments: [", "comments: [{id: a}]", "- x"):
        file.write_text(broken)
        with pytest.raises(ArchiveError, match=r"a\.yaml"):
            change(file, put=[new()])
        assert file.read_text() == broken


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.sampled_from(
    [
        "- id: x",
        "--- \n...",
        "a\n\n  b\n",
        "\tx",
        "|\n>",
        "'\"",
        "yes",
        "2020-01-01",
        "# x",
        "\x85\u2028x",
        " x ",
        "é\r\nx",
    ]
)


@st.composite
def comments(draw: st.DrawFn) -> list[Comment]:
    made: list[Comment] = []
    for number in range(draw(st.integers(0, 5))):
        answers = draw(st.sampled_from(["", *(one.id for one in made)]))
        moment = draw(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
        made.append(
            Comment(
                f"n{number}",
                draw(TEXTS),
                moment.replace(microsecond=0),
                draw(TEXTS),
                reply_to=answers,
                edited=draw(TEXTS),
            )
        )
    return made


@given(
    comments(), st.sampled_from(["", BY_HAND, "comments: []\n", BY_HAND.rstrip("\n"), BY_HAND.replace("\n", "\r\n")])
)
def test_whatever_is_put_in_the_result_is_an_archive_that_says_it(some: list[Comment], before: str) -> None:
    put = [row_of(one) for one in some]
    text = changed(before, put=put)
    there = {row["id"]: row for row in read(text)}
    for row, one in zip(put, some, strict=True):
        assert (
            str(there[row["id"]]["body"]).split() == harmless.text(harmless.source(one.body)).split()
            or there[row["id"]]["body"] == row["body"]
        )
    assert {"7", "b", "c"} <= there.keys() or "Reader" not in before
    assert changed(text, put=put) == text


@given(comments())
def test_put_then_remove_of_anything_gives_the_text_back(some: list[Comment]) -> None:
    put = [row_of(one) for one in some]
    assert changed(changed(BY_HAND, put=put), remove=[one.id for one in some]) == BY_HAND


@given(comments())
def test_every_other_line_stays(some: list[Comment]) -> None:
    text = changed(BY_HAND, put=[row_of(one) for one in some])
    rest = iter(text.splitlines(keepends=True))
    assert all(line in rest for line in BY_HAND.splitlines(keepends=True))


def test_a_file_that_is_not_there_has_no_comments(tmp_path: Path) -> None:
    assert rows(tmp_path / "a.yaml") == []


def test_what_is_private_is_for_its_owner_alone(tmp_path: Path) -> None:
    with locked(tmp_path):
        assert (tmp_path / "private" / "archives.lock").stat().st_mode & 0o777 == 0o600
        assert (tmp_path / "private").stat().st_mode & 0o777 == 0o700
