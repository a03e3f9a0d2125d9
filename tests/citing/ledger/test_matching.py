"""Edited blocks are known again: the cases in ``tests/fixtures/edits``, and that the thresholds keep them apart."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflectory.citing.ledger import matching
from reflectory.citing.ledger.matching import Alphabet, Matched, likeness, match

FIXTURES = Path(__file__).parents[2] / "fixtures" / "edits"

Case = tuple[list[str], list[str], list[str]]


def _cases() -> Iterator[tuple[str, Case]]:
    for file in sorted(FIXTURES.glob("*.md")):
        for case in re.split(r"^# ", file.read_text("utf-8"), flags=re.M)[1:]:
            title, rest = case.split("\n", 1)
            old, new, expected = re.split(r"^\.$", rest, flags=re.M)
            yield f"{file.stem}: {title}", (_blocks(old), _blocks(new), expected.split())


def _blocks(text: str) -> list[str]:
    return [" ".join(block.split()) for block in text.strip().split("\n\n")]


CASES = dict(_cases())


def _told(old: list[str], found: Matched) -> list[str]:
    same, into = found.same, found.into
    return [
        f"{n + 1}={same[n] + 1}" if n in same else f"{n + 1}>{into[n] + 1}" if n in into else f"{n + 1}-"
        for n in range(len(old))
    ]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_becomes_of_each_block(case: Case) -> None:
    old, new, expected = case
    assert _told(old, match(old, new)) == expected


def test_there_are_cases_enough() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("kept", [0.56, 0.6, 0.64])
@pytest.mark.parametrize("within", [0.65, 0.75, 0.8])
def test_the_thresholds_stand_in_a_gap(kept: float, within: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "KEPT", kept)
    monkeypatch.setattr(matching, "WITHIN", within)
    wrong = [name for name, (old, new, expected) in CASES.items() if _told(old, match(old, new)) != expected]
    assert not wrong


@pytest.mark.parametrize(("kept", "within"), [(0.45, 0.75), (0.8, 0.75), (0.6, 0.99)])
def test_other_thresholds_would_not_do(kept: float, within: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "KEPT", kept)
    monkeypatch.setattr(matching, "WITHIN", within)
    assert any(_told(old, match(old, new)) != expected for old, new, expected in CASES.values())


def test_paragraphs_of_different_essays_are_not_alike() -> None:
    texts = [block for old, new, _ in CASES.values() for block in (*old[:1], *new[:1])]
    words = Alphabet().words
    pairs = [(one, other) for one in texts[::2] for other in texts[::2] if one != other and len(one) > 60 < len(other)]
    assert max(likeness(words(one), words(other)).whole for one, other in pairs) < 0.4


TEXTS = st.lists(
    st.sampled_from(["A", "B", "We had hope.", "We had some hope.", "It rained on the others all day.", ""]), max_size=9
)


@given(TEXTS, TEXTS)
def test_no_two_blocks_become_the_same(old: list[str], new: list[str]) -> None:
    found = match(old, new)
    assert len(set(found.same.values())) == len(found.same)
    assert not set(found.same) & set(found.into)


@given(TEXTS)
def test_what_has_not_changed_stays_where_it_is(texts: list[str]) -> None:
    assert match(texts, texts).same == {number: number for number in range(len(texts))}


def test_an_essay_written_anew_takes_no_minute() -> None:
    drawn, known = random.Random(7), [f"word{number}" for number in range(900)]
    old, new = ([" ".join(drawn.choices(known, k=60)) for _ in range(300)] for _ in range(2))
    begun = time.perf_counter()
    assert not match(old, new).same
    assert time.perf_counter() - begun < 30
