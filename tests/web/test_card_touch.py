"""Cards and touch."""

from __future__ import annotations

from card_page import ENTRY_PAGE, assert_stands_well, card, touch_card, word
from playwright.sync_api import Page, expect


def test_a_tap_opens_the_card_and_stays_on_the_page(phone: Page) -> None:
    touch_card(phone)
    phone.wait_for_timeout(500)
    expect(card(phone)).to_be_visible()
    assert_stands_well(phone)
    assert phone.url.endswith("/essays/quiet/")


def test_a_second_tap_on_the_term_closes_the_card(phone: Page) -> None:
    touch_card(phone)
    word(phone).tap()
    expect(card(phone)).to_be_hidden()


def test_a_tap_elsewhere_closes_the_card(phone: Page) -> None:
    touch_card(phone)
    word(phone).blur()  # iOS gives a tapped link no focus that could leave it
    phone.locator("h1").tap()
    expect(card(phone)).to_be_hidden()


def test_a_tap_on_the_text_of_a_card_keeps_it_open(phone: Page) -> None:
    touch_card(phone)
    card(phone).locator(".card-short").tap()
    phone.wait_for_timeout(400)
    expect(card(phone)).to_be_visible()


def test_a_tap_with_control_is_left_alone(phone: Page) -> None:
    word(phone).tap(modifiers=["Control"])
    phone.wait_for_timeout(400)
    expect(card(phone)).to_be_hidden()


def test_a_click_by_assistive_technology_follows_the_link_after_a_tap_too(phone: Page) -> None:
    phone.locator("h1").tap()
    word(phone).evaluate("(link) => link.click()")
    expect(phone).to_have_url(ENTRY_PAGE)


def test_a_tap_on_the_link_of_a_card_leads_on(phone: Page) -> None:
    touch_card(phone).get_by_role("link", name="More about compassion").tap()
    expect(phone).to_have_url(ENTRY_PAGE)
