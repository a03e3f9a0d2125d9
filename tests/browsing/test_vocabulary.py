"""What an essay speaks of: stems of words that it uses more than once."""

from __future__ import annotations

from reflectory.browsing.vocabulary import MOST, spoken_of


def test_forms_of_a_word_are_one_and_the_most_used_form_tells_it() -> None:
    assert spoken_of("The visit. Two visits, and visits again.", "en-GB") == ("|visit", {"visit": "visits"})


def test_words_used_often_come_first_and_those_used_once_not_at_all() -> None:
    assert spoken_of("Stairs, stairs, stairs, stairs. A door, the door. A window.", "en")[0] == "stair|door"


def test_words_that_say_nothing_are_left_out() -> None:
    assert spoken_of("I would have been, I would have been, wouldn’t I, wouldn't I", "en")[0] == "|"


def test_a_possessive_is_the_word_itself() -> None:
    assert spoken_of("The manager’s door. A manager's chair.", "en")[1] == {"manag": "manager"}


def test_each_language_has_its_own_words() -> None:
    assert spoken_of("Les escaliers, l’escalier, les escaliers.", "fr")[1].keys() == {"escali"}
    assert spoken_of("llythyr a llythyr yn y", "cy") == ("|llythyr", {"llythyr": "llythyr"})


def test_a_text_is_told_by_a_bounded_number_of_words() -> None:
    text = " ".join(f"wort{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(100)) + " "
    assert len(spoken_of(text * 2, "cy")[0].replace("|", " ").split()) == MOST
