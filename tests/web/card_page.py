"""A page with terms and cards, and what its tests ask of it."""

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
<button type="button">Before</button>
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
    """Opens the card as a keyboard does: from the top of the page, over the button before it."""
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


@pytest.fixture
def phone(new_page: Callable[..., Page], show: Callable[..., Page]) -> Page:
    """An essay with two terms on a phone of 320 by 640 pixels."""
    return show(new_page(**PHONE))
