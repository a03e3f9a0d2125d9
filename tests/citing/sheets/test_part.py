"""Reflection sheets: what they ask, whom they send where, and what a word processor makes of their files."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from striprtf.striprtf import rtf_to_text

from reflectory.citing.sheets.models import NOBODY, SHEETS, Sheet
from reflectory.citing.sheets.rtf import DAY, READ, escaped, rtf
from sites import Built, essay


@pytest.fixture
def built(build_site: Callable[..., Built]) -> Built:
    """A site with one essay."""
    site = build_site({"essays/a.md": essay(title="Of hope", author="Hannah Weir")}, SITEURL="https://example.org")
    assert not site.problems
    return site


def test_an_essay_leads_to_its_sheets_which_are_filled_in(built: Built) -> None:
    link = built.page("essays/a/").select_one(".use-line a")
    assert link
    assert str(link["href"]).endswith("essays/a/sheet/")
    page = built.page("essays/a/sheet/")
    read = page.select_one(".sheet-read")
    assert read
    assert read.text.startswith("Weir, H. (2020) ‘Of hope’")
    assert [details["id"] for details in page.select("details.sheet")] == [sheet.slug for sheet in SHEETS]
    assert NOBODY in page.select_one(".sheet-nobody").text  # type: ignore[union-attr]
    assert not page.select("main form, main textarea, main input")


def test_the_sheets_of_an_essay_that_was_renamed_lead_to_its_sheets_of_today(build_site: Callable[..., Built]) -> None:
    lines = "/essays/a/: /essays/b/\n/2013/01/06/a/: /essays/b/\n"
    built = build_site({"essays/b.md": essay(title="Of hope"), "redirects.yaml": lines}, SITEURL="https://example.org")
    assert not built.problems
    onward = built.page("essays/a/sheet/").select_one("meta[http-equiv=refresh]")
    assert onward
    assert onward["content"] == "0; url=../../../essays/b/sheet/"
    assert "2013/01/06/a/sheet/index.html" not in built.files()


def test_there_is_a_list_and_a_page_for_each_sheet(built: Built) -> None:
    links = [str(a["href"]) for a in built.page("sheets/").select(".sheet-list a")]
    assert [re.sub(r"^[./]*/sheets/", "", link) for link in links] == [f"{sheet.slug}/" for sheet in SHEETS]
    for sheet in SHEETS:
        page = built.page(f"sheets/{sheet.slug}/")
        assert len(page.select(".sheet-question")) == len(sheet.questions)
        assert "/sheet/" not in built.text("sitemap.xml")
        assert f"/sheets/{sheet.slug}/" in built.text("sitemap.xml")


def test_the_sheet_of_the_nmc_says_that_its_own_form_must_be_used(built: Built) -> None:
    for url in ("sheets/nmc/", "essays/a/sheet/"):
        assert "you must use the NMC’s own form" in built.page(url).text
    assert escaped("you must use the NMC’s own form") in built.text("sheets/nmc/sheet.rtf")


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet.slug for sheet in SHEETS])
def test_a_sheet_names_its_sources_and_asks_something(sheet: Sheet) -> None:
    assert sheet.sources
    assert len(sheet.questions) >= 3
    assert all(question.prompt.endswith((".", "?")) for question in sheet.questions)
    assert not sheet.register or all(source.url.startswith("https://") for source in sheet.sources)


@pytest.mark.parametrize("sheet", SHEETS, ids=[sheet.slug for sheet in SHEETS])
def test_a_file_for_word_processors_is_ascii_with_two_places_and_balanced_braces(sheet: Sheet) -> None:
    text = rtf(sheet)
    assert text.isascii()
    assert text.count(READ) == text.count(DAY) == 1
    bare = re.sub(r"\\[\\{}]", "", text)
    assert bare.count("{") == bare.count("}")


def test_text_beyond_ascii_and_signs_of_rtf_are_escaped() -> None:
    assert escaped("a{b}\\ é – 🙂") == "a\\{b\\}\\\\ \\u233? \\u8211? \\u-10179?\\u-8638?"


def test_a_word_processor_reads_the_words_again() -> None:
    for sheet in SHEETS:
        read = rtf_to_text(rtf(sheet, "Weir, H. (2020) ‘Of {hope}’", "25 November 2026"))
        for words in (
            sheet.name,
            NOBODY,
            "Weir, H. (2020) ‘Of {hope}’",
            *(question.prompt for question in sheet.questions),
        ):
            assert words in read


def test_another_theme_has_no_sheets(build_site: Callable[..., Built]) -> None:
    built = build_site({"essays/a.md": essay()}, THEME="simple", CATEGORY_SAVE_AS="category/{slug}.html")
    assert not built.problems
    assert not (built.output / "sheets").exists()
    assert "Cite this essay" in built.text("essays/a/index.html")
    assert "sheet to print" not in built.text("essays/a/index.html")
