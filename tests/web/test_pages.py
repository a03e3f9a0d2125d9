"""Every kind of page of the sample site in a real browser: checked by axe and the Nu checker, by size, by paper."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin

import pytest
from bs4 import BeautifulSoup
from judging import faults, too_wide
from playwright.sync_api import Page
from sample_site import nu_checker

from reflectory.building.serve import POLICY
from reflectory.citing.sheets.models import SHEETS

KINDS = {
    "home": "",
    "essays": "essays/",
    "essay": "essays/two-words-for-the-same-afternoon/",
    "essay with a picture": "essays/the-car-outside-number-nine/",
    "essay with a table": "essays/the-words-we-write-down/",
    "long essay": "essays/what-supervision-is-for/",
    "days": "on-this-day/",
    "days of a month": "on-this-day/06/",
    "theme": "themes/kindness/",
    "themes": "themes/",
    "theme in a year": "themes/kindness/in/2022/",
    "two themes": "themes/kindness/with/reflection/",
    "glossary": "glossary/",
    "entry": "glossary/compassion/",
    "entry with senses": "glossary/patient/",
    "comments": "comments/",
    "month": "comments/2022/01/",
    "author": "authors/hannah-weir/",
    "packs": "packs/",
    "pack": "packs/writing-about-people/",
    "page": "about/",
    "search": "search/",
    "feeds": "feeds/",
    "missing": "404.html",
    "sheets": "sheets/",
    "sheet": "sheets/nmc/",
    "sheets of an essay": "essays/two-words-for-the-same-afternoon/sheet/",
    "card of an essay": "embed/essays/two-words-for-the-same-afternoon/",
    "card of a word": "embed/glossary/compassion/",
}
ESSAY = KINDS["essay"]


def pages(sample: Path) -> list[Path]:
    """Every page of the sample site."""
    return sorted(sample.rglob("*.html"))


def test_axe_finds_nothing_and_every_page_fits_its_window(address: str, new_page: Callable[..., Page]) -> None:
    page, found = new_page(bypass_csp=True), {}
    for kind, url in KINDS.items():
        page.goto(address + url)
        found[kind] = (too_wide(page), faults(page))
    assert not {kind: wrong for kind, wrong in found.items() if any(wrong)}


def test_axe_finds_nothing_with_a_card_open(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(bypass_csp=True, reduced_motion="reduce")  # half faded in, a card has half the contrast
    page.goto(address + ESSAY)
    page.hover("#term-compassion")
    page.wait_for_selector("#card-compassion:visible")
    assert not faults(page)


def test_axe_finds_nothing_with_everything_unfolded(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(bypass_csp=True)
    for kind in ("essay", "entry", "sheets of an essay"):
        page.goto(address + KINDS[kind])
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.name = ''; one.open = true; })")
        assert not faults(page)


def test_the_nu_checker_finds_no_error_on_any_page(sample: Path) -> None:
    said = nu_checker(pages(sample))
    assert not [
        (str(m.get("url", "")).rsplit("/blog/")[-1], m.get("lastLine"), m["message"], m.get("extract")) for m in said
    ]


def test_every_internal_link_and_anchor_resolves(sample: Path) -> None:
    base = "https://site.test/"
    known = {base + path.relative_to(sample).as_posix(): path for path in sample.rglob("*") if path.is_file()}
    known |= {url.removesuffix("index.html"): path for url, path in known.items() if url.endswith("/index.html")}
    anchors: dict[Path, set[str]] = {}
    broken = []
    for page in pages(sample):
        soup = BeautifulSoup(page.read_bytes(), "lxml")
        here = base + page.relative_to(sample).as_posix()
        for element in soup.select("[href], [src], [srcset]"):
            sources = [part.split()[0] for part in str(element.get("srcset", "")).split(",") if part.strip()]
            for target in filter(None, [element.get("href"), element.get("src"), *sources]):
                url, anchor = urldefrag(urljoin(here, str(target)).replace(base + "blog/", base))
                if not url.startswith(base):
                    continue
                found = known.get(unquote(url)) or known.get(unquote(url) + "index.html")
                if found and found.suffix == ".html" and found not in anchors:
                    parsed = BeautifulSoup(found.read_bytes(), "lxml")
                    anchors[found] = {str(e["id"]) for e in parsed.select("[id]")}
                if not found or (anchor and anchor not in anchors.get(found, set())):
                    broken.append((here, target))
    assert not broken


def test_ids_that_elements_refer_to_are_there_once(sample: Path) -> None:
    for page in pages(sample):
        soup = BeautifulSoup(page.read_bytes(), "lxml")
        ids = [element["id"] for element in soup.select("[id]")]
        assert len(ids) == len(set(ids)), page
        for name in ("aria-labelledby", "aria-describedby", "aria-details"):
            assert {element[name] for element in soup.select(f"[{name}]")} <= set(ids), page


@pytest.mark.parametrize("width", [768, 1280])
def test_the_menu_of_the_sample_site_is_one_line(width: int, address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": width, "height": 700})
    page.goto(address + ESSAY)
    assert (
        page.evaluate("new Set([...document.querySelectorAll('.site-menu li')].map((one) => one.offsetTop)).size") == 1
    )


def test_a_line_of_an_essay_holds_about_65_characters(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    per_line = page.evaluate(
        """() => {
          const counts = [];
          for (const p of document.querySelectorAll('.e-content > p')) {
            const range = document.createRange(); range.selectNodeContents(p);
            const lines = new Set([...range.getClientRects()].map((r) => Math.round(r.bottom / 12))).size;
            if (lines > 4) counts.push(p.textContent.length / Math.round(p.clientHeight / parseFloat(getComputedStyle(p).lineHeight)));
          }
          return counts.reduce((a, b) => a + b) / counts.length;
        }"""
    )
    assert 58 <= per_line <= 72


def test_pages_make_no_request_to_others_and_log_no_error(address: str, page: Page) -> None:
    answer = page.goto(address + ESSAY)
    assert answer
    assert answer.header_value("content-security-policy") == POLICY
    page.hover("#term-compassion")
    page.wait_for_selector("#card-compassion:visible")


def test_the_card_of_a_real_page_opens_by_pointer_and_leads_on(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    page.hover("#term-kindness")
    page.click("#card-kindness .card-more a")
    assert page.url == f"{address}glossary/kindness/"


def test_an_essay_works_without_script(address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address + ESSAY)
    assert not page.locator(".card").first.is_visible()
    assert not page.locator(".settings-open").is_visible()
    page.click("#term-compassion")
    assert page.url == f"{address}glossary/compassion/"


def test_the_keyboard_reaches_everything_in_order(address: str, page: Page) -> None:
    page.goto(address + ESSAY)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    tops = []
    for _ in range(12):
        tops.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
        page.keyboard.press("Tab")
    assert all(later >= earlier - 500 for earlier, later in pairwise(tops))


def test_focus_is_visible(address: str, page: Page) -> None:
    page.goto(address)
    for _ in range(4):
        page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


@pytest.mark.parametrize("kind", ["essay", "entry", "home"])
def test_text_is_readable_at_four_times_the_size(kind: str, address: str, new_page: Callable[..., Page]) -> None:
    page = new_page(viewport={"width": 320, "height": 256})
    page.goto(address + KINDS[kind])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_paper_has_the_essay_its_words_and_its_comments_and_nothing_to_click(
    address: str, page: Page, tmp_path: Path
) -> None:
    page.goto(address + ESSAY)
    page.emulate_media(media="print")
    page.pdf(path=tmp_path / "essay.pdf")
    pdftotext = shutil.which("pdftotext")
    if not pdftotext:
        pytest.skip("no pdftotext: install poppler-utils")
    text = subprocess.run(
        [pdftotext, "-layout", tmp_path / "essay.pdf", "-"], capture_output=True, text=True, timeout=60
    )
    paper = " ".join(text.stdout.split())
    words = [dd.inner_text() for dd in page.locator("#words dd").all()]
    assert len(words) >= 3
    for definition in words:
        assert " ".join(definition.split())[:60] in paper
    assert "Just a daughter" in paper
    assert f"https://example.org/blog/{ESSAY}" in paper
    for clicked in ("Skip to the text", "Settings", "After this", "Follow by feed", "Glossary"):
        assert clicked not in paper


def test_a_sheet_takes_two_pages_of_paper(address: str, page: Page) -> None:
    page.emulate_media(media="print")
    found = {}
    for sheet in SHEETS:
        page.goto(f"{address}sheets/{sheet.slug}/")
        found[sheet.slug] = len(re.findall(rb"/Type /Page\b", page.pdf(format="A4", prefer_css_page_size=True)))
    assert found == {sheet.slug: 2 for sheet in SHEETS}


def compressed(files: list[Path]) -> int:
    """Bytes as a server would send them."""
    return sum(len(gzip.compress(file.read_bytes(), 6)) for file in files)


def test_pages_are_light(sample: Path) -> None:
    page = sample / ESSAY / "index.html"
    styles = [sample / "theme" / "site.css"]
    linked = re.findall(r'<script[^>]* src="(?:\.\./)*([^"]+)"', page.read_text("utf-8"))
    scripts = [sample / name for name in linked]
    assert compressed(styles) <= 12_000
    assert compressed(scripts) <= 9_000
    assert compressed([page, *styles, *scripts]) <= 30_000


def test_a_photograph_has_no_data_of_its_camera(sample: Path) -> None:
    from PIL import Image

    found = sorted((sample / "images").glob("*.jpg"))
    assert len(found) > 1
    for file in found:
        with Image.open(file) as picture:
            assert not picture.getexif()
            assert not {"exif", "xmp", "comment", "photoshop"} & set(picture.info)


def test_feeds_are_feeds(sample: Path) -> None:
    import feedparser

    found = [file for file in sample.rglob("*.xml") if file.name != "sitemap.xml"]
    assert len(found) > 8
    for file in found:
        parsed = feedparser.parse(file.read_bytes())
        assert not parsed.bozo, file
        assert parsed.version == "atom10"
        assert all(entry.id.startswith("tag:") and entry.content[0].value for entry in parsed.entries)
