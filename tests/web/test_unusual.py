"""Essays that are not like the sample's: wide, long, in another script, with the reader's own size of text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from judging import faults, too_wide
from PIL import Image
from playwright.sync_api import FloatRect, Page, expect

from reflectory.building.serve import served
from sites import build_folder, essay

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
WIDE = f"""
| {" | ".join(f"column {number}" for number in range(12))} |
|{"---|" * 12}
| {" | ".join("a cell" for _ in range(12))} |

    {"code " * 40}

![A bench]({{static}}/images/bench.png)

<figure markdown="1">
![A bench]({{static}}/images/bench.png)
<figcaption>A bench in the rain.</figcaption>
</figure>
"""
ARABIC = "كانت الغرفة هادئة، وكان المطر يسقط.\n\n> قالت: «اجلس هنا قليلا».\n\n- [[الباب|door]]\n- النافذة\n\n| العام | اليوم |\n|---|---|\n| ١ | ٢ |\n"
ARAB = re.compile(r"[\u0600-\u06ff]")
HEADINGS = "\n\n".join(f"## What was said, {number}\n\n{'We spoke of the ward. ' * 40}" for number in range(6))
SIZES = ("", "large", "larger", "largest")
ESSAYS = ("essays/wide/", "essays/long/", "essays/word/", "essays/word/sheet/", "essays/arabic-ar/")
LISTS = ("", "essays/", "themes/a-theme/", "on-this-day/", "on-this-day/01/", "feeds/")


@pytest.fixture(scope="module")
def unusual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unusual")
    essays, comments = folder / "content" / "essays", folder / "content" / "comments"
    essays.mkdir(parents=True)
    comments.mkdir()
    texts = {
        "wide": essay(WIDE, title="Wide", tags="[a-theme]"),
        "long": essay(HEADINGS, title="Long", tags="[a-theme]", date="2020-02-01"),
        "word": essay(f"{LONG} is a word.", title=LONG, tags=f"[a-theme, {LONG.lower()}]", date="2020-01-02"),
        "two": essay(title="Two", authors="[A Nurse, A Teacher]"),
        "both": essay(ARABIC, title="اثنان", lang="ar", slug="two"),
        "arabic": essay(
            ARABIC, title="الغرفة", lang="ar", slug="arabic", tags="[a-door]", summary="كانت الغرفة هادئة."
        ),
    }
    for name, text in texts.items():
        (essays / f"{name}.md").write_text(text, "utf-8")
    (folder / "content" / "images").mkdir()
    (folder / "content" / "glossary").mkdir()
    (folder / "content" / "glossary" / "door.md").write_text("---\nterm: door\nshort: A way in.\n---\n", "utf-8")
    Image.new("RGB", (1600, 900), "grey").save(folder / "content" / "images" / "bench.png")
    said = (
        f'comments:\n  - {{id: "1", author: {LONG}, date: 2021-02-01T10:00:00Z, body: "```\\n{"code " * 40}\\n```"}}\n'
        '  - {id: "2", author: A, date: 2021-02-02T10:00:00Z, reply_to: "1", body: "- a bed\\n- a chair"}\n'
    )
    (comments / "wide.yaml").write_text(said, "utf-8")
    published = folder / "www"
    assert not build_folder(folder, OUTPUT_PATH=str(published), BROWSING_CONTENTS_WORDS=100).problems
    return published


@pytest.fixture(scope="module")
def address(unusual: Path) -> Iterator[str]:
    with served(unusual, 0) as host:
        yield f"{host}/"


def resize(page: Page, size: str) -> None:
    """Have text as large as the reader's settings make it."""
    page.evaluate("(size) => size ? document.documentElement.dataset.size = size : null", size)


def box(page: Page, selector: str) -> FloatRect:
    """The place of an element, in CSS pixels."""
    found = page.locator(selector).bounding_box()
    assert found
    return found


@pytest.mark.parametrize("size", SIZES)
def test_every_page_fits_its_window_whatever_the_size_of_text(size: str, address: str, page: Page) -> None:
    found = {}
    for url in (*ESSAYS, *LISTS):
        page.goto(address + url)
        resize(page, size)
        found[url] = too_wide(page, (320, 640, 768, 960, 1100, 1280))
    assert not {url: widths for url, widths in found.items() if widths}


def test_contents_stand_beside_a_long_essay_where_there_is_room_and_never_outside(address: str, page: Page) -> None:
    page.goto(address + "essays/long/")
    beside = {}
    for size in SIZES:
        resize(page, size)
        for width in (1216, 1280, 1440, 1600, 2000):
            page.set_viewport_size({"width": width, "height": 800})
            contents, text = box(page, ".contents"), box(page, ".e-content")
            assert contents["x"] >= 0
            assert contents["x"] + contents["width"] <= width
            beside[size, width] = contents["x"] + contents["width"] <= text["x"]
    assert beside["", 1216]
    assert not beside["largest", 1280]
    assert beside["largest", 2000]


def test_axe_finds_nothing_on_a_small_screen(address: str, new_page: Callable[..., Page]) -> None:
    page, found = new_page(bypass_csp=True, viewport={"width": 320, "height": 640}), {}
    for url in (*ESSAYS, *LISTS):
        page.goto(address + url)
        found[url] = faults(page)
    assert not {url: wrong for url, wrong in found.items() if wrong}


def test_a_picture_with_a_caption_is_as_wide_as_one_without_and_near_to_it(address: str, page: Page) -> None:
    page.goto(address + "essays/wide/")
    alone, captioned, caption = (box(page, one) for one in (".prose > p > img", "figure img", "figcaption"))
    assert (alone["x"], alone["width"]) == (captioned["x"], captioned["width"])
    assert caption["y"] - captioned["y"] - captioned["height"] < 20


def test_nothing_wide_is_cut_off_on_paper(address: str, page: Page) -> None:
    page.goto(address + "essays/wide/")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 640, "height": 900})
    assert page.evaluate(
        "[...document.querySelectorAll('pre, table')].every((one) => one.scrollWidth <= one.clientWidth)"
    )


def test_a_short_page_takes_one_sheet_of_paper(address: str, page: Page) -> None:
    page.goto(address + "essays/two/")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).minHeight") == "0px"


def test_a_date_wraps_where_the_browser_s_own_text_is_large(address: str, page: Page) -> None:
    page.goto(address + "essays/two/")
    page.set_viewport_size({"width": 320, "height": 640})
    expect(page.locator("time").first).to_have_css("white-space", "nowrap")
    page.evaluate("document.documentElement.style.fontSize = '36px'")
    expect(page.locator("time").first).to_have_css("white-space", "normal")


def test_the_keyboard_reaches_what_scrolls(address: str, page: Page) -> None:
    page.goto(address + "essays/wide/")
    assert page.locator(".e-content :is(table, pre)[tabindex='0']").count() == 2


def test_another_script_has_its_direction_and_what_is_around_it_the_site_s(address: str, page: Page) -> None:
    page.goto(address + "essays/arabic-ar/")
    told = page.evaluate(
        """() => Object.fromEntries(["html", "h1", ".e-content", ".site-header", ".byline", ".site-footer"].map((one) => {
          const element = document.querySelector(one);
          return [one, [element.closest("[lang]").lang, getComputedStyle(element).direction]];
        }))"""
    )
    ours, theirs = ["en-GB", "ltr"], ["ar", "rtl"]
    assert told == {
        "html": ["ar", "ltr"], "h1": theirs, ".e-content": theirs, ".site-header": ours, ".byline": ours, ".site-footer": ours,
    }  # fmt: skip
    for upright in ("blockquote", "th"):
        expect(page.locator(f".prose {upright}").first).to_have_css("font-style", "normal")
    expect(page.locator(".prose th").first).to_have_css("padding-right", "0px")
    page.goto(address)
    assert page.locator(".essay-summary[dir=rtl][lang=ar]").count() == 1


def test_a_card_in_a_text_from_right_to_left_runs_as_its_own_language_does(address: str, page: Page) -> None:
    page.goto(address + "essays/arabic-ar/")
    page.locator(".term").hover()
    expect(page.locator("#card-door")).to_be_visible()
    expect(page.locator("#card-door")).to_have_css("direction", "ltr")


def test_words_in_another_language_say_so_wherever_they_stand(unusual: Path) -> None:
    unsaid = []
    for url in ("essays/arabic-ar/sheet/", "glossary/door/", "themes/"):
        soup = BeautifulSoup((unusual / url / "index.html").read_bytes(), "lxml")
        found = [
            text for text in soup.select_one("main").find_all(string=ARAB) if not text.find_parent(class_="sheet-read")
        ]  # type: ignore[union-attr]
        assert found, url
        unsaid += [(url, str(text)) for text in found if text.find_parent(lang=True)["lang"] != "ar"]
    assert not unsaid


def test_an_essay_in_another_language_says_so_below_the_one_before_it(unusual: Path) -> None:
    pages = [BeautifulSoup(file.read_bytes(), "lxml") for file in unusual.glob("essays/*/index.html")]
    names = [name for page in pages for name in page.select(".neighbours bdi") if ARAB.search(name.text)]
    assert names
    assert {(name["lang"], name["dir"]) for name in names} == {("ar", "rtl")}


def test_translations_are_named_by_their_titles(address: str, page: Page) -> None:
    page.goto(address + "essays/two/")
    link = page.get_by_role("link", name="اثنان")
    assert (link.get_attribute("lang"), link.get_attribute("dir"), link.get_attribute("hreflang")) == (
        "ar",
        "rtl",
        "ar",
    )


def test_a_comma_stands_right_behind_a_name(address: str, page: Page) -> None:
    for url in ("essays/two/", "essays/two/v/2020-01-31/"):
        page.goto(address + url)
        assert page.locator(".byline").first.inner_text().startswith("A Nurse, A Teacher")


def test_a_list_in_an_answer_looks_like_any_other(address: str, page: Page) -> None:
    page.goto(address + "essays/wide/")
    expect(page.locator(".comment-body ul")).to_have_css("list-style-type", "disc")


def test_the_mark_goes_with_its_passage_when_the_size_of_text_changes(address: str, page: Page) -> None:
    page.goto(address + "essays/long/")
    page.locator(".e-content p").nth(3).hover()
    gap = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
      done(document.querySelector('.mark-sign').getBoundingClientRect().top
           - document.querySelectorAll('.e-content p')[3].getBoundingClientRect().top))))"""
    before = page.evaluate(gap)
    resize(page, "largest")
    assert abs(page.evaluate(gap) - before) < 12
