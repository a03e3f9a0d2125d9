"""Names, divided."""

from __future__ import annotations

import pytest

from reflectory.citing.citation.names import Name, divided


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Hannah Weir", Name("Weir", "Hannah")),
        ("Mary Anne Smith", Name("Smith", "Mary Anne")),
        ("J. R. R. Tolkien", Name("Tolkien", "J. R. R.")),
        ("Simone de Beauvoir", Name("Beauvoir", "Simone", "de")),
        ("Juan de la Vega", Name("Vega", "Juan", "de la")),
        ("Siân ap Gwynfor", Name("Gwynfor", "Siân", "ap")),
        ("Sally O'Brien", Name("O'Brien", "Sally")),
        ("Dr Hannah Weir RN", Name("Weir", "Hannah")),
        ("Martin Luther King Jr.", Name("King", "Martin Luther", suffix="Jr.")),
        ("bell hooks", Name("hooks", "bell")),
        ("Colette", Name(literal="Colette")),
        ("Ó Briain", Name(literal="Ó Briain")),
        ("Nursing and Midwifery Council", Name(literal="Nursing and Midwifery Council")),
        ("The editors", Name(literal="The editors")),
        ("护士", Name(literal="护士")),
    ],
)
def test_a_byline_is_divided_as_a_catalogue_would(name: str, expected: Name) -> None:
    assert divided(name) == expected


def test_the_settings_have_the_last_word() -> None:
    assert divided("Anne Lee Smith", "Lee Smith, Anne") == Name("Lee Smith", "Anne")
    assert divided("The Night Shift", "organisation") == Name(literal="The Night Shift")
    assert divided("Ann Ward", "Ward, Ann") == Name("Ward", "Ann")
    assert divided("Madonna", "Madonna") == Name(literal="Madonna")


def test_a_name_turned_round_is_what_reference_managers_divide_again() -> None:
    assert divided("Simone de Beauvoir").turned == "de Beauvoir, Simone"
    assert divided("Martin Luther King Jr.").turned == "King, Jr., Martin Luther"
    assert divided("Colette").turned == "Colette"
