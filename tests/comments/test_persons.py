"""Where a text may identify a person, from a file of examples and as laws."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import BY_THE_SQUARE, slowing
from reflectory.comments.persons import Kind, Mark, listed, marks

CASES = Path(__file__).parents[1] / "fixtures" / "persons" / "marks.txt"
WORDS = ("Larch Ward", "Oakfield", "O'Malley")
DAY = date(2026, 11, 25)
WRITTEN = re.compile(r"\{([^:{}]+): ([^{}]+)\}")
PIECES = st.sampled_from(
    ["943 476 5919", "07700 900123", "a@b.org", "SW1A 1AA", "born", "6/1/1950", "Mrs", "Smith", "oakfield", "\n", " "]
)


def lines() -> list[str]:
    """The examples."""
    return [line for line in CASES.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def shown(text: str, found: tuple[Mark, ...]) -> str:
    """A text with its marks in braces."""
    for mark in reversed(found):
        text = f"{text[: mark.start]}{{{mark.kind}: {text[mark.start : mark.end]}}}{text[mark.end :]}"
    return text


@pytest.mark.parametrize("line", lines())
def test_what_may_identify_a_person_is_marked_and_nothing_else(line: str) -> None:
    text = WRITTEN.sub(r"\2", line)
    assert shown(text, marks(text, WORDS, today=DAY)) == line


def test_there_is_an_example_of_every_kind() -> None:
    assert {kind for line in lines() for kind, _ in WRITTEN.findall(line)} == set(Kind)


def test_telephone_numbers_are_those_of_the_region() -> None:
    text = "Ring (212) 555-2368."
    assert [mark.kind for mark in marks(text, region="US", today=DAY)] == [Kind.TELEPHONE]


def test_a_private_list_has_one_a_line_and_may_have_remarks() -> None:
    assert listed("# wards\nLarch  Ward\n\n Oakfield \n") == ("Larch Ward", "Oakfield")


@given(st.lists(PIECES | st.text(max_size=20)).map(" ".join))
def test_marks_lie_within_the_text_in_order_and_apart(text: str) -> None:
    found = marks(text, WORDS, today=DAY)
    assert all(0 <= mark.start < mark.end <= len(text) and mark.why for mark in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.text(max_size=40), st.sampled_from(["943 476 5919", "a@b.org", "SW1A 1AA"]), st.text(max_size=40))
def test_what_is_sure_is_found_in_any_text(before: str, sure: str, after: str) -> None:
    text = f"{before}\n\n{sure}\n\n{after}"
    start = len(before) + 2
    assert any(mark.start <= start and mark.end >= start + len(sure) for mark in marks(text, today=DAY))


@pytest.mark.parametrize("piece", ["1 ", "07700 ", "a@", "Mr ", "born ", "1/1/", "a.", "A1 ", "+4", "Dr Van ", "'-"])
def test_no_text_takes_long(piece: str) -> None:
    assert slowing(lambda text: marks(text, WORDS), piece, 20_000) < BY_THE_SQUARE / 2
