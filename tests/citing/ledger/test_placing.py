"""Every id that was ever given goes on leading somewhere, whatever an author does to the text."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import TIMES, growth
from reflectory.citing.ledger.blocks import survey
from reflectory.citing.ledger.ids import natural
from reflectory.citing.ledger.placing import Placed, place, recorded, stood_after
from reflectory.citing.ledger.record import Gone, Record, RecordError, Row, read, written

HOPE, KIND, CALL, RAIN = (
    "Hope is not optimism: it has looked at the odds as well.",
    "What my colleague did was kind, and she did not look at her watch.",
    "I took the telephone call standing up, with my coat on.",
    "It rained on all the other visits of that week.",
)


def _body(*texts: str) -> str:
    return "\n".join(text if text.startswith("<") else f"<p>{text}</p>" for text in texts)


def _after(record: Record, *texts: str) -> tuple[Placed, Record]:
    body = survey(_body(*texts))
    placed = place(record, body)
    return placed, recorded(placed, body, "2026-03-01")


def test_an_edited_paragraph_keeps_its_id() -> None:
    _, record = _after(Record(), HOPE, KIND)
    placed, _ = _after(record, HOPE.replace("the odds as well", "the odds, too"), KIND)
    assert placed.ids == (natural(HOPE), natural(KIND))


def test_a_merged_paragraph_leads_to_where_it_went() -> None:
    _, record = _after(Record(), CALL, KIND)
    placed, _ = _after(record, f"{CALL} {KIND}")
    assert {*placed.ids, *placed.also[0]} == {natural(CALL), natural(KIND)}
    assert not placed.gone


def test_a_paragraph_that_is_set_apart_again_has_its_id_back() -> None:
    _, before = _after(Record(), CALL, KIND)
    _, merged = _after(before, f"{CALL} {KIND}")
    assert _after(merged, CALL, KIND)[1] == before


def test_what_is_gone_is_noted_where_it_stood_and_no_word_of_it_is_kept() -> None:
    _, record = _after(Record(), HOPE, KIND, RAIN)
    placed, record = _after(record, HOPE, RAIN)
    assert record.gone == (Gone(natural(KIND), natural(HOPE), "2026-03-01", natural(KIND)),)
    assert stood_after(placed)[0] == 0
    assert "colleague" not in written(record)


def test_what_stood_after_something_gone_stood_after_what_was_before_that() -> None:
    _, record = _after(Record(), HOPE, KIND, CALL, RAIN)
    placed, _ = _after(record, HOPE, RAIN)
    assert stood_after(placed) == [0, 0]
    placed, _ = _after(record, RAIN)
    assert stood_after(placed) == [-1, -1, -1]


def test_what_comes_back_has_its_id_back() -> None:
    _, first = _after(Record(), HOPE, KIND, RAIN)
    edited = KIND.replace("watch", "telephone")
    _, second = _after(first, HOPE, edited, RAIN)
    _, third = _after(second, HOPE, RAIN)
    placed, fourth = _after(third, HOPE, edited, RAIN)
    assert placed.ids[1] == natural(KIND)
    assert fourth == second


def test_the_day_on_which_something_went_is_told_once() -> None:
    record = Record((), (Gone("p-a", "", "2020-01-01"),))
    assert _after(record, HOPE)[1].gone[0].on == "2020-01-01"


def test_an_id_of_the_author_is_kept_and_the_one_before_leads_there() -> None:
    _, record = _after(Record(), HOPE, RAIN)
    placed, record = _after(record, f'<p id="hope">{HOPE}</p>', RAIN)
    assert (placed.ids[0], placed.also[0]) == ("hope", (natural(HOPE),))
    placed, _ = _after(record, f'<h2 id="hope">{KIND}</h2>', HOPE, RAIN)
    assert placed.ids[0] == "hope"
    assert natural(HOPE) in placed.ids[1:] or natural(HOPE) in placed.also[0]


def test_an_id_that_the_author_gives_to_something_else_is_not_given_twice() -> None:
    _, record = _after(Record(), HOPE, RAIN)
    placed, _ = _after(record, HOPE, f'<div id="{natural(HOPE)}"></div>', RAIN)
    assert natural(HOPE) not in placed.ids


OWN = st.sampled_from(["", "", "", "", ' id="hope"', ' id="p-f2m75h"', ' id="rain"'])
TEXT = st.sampled_from(
    [HOPE, KIND, CALL, RAIN, "Hope", "We waited.", f"{HOPE} {RAIN}", f"{KIND} {CALL} {RAIN}", "We had hope."]
)
BLOCK = st.one_of(
    st.builds(lambda own, text: f"<p{own}>{text}</p>", OWN, TEXT),
    st.builds(lambda own, text: f"<h2{own}>{text}</h2>", OWN, TEXT),
    st.builds(lambda *texts: "<ul>" + "".join(f"<li>{text}</li>" for text in texts) + "</ul>", TEXT, TEXT),
    st.builds(
        lambda *texts: "<blockquote>" + "".join(f"<p>{text}</p>" for text in texts) + "</blockquote>", TEXT, TEXT
    ),
    st.builds(lambda own: f"<div{own}></div>", OWN),
)
STATES = st.lists(st.lists(BLOCK, max_size=7).map("\n".join), min_size=2, max_size=6)


def _edited(html: str, cuts: Sequence[int]) -> str:
    """Take words out of a text, wherever they stand between tags."""
    for cut in cuts:
        words = html.split(" ")
        where = cut % len(words)
        if not set(words[where]) & set('<>="'):
            html = " ".join(words[:where] + words[where + 1 :])
    return html


@given(STATES, st.lists(st.integers(0, 300), max_size=6))
def test_random_edits_never_give_an_id_twice_and_lose_none_without_a_note(states: list[str], cuts: list[int]) -> None:
    record = Record()
    for html in [step for state in states for step in (state, _edited(state, cuts))]:
        body = survey(html)
        placed = place(record, body)
        own = [block.own for block in body.blocks]
        ours = [name for name, mine in zip(placed.ids, own, strict=True) if not mine]
        ours += [name for names in placed.also for name in names] + [one.id for one in placed.gone]
        assert len(ours) == len(set(ours))
        assert body.ids.isdisjoint(ours)
        before = {row.id for row in record.rows} | {name for row in record.rows for name in row.also}
        assert before | {one.id for one in record.gone} <= {*ours, *body.ids}
        assert all(-1 <= number < len(body.blocks) for number in stood_after(placed))
        record = recorded(placed, body, "2026-03-01")
        assert place(record, body)._replace(gone=()) == placed._replace(gone=())
        assert read(written(record)) == record


@given(STATES)
def test_the_same_input_gives_the_same_ids(states: list[str]) -> None:
    def ids() -> list[Placed]:
        record, found = Record(), []
        for html in states:
            body = survey(html)
            found.append(place(record, body))
            record = recorded(found[-1], body, "2026-03-01")
        return found

    assert ids() == ids()


def test_other_processes_with_other_seeds_give_the_same_ids() -> None:
    program = """
import sys, json
from reflectory.citing.ledger.blocks import survey
from reflectory.citing.ledger.placing import place, recorded
from reflectory.citing.ledger.record import Record, written
record = Record()
for html in json.load(sys.stdin):
    body = survey(html)
    record = recorded(place(record, body), body, "2026-03-01")
print(written(record))
"""
    states = [
        _body(HOPE, KIND, CALL, RAIN, "Hope", "Hope"),
        _body("Hope", f"{KIND} {CALL}", HOPE.replace("as well", "too")),
    ]
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            input=json.dumps(states),
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[3] / "plugins")},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(told) == 1


def test_a_record_is_a_line_for_each_block() -> None:
    record = Record(
        (Row("p-a", "A “b”."), Row("p-b", "C", ("p-c",))), (Gone("p-d", "p-a", "2026-03-01", "p-d"),), "essays/a/"
    )
    assert written(record).splitlines() == [
        "{",
        ' "address": "essays/a/",',
        ' "blocks": [',
        '  {"id": "p-a", "text": "A “b”."},',
        '  {"id": "p-b", "also": ["p-c"], "text": "C"}',
        " ],",
        ' "gone": [',
        '  {"id": "p-d", "after": "p-a", "on": "2026-03-01", "was": "p-d"}',
        " ]",
        "}",
    ]
    assert read(written(record)) == record


@pytest.mark.parametrize(
    "text", ["", "<<<<<<< HEAD\n", "[]", '{"blocks": {}}', '{"blocks": [1], "gone": []}', '{"blocks": [{"id": "a b", "text": ""}], "gone": []}',
             '{"blocks": [], "gone": [{"on": "2020-01-01"}]}', '{"blocks": [], "gone": [{"id": "p-a", "on": "soon"}]}']
)  # fmt: skip
def test_a_broken_record_is_told(text: str) -> None:
    with pytest.raises(RecordError):
        read(text)


def test_an_id_that_two_branches_wrote_down_holds_once() -> None:
    record = read('{"blocks": [{"id": "p-a", "text": "A"}, {"id": "p-a", "text": "B"}], "gone": [{"id": "p-a"}]}')
    assert record == Record((Row("p-a", "A"),))


def test_two_branches_that_edit_an_essay_merge(tmp_path: Path) -> None:
    texts = [HOPE, KIND, CALL, RAIN, "We waited, and nobody came.", "And then the second letter came, in May."]
    base = _after(Record(), *texts)[1]
    ours = _after(base, texts[0].replace("as well", "too"), *texts[1:])[1]
    theirs = _after(base, *texts[:4], texts[5], "A last paragraph, of other words.")[1]
    files = [tmp_path / name for name in ("ours", "base", "theirs")]
    for file, record in zip(files, (ours, base, theirs), strict=True):
        file.write_text(written(record), "utf-8")
    merged = subprocess.run(
        ["git", "merge-file", "-p", *map(str, files)], capture_output=True, text=True, encoding="utf-8"
    )
    assert merged.returncode == 0, merged.stdout
    record = read(merged.stdout)
    assert [row.id for row in record.rows] == [row.id for row in theirs.rows]
    assert record.rows[0].text == ours.rows[0].text
    assert record.gone == theirs.gone


def test_of_much_that_is_gone_each_is_found_as_quickly() -> None:
    def standing(count: int) -> Callable[[], object]:
        gone = tuple(Gone(f"gone-{number}", f"gone-{number - 1}", "", "") for number in range(count))
        placed = Placed(("first",), ((),), gone=gone)
        assert stood_after(placed) == [-1] * count
        return lambda: stood_after(placed)

    assert growth(standing) < TIMES * 1.2
