"""Where a card stands: never over its term, never out of the viewport."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from card_page import TWO, ZOOMED, assert_stands_well, box, card, focus_card, term, touch_card
from playwright.sync_api import Page, expect


def test_a_card_covers_no_line_of_a_term_that_wraps(page: Page, show: Callable[..., Page]) -> None:
    wrapping = term().replace(">compassion<", ">compassion and its kin<")
    show(page, f'<p class="wrapping">Some {wrapping}.</p>')
    assert page.evaluate("document.querySelector('.term').getClientRects().length") > 1
    focus_card(page)
    assert_stands_well(page)


def test_a_card_stands_under_the_line_that_was_pointed_at(page: Page, show: Callable[..., Page]) -> None:
    show(page, f'<p class="wrapping">Some {term().replace(">compassion<", ">love and compassion<")}.</p>')
    first = page.evaluate("document.querySelector('.term').getClientRects()[0].toJSON()")
    page.mouse.move(first["x"] + 5, first["y"] + 10)
    expect(card(page)).to_be_visible()
    assert box(card(page))["x"] == pytest.approx(first["x"], abs=1)
    assert_stands_well(page)


def test_a_card_never_widens_a_page_of_320_pixels(phone: Page) -> None:
    touch_card(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    assert_stands_well(phone)


def test_a_card_without_room_scrolls_inside_and_takes_the_focus(
    new_page: Callable[..., Page], show: Callable[..., Page]
) -> None:
    page = focus_card(show(new_page(**ZOOMED)))
    assert_stands_well(page)
    page.keyboard.press("Tab")
    expect(card(page)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(300)
    assert card(page).evaluate("(card) => card.scrollTop") > 0
    expect(card(page)).to_have_role("complementary")
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("link").first).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 720), (640, 512), (320, 640), (320, 256)])
@pytest.mark.parametrize("block", ["start", "center", "end"])
def test_a_card_at_any_edge_stays_inside_the_viewport(
    page: Page, show: Callable[..., Page], size: tuple[int, int], block: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    show(page, f'<div class="far"></div><p class="end">An end in {term()}</p><div class="far"></div>')
    page.evaluate(f"document.querySelector('.term').scrollIntoView({{block: '{block}'}})")
    focus_where_it_stands(page)
    assert_stands_well(page)


def focus_where_it_stands(page: Page) -> None:
    """Focus where the page stands now, as if Tab had led there, without scrolling."""
    page.evaluate("document.querySelector('.term').focus({preventScroll: true})")
    expect(card(page)).to_be_visible()


def test_a_card_finds_its_place_again_when_the_window_shrinks(essay: Page) -> None:
    focus_card(essay)
    essay.set_viewport_size({"width": 320, "height": 256})
    assert_stands_well(essay)


def test_a_card_goes_with_its_term_and_closes_when_that_leaves_the_view(page: Page, show: Callable[..., Page]) -> None:
    focus_card(show(page, TWO + '<div class="far"></div>'))
    page.evaluate("scrollBy(0, 60)")
    assert_stands_well(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(card(page)).to_be_hidden()


def test_a_page_that_scrolls_leaves_the_place_in_a_card_alone(
    new_page: Callable[..., Page], show: Callable[..., Page]
) -> None:
    page = focus_card(show(new_page(**ZOOMED)))
    card(page).evaluate("(card) => card.scrollTo(0, 30)")
    page.evaluate("scrollBy(0, 5)")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert card(page).evaluate("(card) => card.scrollTop") == 30


def test_a_card_without_the_popover_api_stands_as_well(page: Page, show: Callable[..., Page]) -> None:
    page.add_init_script(
        "for (const name of ['popover', 'showPopover', 'hidePopover']) delete HTMLElement.prototype[name]"
    )
    focus_card(show(page, f'<div class="far"></div><p class="boxed">In a box: {term()}</p><div class="far"></div>'))
    assert_stands_well(page)


def test_two_uses_of_one_entry_share_its_card(page: Page, show: Callable[..., Page]) -> None:
    again = term().replace("term-compassion", "term-compassion-2")
    focus_card(show(page, f"<p>First {term()}, then <a href='#a'>a link</a>, then {again}.</p>"))
    page.locator("#term-compassion-2").hover()
    expect(page.locator("#term-compassion-2 + #card-compassion")).to_be_visible()
    expect(page.locator(".card")).to_have_count(2)


@pytest.mark.parametrize(
    "around",
    [
        "<p><em><strong>{}</strong></em></p>",
        "<h2>{}</h2>",
        "<table><tr><th>{}</th></tr></table>",
        '<p>In <i lang="fr">{}</i></p>',
    ],
)
def test_a_card_takes_over_nothing_from_where_its_term_stands(
    page: Page, show: Callable[..., Page], around: str
) -> None:
    focus_card(show(page, around.format(term())))
    expect(card(page)).to_have_css("font-style", "normal")
    expect(card(page)).to_have_css("font-weight", "400")
    expect(card(page)).to_have_css("font-size", "15px")
    expect(card(page)).to_have_css("text-align", "start")
    assert card(page).evaluate("(card) => card.matches(':lang(en)')")
