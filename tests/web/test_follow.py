"""The ways on from an essay in a real browser: by keyboard, without script, on paper, in wide windows and narrow ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from judging import faults
from playwright.sync_api import Page, expect

LONG = "essays/what-supervision-is-for/"
NewPage = Callable[..., Page]


def focus(page: Page, selector: str) -> None:
    """Press Tab until something has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")


def test_the_contents_lead_to_a_heading_by_keyboard_without_script(address: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address + LONG)
    last = page.locator(".contents a").last
    for _ in range(60):
        page.keyboard.press("Tab")
        if last.evaluate("(link) => link === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=last.inner_text(), exact=True)).to_be_in_viewport()


def test_the_contents_stand_beside_the_text_where_there_is_room(address: str, new_page: NewPage) -> None:
    for width, is_beside in ((1280, True), (1216, True), (1200, False), (320, False)):
        page = new_page(viewport={"width": width, "height": 700})
        page.goto(address + LONG)
        contents, text = page.locator(".contents nav").bounding_box(), page.locator(".e-content").bounding_box()
        assert contents
        assert text
        assert (contents["x"] + contents["width"] < text["x"]) is is_beside, width
        assert contents["x"] >= 0
        assert is_beside or contents["y"] + contents["height"] <= text["y"]


def test_the_contents_stay_in_sight_beside_the_text(address: str, page: Page) -> None:
    page.goto(address + LONG)
    page.locator(".e-content h2").last.scroll_into_view_if_needed()
    expect(page.locator(".contents a").first).to_be_in_viewport()


def test_paper_has_neither_contents_nor_ways_on(address: str, page: Page) -> None:
    page.goto(address + LONG)
    page.emulate_media(media="print")
    assert not page.locator(".contents").is_visible()
    assert not page.locator("#read-on").is_visible()
    assert page.locator("#words").is_visible()


def test_near_essays_are_reached_by_keyboard_without_script(address: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address + LONG)
    link = page.locator("#read-on .near-list a").first
    expect(link.locator("xpath=../p")).to_contain_text("Also on")
    target = link.get_attribute("href")
    assert target
    page.locator("#words .word-place").last.focus()
    focus(page, "#read-on .near-list a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{address}essays/{target.rstrip('/').rsplit('/', 1)[1]}/")


def test_chance_leads_to_an_essay_and_back_to_where_the_reader_was(address: str, page: Page) -> None:
    page.goto(address + "about/")
    page.get_by_role("link", name="A random essay").click()
    page.wait_for_url("**/essays/*/")
    page.go_back()
    assert page.url == f"{address}about/"


def test_chance_draws_every_essay(address: str, page: Page) -> None:
    known = page.request.get(f"{address}random/0.json").json()
    for number, essay in enumerate(known):
        page.add_init_script(f"Math.random = () => {(number + 0.5) / len(known)}")
        page.goto(f"{address}random/")
        page.wait_for_url(f"**/{essay}")


def test_without_script_chance_offers_essays_instead(address: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}random/")
    assert page.locator("[data-module=random] a").count() == 11
    page.locator("[data-module=random] a").first.click()
    assert "/essays/" in page.url


def test_axe_finds_nothing_where_chance_has_no_list(address: str, new_page: NewPage) -> None:
    page = new_page(bypass_csp=True, viewport={"width": 320, "height": 700})
    page.route("**/random/0.json", lambda route: route.fulfill(json=[]))
    page.goto(f"{address}random/")
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize(
    ("today", "said", "anchor"),
    [
        (datetime(2027, 6, 7, 12), "One essay was published on this day, 7 June.", "06-07"),
        (datetime(2027, 6, 9, 12), "Nothing was published on this day. The last day before it: 7 June.", "06-07"),
        (datetime(2028, 1, 1, 12), "Nothing was published on this day. The last day before it: 17 November.", "11-17"),
    ],
)
def test_the_page_of_days_names_todays(today: datetime, said: str, anchor: str, address: str, page: Page) -> None:
    page.clock.set_fixed_time(today)
    page.goto(f"{address}on-this-day/")
    expect(page.get_by_role("status")).to_have_text(said)
    assert page.locator("[aria-current=date]").count() == said.startswith("One")
    page.get_by_role("status").get_by_role("link").click()
    assert page.url == f"{address}on-this-day/{anchor[:2]}/#{anchor}"
    expect(page.locator(f"[id='{anchor}'] a")).to_be_in_viewport()


def test_without_script_the_page_of_days_is_a_calendar(address: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}on-this-day/")
    assert not page.get_by_role("status").is_visible()
    page.locator("[data-day='06-11']").click()
    assert page.url == f"{address}on-this-day/06/#06-11"


def test_an_entry_leads_to_the_themes_of_its_essays_without_script(address: str, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}glossary/kindness/")
    page.get_by_role("list", name="Themes").get_by_role("link", name="Reflection").click()
    assert page.url == f"{address}themes/reflection/"
