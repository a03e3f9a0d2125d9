"""The pages that the ledger makes, and what it adds to essays: checked by axe and the Nu checker, by size, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from judging import faults, too_wide
from playwright.sync_api import Page, expect
from sample_site import nu_checker

from reflectory.building.serve import served
from sites import build_folder, essay

HOPE = "Hope is not optimism: it has looked at the odds as well, and has come to sit with you anyway."
KIND = "What my colleague did was kind: she took off her coat, sat down on the floor, and did not look at her watch."
PAGES = (
    "essays/a/", "essays/a/v/2020-01-31/", "essays/a/v/2021-05-05/", "essays/a/v/2022-03-01/", "essays/a/v/",
    "essays/old/v/2020-01-31/", "essays/b/", "essays/old/",
)  # fmt: skip


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with versions, a note, merged passages, a tombstone and an essay that was renamed."""
    folder = tmp_path_factory.mktemp("kept")
    content = folder / "content"
    (content / "essays").mkdir(parents=True)

    def publish(name: str, text: str) -> None:
        (content / "essays" / f"{name}.md").write_text(text, "utf-8")
        public = {"REFLECTORY_PUBLIC": True, "SITEURL": "https://example.org"}
        assert not build_folder(folder, **public).problems

    publish("old", essay(f"{KIND}\n\nAnd so it ended, on a Tuesday.", title="Before"))
    publish("a", essay(f"{HOPE}\n\n{KIND}\n\n- One thing or another\n- And then a second thing", title="Of hope"))
    publish("a", essay(f"{HOPE} {KIND}\n\nAnd more.", title="Of hope", modified="2021-05-05"))
    (content / "essays" / "old.md").unlink()
    (content / "redirects.yaml").write_text("/essays/old/: /essays/new/\n")
    (content / "withdrawn.yaml").write_text("/essays/b/: {on: 2026-03-01, reason: It named too much.}\n")
    publish("new", essay(f"{KIND}\n\nAnd so it ended, on a Tuesday.", title="After"))
    publish("a", essay(f"{HOPE} {KIND}\n\nAnd much more.", title="Of hope", modified="2022-03-01"))
    return folder / "output"


@pytest.fixture(scope="session")
def there(kept: Path) -> Iterator[str]:
    """The site's address, on a server that sends the strict policy."""
    with served(kept, 0) as address:
        yield f"{address}/"


def test_axe_finds_nothing_and_every_page_fits_its_window(there: str, new_page: Callable[..., Page]) -> None:
    page, found = new_page(bypass_csp=True), {}
    for url in PAGES[:-1]:
        page.goto(there + url)
        wide = too_wide(page)
        if url.startswith("essays/a/") and url != "essays/a/v/":
            page.locator("#cite summary").click()
            page.locator(".e-content > p").first.hover()
            page.locator(".mark-sign").click()
        found[url] = (wide, faults(page))
    assert not {url: wrong for url, wrong in found.items() if any(wrong)}


def test_the_nu_checker_finds_no_error(kept: Path) -> None:
    said = nu_checker([kept / url / "index.html" for url in PAGES])
    assert not [(m.get("url"), m["message"], m.get("extract")) for m in said]


def test_a_link_to_a_paragraph_of_a_renamed_essay_leads_to_the_paragraph(
    kept: Path, there: str, new_page: Callable[..., Page]
) -> None:
    page = new_page()
    page.goto(f"{there}essays/new/")
    name = page.get_by_text("And so it ended").get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{there}essays/old/#{name}")
    page.wait_for_url(f"{there}essays/new/#{name}")
    expect(page.locator(":target")).to_have_text("And so it ended, on a Tuesday.")


def test_a_link_to_the_number_of_a_paragraph_of_a_renamed_essay_leads_to_the_paragraph(there: str, page: Page) -> None:
    page.goto(f"{there}essays/old/?para=2")
    page.wait_for_url(f"{there}essays/new/?para=2*")
    expect(page.locator('#cite [data-style="apa"] .cite-in-text')).to_contain_text("para. 2")


def test_a_merged_passage_is_shown_where_it_went(there: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{there}essays/a/")
    name = page.locator(".place").first.get_attribute("id")
    page.goto("about:blank")
    page.goto(f"{there}essays/a/#{name}")
    paragraph = page.locator("p:has(> .place)")
    expect(paragraph).not_to_have_css("background-color", "rgba(0, 0, 0, 0)")
    expect(paragraph).to_be_in_viewport()


def test_a_paragraph_of_a_version_is_linked_and_cited_there(there: str, new_page: Callable[..., Page]) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{there}essays/a/v/2020-01-31/")
    passage = page.get_by_text(KIND).first
    passage.hover()
    page.locator(".mark-sign").click()
    page.get_by_role("button", name="Copy a link to this passage").click()
    expect(page.locator('.mark [role="status"]')).to_have_text("Copied.")
    name = passage.get_attribute("id")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{there}essays/a/v/2020-01-31/#{name}"
    page.locator(".mark-ways").wait_for(state="hidden")
    page.locator(".mark-sign").click()
    page.get_by_role("button", name="Cite this passage", exact=True).click()
    harvard = page.locator('#cite [data-style="harvard"]')
    expect(harvard.locator(".cite-address")).to_have_text(f"https://example.org/essays/a/v/2020-01-31/#{name}")
    expect(harvard.locator(".cite-in-text")).to_contain_text("2020, para. 2")
    harvard.locator("button").click()
    expect(page.locator('#cite [role="status"]')).to_have_text("Copied")
    assert f"Available at: https://example.org/essays/a/v/2020-01-31/#{name}" in page.evaluate(
        "navigator.clipboard.readText()"
    )


def test_the_way_to_todays_version_takes_the_paragraph_along(there: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{there}essays/a/?para=2")
    page.get_by_role("link", name="cite today’s version").click()
    page.wait_for_url(f"{there}essays/a/v/2022-03-01/?para=2#*")
    expect(page.locator(":target")).to_have_text("And much more.")
    apa = page.locator('#cite [data-style="apa"]')
    expect(apa.locator(".cite-in-text")).to_contain_text("2022, para. 2")


def test_a_note_of_what_is_gone_is_no_paragraph_that_is_counted(there: str, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.goto(f"{there}essays/a/?para=2")
    expect(page.locator(".gone")).not_to_have_count(0)
    count = page.locator(".e-content p:not(.gone)").count()
    assert page.locator(".cite-number").get_attribute("max") == str(count)


def test_a_version_is_cited_without_script(there: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{there}essays/a/v/2022-03-01/")
    expect(page.locator("main")).to_contain_text("This is how it has stood since 1 March 2022.")
    page.get_by_text("Cite this version").click()
    expect(page.locator('#cite [data-style="mla"]')).to_contain_text("https://example.org/essays/a/v/2022-03-01/")
    expect(page.locator(".mark")).to_be_hidden()


def test_a_version_is_read_without_script(there: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{there}essays/a/v/2020-01-31/")
    expect(page.locator("main")).to_contain_text("This is how it stood from 31 January 2020 to 5 May 2021.")
    expect(page.locator("#changes del").first).to_be_visible()
