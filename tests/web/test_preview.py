"""The preview in a real browser: a save is shown in the open page, which keeps its place; so is what is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from judging import faults
from playwright.sync_api import Browser, Page, expect

from previews import Preview, previewed, wait_for, write
from reflectory.building.preview.pages import EVENTS
from sites import ENTRY, ROOT, essay

PARAGRAPHS = "\n\n".join(f"Paragraph {number} of some length." for number in range(100))
LONG = essay(f"It begins.\n\n{PARAGRAPHS}\n\n[[compassion]] ends it.")
BROKEN = essay("Broken.", date="<i>soon</i>")
WRONG = "content/essays/a.md, line 3"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, chromium: str) -> Iterator[Preview]:
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "theme", site / "theme")
    write(site, LONG)
    write(site, ENTRY, "glossary/compassion.md")
    with previewed(site) as preview:
        yield preview


def show(running: Preview, page: Page) -> None:
    """Open the essay as it is at first, and mark the document, so that another one is known."""
    assert wait_for(lambda: opened(running, page))
    expect(page.get_by_role("alert")).to_have_count(0)


def opened(running: Preview, page: Page) -> bool:
    """Open the essay; whether it hears of changes, and none was still on its way that loaded it again."""
    with page.expect_response(f"**{EVENTS}*"):
        page.goto(f"{running.address}essays/a/")
    page.evaluate("window.first = true")
    for words in ("It is about to begin.", "It begins."):
        write(running.site, LONG.replace("It begins.", words))
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    return not reloaded(page)


@pytest.fixture
def reader(running: Preview, page: Page) -> Page:
    """The essay in a browser."""
    show(running, page)
    return page


def reloaded(page: Page) -> bool:
    """Whether the page is another document than the one first shown."""
    return not page.evaluate("window.first")


def test_a_save_is_shown_in_place_and_nothing_else_of_the_page_changes(running: Preview, reader: Page) -> None:
    reader.locator("#term-compassion").focus()
    reader.evaluate("scrollTo(0, 1500)")
    write(running.site, LONG.replace("Paragraph 40", "Another paragraph"))
    expect(reader.get_by_text("Another paragraph")).to_be_attached()
    assert reader.evaluate("[scrollY, document.activeElement.id, first]") == [1500, "term-compassion", True]


def test_paragraphs_that_come_and_go_are_mended_and_the_cards_still_open(running: Preview, reader: Page) -> None:
    write(running.site, LONG.replace("It begins.", "It begins anew.\n\nA second [paragraph](https://example.org).").replace("\n\nParagraph 7 ", " "))  # fmt: skip
    expect(reader.get_by_text("A second paragraph.")).to_be_visible()
    expect(reader.get_by_text("Paragraph 7 of")).to_have_count(0)
    assert not reloaded(reader)
    reader.hover("#term-compassion")
    expect(reader.locator("#card-compassion")).to_be_visible()
    reader.reload()
    expect(reader.get_by_text("A second paragraph.")).to_be_visible()


def test_what_scripts_know_of_is_loaded_again_and_the_place_is_kept(running: Preview, reader: Page) -> None:
    reader.locator("#term-compassion").focus()
    reader.evaluate("scrollTo(0, 1500)")
    write(running.site, ENTRY.replace("Feeling with", "Suffering with"), "glossary/compassion.md")
    expect(reader.locator("#words")).to_contain_text("Suffering with")
    assert reloaded(reader)
    reader.wait_for_function("scrollY === 1500 && document.activeElement.id === 'term-compassion'")


def test_a_changed_style_takes_effect_without_another_page(running: Preview, reader: Page) -> None:
    sheet = running.site / "theme" / "static" / "css" / "utilities.css"
    sheet.write_text(sheet.read_text() + "\n.e-content p { letter-spacing: 3px; }\n")
    expect(reader.get_by_text("It begins.")).to_have_css("letter-spacing", "3px")
    expect(reader.locator("link[rel=stylesheet]")).to_have_count(1)
    assert not reloaded(reader)


def test_another_pages_change_leaves_this_one_alone(running: Preview, reader: Page) -> None:
    write(running.site, essay("A page."), "pages/about-us.md")
    assert wait_for(lambda: (running.site / ".cache/preview/about-us/index.html").is_file())
    write(running.site, LONG.replace("It begins.", "It begins later."))
    expect(reader.get_by_text("It begins later.")).to_be_visible()


def test_a_draft_is_marked(running: Preview, page: Page) -> None:
    write(running.site, essay("Not yet.", status="draft"), "essays/draft.md")
    assert running.says(f"Draft: {running.address}essays/draft/")
    page.goto(f"{running.address}essays/draft/")
    expect(page.locator(".draft-mark")).to_be_visible()


def test_a_page_that_nobody_looks_at_catches_up_when_it_is_looked_at(running: Preview, reader: Page) -> None:
    look = "(away) => { Object.defineProperty(document, 'hidden', { value: away, configurable: true });"
    look += " document.dispatchEvent(new Event('visibilitychange')); }"
    reader.evaluate(look, True)
    built = running.said.count("Changed")
    write(running.site, LONG.replace("It begins.", "It begins unseen."))
    assert running.says("Changed", built + 1)
    expect(reader.get_by_text("It begins.")).to_be_visible()
    reader.evaluate(look, False)
    expect(reader.get_by_text("It begins unseen.")).to_be_visible()


def test_what_is_wrong_lies_over_the_last_good_page_until_it_is_mended(
    running: Preview, new_page: Callable[..., Page]
) -> None:
    page = new_page(bypass_csp=True)
    show(running, page)
    page.wait_for_function("scrollTo(0, 1500) || scrollY === 1500")
    write(running.site, BROKEN)
    panel = page.get_by_role("alert")
    expect(panel).to_contain_text(WRONG)
    expect(panel).to_contain_text("<i>soon</i>")
    assert not faults(page)
    write(running.site, LONG)
    expect(panel).to_have_count(0)
    page.wait_for_function("scrollY === 1500 && first")


def test_what_is_wrong_can_be_put_aside(running: Preview, reader: Page) -> None:
    write(running.site, BROKEN)
    expect(reader.get_by_role("alert")).to_be_visible()
    reader.get_by_role("button", name="Hide this").press("Enter")
    expect(reader.get_by_role("alert")).to_have_count(0)


def test_a_site_that_was_never_built_says_why_and_appears_when_it_can(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> None:
    site = tmp_path_factory.mktemp("broken")
    write(site, BROKEN)
    with previewed(site) as running, browser.new_context(bypass_csp=True) as context:
        page = context.new_page()
        page.goto(f"{running.address}essays/a/")
        expect(page.get_by_role("alert")).to_contain_text(WRONG)
        assert not faults(page)
        write(site, essay("Mended.", tags="[x"))
        expect(page.get_by_role("alert")).to_contain_text("this is not YAML")
        write(site, essay("Mended."))
        expect(page.get_by_text("Mended.")).to_be_visible()
