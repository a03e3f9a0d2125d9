"""The files for reference managers, read again by libraries that know nothing of ours."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from pybtex.database import parse_string
from pybtex.richtext import Text

from reflectory.citing.citation.bibtex import bibtex, escaped
from reflectory.citing.citation.citation import Citation
from reflectory.citing.citation.names import Name, divided
from reflectory.citing.citation.ris import ris

SCHEMA = json.loads((Path(__file__).parents[2] / "fixtures/citing/csl-data.json").read_text("utf-8"))

PLAIN = Citation(
    id="two-words",
    title="Two words for the same afternoon",
    authors=(Name("Weir", "Hannah"),),
    site="After the Visit",
    issued=date(2022, 1, 16),
    url="https://example.org/essays/two-words/",
    lang="en-GB",
    licence="CC BY 4.0",
    summary="A summary.",
    keywords=("kindness", "words & work"),
)
HARD = replace(
    PLAIN,
    title="What the NMC’s “Code” costs: 50% of £10 & [more] _than_ #1 – naïve Ärger\\",
    authors=(
        Name("Beauvoir", "Simone", "de"),
        Name("King", "Martin Luther", suffix="Jr."),
        Name("Łukasiewicz", "Zoë"),
        Name(literal="Health and Care Trust"),
    ),
    site="Æsop & Søn",
)

title = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1)
    .map(str.split)
    .map(" ".join)
    .filter(bool)
)


@pytest.mark.parametrize("citation", [PLAIN, HARD])
def test_bibtex_is_read_by_pybtex(citation: Citation) -> None:
    entry = parse_string(bibtex(citation), "bibtex").entries.popitem()[1]
    assert entry.type == "misc"
    assert entry.fields["year"] == "2022"
    assert entry.fields["month"] == "January"
    assert entry.fields["url"] == citation.url
    text = Text.from_latex(entry.fields["title"]).render_as("text").replace("\xa0", " ")
    assert text == citation.title.replace("’", "'")  # which TeX sets as ’
    people = entry.persons["author"]
    assert len(people) == len(citation.authors)
    assert [" ".join(people[0].prelast_names)] == [citation.authors[0].particle]


def test_bibtex_divides_names_as_we_do() -> None:
    simone, martin, zoe, trust = parse_string(bibtex(HARD), "bibtex").entries.popitem()[1].persons["author"]
    assert (simone.first_names, simone.prelast_names, simone.last_names) == (["Simone"], ["de"], ["Beauvoir"])
    assert (martin.first_names, martin.middle_names, martin.lineage_names) == (["Martin"], ["Luther"], ["Jr."])
    assert (zoe.rich_last_names[0].render_as("text"), zoe.rich_first_names[0].render_as("text")) == (
        "Łukasiewicz",
        "Zoë",
    )
    assert (trust.rich_last_names[0].render_as("text"), trust.first_names) == ("Health and Care Trust", [])


@pytest.mark.parametrize("citation", [PLAIN, HARD])
def test_bibtex_is_read_by_bibtexparser(citation: Citation) -> None:
    library = bibtexparser.parse_string(bibtex(citation))
    assert not library.failed_blocks
    assert [entry.entry_type for entry in library.entries] == ["misc"]
    assert library.entries[0].fields_dict["day"].value == "16"


def test_bibtex_keeps_the_capitals_that_belong_to_a_word() -> None:
    assert "title = {What the {NMC'}s" not in bibtex(HARD)
    assert "{NMC's}" in bibtex(HARD)
    assert "title = {Two words for" in bibtex(PLAIN)
    assert "{iPhone} and {I}" in bibtex(replace(PLAIN, title="My iPhone and I"))


def test_braces_and_backslashes_of_a_title_are_written_as_such() -> None:
    assert escaped("{a}\\b") == r"\{a\}\textbackslash{}b"


def test_bibtex_is_ascii_where_tex_has_a_command() -> None:
    assert bibtex(HARD).replace("£", "").isascii()
    assert escaped("Zoë, Ś, ñ, ß") == r"Zo{\"{e}}, {\'{S}}, {\~{n}}, {\ss}"


@given(title)
def test_bibtex_of_any_title_is_one_entry_with_balanced_braces(text: str) -> None:
    library = bibtexparser.parse_string(bibtex(replace(PLAIN, title=text)))
    assert not library.failed_blocks
    assert len(library.entries) == 1


@pytest.mark.parametrize("citation", [PLAIN, HARD])
def test_ris_is_read_by_rispy(citation: Citation) -> None:
    (entry,) = rispy.loads(ris(citation).replace("\r\n", "\n"))
    assert entry["type_of_reference"] == "BLOG"
    assert entry["title"] == citation.title
    assert entry["secondary_title"] == citation.site
    assert entry["year"] == "2022"
    assert entry["date"] == "2022/01/16"
    assert entry["urls"] == [citation.url]
    assert entry["keywords"] == list(citation.keywords)
    assert len(entry["authors"]) == len(citation.authors)


def test_ris_writes_an_author_as_family_given_suffix() -> None:
    (entry,) = rispy.loads(ris(HARD).replace("\r\n", "\n"))
    assert entry["authors"] == [
        "de Beauvoir, Simone",
        "King, Martin Luther, Jr.",
        "Łukasiewicz, Zoë",
        "Health and Care Trust",
    ]


@given(title)
def test_every_line_of_ris_has_a_tag(text: str) -> None:
    lines = ris(replace(PLAIN, title=text, summary=f"{text}\nTY  - JOUR\n{text}")).split("\r\n")
    assert lines.pop() == ""
    assert all(line[2:6] == "  - " and line[:2].isalnum() for line in lines)
    assert [line for line in lines if line.startswith("TY")] == ["TY  - BLOG"]
    assert lines[-1] == "ER  - "


@pytest.mark.parametrize(
    "citation", [PLAIN, HARD, replace(PLAIN, authors=(), url="", lang="", licence="", summary="", keywords=())]
)
def test_csl_json_keeps_to_its_schema(citation: Citation) -> None:
    jsonschema.validate([citation.csl], SCHEMA)


def test_csl_json_is_a_blog_post_and_says_nothing_of_when_it_was_read() -> None:
    assert PLAIN.csl["type"] == "post-weblog"
    assert "accessed" not in PLAIN.csl
    assert replace(PLAIN, authors=(divided("Colette"),)).csl["author"] == [{"literal": "Colette"}]
