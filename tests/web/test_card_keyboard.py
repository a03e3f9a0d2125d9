"""Cards and the keyboard (WCAG 2.2, 1.4.13: dismissible)."""

from __future__ import annotations

from collections.abc import Callable

from card_page import ENTRY_PAGE, assert_stands_well, card, focus_card, word
from playwright.sync_api import Page, expect


def test_a_card_opens_at_once_on_keyboard_focus(essay: Page) -> None:
    focus_card(essay)
    assert_stands_well(essay)


def test_escape_closes_the_card_and_leaves_the_focus_alone(essay: Page) -> None:
    focus_card(essay)
    essay.keyboard.press("Escape")
    expect(card(essay)).to_be_hidden()
    expect(word(essay)).to_be_focused()


def test_escape_closes_the_card_under_a_resting_pointer_until_it_returns(page: Page, show: Callable[..., Page]) -> None:
    page.clock.install()
    show(page)
    word(page).hover()
    page.clock.run_for(400)
    page.keyboard.press("Escape")
    page.clock.run_for(10_000)
    expect(card(page)).to_be_hidden()
    page.mouse.move(5, 5)
    word(page).hover()
    page.clock.run_for(400)
    expect(card(page)).to_be_visible()


def test_an_escaped_card_stays_closed_while_the_pointer_moves_within_the_term(essay: Page) -> None:
    word(essay).hover()
    expect(card(essay)).to_be_visible()
    essay.keyboard.press("Escape")
    essay.evaluate("dispatchEvent(new Event('scroll'))")  # the pointer's place has to be found anew
    word(essay).hover(position={"x": 4, "y": 12})
    essay.wait_for_timeout(500)
    expect(card(essay)).to_be_hidden()


def test_an_escaped_card_opens_again_when_focus_comes_back(essay: Page) -> None:
    focus_card(essay)
    for key in ("Escape", "Shift+Tab", "Tab"):
        essay.keyboard.press(key)
    expect(card(essay)).to_be_visible()


def test_escape_inside_the_card_gives_the_focus_back_to_the_term(essay: Page) -> None:
    focus_card(essay)
    essay.keyboard.press("Tab")
    essay.keyboard.press("Escape")
    expect(word(essay)).to_be_focused()
    essay.wait_for_timeout(50)
    expect(card(essay)).to_be_hidden()


def test_tab_leads_through_the_card_and_on_to_what_follows(essay: Page) -> None:
    focus_card(essay)
    for link in card(essay).get_by_role("link").all():
        essay.keyboard.press("Tab")
        expect(link).to_be_focused()
    essay.keyboard.press("Tab")
    expect(word(essay, "kindness")).to_be_focused()
    expect(card(essay)).to_be_hidden()
    expect(card(essay, "kindness")).to_be_visible()


def test_shift_tab_leads_from_the_card_back_to_the_term(essay: Page) -> None:
    focus_card(essay)
    essay.keyboard.press("Tab")
    essay.keyboard.press("Shift+Tab")
    expect(word(essay)).to_be_focused()
    expect(card(essay)).to_be_visible()


def test_tab_past_the_last_card_closes_it(essay: Page) -> None:
    word(essay, "kindness").focus()
    for _ in range(4):
        essay.keyboard.press("Tab")
    expect(essay.locator("#after")).to_be_focused()
    expect(essay.locator(".card:not([hidden])")).to_have_count(0)


def test_enter_on_a_term_follows_its_link(essay: Page) -> None:
    focus_card(essay)
    essay.keyboard.press("Enter")
    expect(essay).to_have_url(ENTRY_PAGE)


def test_a_closed_card_is_back_among_the_cards(essay: Page) -> None:
    focus_card(essay)
    essay.keyboard.press("Escape")
    expect(essay.locator(".cards > .card[hidden]:not([tabindex])")).to_have_count(2)
