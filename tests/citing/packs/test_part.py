"""Packs in a whole build: pages, files, short addresses, versions, and what makes which anew."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from packed import FILES, PACK, program, said_by, unzipped
from reflectory.citing.ledger.part import ledger_of
from reflectory.citing.packs import paper
from reflectory.citing.packs.short import codes
from sites import Built, essay

FOLDER = "packs/a-pack"


def names(built: Built) -> set[str]:
    """The files below ``packs/``."""
    return {name for name in built.files() if name.startswith("packs/")}


def test_a_pack_has_a_page_and_its_files_and_is_in_the_navigation(build_site) -> None:
    built = build_site(FILES)
    assert names(built) == {"packs/index.html", *(f"{FOLDER}/{one}" for one in
                            ("index.html", "a-pack.pdf", "a-pack.epub", "a-pack.imscc"))}  # fmt: skip
    page = built.page(f"{FOLDER}/")
    assert page.select_one("h1").get_text() == "A pack"
    assert [one.get_text() for one in page.select(".site-menu a")][-1:] == ["Teaching packs"]
    for link in page.select(".pack-files a"):
        file = built.output / FOLDER / link["href"].rsplit("/", 1)[1]
        assert link.find_next(class_="count").get_text() == f"{max(1, round(file.stat().st_size / 1000))} kB"
    assert page.select_one(".word dd").get_text() == "Feeling with someone who suffers."
    assert built.page("packs/").select_one("h2 a")["href"].endswith("packs/a-pack/")
    assert "packs/a-pack/" in built.text("sitemap.xml")


def test_a_site_without_packs_has_nothing_of_them(build_site) -> None:
    built = build_site({"essays/a.md": essay()})
    assert not names(built)
    assert "Teaching" not in built.text("index.html")


def test_chosen_paragraphs_are_quoted_in_order_with_what_is_left_out_marked(build_site) -> None:
    built = build_site(FILES)
    ids = {passage.block.text: passage.id for passage in ledger_of(built.run).passages(built.run.library.essays[0])}
    chosen = ", ".join(ids[text] for text in ("Second.", "two", "three", "First, with compassion."))
    built = build_site({"packs/a-pack.md": PACK.replace("says: Read it.", f"paragraphs: [{chosen}]")})
    assert not built.problems
    passages = built.page(f"{FOLDER}/").select_one(".pack-passages")
    said = [" ".join(one.get_text().split()) for one in passages.find_all(["p", "li"])]
    gap = "Something is left out here. […]"
    assert said == ["Second.", gap, "two", "two", "three", "three", gap, "First, with compassion."]
    assert len(passages.select("ul")) == 1
    book = unzipped((built.output / FOLDER / "a-pack.epub").read_bytes())["EPUB/essay-1.xhtml"].decode()
    assert "Last." not in book
    assert "Second." in book


def test_a_short_address_leads_to_the_version_where_the_site_has_an_address(build_site) -> None:
    built = build_site(FILES, SITEURL="https://example.org/blog")
    (short,) = {name for name in names(built) if re.fullmatch(r"packs/[2-9b-z]{4}/index\.html", name)}
    assert built.page(short).select_one("a")["href"] == "../../essays/a/v/2020-01-31/"
    pdf = str(built.output / FOLDER / "a-pack.pdf")
    assert f"example.org/blog/packs/{short.split('/')[1]}" in said_by(program("pdftotext", "poppler-utils"), pdf, "-")


@pytest.mark.parametrize(
    "said",
    [
        {"redirects.yaml": "/essays/a/: /essays/z/\n"},
        {"withdrawn.yaml": "/essays/a/: {on: 2026-01-31, reason: It named too much.}\n"},
    ],
)
def test_a_printed_address_leads_to_the_version_or_tombstone_of_an_essay_that_is_not_there(
    said: dict[str, str], build_site, site
) -> None:
    public = {"SITEURL": "https://example.org", "REFLECTORY_PUBLIC": True}
    assert not build_site({**FILES, "essays/z.md": essay("Another.", title="Essay Z")}, **public).problems
    (code,) = codes([("a", "2020-01-31")]).values()
    (site / "content/essays/a.md").unlink()
    for _ in range(2):
        built = build_site({"packs/a-pack.md": PACK.replace("essay: a,", "essay: z,"), **said}, **public)
        assert not built.problems
        assert built.page(f"packs/{code}/").select_one("a")["href"] == "../../essays/a/v/2020-01-31/"
        assert (built.output / "essays/a/v/2020-01-31/index.html").exists()


def test_a_printed_address_goes_on_leading_to_what_it_named_whatever_packs_say_later(build_site) -> None:
    public = {"SITEURL": "https://example.org", "REFLECTORY_PUBLIC": True}
    built = build_site({**FILES, "essays/b.md": essay("Another.", title="Essay B")}, **public)
    assert not built.problems
    (code,) = codes([("a", "2020-01-31")]).values()
    assert f"packs/{code}/" in (built.output.parent / "content" / "ledger" / "addresses.txt").read_text().split()
    assert code not in built.text("sitemap.xml")
    built = build_site({"packs/a-pack.md": PACK.replace("essay: a,", "essay: b,")}, **public)
    assert not built.problems
    assert built.page(f"packs/{code}/").select_one("a")["href"] == "../../essays/a/v/2020-01-31/"
    (built.output.parent / "content" / "packs" / "a-pack.md").unlink()
    built = build_site({"redirects.yaml": "/packs/: /essays/\n/packs/a-pack/: /essays/\n"}, **public)
    assert not built.problems
    assert built.page(f"packs/{code}/").select_one("a")["href"] == "../../essays/a/v/2020-01-31/"


def test_codes_are_of_the_essay_and_the_day_alone_and_never_the_same() -> None:
    places = [(f"essay-{number}", "2020-01-31") for number in range(3000)]
    found = codes(places)
    assert len(set(found.values())) == len(places)
    assert codes(places[5:6]) == {places[5]: found[places[5]][:4]}


OLDER = "<p>As it was, with an <em>older</em> word.</p>\n<p>Gone since.</p>"


def test_a_pack_keeps_the_version_that_it_names(build_site) -> None:
    newer = essay("As it is.", title="Essay A", modified="2021-05-05")
    built = build_site({**FILES, "essays/a.md": newer, "versions/a/2020-01-31.html": OLDER})
    assert not built.problems
    page = built.page(f"{FOLDER}/")
    assert page.select_one(".pack-readings h3 a")["href"].endswith("essays/a/v/2020-01-31/")
    assert "As it stood on 31 January 2020" in page.select_one(".essay-facts").get_text()
    text = unzipped((built.output / FOLDER / "a-pack.epub").read_bytes())["EPUB/essay-1.xhtml"].decode()
    assert "older" in text
    assert "As it is." not in text
    problem = build_site({"packs/a-pack.md": PACK.replace("2020-01-31", "2020-02-02")}).problems[0]
    assert problem.endswith("“a” has no version of 2020-02-02; there is 2020-01-31 and 2021-05-05.")


def test_a_pack_goes_on_showing_what_it_named_once_the_essay_is_another(build_site) -> None:
    public = {"SITEURL": "https://example.org", "REFLECTORY_PUBLIC": True}
    built = build_site(FILES, **public)
    ids = {passage.block.text: passage.id for passage in ledger_of(built.run).passages(built.run.library.essays[0])}
    pack = PACK.replace("says: Read it.", f"paragraphs: [{ids['Second.']}, {ids['Last.']}]")
    before = build_site({"packs/a-pack.md": pack}, **public).page(f"{FOLDER}/").select_one(".pack-passages").get_text()
    newer = essay("Second, and more besides.", title="Another title", modified="2021-05-05")
    built = build_site({"essays/a.md": newer}, **public)
    assert not built.problems
    reading = built.page(f"{FOLDER}/").select_one(".pack-readings li")
    assert reading.select_one(".pack-passages").get_text() == before
    link = reading.select_one("h3 a")
    assert (link.get_text(), link["href"]) == ("Essay A", "../../essays/a/v/2020-01-31/")
    assert (built.output / "essays" / "a" / "v" / "2020-01-31" / "index.html").is_file()
    (code,) = codes([("a", "2020-01-31")]).values()
    assert built.page(f"packs/{code}/").select_one("a")["href"] == "../../essays/a/v/2020-01-31/"


def test_files_are_made_anew_only_when_what_is_in_them_changed(build_site, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    whole = paper.handout
    monkeypatch.setattr(paper, "handout", lambda document: made.append(document.title) or whole(document))
    build_site(FILES)
    assert made == ["A pack"]
    other = {
        "essays/b.md": essay("Another."),
        "glossary/hope.md": FILES["glossary/compassion.md"]
        .replace("compassion", "hope")
        .replace("compassionate", "hopes"),
    }
    assert not build_site(other, SITE_DESCRIPTION="Another.").problems
    assert made == ["A pack"]
    first = (build_site({}).output / FOLDER / "a-pack.pdf").read_bytes()
    for changed in ({"essays/a.md": essay("First, changed.", title="Essay A")},
                    {"glossary/compassion.md": FILES["glossary/compassion.md"].replace("Feeling", "Being")},
                    {"packs/a-pack.md": PACK.replace("Who?", "Whom?")}):  # fmt: skip
        count = len(made)
        assert not build_site(changed).problems
        assert len(made) == count + 1
    assert not build_site(FILES).problems
    assert (build_site({}).output / FOLDER / "a-pack.pdf").read_bytes() == first


def test_a_page_leads_to_an_essay_that_has_got_another_address(build_site) -> None:
    build_site(FILES, SITEURL="")
    moved = FILES["essays/a.md"].replace("date:", "url: read/a/\nsave_as: read/a/index.html\ndate:")
    built = build_site({"essays/a.md": moved}, SITEURL="")
    assert built.page(f"{FOLDER}/").select_one(".pack-readings h3 a")["href"] == "../../read/a/v/2020-01-31/"
    assert built.files() == build_site({}, SITEURL="", CACHE_PATH=str(built.output.parent / ".clean")).files()


def test_where_typst_is_missing_the_page_is_there_and_one_line_says_so(
    build_site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    built = build_site(FILES)
    assert not built.problems
    assert not (built.output / FOLDER / "a-pack.pdf").exists()
    assert [one.get_text() for one in built.page(f"{FOLDER}/").select(".pack-files a")] == [
        "Book (EPUB)",
        "Course (Common Cartridge)",
    ]
    assert [note.message for note in built.run.problems.notes if "handouts" in note.message] == [
        "handouts need the package typst; install it (pip install typst), and they are made as well."
    ]


def test_a_word_that_no_font_has_is_warned_of(build_site) -> None:
    built = build_site({**FILES, "essays/a.md": essay("漢", title="Essay A")})
    assert not built.problems
    assert (built.output / FOLDER / "a-pack.pdf").exists()
    (warning,) = built.run.problems.warnings
    assert warning.file == "content/packs/a-pack.md"
    assert 'the text "漢" could not be displayed' in warning.message


def test_pictures_are_in_the_files(build_site, tmp_path: Path) -> None:
    from proof_site import Picture, _picture

    built = build_site(
        {**FILES, "images/door.png": _picture("door.png", Picture(700, 3)),
         "essays/a.md": essay("![A blue door]({static}/images/door.png)", title="Essay A")}
    )  # fmt: skip
    assert not built.problems
    files = unzipped((built.output / FOLDER / "a-pack.epub").read_bytes())
    assert len([name for name in files if name.startswith("EPUB/images/")]) == 1
    assert b"A blue door" in (files["EPUB/essay-1.xhtml"])
