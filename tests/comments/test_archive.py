"""Archives: structure is checked with lines; strangers' names and addresses are made harmless."""

from __future__ import annotations

import pytest

from reflectory.comments.archive import parse
from reflectory.comments.harmless import address, name, source
from reflectory.site.frontmatter import read_yaml

GOOD = """closed: 2013-02-06
comments:
  - id: "7"
    author: A Reader
    url: https://example.org/
    date: 2013-01-06T18:12:00Z
    body: Hello.
  - {id: "8", author: B, date: 2013-01-05 10:00, reply_to: "7", by_author: true, kind: pingback, edited: x, body: y}
"""


def faults(text: str) -> list[tuple[int, str]]:
    """What is wrong with an archive."""
    return parse(read_yaml(text))[1]


def test_a_good_archive_is_read_in_the_order_of_time() -> None:
    archive, wrong = parse(read_yaml(GOOD))
    assert not wrong
    assert [comment.id for comment in archive.comments] == ["8", "7"]
    assert str(archive.closed) == "2013-02-06 00:00:00+00:00"


def test_a_date_without_a_zone_is_utc() -> None:
    assert parse(read_yaml(GOOD))[0].comments[0].date.isoformat() == "2013-01-05T10:00:00+00:00"


def test_comments_and_pings_are_counted_apart() -> None:
    archive, _ = parse(read_yaml(GOOD))
    assert ([c.id for c in archive.thoughts], [c.id for c in archive.pings]) == (["7"], ["8"])


def row(**changes: str) -> str:
    """An archive of one comment, changed."""
    values = {"id": '"1"', "author": "A", "date": "2020-01-31", "body": "x"} | changes
    return "comments:\n  - " + "\n    ".join(f"{key}: {value}" for key, value in values.items() if value != "-") + "\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (row(id="-"), 2, "the comment has no “id”; add it."),
        (row(author="-"), 2, "the comment “1” has no “author”; add it."),
        (row(body="-"), 2, "the comment “1” has no “body”; add it."),
        (row(date="-"), 2, "the comment “1” has no “date”; add it."),
        (row(date="soon"), 4, "the date “soon” of the comment “1” is not a date; write it like 2013-01-06T18:12:00Z."),
        (row(id="a b"), 2, "the id “a b” cannot be part of an address"),
        (row(kind="spam"), 6, "the kind “spam” is unknown"),
        (row(by_author="yes"), 6, "by_author is “yes”; write true or false."),
        (row(body="[removed]"), 5, "“body” should be text; put quotation marks around it."),
        (row(edited="true"), 6, "“edited” should be text; put quotation marks around it."),
        (row(date="0001-01-01T00:00:00+14:00"), 4, "is not a date"),
        (row(date=""), 2, "the comment “1” has no “date”; add it."),
        (row(email="a@b.c"), 6, "“email” is no key of a comment (an archive is public); remove it."),
        (row(author_ip="10.0.0.1"), 6, "“author_ip” is no key of a comment (an archive is public); remove it."),
        (row(user_agent="x"), 6, "“user_agent” is no key of a comment (an archive is public); remove it."),
        (row(id="true"), 2, "the id “True” cannot be part of an address"),
        ("comments: false\n", 1, "“comments” should be a list"),
        (row(reply_too='"1"'), 6, "“reply_too” is no key of a comment; did you mean “reply_to”?"),
        (row(reply_to='"9"'), 6, "answers “9”, which is not in this archive"),
        (row(reply_to='"1"'), 6, "answers itself"),
        (row() + row().split("\n", 1)[1], 6, "the id “1” stands on line 2 already; change one."),
        ("closed: maybe\n", 1, "closed is “maybe”; it should be true, false or a date such as 2013-02-06."),
        ("comment: []\n", 1, "“comment” is no key of an archive; did you mean “comments”?"),
        ("comments: x\n", 1, "“comments” should be a list"),
        ("comments: [x]\n", 1, "a comment needs the keys id, author, date, body; this is “x”."),
    ],
)
def test_each_fault_has_its_line_and_remedy(text: str, line: int, message: str) -> None:
    found = faults(text)
    assert [at for at, _ in found] == [line]
    assert message in found[0][1]


def test_all_faults_of_an_archive_are_told_at_once() -> None:
    assert len(faults(row(date="soon", kind="x") + "closed: maybe\n")) == 3


def test_five_thousand_answers_in_a_row_are_checked_in_a_moment() -> None:
    fields = "author: x, date: 2020-01-31, body: x"
    rows = "".join(f'  - {{id: "{n}", reply_to: "{n - 1 or ""}", {fields}}}\n' for n in range(1, 5001))
    archive, wrong = parse(read_yaml("comments:\n" + rows))
    assert not wrong
    assert len(archive.thoughts) == 5000


def test_a_longer_circle_of_answers_is_found() -> None:
    rows = "".join(
        f'  - {{id: "{a}", reply_to: "{b}", author: x, date: 2020-01-31, body: x}}\n' for a, b in ("12", "23", "31")
    )
    assert len(faults("comments:\n" + rows)) == 3


def test_what_leads_into_a_circle_is_not_blamed_for_it() -> None:
    rows = "".join(
        f'  - {{id: "{a}", reply_to: "{b}", author: x, date: 2020-01-31, body: x}}\n' for a, b in ("12", "23", "32")
    )
    assert [line for line, _ in faults("comments:\n" + rows)] == [3, 4]


def test_signs_that_yaml_refuses_do_not_stop_the_build() -> None:
    text = source(row(body="|\n      one\u2028two\x07\x85"))
    archive, wrong = parse(read_yaml(text))
    assert not wrong
    assert archive.comments[0].body == "one two\n"


def test_an_empty_author_is_anonymous_and_an_empty_body_is_allowed() -> None:
    archive, wrong = parse(read_yaml(row(author="", body="")))
    assert not wrong
    assert (archive.comments[0].author, archive.comments[0].body) == ("Anonymous", "")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("A\nB", "A B"),
        ("A\x00\u202eB", "AB"),
        ("  ", "Anonymous"),
        ("\u200b\u200d", "Anonymous"),
        (None, "Anonymous"),
        ("x" * 100, "x" * 79 + "…"),
    ],
)
def test_a_name_is_one_bounded_line_without_control_signs(written: str | None, shown: str) -> None:
    assert name(written) == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "https://bücher.example/ü",
        "http://127.0.0.1/",
        "http://[::1]/",
        "https://example.org/o'brien",
    ],
)
def test_a_good_address_is_kept(url: str) -> None:
    assert address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "//example.org", "http:/example.org", "http:example.org", "https://", "ftp://example.org",
        "https://user:pw@example.org", "https://example.org/a b", "https://exa\u202emple.org", "https://example.org/\x00",
        'https://example.org/"onmouseover=1', "https://localhost", "data:text/html,x", "mailto:a@b.c", "\thttps://e.org\nx",
        "https://example.org:port/", "https://[bad", "https://e.org\\@evil.org", "x" * 600, None, "",
    ],
)  # fmt: skip
def test_a_bad_address_is_dropped(url: str | None) -> None:
    assert address(url) == ""
