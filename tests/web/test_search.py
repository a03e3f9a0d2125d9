"""The search page in a real browser, under the strict policy: by keyboard, with and without script, from an address."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from judging import faults, too_wide
from playwright.sync_api import Browser, Page, expect
from sample_site import nu_checker

from reflectory.building.serve import POLICY, served
from sites import build_folder, essay

HOSTILE = "A heron &lt;img src=x onerror=alert(1)&gt; stood there."


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two dozen essays in a folder of a host."""
    folder = tmp_path_factory.mktemp("searched")
    essays = folder / "content" / "essays"
    essays.mkdir(parents=True)
    for number in range(24):
        text = essay(
            f"A heron flew over day {number}, and nobody saw that it was kind.",
            title=f"Day {number}",
            date=f"{2020 + number % 3}-01-{number + 1:02}",
            tags="[hope, ward]" if number % 2 else "[ward]",
        )
        (essays / f"day-{number}.md").write_text(text)
    (essays / "hostile.md").write_text(essay(HOSTILE, title="A <b>title</b> & more"))
    (essays / "dydd.md").write_text(essay("Crëyr glas.", title="Dydd", lang="cy", slug="day-1", date="2021-01-02"))
    comments = folder / "content" / "comments"
    comments.mkdir()
    (comments / "day-3.yaml").write_text(
        'comments:\n  - {id: "7", author: Ravi, date: 2021-02-01T10:00:00Z, body: "I too was kingfishing."}\n'
    )
    published = folder / "www" / "blog"
    assert not build_folder(folder, OUTPUT_PATH=str(published), SITEURL="https://example.org/blog").problems
    return published


@pytest.fixture(scope="module")
def address(output: Path) -> Iterator[str]:
    with served(output.parent, 0) as host:
        yield f"{host}/blog/search/"


def status(page: Page, text: str) -> None:
    expect(page.get_by_role("status")).to_have_text(text)


def ask(page: Page, words: str) -> None:
    page.get_by_label("Words to look for").fill(words)


def hits(page: Page) -> list[str]:
    return page.locator(".search-hits a").all_inner_texts()


def test_it_works_under_a_policy_that_gained_only_webassembly(address: str, page: Page) -> None:
    answer = page.goto(address)
    assert answer
    assert answer.header_value("content-security-policy") == POLICY
    assert POLICY.split("; ")[2] == "script-src 'self' 'wasm-unsafe-eval'"
    assert "unsafe-inline" not in POLICY
    assert "'unsafe-eval'" not in POLICY
    ask(page, "heron")
    status(page, "25 found for “heron”.")


def test_it_is_used_by_keyboard_alone(address: str, page: Page) -> None:
    page.goto(address)
    page.get_by_label("Words to look for").focus()
    page.keyboard.type("kingfishing")
    status(page, "1 found for “kingfishing”.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/blog/essays/day-3/#comment-7")
    assert page.evaluate("document.querySelector(':target').id") == "comment-7"


def test_a_hit_in_a_comment_says_whose_it_is(address: str, page: Page) -> None:
    page.goto(f"{address}?q=kingfishing")
    expect(page.locator(".search-hits .essay-facts")).to_have_text("Comment by Ravi 1 February 2021")
    assert page.locator(".search-excerpt mark").all_inner_texts() == ["kingfishing."]


def test_filters_and_question_stand_in_the_address_and_back_undoes_them(address: str, page: Page) -> None:
    page.goto(address)
    ask(page, "heron")
    status(page, "25 found for “heron”.")
    page.get_by_text("Narrow or order").click()
    page.get_by_label("Hope").check()
    status(page, "12 found for “heron” with what you chose.")
    page.get_by_label("2021").check()
    status(page, "4 found for “heron” with what you chose.")
    assert urlsplit(page.url).query == "q=heron&theme=hope&year=2021"
    page.go_back()
    status(page, "12 found for “heron” with what you chose.")
    expect(page.get_by_label("2021")).not_to_be_checked()
    page.get_by_role("button", name="Take all of these off").click()
    status(page, "25 found for “heron”.")


def test_choices_say_how_many_each_would_leave(address: str, page: Page) -> None:
    page.goto(f"{address}?q=heron&year=2020&year=2022")
    status(page, "17 found for “heron” with what you chose.")
    counts = {box: page.locator(f"label:has([value='{box}']) .count") for box in ("2020", "2021", "hope", "comment")}
    for box, count in {"2020": "9", "2021": "8", "hope": "8", "comment": "0"}.items():
        expect(counts[box]).to_have_text(count)


def test_a_link_to_a_search_leads_to_the_same_hits(address: str, new_page: Callable[..., Page]) -> None:
    one, other = new_page(), new_page()
    one.goto(address)
    ask(one, "heron day")
    status(one, "24 found for “heron day”.")
    other.goto(one.url)
    status(other, "24 found for “heron day”.")
    assert hits(one) == hits(other)
    expect(other.get_by_label("Words to look for")).to_have_value("heron day")


def test_back_from_a_hit_finds_the_search_as_it_was(address: str, page: Page) -> None:
    page.goto(address)
    ask(page, "kind")
    status(page, "24 found for “kind”.")
    page.locator(".search-hits a").first.click()
    page.wait_for_url("**/essays/**")
    page.go_back()
    status(page, "24 found for “kind”.")


def test_more_are_shown_on_demand_and_the_first_of_them_has_the_focus(address: str, page: Page) -> None:
    page.goto(f"{address}?q=heron")
    status(page, "25 found for “heron”.")
    assert len(hits(page)) == 10
    page.get_by_role("button", name="Show 10 more of 15").press("Enter")
    expect(page.locator(".search-hits a").nth(10)).to_be_focused()
    page.get_by_role("button", name="Show 5 more of 5").press("Enter")
    expect(page.locator(".search-hits a").nth(24)).to_be_visible()
    expect(page.locator(".search-more")).to_be_hidden()


def test_newest_first(address: str, page: Page) -> None:
    page.goto(f"{address}?q=heron&year=2022&sort=date")
    status(page, "8 found for “heron” with what you chose.")
    assert hits(page)[:2] == ["Day 23", "Day 20"]


def test_without_words_what_is_chosen_is_listed(address: str, page: Page) -> None:
    page.goto(f"{address}?form=comment")
    status(page, "1 found with what you chose.")


def test_words_in_quotation_marks_are_found_as_they_stand(address: str, page: Page) -> None:
    page.goto(f"{address}?q=flew nobody")
    status(page, "24 found for “flew nobody”.")
    ask(page, "“flew nobody”")
    expect(page.get_by_role("status")).to_contain_text("Nothing was found")


def test_nothing_found_says_what_to_do(address: str, page: Page) -> None:
    page.goto(address)
    ask(page, "zebras")
    status(page, "Nothing was found for “zebras”. Try fewer words, or others.")
    for name in ("all essays, by year", "the map of themes"):
        expect(page.get_by_role("link", name=name)).to_be_visible()
    ask(page, "heron")
    status(page, "25 found for “heron”.")
    expect(page.locator(".search-ways")).to_be_hidden()


def test_an_essay_of_another_language_is_found_and_says_so(address: str, page: Page) -> None:
    page.goto(f"{address}?q=creyr")
    status(page, "1 found for “creyr”.")
    assert page.locator(".search-hits a").get_attribute("lang") == "cy"
    assert page.locator(".search-excerpt").get_attribute("lang") == "cy"


def test_what_looks_like_html_in_a_text_is_text(address: str, page: Page) -> None:
    page.goto(f"{address}?q=onerror")
    status(page, "1 found for “onerror”.")
    assert hits(page) == ["A title & more"]
    assert page.locator(".search-hits img, .search-hits b").count() == 0
    ask(page, "<img src=x onerror=alert(1)>")
    expect(page.get_by_role("status")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("main img").count() == 0


def test_without_script_the_page_leads_on(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{address}?q=heron")
    expect(page.get_by_text("Search needs JavaScript")).to_be_visible()
    expect(page.locator("form")).to_be_hidden()
    page.get_by_role("link", name="the map of themes").click()
    assert page.url.endswith("/blog/themes/")


def test_the_missing_page_asks_without_script(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address.replace("search/", "404.html"))
    page.get_by_label("Or look for words").fill("heron")
    page.get_by_label("Or look for words").press("Enter")
    assert page.url == f"{address}?q=heron"


def test_a_page_opened_from_the_disk_says_that_it_cannot_search(output: Path, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((output / "search" / "index.html").as_uri())
        expect(page.get_by_text("a page that a web server sent")).to_be_visible()
        expect(page.locator("form")).to_be_hidden()


def test_a_site_without_its_index_says_so_and_leads_on(output: Path, tmp_path: Path, browser: Browser) -> None:
    shutil.copytree(output, tmp_path / "www", ignore=shutil.ignore_patterns("pagefind"))
    with served(tmp_path / "www", 0) as host, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{host}/search/?q=heron")
        status(page, "The search cannot be reached just now.")
        expect(page.get_by_role("link", name="the map of themes")).to_be_visible()
        expect(page.locator("form")).to_be_hidden()


@pytest.mark.parametrize("question", ["", "?q=heron&theme=hope", "?q=zebras"])
def test_axe_finds_nothing(question: str, address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(bypass_csp=True)
    page.goto(address + question)
    if question:
        expect(page.get_by_role("status")).to_contain_text("found")
    assert not faults(page)


def test_the_nu_checker_finds_no_error(output: Path) -> None:
    assert not nu_checker([output / "search" / "index.html", output / "404.html"])


def test_nothing_is_wider_than_the_window(address: str, page: Page) -> None:
    page.goto(f"{address}?q=heron&theme=hope")
    status(page, "12 found for “heron” with what you chose.")
    assert not too_wide(page)


def test_a_reader_fetches_nothing_of_the_index_before_they_search(address: str, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/pagefind/" in url]
