"""Theme pages in a build: what a file says, what essays say, and choices among them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sites import ENTRY, Built, essay

Build = Callable[..., Built]

HOPE = """---
title: Hope
short: What stays.
parent: care
related: [endings]
path: [{essay: b, says: Begin here.}]
words: [compassion]
questions: [What stays?]
---
An introduction.
"""
CARE = "---\ntitle: Care\n---\n"
SOURCES = {
    "essays/a.md": essay(tags="[hope, endings]", date="2020-01-01", title="First"),
    "essays/b.md": essay(tags="[hope, endings]", date="2021-01-01", title="Second"),
    "essays/c.md": essay(tags="[hope, care]", date="2021-02-01", title="Third"),
    "themes/hope.md": HOPE,
    "themes/care.md": CARE,
    "glossary/compassion.md": ENTRY,
    "comments/a.yaml": "comments:\n  - {id: x, author: A, date: 2020-02-01, body: Yes.}\n",
}


def labels(built: Built, page: str, selector: str) -> list[str]:
    return [" ".join(found.text.split()) for found in built.page(page).select(selector)]


def test_a_theme_leads_in_and_on(build_site: Build) -> None:
    built = build_site(SOURCES)
    assert not built.error
    assert labels(built, "themes/hope/", ".reading-path li") == ["Second Begin here."]
    assert labels(built, "themes/hope/", ".questions li") == ["What stays?"]
    assert labels(built, "themes/hope/", ".words a.term") == ["compassion"]
    assert labels(built, "themes/hope/", "#card-compassion .card-short") != []
    assert labels(built, "themes/hope/", ".byline a")[:2] == ["Care", "Start with “Second”"]
    assert labels(built, "themes/hope/", ".around li") == ["Endings", "Endings 2", "2021 2", "2020 1", "First 1"]
    assert labels(built, "themes/hope/", ".year-heading") == ["2021", "2020"]


def test_a_parent_lists_its_childrens_essays_and_says_whose_they_are(build_site: Build) -> None:
    built = build_site(SOURCES)
    assert labels(built, "themes/care/", ".essay-item .essay-title") == ["Third", "Second", "First"]
    assert labels(built, "themes/care/", ".essay-facts a")[:2] == ["in Hope on Second", "in Hope on First"]
    assert labels(built, "themes/care/", ".around li")[0] == "Hope 3"


def test_choices_are_pages_where_two_essays_match_and_only_there(build_site: Build) -> None:
    built = build_site(SOURCES)
    pages = {path.relative_to(built.output).as_posix() for path in (built.output / "themes").rglob("index.html")}
    facets = {page for page in pages if "/with/" in page or "/in/" in page}
    assert facets == {
        "themes/care/in/2021/index.html",
        "themes/care/with/endings/index.html",
        "themes/endings/with/hope/index.html",
        "themes/hope/in/2021/index.html",
    }
    assert labels(built, "themes/endings/with/hope/", "h1") == ["Endings with Hope"]
    assert labels(built, "themes/endings/with/hope/", ".essay-item .essay-title") == ["Second", "First"]


def test_the_map_says_in_a_table_what_it_shows(build_site: Build) -> None:
    built = build_site(SOURCES)
    rows = {row.th.text: [cell.text for cell in row.select("td")] for row in built.page("themes/").select("tbody tr")}
    assert rows["Hope"] == ["1", "2", "3", "Endings (2)"]
    assert len(built.page("themes/").select(".theme-canvas circle")) == 6
    assert built.page("themes/").select_one(".theme-years")["aria-label"] == "From 2020 to 2021; most in 2021."


def test_a_theme_that_one_essay_names_is_noted_and_shown(build_site: Build, capsys: pytest.CaptureFixture[str]) -> None:
    built = build_site({"essays/a.md": essay(tags="[hope]")})
    assert "no other essay names the theme “Hope” yet" in capsys.readouterr().err
    assert labels(built, "themes/hope/", "h1") == ["Hope"]


def test_of_many_such_themes_a_build_says_how_many_and_a_check_which(
    build_site: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {"essays/a.md": essay(tags=[f"theme {number}" for number in range(6)])}
    build_site(files)
    (told,) = capsys.readouterr().err.splitlines()
    assert told == "Note: 6 themes are named by one essay alone; “reflectory check” names each."
    build_site(files, REFLECTORY_CHECK=True)
    told = capsys.readouterr().err
    assert all(f"no other essay names the theme “Theme {number}” yet" in told for number in range(6))


SERIES = {
    "essays/a.md": essay(series="A first year", date="2020-01-01", title="January"),
    "essays/b.md": essay(series="a First year", date="2020-02-01", title="February"),
    "essays/c.md": essay(series="A first year", date="2020-03-01", title="March"),
    "essays/d.md": essay(date="2020-04-01", title="April"),
}


def test_a_part_says_where_it_stands_in_its_series(build_site: Build) -> None:
    built = build_site(SERIES)
    assert labels(built, "essays/b/", ".series h3") == ["Part 2 of 3 of A first year"]
    assert labels(built, "essays/b/", ".series li a") == ["January", "March"]
    assert not built.page("essays/d/").select(".series")


def test_a_series_has_a_page_and_a_feed_of_its_parts_in_order(build_site: Build) -> None:
    built = build_site(SERIES)
    assert labels(built, "series/a-first-year/", "ol .essay-title") == ["January", "February", "March"]
    assert built.text("series/a-first-year/feed.xml").count("<entry") == 3


def test_a_reading_path_leads_to_no_draft(build_site: Build) -> None:
    draft = essay(tags="[hope]", status="draft", title="Not yet")
    path = "---\ntitle: Hope\npath: [{essay: b}, {essay: a}]\n---\n"
    built = build_site({"essays/a.md": essay(tags="[hope]"), "essays/b.md": draft, "themes/hope.md": path})
    assert labels(built, "themes/hope/", ".reading-path li") == ["A title"]


def test_a_reading_path_may_lead_to_a_hidden_essay(build_site: Build) -> None:
    built = build_site({**SOURCES, "essays/b.md": essay(status="hidden", title="By the way")})
    assert labels(built, "themes/hope/", ".reading-path .essay-title") == ["By the way"]


def test_a_theme_names_words_by_their_slugs(build_site: Build) -> None:
    sources = {name: text for name, text in SOURCES.items() if name != "glossary/compassion.md"}
    sources |= {"glossary/01-mercy.md": ENTRY.replace("term:", "slug: compassion\nterm:")}
    assert labels(build_site(sources), "themes/hope/", ".word dt") == ["compassion"]
    built = build_site({"themes/hope.md": HOPE.replace("[compassion]", "[01-mercy]")})
    assert "“words” names “01-mercy”, which is not there" in built.problems[0]


def test_without_the_glossary_no_word_is_missed(build_site: Build) -> None:
    assert not build_site(SOURCES, PLUGINS=["reflectory.browsing"]).problems


def test_essays_are_a_json_feed_too(build_site: Build) -> None:
    feed = build_site(SERIES).json("feed.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == ["April", "March", "February", "January"]
