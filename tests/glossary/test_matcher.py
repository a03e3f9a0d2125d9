"""Finding forms in plain text."""

from __future__ import annotations

import time

import pytest
from glossary_words import MATCHER, entry
from hypothesis import given
from hypothesis import strategies as st

from growth import BY_THE_SQUARE, slowing
from reflectory.glossary.matcher import Match, Matcher, split


def found(text: str, matcher: Matcher = MATCHER) -> list[Match]:
    return list(matcher.find(text, matcher.possible(text)))


def words(text: str, matcher: Matcher = MATCHER) -> list[str]:
    return [text[match.start : match.end] for match in found(text, matcher)]


def test_forms_are_found_as_they_are_written() -> None:
    assert words("Compassion and KINDNESS, a café.") == ["Compassion", "KINDNESS", "café"]


def test_a_match_names_its_entry_and_the_form_as_it_is_compared() -> None:
    [match] = found("CAFÉ")
    assert (match.form, match.slugs) == ("café", ("cafe",))


@pytest.mark.parametrize("ending", ["'s", "’s", "'S", "’\u00ads", "s’"])
def test_a_possessive_ending_stays_outside(ending: str) -> None:
    patients = Matcher([entry("patient", "patient", "patients")])
    assert words(f"a patient{ending} view", patients) == ["patients" if ending == "s’" else "patient"]


def test_quotation_marks_are_no_part_of_a_word() -> None:
    assert words("'kindness' ‘compassion’ “care” «hope»") == ["kindness", "compassion", "care"]


@pytest.mark.parametrize(
    "text",
    [
        "self-compassion",
        "compassion-based",
        "self‐compassion",
        "self\u2011compassion",
        "compassions",
        "o'kindness",
        "café_",
    ],
)
def test_what_is_another_word_is_not_found(text: str) -> None:
    assert words(text) == []


def test_a_compound_that_is_an_entry_is_found_whole() -> None:
    both = Matcher([entry("compassion"), entry("self-compassion")])
    assert words("Self\u2011compassion’s compassion", both) == ["Self\u2011compassion", "compassion"]


def test_the_longest_form_at_a_place_wins() -> None:
    nested = Matcher([entry("a", "moral"), entry("b", "moral distress"), entry("c", "moral distress scale")])
    assert words("moral distress scales; moral distress scale; moral distress; moral", nested) == [
        "moral distress", "moral distress scale", "moral distress", "moral",
    ]  # fmt: skip


def test_matches_do_not_overlap() -> None:
    chained = Matcher([entry("a", "social work"), entry("b", "work practice"), entry("c", "practice")])
    assert words("social work practice", chained) == ["social work", "practice"]


@pytest.mark.parametrize("gap", [" ", "\n", "\xa0", "\u202f", "  ", "\u2009"])
def test_any_white_space_joins_the_words_of_a_form(gap: str) -> None:
    assert words(f"duty{gap}of{gap}candour") == [f"duty{gap}of{gap}candour"]


@pytest.mark.parametrize("gap", [", ", "-", " — ", "/", " (", "\ufffc", ". "])
def test_other_signs_part_them(gap: str) -> None:
    assert words(f"duty of{gap}candour") == []


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("Größe", "GRÖSSE"),
        ("café", "cafe\u0301"),
        ("cafe\u0301", "CAFÉ"),
        ("αγάπη", "ΑΓΆΠΗ"),
        ("οδός", "ΟΔΌΣ"),
        ("доброта", "Доброта"),
        ("חֶסֶד", "חֶסֶד"),
        ("رحمة", "رحمة"),
        ("करुणा", "करुणा"),
        ("com\u00adpassion", "Compassion"),
        ("compassion", "com\u00adpas\u00adsion"),
        ("compassion", "\u200dcompassion"),
        ("İyilik", "İyilik"),
    ],
)
def test_words_of_any_script_are_found(form: str, text: str) -> None:
    assert words(f"– {text} –", Matcher([entry("x", form)])) == [text]


def test_one_odd_capital_does_not_hide_the_others() -> None:
    assert words("İzmir: Compassion, and Kindness’s end") == ["Compassion", "Kindness"]


def test_an_except_phrase_is_told_for_the_entry_whose_it_is() -> None:
    matches = found("a kind of care, health care, a kind word, of a kind")
    assert [bool(match.excepted) for match in matches] == [True, False, True, False, True]


def test_a_long_except_phrase_is_known_from_its_last_word() -> None:
    phrase = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen kind"
    matcher = Matcher([entry("kind", exceptions=(phrase,))])
    assert found(phrase, matcher)[0].excepted == {"kind"}


def test_an_author_may_name_an_entry_by_slug_term_or_form() -> None:
    assert MATCHER.named("duty-of-candour") == MATCHER.named("Duty of  Candour") == ("duty-of-candour",)
    assert MATCHER.named("Compassionate") == ("compassion",)
    assert MATCHER.named("nothing") == MATCHER.named("") == MATCHER.named("?!") == ()


def test_entries_that_share_a_form_are_all_named() -> None:
    assert MATCHER.named("object") == ("object-noun", "object-verb")
    assert MATCHER.named("patience") == ("patience",)
    assert MATCHER.sharing("patient") == ("patient", "patience")


def test_a_form_without_a_letter_is_no_form() -> None:
    assert words("a -- b ?! c", Matcher([entry("x", "?!", "--")])) == []


def test_no_entries_find_nothing() -> None:
    assert words("compassion", Matcher([])) == []


def test_a_word_is_split_with_its_place() -> None:
    assert split("It’s Self-Care!") == [("it's", 0, 4), ("self-care", 5, 14)]
    assert split("one two three", 4, 7) == [("two", 4, 7)]


PIECES = st.sampled_from(
    [
        "kindness",
        "Kind",
        "of",
        "a",
        "duty",
        "candour",
        "CAFÉ",
        "cafe\u0301",
        "İ",
        "ß",
        "’s",
        "-",
        " ",
        "\xa0",
        ",",
        "\u00ad",
        "\n",
    ]
)


@given(st.lists(PIECES, max_size=20).map("".join))
def test_what_is_possible_misses_nothing(text: str) -> None:
    everything = frozenset(first for word in MATCHER.entries for first in (word, "é"))
    assert found(text) == list(MATCHER.find(text, MATCHER.possible(text) | everything | {"kind", "duty", "kindness"}))


@given(st.lists(PIECES, max_size=20).map("".join))
def test_matches_go_from_left_to_right(text: str) -> None:
    ends = [position for match in found(text) for position in (match.start, match.end)]
    assert ends == sorted(set(ends))


def test_time_hardly_grows_with_entries() -> None:
    text = "Then she waited with them, and said so, and wrote it down again. " * 200
    few, many = (Matcher([entry(f"wort{number}") for number in range(count)]) for count in (5, 5000))
    assert _seconds(many, text) < 5 * _seconds(few, text) + 0.01


def _seconds(matcher: Matcher, text: str) -> float:
    start = time.perf_counter()
    for _ in range(5):
        found(text, matcher)
    return time.perf_counter() - start


@pytest.mark.parametrize("nonsense", ["a-", "a'", "kind ", "duty of ", "’"])
def test_nonsense_takes_no_time(nonsense: str) -> None:
    assert slowing(found, nonsense, 100_000) < BY_THE_SQUARE / 2
