"""How cards look, also without underlines, and what is left without script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from card_page import ENTRY_PAGE, box, card, focus_card, word
from playwright.sync_api import Locator, Page, expect

from sites import ENTRY, Built
from sites import essay as written


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


@pytest.mark.parametrize("theme", ["simple", "notmyidea"])
def test_what_is_hidden_is_hidden_in_another_theme_too(
    theme: str, page: Page, build_site: Callable[..., Built], serve: Callable[[Path], str]
) -> None:
    files = {"essays/a.md": written("Compassion here."), "glossary/compassion.md": ENTRY}
    built = build_site(files, THEME=theme, CATEGORY_SAVE_AS="category/{slug}.html")
    page.goto(f"{serve(built.output)}/essays/a/")
    expect(card(page)).to_be_hidden()
    assert box(page.locator(".visually-hidden").first)["width"] == 1
    word(page).hover()
    expect(card(page)).to_be_visible()


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


def test_terms_without_underlines_have_their_cards(essay: Page) -> None:
    essay.evaluate("document.documentElement.dataset.terms = 'off'")
    expect(word(essay)).to_have_css("text-decoration-line", "none")
    focus_card(essay)


def test_without_script_a_term_is_a_link_and_no_card_shows(
    new_page: Callable[..., Page], show: Callable[..., Page]
) -> None:
    page = show(new_page(java_script_enabled=False))
    expect(page.locator(".card").first).to_be_hidden()
    word(page).click()
    expect(page).to_have_url(ENTRY_PAGE)
