"""Whole builds: the pages that every site has."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest
from bs4 import BeautifulSoup

from packed import FILES
from reflectory.citing.sheets.models import SHEETS
from reflectory.site import compose, get_parts
from reflectory.site.collect import RESERVED
from reflectory.site.part import Part
from reflectory.site.run import Run
from reflectory.site.writer import MANIFEST
from sites import ENTRY, ROOT, Built, essay, own_signals

Build = Callable[..., Built]


def test_what_a_build_writes_is_no_address_for_a_page(build_site: Build) -> None:
    old = {"redirects.yaml": "/?p=12: /essays/a/\n"}
    built = build_site(
        {**FILES, **old, "essays/b.md": essay(tags="[hope]", series="One", title="B")}, SITEURL="https://x.test"
    )
    assert {path.split("/")[0] for path in built.files()} - RESERVED == {MANIFEST, ".htaccess"}


def test_an_almost_empty_site_builds_and_names_only_what_exists(build_site: Build) -> None:
    built = build_site({"essays/2020-01-31-a.md": essay()})
    assert not built.error
    assert [link.text for link in built.page("").select(".site-menu a")] == ["Essays", "Search"]


def test_a_site_without_any_essay_builds(build_site: Build) -> None:
    built = build_site({})
    assert not built.error
    assert not built.page("").select(".site-menu")


def test_an_essay_keeps_its_html_promises(build_site: Build) -> None:
    page = build_site({"essays/2020-01-31-a.md": essay(tags="[hope]", author="Ann")}).page("essays/a/")
    article = page.select_one("article.h-entry")
    assert article.select_one(".p-name").text == "A title"
    assert article.select_one(".p-author").text == "Ann"
    assert article.select_one("time.dt-published")["datetime"] == "2020-01-31T00:00:00+00:00"
    assert article.select_one("a.p-category")["href"] == "../../themes/hope/"
    assert article.select_one(".e-content p").text.replace("\xa0", " ").startswith("Some words")


def test_an_author_of_no_name_has_no_page(build_site: Build) -> None:
    built = build_site({"essays/2020-01-31-a.md": essay()}, AUTHOR="")
    assert not built.page("essays/a/").select(".p-author")
    assert not (built.output / "authors").exists()


def test_a_revised_essay_says_when(build_site: Build) -> None:
    page = build_site({"essays/a.md": essay(modified="2020-02-02")}).page("essays/a/")
    assert page.select_one("time.dt-updated")["datetime"].startswith("2020-02-02")


def test_a_revision_before_its_essay_is_warned_of(build_site: Build) -> None:
    files = {
        "essays/a.md": essay(modified="2020-01-30"),
        "essays/b.md": essay(title="B", date="2020-01-31 09:30", modified="2020-01-31"),
    }
    [warning] = build_site(files).run.problems.warnings
    assert str(warning).startswith("content/essays/a.md, line 4: the essay was modified on 2020-01-30, before its date")


def test_texts_that_nobody_reads_are_warned_of(build_site: Build) -> None:
    unread = ("essays/x.MD", "essays/x.txt", "glossary/x.md.txt", "pages/x.docx", "themes/x.Md", "lost.md", "essay/a.md",
              "essay/b.md", "odds/x.md")  # fmt: skip
    read = {"essays/a.md": essay("[t]({attach}notes.txt)"), "essays/notes.txt": "t", "images/README.md": "r", "essays/a.bib": "b",
            "ledger/x.md": "l", "essays/.x.txt": "h", "extra/robots.txt": "r", "redirects.yaml": "{}"}  # fmt: skip
    run = build_site({**read, **dict.fromkeys(unread, "x")}).run
    by_ending = (
        "nobody reads this file, because its name does not end in .md; save its text as “x.md”, or move it away."
    )
    assert {str(warning) for warning in run.problems.warnings} == {
        *(f"content/{file}: {by_ending}" for file in unread[:5]),
        "content/lost.md: nobody reads this file here; move it to where it belongs, or away.",
        "content/essay: nobody reads what is in this folder; did you mean “essays”?",
        "content/odds: nobody reads what is in this folder; move it to where it belongs, or away.",
    }


def test_a_key_that_is_nearly_known_is_warned_of_and_any_other_is_the_authors_own(build_site: Build) -> None:
    files = {
        "essays/a.md": essay(tag="hope", sumary="x", category="y", subtitle="z", image="a.jpg"),
        "pages/b.md": "---\ntitle: B\nStatuss: draft\n---\n",
    }
    assert [str(warning) for warning in build_site(files).run.problems.warnings] == [
        "content/essays/a.md, line 4: nobody reads “tag” in a header; did you mean “tags”?",
        "content/essays/a.md, line 5: nobody reads “sumary” in a header; did you mean “summary”?",
        "content/pages/b.md, line 3: nobody reads “statuss” in a header; did you mean “status”?",
    ]


def test_a_folder_that_a_setting_leaves_out_may_hold_texts(build_site: Build) -> None:
    files = {"essays/a.md": essay(), "essays/old/b.txt": "b", "notes/c.md": "c"}
    built = build_site(files, ARTICLE_EXCLUDES=["essays/old"], PAGE_EXCLUDES=["notes"])
    assert not built.run.problems.warnings


def test_neighbours_lead_to_the_essay_before_and_after(build_site: Build) -> None:
    files = {f"essays/2020-0{n}-01-e{n}.md": essay(title=f"Essay {n}", date=f"2020-0{n}-01") for n in (1, 2, 3)}
    page = build_site(files).page("essays/e2/")
    assert page.select_one(".neighbours .older")["href"] == "../../essays/e1/"
    assert page.select_one(".neighbours .newer")["href"] == "../../essays/e3/"


def test_drafts_and_essays_of_the_future_are_not_written(build_site: Build) -> None:
    built = build_site({"essays/d.md": essay(status="draft"), "essays/f.md": essay(date="2999-01-01")})
    assert not [path for path in built.files() if path.startswith("essays/")]


def test_a_preview_shows_drafts_marked_as_drafts(build_site: Build) -> None:
    built = build_site({"essays/d.md": essay(status="draft")}, SITE_DRAFTS=True)
    assert "Draft" in built.page("essays/d/").select_one(".draft-mark").text


def test_a_draft_page_is_shown_in_a_preview_alone(build_site: Build) -> None:
    files = {"pages/d.md": "---\ntitle: D\nstatus: draft\n---\nx\n", "comments/pages/d.yaml": "comments: []\n"}
    assert "d/index.html" not in build_site(files).files()
    assert build_site(files, SITE_DRAFTS=True).page("d/").select_one("h1").text == "D"


def test_a_language_is_the_same_in_large_and_small_letters(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(lang="en-GB"), "essays/b.md": essay(title="B", lang="fr", slug="a")})
    assert not built.problems
    assert built.page("essays/a/").html["lang"] == "en-GB"
    assert built.page("essays/a-fr/").html["lang"] == "fr"


def test_a_theme_that_is_named_twice_is_one(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(tags="[Hope, ward, HOPE]")})
    assert [tag.get_text() for tag in built.page("essays/a/").select(".p-category")] == ["Hope", "ward"]


def test_a_sign_in_a_title_is_no_tag(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(title="Pain <5 & age>60, a<b and <em>c</em>")})
    assert built.page("essays/a/").h1.get_text() == "Pain <5 & age>60, a<b and c"


def test_a_hidden_essay_is_written_and_not_listed(build_site: Build) -> None:
    built = build_site({"essays/h.md": essay(status="hidden", title="Hidden"), "essays/a.md": essay()})
    assert built.page("essays/h/").select_one('meta[name="robots"]')["content"] == "noindex"
    assert "Hidden" not in built.text("essays/index.html") + built.text("feed.xml") + built.text("sitemap.xml")


def test_essays_are_listed_by_year_and_long_lists_go_on(build_site: Build) -> None:
    files = {f"essays/e{n}.md": essay(title=f"Essay {n}", date=f"{2000 + n % 9}-01-01") for n in range(105)}
    built = build_site(files)
    first = built.page("essays/")
    assert len(first.select(".essay-item")) == 100
    assert first.select_one(".pager [rel=next]")["href"] == "../essays/page/2/"
    assert len(built.page("essays/page/2/").select(".essay-item")) == 5


def test_authors_and_themes_have_pages_and_themes_have_feeds(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(tags="[Being kind]", author="Ann Author")})
    assert built.page("authors/ann-author/").select(".essay-item")
    assert "Being kind" in built.page("themes/being-kind/").h1.text
    assert feedparser.parse(built.text("themes/being-kind/feed.xml")).entries[0].title == "A title"


def test_a_theme_file_gives_title_short_and_introduction(build_site: Build) -> None:
    theme = "---\ntitle: Kindness\nshort: What it is.\n---\nAn *introduction*.\n"
    page = build_site({"essays/a.md": essay(tags="[kindness]"), "themes/kindness.md": theme}).page("themes/kindness/")
    assert page.select_one(".lead").text == "What it is."
    assert page.select_one(".intro em").text == "introduction"


def test_the_feed_has_the_full_text_with_absolute_links_and_plain_terms(build_site: Build) -> None:
    files = {"essays/a.md": essay("Of compassion, see [b]({filename}b.md)."), "essays/b.md": essay(title="B")}
    built = build_site({**files, "glossary/compassion.md": ENTRY}, SITEURL="https://example.org/blog")
    feed = feedparser.parse(built.text("feed.xml"))
    entry = next(entry for entry in feed.entries if entry.title == "A title")
    assert '<a href="https://example.org/blog/glossary/compassion/">compassion</a>' in entry.content[0].value
    assert 'href="https://example.org/blog/essays/b/"' in entry.content[0].value
    assert not feed.bozo


def test_links_within_an_essay_lead_to_its_page_from_a_feed(build_site: Build) -> None:
    body = "A note.[^1] `<a href=\"#x\">` <a id=y href='#x'>x</a>\n\n[^1]: Of care."
    built = build_site({"essays/a.md": essay(body)}, SITEURL="https://example.org/blog")
    shown = BeautifulSoup(built.json("feed.json")["items"][0]["content_html"], "lxml")
    places = ["fn:1", "x", "fnref:1"]
    assert [link["href"] for link in shown.select("a")] == [f"https://example.org/blog/essays/a/#{at}" for at in places]
    assert shown.code.text == '<a href="#x">'
    assert built.page("essays/a/").select_one("a.footnote-ref")["href"] == "#fn:1"


def test_feed_ids_do_not_change_with_the_address(build_site: Build) -> None:
    files = {"essays/a.md": essay()}
    ids = [feedparser.parse(build_site(files, SITEURL=url).text("feed.xml")).entries[0].id
           for url in ("https://a.example", "https://b.example")]  # fmt: skip
    assert ids[0] == ids[1]


def test_the_sitemap_names_every_page_and_nothing_hidden(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(tags="[hope]")}, SITEURL="https://example.org")
    places = {loc.text.removeprefix("https://example.org/") for loc in built.page("sitemap.xml").find_all("loc")}
    ways = {"feeds/", "on-this-day/", "on-this-day/01/", "sheets/", *(f"sheets/{sheet.slug}/" for sheet in SHEETS)}
    assert places == {"", "essays/", "essays/a/", "themes/", "themes/hope/", "authors/ann-author/", *ways}


def test_a_sitemap_that_grows_too_long_goes_on_in_parts(build_site: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compose, "IN_A_SITEMAP", 4)
    built = build_site({"essays/a.md": essay(tags="[hope]")}, SITEURL="https://example.org")
    parts = [loc.text for loc in built.page("sitemap.xml").select("sitemapindex > sitemap > loc")]
    assert parts == [f"https://example.org/sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    places = [loc.text for path in parts for loc in built.page(path.rpartition("/")[2]).select("url > loc")]
    assert len(places) == len(set(places))
    assert 4 * (len(parts) - 1) < len(places) <= 4 * len(parts)


def test_the_missing_page_starts_at_the_sites_own_path(build_site: Build) -> None:
    page = build_site({"essays/a.md": essay()}, SITEURL="https://example.org/blog").page("404.html")
    assert page.select_one("link[rel=stylesheet]")["href"].startswith("/blog/")
    assert page.select_one(".site-menu a")["href"] == "/blog/essays/"


@pytest.mark.parametrize(
    ("address", "on_page", "missing"),
    [
        ("https://example.org/", "https://example.org/", "https://example.org/"),
        ("//example.org/", "//example.org/", "//example.org/"),
        ("mailto:a@example.org", "mailto:a@example.org", "mailto:a@example.org"),
        ("/contact/", "../../contact/", "/blog/contact/"),
        ("contact/", "../../contact/", "/blog/contact/"),
    ],
)
def test_the_menu_leads_where_the_settings_say(address: str, on_page: str, missing: str, build_site: Build) -> None:
    built = build_site({"essays/a.md": essay()}, MENUITEMS=[("More", address)], SITEURL="https://test.example/blog")
    assert built.page("essays/a/").find("a", string="More")["href"] == on_page
    assert {link["href"] for link in built.page("404.html").find_all("a", string="More")} == {missing}


def test_a_page_has_canonical_description_and_open_graph(build_site: Build) -> None:
    page = build_site({"essays/a.md": essay(summary="Short “words”.")}, SITEURL="https://example.org").page("essays/a/")
    assert page.select_one("link[rel=canonical]")["href"] == "https://example.org/essays/a/"
    assert page.select_one("meta[name=description]")["content"] == "Short “words”."
    assert page.select_one("meta[property='og:type']")["content"] == "article"


@pytest.mark.parametrize("url", ["essays/", "themes/hope/", "glossary/", "authors/ann-author/"])
def test_one_of_a_kind_is_told_as_one(url: str, build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(tags="[hope]"), "glossary/compassion.md": ENTRY})
    assert re.search(r"\b1 (essay|word)\b", built.page(url).select_one("meta[name=description]")["content"])


def test_structured_data_describes_the_essay(build_site: Build) -> None:
    import json

    built = build_site({"essays/a.md": essay("Compassion."), "glossary/compassion.md": ENTRY}, SITEURL="https://e.org")
    data: list[dict[str, Any]] = json.loads(
        built.page("essays/a/").select_one("script[type='application/ld+json']").text
    )
    assert [item["@type"] for item in data] == ["BlogPosting", "BreadcrumbList"]
    assert data[0]["mentions"][0]["url"] == "https://e.org/glossary/compassion/"


def test_no_page_has_inline_script_or_style(build_site: Build) -> None:
    table = "| a | b |\n|:--|--:|\n| 1 | 2 |\n"
    built = build_site({"essays/a.md": essay("Compassion.\n\n" + table), "glossary/compassion.md": ENTRY})
    for path in built.files():
        if path.endswith(".html"):
            page = built.page(path)
            assert not page.select("style, [style], [onclick], script:not([src]):not([type='application/ld+json'])"), (
                path
            )


def test_a_table_keeps_its_alignment_as_a_class(build_site: Build) -> None:
    page = build_site({"essays/a.md": essay("| a | b |\n|---|--:|\n| 1 | 2 |\n")}).page("essays/a/")
    assert page.select_one("td.align-right").text == "2"


def test_front_matter_of_real_pelican_sites_builds(build_site: Build) -> None:
    files = {
        "essays/plain.md": "Title: On kindness: a start\nDate: 2013-01-06 10:20\nTags: a, b\nCategory: x\n\nHello.\n",
        "essays/fenced.md": "---\nTitle: One: two\nDate: 2013-01-07\nTags: a, b\n---\n\n```python\nx = '[[y]]'\n```\n",
        "essays/dated.rst": "Three\n=====\n\n:date: 2013-01-08\n:tags: a\n\nWords of *compassion* here.\n",
        "essays/page.html": "<html><head><title>Four</title><meta name='date' content='2013-01-09'></head>"
        "<body><p>Compassion.</p></body></html>",
    }
    built = build_site({**files, "glossary/compassion.md": ENTRY})
    assert not built.problems
    assert built.page("essays/plain/").select_one(".p-name").text == "On kindness: a start"
    assert "[[y]]" in built.page("essays/fenced/").select_one("pre").text
    assert built.page("essays/dated/").select_one("em > a.term")
    assert built.page("essays/page/").select_one("a.term")


def test_what_belongs_to_an_essay_stands_at_its_address_wherever_its_file_lies(build_site: Build) -> None:
    settings = {"ARTICLE_URL": "{slug}/", "ARTICLE_SAVE_AS": "{slug}.html", "SITEURL": "https://x.test"}
    built = build_site({"essays/a.md": essay()}, **settings)
    beside = {"a/cite.bib", "a/cite.ris", "a/cite.json", "a/sheet/index.html", "embed/a/index.html"}
    assert beside | {"a.html", "a/v/2020-01-31/index.html", "embed/a/oembed.json"} <= set(built.files())
    assert not [path for path in built.files() if ".html" in path.removesuffix(".html")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\ntitle: A title\ndate: 2020-01-31\n---\nOne\x0btwo\x01.\n"),
        ("a.md", "Title: A\x01 title\nDate: 2020-01-31\n\nOne\x0btwo\x01.\n"),
        ("a.rst", "A\x1b title\n========\n\n:date: 2020-01-31\n\nOne two\x01.\n"),
        (
            "a.html",
            "<html><head><title>A\x1b title</title><meta name='date' content='2020-01-31'></head><body>One two\x01.</body></html>",
        ),
    ],
)
def test_signs_that_nobody_sees_are_in_no_page_and_no_feed(name: str, text: str, build_site: Build) -> None:
    built = build_site({f"essays/{name}": text})
    assert not built.problems
    assert built.page("essays/a/").select_one(".p-name").text == "A title"
    assert "One two." in built.text("essays/a/index.html")
    assert not feedparser.parse(built.text("feed.xml")).bozo
    assert [path for path, made in built.files().items() if path.endswith((".html", ".xml")) and b"\x01" in made] == []


def test_links_to_sources_and_files_resolve(build_site: Build) -> None:
    files = {
        "essays/a.md": essay("[b]({filename}b.md) [c]({filename}/glossary/compassion.md) [d]({static}/images/d.txt)"),
        "essays/b.md": essay(title="B"),
        "glossary/compassion.md": ENTRY,
        "images/d.txt": "d",
    }
    page = build_site(files).page("essays/a/")
    links = [link["href"] for link in page.select(".e-content a")]
    assert links == ["../../essays/b/", "../../glossary/compassion/", "../../images/d.txt"]


CLUTTER = ("essays/._a.md", "essays/.#a.md", "essays/.trash/b.md", "pages/._a.html", "glossary/._x.md", "themes/._x.md",
           "packs/._x.md", "comments/._a.yaml", "comments/Thumbs.db", "comments/pages/desktop.ini", "ledger/._a.json",
           "images/.DS_Store", "images/Thumbs.db", "images/._a.jpg", "images/inner/desktop.ini")  # fmt: skip
"""What systems and editors leave in an author's folders."""


@pytest.mark.parametrize("settings", [{}, {"TEMPLATE_PAGES": {"none.html": "none.html"}}])
def test_hidden_files_and_those_of_a_system_are_no_part_of_a_site(
    settings: dict[str, object], build_site: Build, site: Path
) -> None:
    files = {"essays/a.md": essay(), "images/a.txt": "a", "none.html": "none"}
    clean = build_site(files, **settings).files()
    (site / "content" / "essays" / ".#gone.md").symlink_to("ann@host.1234")
    built = build_site(dict.fromkeys(CLUTTER, b"\0\5\x16\7"), **settings)
    assert not built.problems
    assert built.files() == clean


@pytest.mark.parametrize("settings", [{}, {"TEMPLATE_PAGES": {"none.html": "none.html"}}])
def test_hidden_files_that_a_server_wants_or_a_setting_names_are_published(
    settings: dict[str, object], build_site: Build
) -> None:
    meant = ("extra/.htaccess", "extra/.well-known/security.txt", ".custom", ".more/a.txt")
    more = {"STATIC_PATHS": ["extra", ".custom", ".more"], **settings}
    built = build_site({**dict.fromkeys(meant, "a"), ".more/.DS_Store": "a", "none.html": "none"}, **more)
    assert {path for path in built.files() if "/." in f"/{path}"} - {".reflectory"} == {*meant, ".htaccess"} - {
        ".htaccess"
    }


def test_other_parts_can_be_left_out(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay("Compassion.", tags="[x]"), "glossary/compassion.md": ENTRY},
                       PLUGINS=["reflectory.glossary"])  # fmt: skip
    assert built.page("essays/a/").select("a.term")
    assert "themes/index.html" not in built.files()


def test_parts_of_others_come_last_by_their_names(build_site: Build) -> None:
    def receiver(letter: str) -> Callable[[Run], Part]:
        return lambda run: type("Other", (Part,), {"name": letter})(run)

    receivers = [receiver(letter) for letter in "cabhgfed"]
    with own_signals():
        for one in receivers:
            get_parts.connect(one)
        run = build_site({"essays/a.md": essay()}).run
    assert run
    assert [part.name for part in run.parts][-9:] == ["comments", *"abcdefgh"]


def test_pelicans_simple_theme_gets_terms_cards_and_comments(build_site: Build) -> None:
    archive = 'comments:\n  - {id: "7", author: Ann, date: 2020-02-01, body: "Yes & no"}\n'
    files = {"essays/a.md": essay("Compassion."), "glossary/compassion.md": ENTRY, "comments/a.yaml": archive}
    built = build_site(files, THEME="simple")
    page = built.page("essays/a/")
    assert page.select_one("a.term")["href"] == "../../glossary/compassion/"
    assert page.select_one("#card-compassion.card")
    assert page.select_one("article.comment#comment-7")
    assert "compassion" in built.page("glossary/compassion/").select_one("article.entry h1").text


def test_drafts_are_not_written_with_another_theme_either(build_site: Build) -> None:
    files = {
        "essays/a.md": essay(),
        "essays/d.md": essay(status="draft", title="D"),
        "essays/f.md": essay(date="2999-01-01"),
    }
    built = build_site(files, THEME="simple")
    assert not [path for path in built.files() if path.startswith(("essays/d", "essays/f"))]
    assert "essays/d/index.html" in build_site({}, THEME="simple", SITE_DRAFTS=True).files()


def test_the_layers_come_first_whatever_their_file_was_called(build_site: Build, site: Path) -> None:
    theme = shutil.copytree(ROOT / "theme", site / "theme")
    build_site({}, THEME=str(theme))
    (theme / "static" / "css" / "layers.css").rename(theme / "static" / "css" / "layouts.css")
    built = build_site({}, THEME=str(theme))
    assert built.files() == build_site({}, THEME=str(theme), CACHE_PATH=str(site / ".clean")).files()


def test_an_override_may_extend_what_it_replaces(build_site: Build, site: Path) -> None:
    (site / "mine").mkdir()
    mine = '{% extends "!theme/page.html" %}{% block content %}{{ super() }}<p class="mine">x</p>{% endblock %}'
    (site / "mine" / "page.html").write_text(mine)
    built = build_site({"pages/p.md": "---\ntitle: P\n---\nx\n"}, THEME_TEMPLATES_OVERRIDES=[str(site / "mine")])
    assert built.page("p/").select_one("h1")
    assert built.page("p/").select_one("p.mine")


def test_hand_marks_in_titles_and_summaries_are_plain_text(build_site: Build) -> None:
    files = {"essays/a.md": essay("x", title="On [[kind|compassion]]", summary="Of [[it|compassion]].")}
    built = build_site({**files, "glossary/compassion.md": ENTRY})
    assert built.page("essays/a/").select_one(".p-name").text == "On kind"
    assert built.page("").select_one(".essay-summary").text == "Of it."


@pytest.mark.parametrize(("now", "closed"), [("2020-02-29T23:59:59+00:00", False), ("2020-03-01T00:00:00+00:00", True)])
def test_the_moment_of_a_build_can_be_said(now: str, closed: bool, build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(), "comments/a.yaml": "closed: 2020-03-01\n"}, REFLECTORY_NOW=now)
    assert ("Comments are closed." in built.text("essays/a/index.html")) == closed


def test_the_day_on_which_a_source_was_read_is_written_as_other_days(build_site: Build) -> None:
    year = ENTRY.replace("2026-01-31", "2026")
    files = {"glossary/compassion.md": ENTRY, "glossary/kindness.md": year.replace("compassion", "kindness")}
    built = build_site({"essays/a.md": essay(), **files})
    assert "read on 31 January 2026" in built.page("glossary/compassion/").select_one(".sources").text
    assert "read on 2026" in built.page("glossary/kindness/").select_one(".sources").text
