"""How cards look, how underlining is switched off, and what is left without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from card_page import ENTRY_PAGE, box, card, focus_card, word
from playwright.sync_api import Locator, Page, expect


def test_every_link_of_a_card_is_a_target_of_24_pixels(essay: Page) -> None:
    for link in focus_card(essay).locator(".card:not([hidden]) a").all():
        assert min(box(link)["width"], box(link)["height"]) >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_card_without_a_theme_has_enough_contrast(essay: Page, scheme: str) -> None:
    essay.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    essay.evaluate("document.querySelector('[href$=\"page.css\"]').sheet.disabled = true")
    essay.evaluate(f"document.documentElement.style.colorScheme = '{scheme}'")
    focus_card(essay)
    for part in (".card-short", ".card-etymology", ".card-sources", ".card-more a"):
        assert contrast(card(essay), part) >= 4.5, part


def contrast(card: Locator, part: str) -> float:
    """The contrast ratio of WCAG 2.2 between a part's text and the card, as the browser paints both."""
    ratio: float = card.evaluate(
        """(card, part) => {
          const pen = new OffscreenCanvas(1, 1).getContext('2d');
          const light = (colour) => {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((value) => value / 255)
              .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
            return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
          };
          const text = light(getComputedStyle(card.querySelector(part)).color);
          const paper = light(getComputedStyle(card).backgroundColor);
          return Math.max(text, paper) / Math.min(text, paper);
        }""",
        part,
    )
    return ratio


def test_nothing_moves_for_readers_who_asked_for_stillness(essay: Page) -> None:
    essay.emulate_media(reduced_motion="reduce")
    expect(card(essay)).to_have_css("transition-duration", "0s")


def test_no_card_is_printed_and_terms_are_plain_words(essay: Page) -> None:
    focus_card(essay)
    essay.emulate_media(media="print")
    expect(card(essay)).to_be_hidden()
    expect(essay.locator(".cards")).to_be_hidden()
    expect(word(essay)).to_have_css("text-decoration-line", "none")


def test_the_switch_takes_the_underlines_and_leaves_the_cards(essay: Page) -> None:
    essay.get_by_role("button", name="Underline words", pressed=True).click()
    expect(word(essay)).to_have_css("text-decoration-line", "none")
    essay.keyboard.press("Tab")
    expect(card(essay)).to_be_visible()


def test_the_switch_is_remembered_on_this_device(essay: Page) -> None:
    essay.get_by_role("button", name="Underline words").click()
    essay.reload()
    expect(essay.get_by_role("button", name="Underline words", pressed=False)).to_be_visible()
    expect(essay.locator("html")).to_have_attribute("data-terms", "off")


def test_the_switch_can_be_switched_back(essay: Page) -> None:
    switch = essay.get_by_role("button", name="Underline words")
    switch.click()
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(word(essay)).to_have_css("text-decoration-line", "underline")


def test_the_switch_works_where_storage_is_forbidden(page: Page, show: Callable[..., Page]) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no') }})")
    show(page).get_by_role("button", name="Underline words").click()
    expect(word(page)).to_have_css("text-decoration-line", "none")


def test_without_script_a_term_is_a_link_and_no_card_shows(
    new_page: Callable[..., Page], show: Callable[..., Page]
) -> None:
    page = show(new_page(java_script_enabled=False))
    expect(page.locator(".card").first).to_be_hidden()
    expect(page.get_by_role("button", name="Underline words")).to_be_hidden()
    word(page).click()
    expect(page).to_have_url(ENTRY_PAGE)
