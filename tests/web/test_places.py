"""Where a reader stopped: kept on the device by readers who asked for it, and moved to only when they ask."""

from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect
from test_settings import opened, remembered

ESSAY = "essays/two-words-for-the-same-afternoon/"
OTHER = "essays/a-bad-day/"
TEXT = ".e-content :is(p, li, h2, h3, h4, pre, tr)"


def ask(page: Page, address: str) -> None:
    """Asks for places to be kept, as a reader does."""
    page.goto(address + ESSAY)
    opened(page).get_by_label("Keep my place in essays").click()
    page.wait_for_function("document.documentElement.dataset.places === 'on'")
    page.evaluate("script => import(script)", address + "theme/js/places.js")  # by then it follows the reader
    page.keyboard.press("Escape")


def read_to(page: Page, number: int) -> str:
    """Reads until a paragraph is at the top of the window, and gives back how it begins."""
    return str(
        page.evaluate(
            """([text, number]) => { const block = document.querySelectorAll(text)[number];
              block.scrollIntoView({block: 'start', behavior: 'instant'}); return block.textContent.trim().slice(0, 40); }""",
            [TEXT, number],
        )
    )


def kept(page: Page) -> list[dict[str, Any]]:
    """The places on the device."""
    places: list[dict[str, Any]] = json.loads(remembered(page).get("reflectory.kept", "[]"))
    return places


def test_nothing_is_kept_of_a_reader_who_has_not_asked(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    read_to(page, 9)
    page.goto(address)
    assert not remembered(page)


def test_a_reader_who_returns_is_shown_the_place_and_moved_only_when_asking(address: str, page: Page) -> None:
    ask(page, address)
    words = read_to(page, 9)
    page.goto(address + OTHER)
    page.goto(address + ESSAY)
    note = page.locator(".place-note")
    expect(note.locator("q")).to_contain_text(words)
    assert page.evaluate("scrollY") == 0
    note.get_by_role("link", name="Go on reading").focus()
    page.keyboard.press("Enter")
    top = page.evaluate("document.querySelector(':target').getBoundingClientRect().top")
    assert 0 <= top < 200
    assert page.evaluate("document.querySelector(':target').textContent.trim()").startswith(words)


def test_a_place_is_a_paragraph_at_any_width(address: str, page: Page) -> None:
    ask(page, address)
    words = read_to(page, 7)
    page.goto(address)
    page.set_viewport_size({"width": 320, "height": 600})
    page.goto(address + ESSAY)
    page.get_by_role("link", name="Go on reading").click()
    assert page.evaluate("document.querySelector(':target').textContent.trim()").startswith(words)


def test_a_place_is_found_again_where_the_author_has_put_text_before_it(address: str, page: Page) -> None:
    ask(page, address)
    words = read_to(page, 7)
    page.goto(address)
    moved = kept(page)[0] | {"block": 4, "id": ""}
    page.evaluate("place => { localStorage['reflectory.kept'] = JSON.stringify([place]); }", moved)
    page.goto(address + ESSAY)
    page.get_by_role("link", name="Go on reading").click()
    assert page.evaluate("document.querySelector(':target').textContent.trim()").startswith(words)


def test_looking_in_again_does_not_lose_the_place(address: str, page: Page) -> None:
    ask(page, address)
    read_to(page, 9)
    page.goto(address)
    before = kept(page)
    page.goto(address + ESSAY)
    page.goto(address)
    assert kept(page) == before != []


def test_who_has_read_to_the_end_has_no_place(address: str, page: Page) -> None:
    ask(page, address)
    read_to(page, 9)
    page.goto(address + ESSAY)
    expect(page.locator(".place-note")).to_be_visible()  # from then on it is noted how far the reader gets
    page.evaluate("document.querySelector('#words').scrollIntoView({behavior: 'instant'})")
    page.goto(address)
    assert kept(page) == []


def test_a_place_is_forgotten_at_the_essay(address: str, page: Page) -> None:
    ask(page, address)
    read_to(page, 9)
    page.goto(address + ESSAY)
    page.get_by_role("button", name="Forget this place").click()
    expect(page.locator(".place-note")).to_have_count(0)
    assert kept(page) == []


def test_the_panel_lists_places_and_forgets_them(address: str, page: Page) -> None:
    ask(page, address)
    read_to(page, 9)
    page.goto(address)
    panel = opened(page)
    panel.get_by_role("link", name="Two words for the same afternoon").click()
    expect(page.locator(".place-note")).to_be_visible()
    panel = opened(page)
    panel.get_by_role("button", name="Forget these places").click()
    expect(panel.get_by_role("link")).to_have_count(0)
    assert kept(page) == []


def test_who_no_longer_wants_it_leaves_nothing_behind(address: str, page: Page) -> None:
    ask(page, address)
    read_to(page, 9)
    page.goto(address + ESSAY)
    opened(page).get_by_label("Keep my place in essays").click()
    expect(page.locator(".place-note")).to_have_count(0)
    assert not remembered(page)
    page.keyboard.press("Escape")
    read_to(page, 9)
    page.goto(address)
    assert not remembered(page)
