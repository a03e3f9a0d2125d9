"""The glossary card in a real browser: WCAG 2.2, 1.4.13, and what design.md says under "The card"."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

STATIC = Path(__file__).parents[2] / "plugins/reflectory/glossary/static/glossary"
PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
ENTRY_PAGE = re.compile("/glossary/compassion/$")
ZOOMED = {"viewport": {"width": 320, "height": 256}}  # 1280 by 1024 at 400 %

STYLE = """
@layer reset, base, components, utilities;
@layer base {
  :root { color-scheme: light dark; --colour-paper: #fdfbf6; --colour-ink: #262320; --colour-quiet: #625b53;
    --colour-accent: #7a3b2e; --colour-line: #d9d1c4; --colour-raised: #fffefb; --space: 1rem;
    --font-serif: Georgia, serif; --font-sans: system-ui, sans-serif; }
  @media (prefers-color-scheme: dark) { :root { --colour-paper: #1b1a18; --colour-ink: #e6e0d6;
    --colour-quiet: #aaa196; --colour-accent: #e0a48f; --colour-line: #46413a; --colour-raised: #26241f; } }
  body { margin: 0; background: var(--colour-paper); color: var(--colour-ink); }
  main { max-inline-size: 34rem; margin-inline: auto; padding: 1rem; overflow-wrap: anywhere;
    font: 1.125rem/1.6 var(--font-serif); }
  a { color: var(--colour-accent); }
  .far { block-size: 120vh; }
  .end { text-align: end; }
  .wrapping { inline-size: 13ch; }
  .boxed { position: relative; margin-inline-start: 4rem; }
}
"""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Quiet kindness</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' data:">
<link rel="icon" href="data:,"><link rel="stylesheet" href="../../static/page.css">
<link rel="stylesheet" href="../../static/card.css">
<script type="module" src="../../static/card.js"></script></head>
<body><main><h1>Quiet kindness</h1>
<button type="button" data-module="term-switch" hidden aria-pressed="true">Underline words</button>
<div class="e-content">{body}</div>
<div class="cards" data-module="cards">{cards}</div></main></body></html>
"""

CARD = """<aside class="card" id="card-{slug}" hidden aria-label="{slug}">
<p class="card-term"><span class="card-word">{slug}</span> <span class="card-part">noun</span></p>
<p class="card-short" id="card-{slug}-short">Feeling with someone who suffers, and wanting to ease it.</p>
<p class="card-etymology">from <i lang="fro">compassion</i> (Old French), from <i lang="la">compassio</i>, a suffering
with (Late Latin), from <i lang="la">compati</i>, to suffer with (Latin)</p>
<p class="card-sources">Sources: <a href="https://www.etymonline.com/word/{slug}">Online Etymology Dictionary</a>,
<a href="https://www.oed.com/">OED</a></p>
<p class="card-more"><a href="../../glossary/{slug}/">More about {slug}</a></p></aside>
"""

TERM = """<a class="term" id="term-{slug}" data-term="{slug}" href="../../glossary/{slug}/"
aria-details="card-{slug}" aria-describedby="card-{slug}-short">{slug}</a>"""


def term(slug: str = "compassion") -> str:
    """A term's HTML on one line, as the templates write it."""
    return TERM.format(slug=slug).replace("\n", " ")


TWO = f"""<p>What a nurse calls {term()} may be something else; it often begins with
{term("kindness")}, and it ends, if it ends, in a <a id="after" href="#after">habit</a> of looking twice.</p>
<p id="elsewhere">Some rooms are quieter than others, and the quiet is not always peace.</p>"""


@pytest.fixture
def show(tmp_path: Path, serve: Callable[[Path], str]) -> Callable[..., Page]:
    """`show(page, body)` opens an essay with this body in the page."""

    def write(path: str, text: str) -> None:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")

    def show(page: Page, body: str = TWO) -> Page:
        shutil.copytree(STATIC, tmp_path / "static")
        cards = "".join(CARD.format(slug=slug) for slug in ("compassion", "kindness"))
        write("static/page.css", STYLE)
        write(
            "glossary/compassion/index.html",
            '<!doctype html><link rel="icon" href="data:,"><h1>compassion</h1>',
        )
        write("essays/quiet/index.html", PAGE.format(body=body, cards=cards))
        page.goto(f"{serve(tmp_path)}/essays/quiet/")
        return page

    return show


@pytest.fixture
def essay(page: Page, show: Callable[..., Page]) -> Page:
    """An essay with two terms on a desktop."""
    return show(page)


def word(page: Page, slug: str = "compassion") -> Locator:
    return page.locator(f".term[data-term={slug}]").first


def card(page: Page, slug: str = "compassion") -> Locator:
    return page.locator(f"#card-{slug}")


def box(locator: Locator) -> FloatRect:
    found = locator.bounding_box()
    assert found
    return found


def touch_card(page: Page) -> Page:
    word(page).tap()
    expect(card(page)).to_be_visible()
    return page


def focus_card(page: Page) -> Page:
    """Opens the card as a keyboard does: from the top of the page, over the switch."""
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(word(page)).to_be_focused()
    expect(card(page)).to_be_visible()
    return page


def assert_stands_well(page: Page) -> None:
    """The open card lies inside the viewport by 8 px and covers no line of its term."""
    page.evaluate("new Promise(requestAnimationFrame)")
    found = page.evaluate(
        """() => {
          const box = document.querySelector('.card:not([hidden])').getBoundingClientRect();
          const lines = [...document.querySelector('.card:not([hidden])').previousElementSibling.getClientRects()];
          const apart = (line) => box.top >= line.bottom - 0.1 || box.bottom <= line.top + 0.1;
          const { clientWidth, clientHeight } = document.documentElement;
          return { covers: !lines.every(apart), room: [box.left, box.top,
            clientWidth - box.right, clientHeight - box.bottom].map((side) => Math.round(side)) };
        }"""
    )
    assert not found["covers"]
    assert min(found["room"]) >= 8, found["room"]


# Pointer


def test_a_card_opens_when_the_pointer_rests_on_its_term(page: Page, show: Callable[..., Page]) -> None:
    page.clock.install()
    show(page)
    page.clock.pause_at("2100-01-01")
    word(page).hover()
    page.clock.run_for(290)
    expect(card(page)).to_be_hidden()
    page.clock.run_for(20)
    expect(card(page)).to_be_visible()


def test_a_pointer_that_passes_over_a_term_opens_nothing(page: Page, show: Callable[..., Page]) -> None:
    page.clock.install()
    show(page)
    word(page).hover()
    page.locator("#elsewhere").hover()
    page.clock.run_for(1000)
    expect(card(page)).to_be_hidden()


def test_a_card_stays_for_as_long_as_the_pointer_rests(page: Page, show: Callable[..., Page]) -> None:
    page.clock.install()
    show(page)
    word(page).hover()
    page.clock.run_for(10_000)
    expect(card(page)).to_be_visible()


def test_the_pointer_can_travel_into_the_card_and_rest_there(page: Page, show: Callable[..., Page]) -> None:
    page.clock.install()
    show(page)
    word(page).hover()
    page.clock.run_for(400)
    page.locator(".card:not([hidden]) .card-etymology").hover()
    page.clock.run_for(10_000)
    expect(card(page)).to_be_visible()


def test_a_card_closes_when_the_pointer_has_left_term_and_card(page: Page, show: Callable[..., Page]) -> None:
    page.clock.install()
    show(page)
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
    page.clock.install()
    show(page)
    page.clock.pause_at("2100-01-01")
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


# Keyboard


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


# Touch


@pytest.fixture
def phone(new_page: Callable[..., Page], show: Callable[..., Page]) -> Page:
    """An essay with two terms on a phone of 320 by 640 pixels."""
    return show(new_page(**PHONE))


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


# Place


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


# Where a term may stand


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


# Looks


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


# The switch


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


# Without script


def test_without_script_a_term_is_a_link_and_no_card_shows(
    new_page: Callable[..., Page], show: Callable[..., Page]
) -> None:
    page = show(new_page(java_script_enabled=False))
    expect(page.locator(".card").first).to_be_hidden()
    expect(page.get_by_role("button", name="Underline words")).to_be_hidden()
    word(page).click()
    expect(page).to_have_url(ENTRY_PAGE)
