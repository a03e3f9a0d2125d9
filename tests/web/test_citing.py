"""Citing, embedding and sheets in a real browser: what a reader copies, frames, saves and prints."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from striprtf.striprtf import rtf_to_text

from reflectory.building.serve import POLICY
from reflectory.citing.citation import processor
from reflectory.citing.citation.processor import ADDRESS, STYLES
from sites import ENTRY, Built, essay

TODAY = datetime(2026, 11, 25, 12)
BODY = "The first.\n\nThe second, of compassion.\n\n> A third, quoted.\n\nA fourth, of *more*."


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The site's folder; its output is below www/blog."""
    return tmp_path


@pytest.fixture
def output(build_site: Callable[..., Built], tmp_path: Path) -> Path:
    """A site with an essay and a word, for a public address."""
    files = {
        "essays/a.md": essay(BODY, title="Of hope", author="Hannah Weir", summary="Why."),
        "glossary/compassion.md": ENTRY,
    }
    built = build_site(files, SITEURL="https://example.org/blog", OUTPUT_PATH=str(tmp_path / "www" / "blog"))
    assert not built.problems
    return tmp_path / "www"


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Framing(Quiet):
    """Sends the headers that docs/running.md tells hosts to send: others may frame cards, and nothing else."""

    def end_headers(self) -> None:
        framed = "frame-ancestors *" if self.path.startswith("/blog/embed/") else "frame-ancestors 'none'"
        self.send_header("Content-Security-Policy", POLICY.replace("frame-ancestors 'none'", framed))
        super().end_headers()


@contextmanager
def serving(folder: Path, handler: type[Quiet]) -> Iterator[str]:
    """A server of a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder))) as server:
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def address(output: Path) -> Iterator[str]:
    """The address of the site."""
    with serving(output, Framing) as address:
        yield f"{address}blog/"


@pytest.fixture
def reader(new_page: Callable[..., Page]) -> Page:
    """A reader on a fixed day who lets the page write to the clipboard."""
    page = new_page(permissions=["clipboard-read", "clipboard-write"], timezone_id="Europe/London")
    page.clock.set_fixed_time(TODAY)
    return page


def test_a_button_copies_the_reference_of_its_style_with_the_day(address: str, reader: Page) -> None:
    reader.goto(address + "essays/a/")
    reader.get_by_text("Cite this essay").click()
    reader.locator('[data-style="harvard"] button').click()
    expect(reader.locator('#cite [role="status"]')).to_have_text("Copied")
    assert reader.evaluate("navigator.clipboard.readText()") == (
        "Weir, H. (2020) ‘Of hope’, Test, 31 January. Available at: https://example.org/blog/essays/a/"
        " (Accessed: 25 November 2026)."
    )
    html = reader.evaluate(
        "navigator.clipboard.read().then((all) => all[0].getType('text/html')).then((blob) => blob.text())"
    )
    assert "<i>Test</i>" in html
    assert "<span" not in html


def test_each_style_writes_the_day_as_its_processor_does(address: str, reader: Page) -> None:
    reader.goto(address + "essays/a/")
    work = {"type": "post-weblog", "title": "A", "container-title": "B", "issued": {"date-parts": [[2020, 1, 1]]}}
    engine = processor._engine()
    for month in range(1, 13):
        said = engine.ask(
            processor.json.dumps({**work, "URL": ADDRESS, "accessed": {"date-parts": [[2026, month, 5]]}})
        )
        for style, (reference, _, _) in zip(STYLES, said, strict=True):
            ours = reader.evaluate(
                "([style, month]) => import('../../theme/citation/cite.js')"
                ".then((cite) => cite.accessed(style, new Date(2026, month - 1, 5)))",
                [style.slug, month],
            )
            assert ours in reference or style.slug in ("apa", "mla"), (style, reference)


def test_a_paragraph_is_cited_when_asked_for(address: str, reader: Page) -> None:
    reader.goto(address + "essays/a/?para=4")
    harvard = reader.locator('[data-style="harvard"]')
    expect(harvard.locator(".cite-in-text")).to_contain_text("(Weir, 2020, para. 4)")
    expect(reader.locator('[data-style="mla"] .cite-in-text')).to_contain_text("(Weir, par. 4)")
    reader.get_by_label("Paragraph").fill("")
    expect(harvard.locator(".cite-for-whole")).to_be_visible()
    expect(harvard.locator(".cite-for-paragraph")).to_be_hidden()


def test_a_mark_on_the_page_asks_for_its_paragraph_by_its_id(address: str, reader: Page) -> None:
    reader.goto(address + "essays/a/")
    reader.evaluate(
        """() => {
          document.querySelectorAll(".e-content p")[1].id = "p-1";
          document.dispatchEvent(new CustomEvent("reflectory:cite", { detail: { id: "p-1" } }));
        }"""
    )
    harvard = reader.locator('[data-style="harvard"]')
    expect(harvard.locator(".cite-in-text")).to_contain_text("para. 2")
    expect(harvard.locator(".cite-address")).to_have_text("https://example.org/blog/essays/a/#p-1")
    assert 'src="https://example.org/blog/embed/essays/a/#p-1"' in str(reader.locator("[data-embed]").text_content())
    reader.evaluate(
        """document.dispatchEvent(new CustomEvent("reflectory:cite",
          { detail: { id: "p-1", address: "https://example.org/blog/essays/a/v/2020-01-31/" } }))"""
    )
    expect(harvard.locator(".cite-address")).to_have_text("https://example.org/blog/essays/a/v/2020-01-31/#p-1")


def test_the_embed_code_is_copied(address: str, reader: Page) -> None:
    reader.goto(address + "glossary/compassion/")
    reader.get_by_text("Show this on another site").click()
    reader.get_by_role("button", name="Copy the code").click()
    expect(reader.locator('.embed [role="status"]')).to_have_text("Copied")
    code = reader.evaluate("navigator.clipboard.readText()")
    assert code.startswith('<iframe src="https://example.org/blog/embed/glossary/compassion/"')


def test_without_script_everything_can_be_selected_and_nothing_can_be_pressed(
    address: str, new_page: Callable[..., Page]
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address + "essays/a/")
    page.get_by_text("Cite this essay").click()
    expect(page.locator('[data-style="harvard"] .cite-reference')).to_contain_text("[date of access]")
    assert page.locator("#cite button, .cite-whole").filter(visible=True).count() == 0
    page.goto(address + "essays/a/sheet/")
    page.locator("#gibbs summary").click()
    expect(page.locator("#gibbs .sheet-question").first).to_be_visible()
    page.locator("#schon summary").click()
    expect(page.locator("#gibbs .sheet-question").first).to_be_hidden()


def frame(page: Page, outer: str, address: str) -> Any:
    """A page of another site with a frame of ours in it, as that site's reader sees it."""
    page.goto(outer)
    page.evaluate(
        "(src) => { document.body.innerHTML = `<iframe src='${src}' width='600' height='300'></iframe>`; }", address
    )
    return page.frame_locator("iframe")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """Another site, which has pages and no policy."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "index.html").write_text("<!DOCTYPE html><title>Elsewhere</title><link rel=icon href=data:,>", "utf-8")
    with serving(folder, Quiet) as address:
        yield address.replace("127.0.0.1", "localhost")


def test_another_site_may_frame_a_card(address: str, elsewhere: str, reader: Page) -> None:
    card = frame(reader, elsewhere, address + "embed/essays/a/")
    expect(card.locator(".framed-passage")).to_have_text("Why.")
    expect(card.locator(".framed-source")).to_contain_text("Hannah Weir, Test, 31 January 2020")


def test_a_card_shows_the_paragraph_that_it_is_asked_for(
    address: str, elsewhere: str, output: Path, reader: Page
) -> None:
    essay = (output / "blog" / "essays" / "a" / "index.html").read_text("utf-8")
    passage = re.search(r'<p id="([^"]+)">A fourth', essay)
    assert passage
    card = frame(reader, elsewhere, f"{address}embed/essays/a/#{passage[1]}")
    expect(card.locator(".framed-passage")).to_have_text("A fourth, of more.")
    assert str(card.locator("h1 a").get_attribute("href")).endswith(f"essays/a/#{passage[1]}")
    card = frame(reader, elsewhere, address + "embed/essays/a/#cite")
    expect(card.locator(".framed-passage")).to_have_text("Why.")


def test_another_site_may_frame_nothing_else(address: str, elsewhere: str, browser: Any) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda said: refused.append(said.text))
        card = frame(page, elsewhere, address + "essays/a/")
        page.wait_for_timeout(500)
        assert card.locator(".p-name").count() == 0
        assert any("frame-ancestors" in text for text in refused)


def test_a_sheet_is_saved_with_what_was_read_and_when(address: str, reader: Page, tmp_path: Path) -> None:
    reader.goto(address + "essays/a/sheet/")
    expect(reader.locator(".sheet-day")).to_have_text("25 November 2026")
    reader.locator("#nmc summary").click()
    with reader.expect_download() as saved:
        reader.locator("#nmc [data-sheet]").click()
    assert saved.value.suggested_filename == "reflection-nmc.rtf"
    saved.value.save_as(tmp_path / "sheet.rtf")
    words = rtf_to_text((tmp_path / "sheet.rtf").read_text("ascii"))
    assert "What I read: Weir, H. (2020) ‘Of hope’, Test, 31 January." in words
    assert "When I read it: 25 November 2026" in words
    assert "you must use the NMC’s own form" in words


def test_paper_has_the_sheet_that_is_open_and_no_other(address: str, reader: Page, tmp_path: Path) -> None:
    pdftotext = shutil.which("pdftotext")
    if not pdftotext:
        pytest.skip("no pdftotext: install poppler-utils")
    reader.goto(address + "essays/a/sheet/")
    reader.locator("#gibbs summary").click()
    reader.pdf(path=tmp_path / "sheet.pdf")
    text = subprocess.run([pdftotext, tmp_path / "sheet.pdf", "-"], capture_output=True, text=True, timeout=60).stdout
    for words in (
        "Weir, H. (2020)",
        "25 November 2026",
        "nobody can be recognised",
        "Action plan",
        "Learning by Doing",
    ):
        assert words in " ".join(text.split())
    for words in ("Driscoll", "Print it", "word processor", "Choose a sheet"):
        assert words not in text
