"""Earlier versions: what becomes one, how it is shown, and what programs are told of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reflectory.citing.ledger.comparison import compare
from reflectory.citing.ledger.versions import link_format
from sites import ENTRY, Built, essay

HOPE, KIND = "Hope is not optimism: it has looked at the odds as well.", "What she did was kind: she took off her coat."
PUBLIC: dict[str, Any] = {"REFLECTORY_PUBLIC": True, "SITEURL": "https://example.org"}

Build = Callable[..., Built]


@pytest.fixture
def published(build_site: Build) -> Build:
    """Builds an essay for the public: its text, and when it was changed."""

    def build(text: str, modified: str = "", *, title: str = "A title", **settings: Any) -> Built:
        source = essay(text, title=title, **({"modified": modified} if modified else {}))
        built = build_site({"essays/a.md": source}, **{**PUBLIC, **settings})
        assert not built.problems
        return built

    return build


def _main(built: Built, url: str) -> str:
    main = built.page(url).select_one("main")
    assert main
    return " ".join(main.get_text().split())


def test_an_essay_without_a_later_date_has_no_earlier_version(published: Build, site: Path) -> None:
    published(HOPE)
    built = published(HOPE.replace("as well", "too"))
    assert [path.name for path in (built.output / "essays/a/v").iterdir()] == ["2020-01-31"]
    assert "too" in _main(built, "essays/a/v/2020-01-31/")
    assert [path.name for path in (site / "content/versions/a").iterdir()] == ["2020-01-31.html"]


def test_what_stood_before_a_dated_change_stays(published: Build) -> None:
    published(f"{HOPE}\n\n{KIND}", title="Of hope")
    built = published(HOPE.replace("as well", "too"), "2022-03-01", title="Of more hope")
    page = built.page("essays/a/v/2020-01-31/")
    assert page.select_one("h1").get_text() == "Of hope"  # type: ignore[union-attr]
    assert [one.get_text() for one in page.select(".e-content > p")] == [HOPE, KIND]
    told = _main(built, "essays/a/v/2020-01-31/")
    assert "This is how it stood from 31 January 2020 to 1 March 2022." in told
    assert _main(built, "essays/a/").count("From 31 January 2020 to 1 March 2022") == 1
    assert "From 31 January 2020 to 1 March 2022" in _main(built, "essays/a/v/")


def test_its_paragraphs_keep_their_ids(published: Build) -> None:
    name = published(f"{HOPE}\n\n{KIND}").page("essays/a/").select(".e-content > p")[1]["id"]
    built = published(HOPE, "2022-03-01")
    assert built.page("essays/a/v/2020-01-31/").find(id=name).get_text() == KIND  # type: ignore[union-attr]
    assert built.page("essays/a/").find(id=name)["class"] == ["gone"]  # type: ignore[index]


def test_each_version_lasts_until_the_next(published: Build) -> None:
    published(HOPE)
    published(f"{HOPE} {KIND}", "2021-05-05")
    built = published(KIND, "2022-03-01")
    assert "from 31 January 2020 to 5 May 2021" in _main(built, "essays/a/v/2020-01-31/")
    assert "from 5 May 2021 to 1 March 2022" in _main(built, "essays/a/v/2021-05-05/")
    timemap = built.text("essays/a/v/timemap.link")
    assert timemap == (
        '<https://example.org/essays/a/>;rel="original",\n'
        '<https://example.org/essays/a/v/timemap.link>;rel="self";type="application/link-format";'
        'from="Fri, 31 Jan 2020 00:00:00 GMT";until="Tue, 01 Mar 2022 00:00:00 GMT",\n'
        '<https://example.org/essays/a/v/2020-01-31/>;rel="first memento";datetime="Fri, 31 Jan 2020 00:00:00 GMT",\n'
        '<https://example.org/essays/a/v/2021-05-05/>;rel="memento";datetime="Wed, 05 May 2021 00:00:00 GMT",\n'
        '<https://example.org/essays/a/v/2022-03-01/>;rel="last memento";datetime="Tue, 01 Mar 2022 00:00:00 GMT"\n'
    )


def test_a_single_version_is_the_first_and_the_last() -> None:
    text = link_format("https://e.org/", "https://e.org/t", [("https://e.org/v", "2020-02-29")])
    assert 'rel="first last memento";datetime="Sat, 29 Feb 2020 00:00:00 GMT"' in text


def _links(built: Built, url: str) -> dict[str, str]:
    return {rel: str(link["href"]) for link in built.page(url).select("head link[rel]") for rel in link["rel"]}


def test_programs_find_the_way_between_versions(published: Build) -> None:
    published(HOPE)
    published(f"{HOPE} {KIND}", "2021-05-05")
    built = published(KIND, "2022-03-01")
    base = "https://example.org/essays/a/"
    older, newer = _links(built, "essays/a/v/2020-01-31/"), _links(built, "essays/a/v/2021-05-05/")
    assert older["latest-version"] == newer["original"] == base
    assert older["successor-version"] == f"{base}v/2021-05-05/"
    assert newer["predecessor-version"] == f"{base}v/2020-01-31/"
    assert newer["cite-as"] == f"{base}v/2021-05-05/"
    assert newer["successor-version"] == f"{base}v/2022-03-01/"
    assert "successor-version" not in _links(built, "essays/a/v/2022-03-01/")
    today = _links(built, "essays/a/")
    assert today["predecessor-version"] == f"{base}v/2021-05-05/"
    assert today["version-history"] == f"{base}v/"
    assert today["timemap"] == f"{base}v/timemap.link"


def test_search_engines_are_asked_to_leave_every_version_out(published: Build) -> None:
    published(HOPE)
    built = published(KIND, "2022-03-01")
    for day in ("2020-01-31", "2022-03-01"):
        head = built.page(f"essays/a/v/{day}/").head
        assert head
        assert head.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
        assert not head.select("link[rel=canonical]")
        assert head.select_one("meta[property='og:url']")["content"].endswith(f"/v/{day}/")  # type: ignore[index, union-attr]


def test_a_version_says_on_paper_where_it_stands(published: Build) -> None:
    built = published(HOPE)
    said = built.page("essays/a/v/2020-01-31/").select_one(".site-address")
    assert said
    assert said.text == "https://example.org/essays/a/v/2020-01-31/"


def test_todays_version_has_its_address_before_it_is_an_earlier_one(published: Build) -> None:
    before = published(f"{HOPE}\n\n{KIND}")
    assert "This is how it has stood since 31 January 2020. When it is revised" in _main(
        before, "essays/a/v/2020-01-31/"
    )
    after = published(HOPE, "2022-03-01")
    kept = [built.page("essays/a/v/2020-01-31/").select_one(".e-content") for built in (before, after)]
    assert kept[0] == kept[1]


def test_an_essay_leads_whoever_cites_it_to_todays_version(published: Build) -> None:
    page = published(HOPE, "2022-03-01").page("essays/a/")
    assert page.select_one("#cite .cite-version")["href"] == "../../essays/a/v/2022-03-01/#cite"  # type: ignore[index]
    assert "has stood since 1 March 2022" in page.select_one("#cite").get_text()  # type: ignore[union-attr]


def test_a_version_is_cited_by_its_own_day_title_and_address(published: Build) -> None:
    published(HOPE, title="Of hope")
    built = published(KIND, "2022-03-01", title="Of more hope")
    said = {
        day: built.page(f"essays/a/v/{day}/").select_one('#cite [data-style="harvard"] .cite-reference').get_text()  # type: ignore[union-attr]
        for day in ("2020-01-31", "2022-03-01")
    }
    assert (
        "(2020) ‘Of hope’, Test, 31 January. Available at: https://example.org/essays/a/v/2020-01-31/ ("
        in said["2020-01-31"]
    )
    assert (
        "(2022) ‘Of more hope’, Test, 1 March. Available at: https://example.org/essays/a/v/2022-03-01/ ("
        in said["2022-03-01"]
    )
    page = built.page("essays/a/v/2020-01-31/")
    assert len(page.select("#cite .cite-style")) == 4
    assert page.select_one("meta[name='DC.date']")["content"] == "2020-01-31"  # type: ignore[index]
    assert page.select_one("meta[name='DC.identifier']")["content"] == "https://example.org/essays/a/v/2020-01-31/"  # type: ignore[index]
    assert not page.select("head link[rel=describedby]")


def test_a_version_has_the_mark_beside_its_paragraphs(published: Build) -> None:
    page = published(HOPE).page("essays/a/v/2020-01-31/")
    assert page.select_one(".mark[data-module=mark]")
    assert [str(one["src"]).rpartition("theme/")[2] for one in page.select("script[type=module]")][1:] == [
        "ledger/mark.js", "citation/cite.js"
    ]  # fmt: skip


def test_a_day_that_was_mended_leads_to_the_version_of_today(published: Build) -> None:
    published(HOPE, "2022-03-01")
    built = published(HOPE, "2022-02-01")
    onward = built.page("essays/a/v/2022-03-01/").select_one("meta[http-equiv=refresh]")
    assert onward
    assert onward["content"] == "0; url=../../../../essays/a/v/2022-02-01/"


def test_a_draft_has_no_version(published: Build, build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(HOPE, status="draft")}, SITE_DRAFTS=True)
    assert not (built.output / "essays/a/v").exists()
    assert not built.page("essays/a/").select(".cite-version")


def test_another_theme_has_todays_version_too(published: Build) -> None:
    assert HOPE in published(HOPE, THEME="simple").text("essays/a/v/2020-01-31/index.html")


def test_an_earlier_version_is_not_in_the_sitemap_and_its_address_is_kept(published: Build, site: Path) -> None:
    published(HOPE)
    built = published(KIND, "2022-03-01")
    assert "/v/" not in built.text("sitemap.xml")
    assert "essays/a/v/2020-01-31/" in (site / "content/ledger/addresses.txt").read_text().splitlines()


def test_words_of_the_glossary_are_those_of_the_day_on_which_it_is_read(build_site: Build, site: Path) -> None:
    text = "Compassion begins with [[better words|compassion]], and [here]({filename}/essays/a.md)."
    assert not build_site({"essays/a.md": essay(text), "glossary/compassion.md": ENTRY}, **PUBLIC).problems
    kept = (site / "content/versions/a/2020-01-31.html").read_text()
    assert kept.startswith('<!--{"title": "A title"}-->\n<p id="p-')
    assert 'Compassion begins with better words, and <a href="%root%/essays/a/">here</a>.' in kept
    built = build_site({"essays/a.md": essay(text, modified="2022-03-01")}, **PUBLIC)
    link = built.page("essays/a/v/2020-01-31/").select_one(".e-content a")
    assert link
    assert link["href"] == "../../../../essays/a/"


def test_a_plain_build_shows_versions_and_writes_none(published: Build, site: Path) -> None:
    published(HOPE)
    built = published(KIND, "2022-03-01", REFLECTORY_PUBLIC=False)
    assert (built.output / "essays/a/v/2020-01-31/index.html").is_file()
    assert [path.name for path in (site / "content/versions/a").iterdir()] == ["2020-01-31.html"]


def _told(old: list[str], new: list[str]) -> str:
    signs = {"added": "+{}", "removed": "-{}", "kept": "{}"}
    return " | ".join(
        str(change.passages)
        if change.kind == "same"
        else " ".join(signs[kind].format(text) for kind, text in change.pieces)
        for change in compare(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (["A", "B"], ["A", "B"], "2"),
        (["A", "B", "C"], ["A", "C"], "1 | -B | 1"),
        (["A"], ["A", "B"], "1 | +B"),
        (["A"], ["B"], "-A | +B"),
        (["A", "B", "C", "D"], ["D", "A", "C"], "2 | -B | 1"),
        (["We had hope that day."], ["We had some hope that day."], "We had +some hope that day."),
        ([HOPE, KIND], [KIND, HOPE], "2"),
        (["A", "B", HOPE], [HOPE.replace("well", "often")], "-A | -B | Hope is not optimism: it has looked at the odds as -well. +often."),
    ],
)  # fmt: skip
def test_a_comparison_tells_what_came_and_went(old: list[str], new: list[str], told: str) -> None:
    assert _told(old, new) == told


def test_a_comparison_reads_as_both_texts() -> None:
    old, new = "We had hope that day and some kindness.", "We all had some hope, and kindness."
    pieces = [piece for change in compare([old], [new]) for piece in change.pieces]
    assert " ".join(text for kind, text in pieces if kind != "added") == old
    assert " ".join(text for kind, text in pieces if kind != "removed") == new


def test_building_again_gives_the_same(published: Build, site: Path) -> None:
    published(HOPE)
    first = published(KIND, "2022-03-01")
    kept = {path: path.read_bytes() for path in (site / "content").rglob("*") if path.is_file()}
    assert published(KIND, "2022-03-01").files() == first.files()
    assert {path: path.read_bytes() for path in (site / "content").rglob("*") if path.is_file()} == kept
    assert not re.search(r"\ufdd0|%root%", first.text("essays/a/v/2020-01-31/index.html"))
