"""The handout as a PDF: its words, tags, bookmarks and page numbers, and the same bytes each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from packed import ODD, document, program, reading, said_by, with_picture
from reflectory.citing.packs import paper
from reflectory.citing.packs.tree import Text, words


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The handout of a pack with everything."""
    kept = tmp_path_factory.mktemp("paper")
    made = document(reading(), reading(ODD, slug="b", title="Another", short="https://example.org/packs/b/"))
    content, fault = paper.handout(made)
    assert not fault
    (kept / "a.pdf").write_bytes(content)
    return kept / "a.pdf"


def text_of(pdf: Path) -> str:
    """The words of a PDF, in reading order, without spaces."""
    return "".join(said_by(program("pdftotext", "poppler-utils"), "-raw", str(pdf), "-").split()).replace("\u200b", "")


def tags(pdf: Path) -> Iterator[tuple[str, DictionaryObject]]:
    """The tags of a PDF, each with its element."""
    root: Any = PdfReader(pdf).trailer["/Root"]
    waiting = [root["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one[::-1]
        elif isinstance(one, dict):
            if "/S" in one:
                yield str(one["/S"])[1:], one
            waiting += [one["/K"]] if "/K" in one else []


def test_every_word_is_on_paper_as_it_was_written(pdf: Path) -> None:
    found = text_of(pdf)
    for said in ("Apack&<more>", "A#day,*and*<night>", "#letx=1;*b*_e_$a$`r`", '#panic("y")//no/*no*/"q"<b>&', "Who?",
                 "Why<b>?", "Towaitwell.", "hopa", "[Alostpicture]", "GeorgeEliot,Middlemarch", "example.org/?a=1&b=2",
                 "example.org/packs/k7qd", "Whatthenotesays.", "CCBY4.0"):  # fmt: skip
        assert said in found
    assert "alert" not in found


def test_it_is_tagged_for_those_who_hear_it(pdf: Path) -> None:
    found = [name for name, _ in tags(pdf)]
    for name in (
        "H1",
        "H2",
        "P",
        "L",
        "LI",
        "Table",
        "TH",
        "TD",
        "BlockQuote",
        "Note",
        "Link",
        "TOC",
        "Figure",
        "Code",
    ):
        assert name in found, name
    root: Any = PdfReader(pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert {"QR code that leads to example.org/packs/k7qd"} < {str(one.get("/Alt")) for _, one in tags(pdf)}
    drawn = b"".join(page.get_contents().get_data() for page in PdfReader(pdf).pages)  # type: ignore[union-attr]
    assert b"/Lang(ang)" in drawn


def test_no_heading_skips_a_level(pdf: Path) -> None:
    levels = [int(name[1]) for name, _ in tags(pdf) if re.fullmatch("H[1-6]", name)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_bookmarks_lead_to_the_essays_and_the_tasks(pdf: Path) -> None:
    reader = PdfReader(pdf)
    marks = {one["/Title"]: reader.get_destination_page_number(one) for one in reader.outline if isinstance(one, dict)}
    assert marks["A #day, *and* <night>"] == 1
    assert {"Another", "Questions", "To do together", "Words to look at"} < set(marks)
    assert sorted(marks.values()) == list(marks.values())


def test_every_page_has_its_number(pdf: Path) -> None:
    reader = PdfReader(pdf)
    count = len(reader.pages)
    assert count >= 5
    for number, page in enumerate(reader.pages, 1):
        assert f"Page {number} of {count}" in " ".join(page.extract_text().split())


def test_it_says_who_what_and_when(pdf: Path) -> None:
    about = PdfReader(pdf).metadata
    assert about
    assert (about.title, about.author) == ("A pack & <more>", "Ann Author")
    assert str(about.creation_date)[:10] == "2020-02-03"


def test_fonts_are_its_own(pdf: Path) -> None:
    rows = said_by(program("pdffonts", "poppler-utils"), str(pdf)).splitlines()[2:]
    assert rows
    assert all(re.search(r"(Libertinus|DejaVu).* yes yes yes +\d+ +\d+$", row) for row in rows)


def test_the_same_pack_is_the_same_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = with_picture(tmp_path)
    first, fault = paper.handout(made)
    assert not fault
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(tmp_path)
    assert paper.handout(made)[0] == first
    (tmp_path / "a.pdf").write_bytes(first)
    assert "A blue door" in {str(one.get("/Alt")) for _, one in tags(tmp_path / "a.pdf")}


def test_without_an_address_there_is_no_code(tmp_path: Path) -> None:
    content, fault = paper.handout(document(reading(url="", short=""), url="", base=""))
    assert not fault
    (tmp_path / "a.pdf").write_bytes(content)
    assert not any("QR" in str(one.get("/Alt")) for _, one in tags(tmp_path / "a.pdf"))
    assert "example.org/packs" not in text_of(tmp_path / "a.pdf")


def test_a_letter_that_no_font_has_is_told() -> None:
    content, fault = paper.handout(document(reading("<p>漢</p>")))
    assert content
    assert fault == 'the text "漢" could not be displayed with font "Libertinus Serif"'


LETTERS = "abcdefgh #*_$`\\@<>[]{}()\"'=+-/~^&%!?.;:1 9éþæω"


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(LETTERS, min_size=1, max_size=60), min_size=1, max_size=12))
def test_whatever_is_said_is_on_paper(tmp_path: Path, lines: list[str]) -> None:
    html = "".join(f"<p>§{line.replace('&', '&amp;').replace('<', '&lt;')}§</p>" for line in lines)
    content, fault = paper.handout(document(reading(html)))
    assert not fault
    (tmp_path / "a.pdf").write_bytes(content)
    found = text_of(tmp_path / "a.pdf")
    for paragraph in Text(html).whole():
        assert "".join(words([paragraph]).split()) in found
