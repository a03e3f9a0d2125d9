"""Cards and the pointer (WCAG 2.2, 1.4.13: hoverable, persistent)."""

from __future__ import annotations

from collections.abc import Callable

from card_page import ENTRY_PAGE, TWO, box, card, focus_card, word
from playwright.sync_api import Page, expect


def show_with_the_clock_stopped(page: Page, show: Callable[..., Page]) -> None:
    """Show two terms; time passes only where a test says so, however busy the machine is."""
    page.clock.install()
    show(page)
    page.clock.pause_at("2100-01-01")


def test_a_card_opens_when_the_pointer_rests_on_its_term(page: Page, show: Callable[..., Page]) -> None:
    show_with_the_clock_stopped(page, show)
    word(page).hover()
    page.clock.run_for(290)
    expect(card(page)).to_be_hidden()
    page.clock.run_for(20)
    expect(card(page)).to_be_visible()


def test_a_pointer_that_passes_over_a_term_opens_nothing(page: Page, show: Callable[..., Page]) -> None:
    show_with_the_clock_stopped(page, show)
    word(page).hover()
    page.locator("#elsewhere").hover()
    page.clock.run_for(1000)
    expect(card(page)).to_be_hidden()


def test_a_card_stays_for_as_long_as_the_pointer_rests(page: Page, show: Callable[..., Page]) -> None:
    show_with_the_clock_stopped(page, show)
    word(page).hover()
    page.clock.run_for(10_000)
    expect(card(page)).to_be_visible()


def test_the_pointer_can_travel_into_the_card_and_rest_there(page: Page, show: Callable[..., Page]) -> None:
    show_with_the_clock_stopped(page, show)
    word(page).hover()
    page.clock.run_for(400)
    page.locator(".card:not([hidden]) .card-etymology").hover()
    page.clock.run_for(10_000)
    expect(card(page)).to_be_visible()


def test_a_card_closes_when_the_pointer_has_left_term_and_card(page: Page, show: Callable[..., Page]) -> None:
    show_with_the_clock_stopped(page, show)
    word(page).hover()
    page.clock.run_for(400)
    page.mouse.move(5, 5)
    page.clock.run_for(300)
    expect(card(page)).to_be_hidden()


def test_no_strip_between_term_and_card_is_dead(essay: Page) -> None:
    word(essay).hover()
    expect(card(essay)).to_be_visible()
    assert box(card(essay))["y"] - box(word(essay))["y"] - box(word(essay))["height"] < 0.5


def test_only_one_card_is_open_at_a_time(essay: Page) -> None:
    focus_card(essay)
    word(essay, "kindness").hover()
    expect(card(essay, "kindness")).to_be_visible()
    expect(card(essay)).to_be_hidden()


def test_a_pointer_parked_where_a_card_opens_does_not_hold_it(essay: Page) -> None:
    below = box(word(essay))
    essay.mouse.move(below["x"] + 40, below["y"] + 90)
    focus_card(essay)
    essay.locator("#after").focus()
    expect(card(essay)).to_be_hidden()


def test_text_in_a_card_can_be_clicked_without_closing_it(essay: Page) -> None:
    focus_card(essay)
    card(essay).locator(".card-short").click()
    essay.wait_for_timeout(400)
    expect(card(essay)).to_be_visible()


def test_text_can_be_selected_from_a_card_beyond_its_edge(essay: Page) -> None:
    word(essay).hover()
    card(essay).locator(".card-short").hover()
    essay.mouse.down()
    essay.mouse.move(5, 5)
    essay.wait_for_timeout(400)
    expect(card(essay)).to_be_visible()


def test_where_the_pointer_was_before_scrolling_does_not_hold_a_card(page: Page, show: Callable[..., Page]) -> None:
    word(show(page, TWO + '<div class="far"></div>')).hover()
    expect(card(page)).to_be_visible()
    page.evaluate("scrollBy(0, 60)")
    word(page).focus()
    page.locator("#after").focus()
    expect(card(page)).to_be_hidden()


def test_pressing_the_mouse_on_a_term_is_not_keyboard_focus(page: Page, show: Callable[..., Page]) -> None:
    show_with_the_clock_stopped(page, show)
    word(page).hover()
    page.mouse.down()
    expect(word(page)).to_be_focused()
    expect(card(page)).to_be_hidden()


def test_a_click_with_the_mouse_follows_the_link(essay: Page) -> None:
    word(essay).click()
    expect(essay).to_have_url(ENTRY_PAGE)


def test_a_click_with_control_opens_the_entry_in_a_new_tab(essay: Page) -> None:
    with essay.context.expect_page() as opened:
        word(essay).click(modifiers=["Control"])
    expect(opened.value).to_have_url(ENTRY_PAGE)
