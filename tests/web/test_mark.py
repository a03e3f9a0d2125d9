"""The mark beside each passage: by pointer, finger and keyboard, and that it adds nothing to what is read or copied."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

from reflectory.building.serve import served
from sites import build_folder, essay

HOPE = "Hope is not optimism: it has looked at the odds as well, and has come to sit with you anyway."
BODY = f"""## Of hope

{HOPE}

> “I’m fine,” he said.

- Who was in the room?
- What did I do next?

![A chair]({{static}}/images/chair.svg)

It rained. A note.[^1]

[^1]: It is about rain.
"""


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An essay's address, on a server that sends the strict policy."""
    folder = tmp_path_factory.mktemp("marked")
    for name, content in {
        "essays/a.md": essay(BODY),
        "images/chair.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"/>',
    }.items():
        (folder / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / name).write_text(content, "utf-8")
    assert not build_folder(folder).problems
    with served(folder / "output", 0) as address:
        yield f"{address}/essays/a/"


@pytest.fixture
def page(marked: str, new_page: Callable[..., Page]) -> Page:
    page = new_page(viewport={"width": 1000, "height": 700})
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(marked)
    return page


def _sign(page: Page) -> Locator:
    return page.locator(".mark-sign")


def _copied(page: Page, label: str) -> str:
    page.get_by_role("button", name=label).click()
    expect(page.locator(".mark [role=status]")).to_have_text("Copied.")
    return str(page.evaluate("navigator.clipboard.readText()"))


def _is_beside(page: Page, block: Locator) -> bool:
    mark, box = _sign(page).bounding_box(), block.bounding_box()
    assert mark
    assert box
    return abs(mark["y"] - box["y"]) < 8 and mark["x"] + mark["width"] <= box["x"]


def test_nothing_is_seen_until_the_pointer_rests_on_a_passage(page: Page) -> None:
    expect(_sign(page)).to_have_css("opacity", "0")
    paragraph = page.get_by_text(HOPE)
    paragraph.hover()
    expect(_sign(page)).to_have_css("opacity", "1")
    assert _is_beside(page, paragraph)
    page.get_by_text("It rained.").hover()
    assert _is_beside(page, page.get_by_text("It rained."))


@pytest.mark.parametrize("block", ["h2", "blockquote", "li >> nth=0", "p:has(img)"])
def test_every_kind_of_block_has_it(block: str, page: Page) -> None:
    found = page.locator(f".e-content {block}")
    found.hover()
    expect(_sign(page)).to_have_css("opacity", "1")
    mark, box = _sign(page).bounding_box(), found.bounding_box()
    assert mark
    assert box
    assert abs(mark["y"] - box["y"]) < 8


def test_a_link_leads_to_the_passage(page: Page, marked: str) -> None:
    page.get_by_text(HOPE).hover()
    _sign(page).click()
    link = _copied(page, "Copy a link to this passage")
    assert link.startswith(f"{marked}#p-")
    page.goto("about:blank")
    page.goto(link)
    assert page.locator(":target").inner_text() == HOPE


def test_who_comes_by_a_link_sees_the_passage_in_colours_of_their_own(page: Page, marked: str) -> None:
    page.emulate_media(forced_colors="active")
    page.get_by_text(HOPE).hover()
    _sign(page).click()
    link = _copied(page, "Copy a link to this passage")
    page.goto("about:blank")
    page.goto(link)
    expect(page.locator(":target")).to_have_css("outline-style", "solid")


def test_a_link_with_its_words_is_found_by_the_browser(page: Page) -> None:
    page.get_by_text(HOPE).hover()
    _sign(page).click()
    link = _copied(page, "Copy a link with its words")
    assert unquote(link).endswith(":~:text=Hope is not optimism: it,to sit with you anyway.")
    assert "text=Hope%20is%20not%20optimism%3A%20it," in link


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [(0, 21, "Hope is not optimism:"), (2, 14, "Hope is not optimism")],
    ids=["whole", "part"],
)
def test_words_that_are_selected_even_in_part_are_those_of_the_link(
    page: Page, start: int, end: int, words: str
) -> None:
    paragraph = page.get_by_text(HOPE)
    paragraph.hover()
    select = """(p, [start, end]) => { const range = document.createRange(); range.setStart(p.firstChild, start);
        range.setEnd(p.firstChild, end); getSelection().addRange(range); }"""
    paragraph.evaluate(select, [start, end])
    _sign(page).press("Enter")
    assert unquote(_copied(page, "Copy a link with its words")).endswith(f":~:text={words}")


def test_a_citation_is_asked_for_where_the_page_can_give_one(page: Page, marked: str) -> None:
    page.route("**/essays/a/", lambda route: route.fulfill(
        response=(found := route.fetch()), body=found.text().replace('data-module="cite"', "")
    ))  # fmt: skip
    page.goto("about:blank")
    page.goto(marked)
    page.get_by_text(HOPE).hover()
    _sign(page).click()
    expect(page.get_by_role("button", name="Cite this passage", exact=True)).to_be_hidden()
    page.unroute("**/essays/a/")
    page.goto("about:blank")
    page.goto(marked)
    page.evaluate("addEventListener('reflectory:cite', (event) => (window.asked = event.detail.id), true)")
    page.get_by_text(HOPE).hover()
    _sign(page).click()
    page.get_by_role("button", name="Cite this passage", exact=True).click()
    assert page.evaluate("asked") == page.get_by_text(HOPE).get_attribute("id")


def test_the_keyboard_goes_from_passage_to_passage(page: Page) -> None:
    _sign(page).focus()
    expect(_sign(page)).to_have_css("opacity", "1")
    expect(_sign(page)).to_have_accessible_name("Link to or cite this passage: Of hope …")
    page.keyboard.press("ArrowDown")
    expect(_sign(page)).to_have_accessible_name("Link to or cite this passage: Hope is not optimism: it has …")
    expect(page.locator(".mark [role=status]")).to_have_text("Hope is not optimism: it has looked at the odds as well,")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Copy a link to this passage")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".mark-ways")).to_be_hidden()
    expect(_sign(page)).to_be_focused()


def test_it_is_one_stop_of_the_tab_key(page: Page) -> None:
    stops = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.closest('.mark') && document.activeElement.className"))
    assert stops == {None, "mark-sign"}


def test_a_tap_shows_it_below_and_covers_no_words(marked: str, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    page.goto(marked)
    paragraph = page.get_by_text(HOPE)
    paragraph.tap()
    mark, box = _sign(page).bounding_box(), paragraph.bounding_box()
    assert mark
    assert box
    assert box["y"] + box["height"] - 5 <= mark["y"]
    assert mark["x"] + mark["width"] <= 320
    assert min(mark["width"], mark["height"]) >= 24  # WCAG 2.2, 2.5.8
    _sign(page).tap()
    ways = page.locator(".mark-ways").bounding_box()
    assert ways
    assert ways["x"] >= 0
    assert ways["x"] + ways["width"] <= 320


def test_the_text_is_copied_without_it(page: Page) -> None:
    page.get_by_text(HOPE).hover()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+c")
    text = page.evaluate("navigator.clipboard.readText()")
    assert HOPE in text
    assert "¶" not in text
    assert "this passage" not in text


def test_the_text_is_read_aloud_without_it(page: Page) -> None:
    page.get_by_text(HOPE).hover()
    assert "passage" not in page.locator("article.essay").aria_snapshot()
    assert page.locator(".e-content button").count() == 0


def test_without_script_nothing_is_there(marked: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(marked)
    expect(page.locator(".mark")).to_be_hidden()


def test_a_note_of_what_is_gone_is_seen_by_whoever_comes_for_it(tmp_path: Path, new_page: Callable[..., Page]) -> None:
    (tmp_path / "content/essays").mkdir(parents=True)
    source = tmp_path / "content/essays/a.md"
    source.write_text(essay(f"{HOPE}\n\nThe weather was fine.\n\nAnd so it ended."), "utf-8")
    public = {"REFLECTORY_PUBLIC": True, "SITEURL": "https://example.org"}
    ids = [one["id"] for one in build_folder(tmp_path, **public).page("essays/a/").select(".e-content > p")]
    source.write_text(essay(f"{HOPE}\n\nAnd so it ended."), "utf-8")
    assert not build_folder(tmp_path, **public).problems
    with served(tmp_path / "output", 0) as address:
        page = new_page()
        page.goto(f"{address}/essays/a/")
        expect(page.locator(".gone")).to_be_hidden()
        page.goto(f"{address}/essays/a/#{ids[1]}")
        expect(page.locator(".gone")).to_be_visible()
        expect(page.locator(".gone")).to_contain_text("A passage that stood here was removed on")
        expect(page.locator(".gone")).to_be_in_viewport()
