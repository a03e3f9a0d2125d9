"""The reader's settings: one panel, by keyboard, remembered on the device, and nothing of it without script."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from judging import faults
from playwright.sync_api import Locator, Page, expect

ESSAY = "essays/two-words-for-the-same-afternoon/"
PAGES = ["", ESSAY, "essays/the-words-we-write-down/", "themes/", "themes/kindness/", "glossary/compassion/", "feeds/"]
LARGEST = {"reflectory.size": "largest", "reflectory.spacing": "widest"}


def opened(page: Page) -> Locator:
    """The panel, opened by keyboard."""
    page.get_by_role("button", name="Settings").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Settings for reading")
    expect(panel).to_be_focused()
    return panel


def remembered(page: Page) -> dict[str, str]:
    """What the device holds of this site."""
    kept: dict[str, str] = page.evaluate("({...localStorage})")
    return kept


def paper(page: Page) -> str:
    """The page's colour."""
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_the_panel_is_used_and_left_by_keyboard_alone(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    light = paper(page)
    panel = opened(page)
    page.keyboard.press("Tab")
    expect(panel.get_by_label("As my device")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert paper(page) != light
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.get_by_role("button", name="Settings")).to_be_focused()


def test_the_panel_closes_where_the_reader_clicks_beside_it(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    panel = opened(page)
    page.mouse.click(100, 600)
    expect(panel).to_be_hidden()


def test_the_panel_closes_where_the_focus_leaves_it(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    panel = opened(page)
    for _ in range(20):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('.settings')"):
            break
    expect(panel).to_be_hidden()


@pytest.mark.parametrize(
    ("label", "name", "value"),
    [
        ("Dark", "light", "dark"),
        ("Largest", "size", "largest"),
        ("Wide", "spacing", "wide"),
        ("Underline words of the glossary", "terms", "off"),
    ],
)
def test_a_choice_is_remembered_on_the_device_and_taken_back(
    label: str, name: str, value: str, address: str, page: Page
) -> None:
    page.goto(address)
    opened(page).get_by_label(label, exact=True).click()
    assert remembered(page) == {f"reflectory.{name}": value}
    page.goto(address + "about/")
    expect(page.locator("html")).to_have_attribute(f"data-{name}", value)
    panel = opened(page)
    expect(panel.get_by_label(label, exact=True)).to_be_checked(checked=value != "off")
    panel.get_by_role("button", name="Reset").click()
    assert not remembered(page)
    assert page.evaluate(f"document.documentElement.dataset.{name}") is None
    assert not page.context.cookies()


def test_a_choice_shows_at_once_in_another_tab(address: str, page: Page) -> None:
    page.goto(address)
    other = page.context.new_page()
    other.goto(address + ESSAY)
    opened(page).get_by_label("Dark", exact=True).click()
    expect(other.locator("html")).to_have_attribute("data-light", "dark")


def test_a_choice_works_where_storage_is_forbidden(address: str, page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    page.goto(address + ESSAY)
    opened(page).get_by_label("Underline words of the glossary").click()
    expect(page.locator("#term-compassion")).to_have_css("text-decoration-line", "none")


def test_no_wrong_colour_shows_at_load(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(color_scheme="light")
    page.goto(address)
    page.evaluate("localStorage['reflectory.light'] = 'dark'")
    page.add_init_script(
        """addEventListener('DOMContentLoaded', () => {
             window.first = [document.documentElement.dataset.light, getComputedStyle(document.documentElement).colorScheme];
           }, {once: true, capture: true});"""
    )
    empty = {"content_type": "text/javascript", "body": ""}
    page.route("**/settings.js", lambda route: route.fulfill(**empty))  # what early.js does alone
    page.goto(address + "about/")
    assert page.evaluate("window.first") == ["dark", "dark"]


def test_what_runs_before_the_page_is_painted_is_tiny(sample: Path) -> None:
    assert len(gzip.compress((sample / "theme/js/early.js").read_bytes())) <= 400


def test_without_script_there_is_no_sign_of_settings(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address + ESSAY)
    expect(page.locator(".settings-open")).to_be_hidden()
    expect(page.locator("#settings")).to_be_hidden()


def test_paper_is_light_whatever_is_chosen(address: str, page: Page) -> None:
    page.goto(address)
    page.evaluate("localStorage['reflectory.light'] = 'dark'")
    page.goto(address + ESSAY)
    opened(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert paper(page) == "rgb(255, 255, 255)"
    expect(page.locator("#settings")).to_be_hidden()


@pytest.mark.parametrize("url", PAGES)
def test_the_largest_text_fits_the_smallest_window(url: str, address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(address)
    page.evaluate("choices => Object.assign(localStorage, choices)", LARGEST)
    page.goto(address + url)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    panel = opened(page)
    box = panel.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["y"] + box["height"] <= 640


def test_text_grows_and_spreads_as_chosen(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    measure = """() => { const style = getComputedStyle(document.querySelector('.e-content p'));
      return [style.fontSize, style.lineHeight, style.letterSpacing, style.wordSpacing].map((size) => parseFloat(size) || 0); }"""
    before = page.evaluate(measure)
    panel = opened(page)
    panel.get_by_label("Largest").click()
    panel.get_by_label("Widest").click()
    size, line, letter, word = page.evaluate(measure)
    assert size == pytest.approx(before[0] * 1.6, rel=0.01)
    # WCAG 2.2, 1.4.12
    assert line >= 1.5 * size
    assert letter >= 0.119 * size
    assert word >= 0.159 * size


SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""


@pytest.mark.parametrize("url", PAGES)
def test_text_with_spacing_of_the_readers_own_loses_nothing(
    url: str, address: str, new_page: Callable[..., Page]
) -> None:
    """WCAG 2.2, 1.4.12."""
    page = new_page(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.goto(address + url)
    page.add_style_tag(content=SPACED)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    cut = """[...document.querySelectorAll('main *, header *, footer *')].filter((one) => {
      const style = getComputedStyle(one);
      return style.overflowX === 'hidden' && !one.closest('.visually-hidden') && one.scrollWidth > one.clientWidth + 1;
    }).map((one) => one.outerHTML.slice(0, 80))"""
    assert not page.evaluate(cut)


def test_axe_finds_nothing_with_the_panel_open(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(bypass_csp=True)
    page.goto(address + ESSAY)
    opened(page).get_by_label("Keep my place in essays").click()
    assert not faults(page)


def test_more_contrast_is_given_where_the_system_asks_for_it(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(contrast="more")
    page.goto(address + ESSAY)
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert page.evaluate("getComputedStyle(document.querySelector('.byline')).color") == ink


def test_forced_colours_leave_the_panel_and_the_picture_readable(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(forced_colors="active", color_scheme="dark")
    page.goto(address + "themes/")
    text = page.evaluate("getComputedStyle(document.body).color")
    for drawn in (".theme-canvas circle", ".theme-canvas text", ".theme-years"):
        assert page.evaluate(f"getComputedStyle(document.querySelector('{drawn}')).fill") == text
    assert opened(page).evaluate("panel => getComputedStyle(panel).borderTopWidth") == "1px"


@pytest.mark.parametrize("url", PAGES)
def test_the_keyboard_walks_through_a_page_in_its_order_and_is_seen(url: str, address: str, page: Page) -> None:
    page.goto(address + url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    look = """() => { const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
      return { top: Math.round(box.top + scrollY), body: one === document.body, aside: Boolean(one.closest('.card, .contents, .mark')),
        seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && box.bottom > 0 && box.top < innerHeight,
        name: one.outerHTML.slice(0, 90) }; }"""
    walked = []
    for _ in range(60):
        page.keyboard.press("Tab")
        now = page.evaluate(look)
        if now["body"]:
            break
        walked.append(now)
    assert len(walked) > 8
    assert not [one["name"] for one in walked if not one["seen"]]
    tops = [one["top"] for one in walked if not one["aside"]]
    assert all(later >= earlier - 40 for earlier, later in pairwise(tops))
