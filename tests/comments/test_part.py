"""Comments on real pages: headings, closing, counts that agree, and every sink safe."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import html5lib
import pytest
import yaml
from bs4 import BeautifulSoup

from sites import Built, essay

Build = Callable[..., Built]
PAYLOADS = Path(__file__).parents[3] / "shared" / "data" / "xss-payloads.txt"


def archive(count: int = 1, head: str = "", **more: str) -> str:
    """An archive of some comments, the same but for their ids."""
    rows = [
        {"id": str(n), "author": f"Reader {n}", "date": f"2020-02-{n:02}T10:00:00Z", "body": f"Thought {n}.", **more}
        for n in range(1, count + 1)
    ]
    return head + yaml.safe_dump({"comments": rows}, allow_unicode=True)


def built(build_site: Build, text: str, header: dict[str, str] | None = None, **settings: object) -> Built:
    """A site with one essay and its archive."""
    site = build_site({"essays/a.md": essay(**(header or {})), "comments/a.yaml": text}, **settings)
    assert not site.problems
    return site


@pytest.mark.parametrize(
    ("count", "heading"),
    [(1, "One thought on “A title”"), (2, "2 thoughts on “A title”"), (3, "3 thoughts on “A title”")],
)
def test_the_heading_counts_as_wordpress_does(count: int, heading: str, build_site: Build) -> None:
    page = built(build_site, archive(count)).page("essays/a/")
    assert page.select_one("section#comments h2").text == heading
    assert len(page.select("ol.thread article.comment")) == count


def test_pings_stand_apart_and_are_not_counted(build_site: Build) -> None:
    ping = '  - {id: "p", author: Blog, url: "https://e.org", date: 2020-02-01, kind: pingback, body: "[...] x"}\n'
    page = built(build_site, archive(2) + ping.replace("  - ", "- ")).page("essays/a/")
    assert page.select_one("section#comments h2").text.startswith("2 thoughts")
    assert page.select_one("section#pings article.comment#comment-p a")["rel"] == ["nofollow", "ugc", "noopener"]


def test_pings_alone_leave_no_empty_section_of_comments(build_site: Build) -> None:
    page = built(build_site, archive(1, kind="pingback")).page("essays/a/")
    assert page.select("section#pings article.comment")
    assert not page.select("section#comments")


def test_replies_are_nested_in_what_they_answer(build_site: Build) -> None:
    reply = '- {id: r, author: Ann Author, date: 2020-03-01, reply_to: "1", by_author: true, edited: "A name is out.", body: y}\n'
    page = built(build_site, archive(1) + reply).page("essays/a/")
    found = page.select_one(
        "ol.thread > li > article#comment-1 > ol.replies > li > article.comment#comment-r.by-author"
    )
    assert found.select_one(".comment-edited").text == "A name is out."
    assert page.select_one("#comment-1 .comment-date")["href"] == "#comment-1"


def test_counts_agree_everywhere(build_site: Build) -> None:
    site = built(build_site, archive(3), SITEURL="https://e.org")
    data = json.loads(site.page("essays/a/").select_one("script[type='application/ld+json']").text)[0]
    assert data["commentCount"] == len(data["comment"]) == 3
    assert len(feedparser.parse(site.text("essays/a/comments.xml")).entries) == 3
    assert len(feedparser.parse(site.text("comments/feed.xml")).entries) == 3
    assert "3 thoughts" in site.page("").select_one(".essay-facts").text
    assert site.page("comments/").select_one(".month-list .count").text == "3"
    assert len(site.page("comments/2020/02/").select("article.comment")) == 3


def test_a_month_leads_to_the_comment_on_its_page(build_site: Build) -> None:
    link = built(build_site, archive(1)).page("comments/2020/02/").select_one(".comment-date")
    assert link["href"] == "../../../essays/a/#comment-1"


CLOSED, OPEN = True, False
LATELY = (datetime.now(UTC) - timedelta(days=5)).strftime("%Y-%m-%d")


@pytest.mark.parametrize(
    ("head", "header", "days", "closed"),
    [
        ("", {}, 0, OPEN),
        ("", {"comments": "closed"}, 0, CLOSED),
        ("closed: true\n", {}, 0, CLOSED),
        ("closed: true\n", {"comments": "open"}, 0, CLOSED),
        ("closed: false\n", {}, 0, OPEN),
        ("closed: 2013-02-06\n", {}, 0, CLOSED),
        ("closed: 2999-02-06\n", {}, 0, OPEN),
        ("", {}, 30, CLOSED),
        ("", {"date": LATELY}, 30, OPEN),
        ("", {"comments": "open"}, 30, OPEN),
    ],
)
def test_comments_close_by_word_date_or_age(
    head: str, header: dict[str, str], days: int, closed: bool, build_site: Build
) -> None:
    page = built(build_site, archive(1, head), header, COMMENTS_CLOSE_AFTER_DAYS=days).page("essays/a/")
    said = page.select_one("p.comments-closed")
    assert (said.text if said else "") == ("Comments are closed." if closed else "")


def test_none_hides_comments_everywhere(build_site: Build) -> None:
    site = built(build_site, archive(2), {"comments": "none"})
    assert not site.page("essays/a/").select("#comments")
    assert not [path for path in site.files() if "comments" in path and "theme" not in path]


def test_an_open_essay_without_comments_says_nothing(build_site: Build) -> None:
    assert not built(build_site, "closed: false\n").page("essays/a/").select("#comments")


def test_a_drafts_archive_is_allowed_and_not_shown(build_site: Build) -> None:
    site = built(build_site, archive(1), {"status": "draft"})
    assert not [path for path in site.files() if b"Thought 1" in site.files()[path]]


def test_a_drafts_comments_are_in_its_preview_and_in_no_list(build_site: Build) -> None:
    site = built(build_site, archive(1), {"status": "draft"}, SITE_DRAFTS=True)
    shown = [path for path, content in site.files().items() if b"Thought 1" in content]
    assert {Path(path).name for path in shown} == {"index.html", "comments.xml"}
    assert not (site.output / "comments").exists()


def test_a_hidden_essay_is_not_given_away_by_its_comments(build_site: Build) -> None:
    site = built(build_site, archive(1), {"status": "hidden"})
    assert site.page("essays/a/").select("#comment-1")
    assert not (site.output / "comments").exists()


def test_a_translation_does_not_repeat_the_comments(build_site: Build) -> None:
    german = essay(slug="a", lang="de", title="Ein Titel")
    site = build_site({"essays/a.md": essay(slug="a"), "essays/a-de.md": german, "comments/a.yaml": archive(2)})
    assert not site.problems
    assert len(feedparser.parse(site.text("comments/feed.xml")).entries) == 2


def test_a_broken_essays_archive_is_not_blamed_as_well(build_site: Build) -> None:
    site = build_site({"essays/2020-01-31-a.md": essay(date="soon"), "comments/a.yaml": archive(1)})
    assert len(site.problems) == 1


def test_a_page_may_have_comments(build_site: Build) -> None:
    site = build_site({"pages/about.md": "---\ntitle: About\n---\nx\n", "comments/pages/about.yaml": archive(1)})
    assert site.page("about/").select("article.comment#comment-1")
    assert site.page("comments/2020/02/").select_one(".comment-date")["href"].endswith("about/#comment-1")


@pytest.mark.parametrize(
    ("address", "feed"),
    [("{slug}.html", "a-comments.xml"), ("{slug}", "a-comments.xml"), ("in/{slug}/", "in/a/comments.xml")],
)
def test_a_feed_has_a_name_of_its_own_whatever_the_address_of_its_page(
    address: str, feed: str, build_site: Build
) -> None:
    site = built(build_site, archive(), ARTICLE_URL=address, ARTICLE_SAVE_AS="{slug}.html")
    assert site.page(feed).select_one("feed > link[rel=self]")["href"].endswith(f"/{feed}")
    assert site.page("a.html").select_one(f"link[href$='{feed}']")


def test_a_misspelt_word_is_told_with_its_line(build_site: Build) -> None:
    site = build_site({"essays/a.md": essay(comments="close")})
    assert site.problems[0].startswith("content/essays/a.md, line 4: comments is “close”; write open, closed or none.")


def test_a_stray_file_is_told(build_site: Build) -> None:
    site = build_site({"essays/a.md": essay(), "comments/a.yml": "x", "comments/deep/a.yaml": ""})
    assert [line.split(":")[0] for line in site.problems] == ["content/comments/a.yml", "content/comments/deep/a.yaml"]


def test_an_archive_that_is_not_utf8_is_told(build_site: Build) -> None:
    site = build_site({"essays/a.md": essay(), "comments/a.yaml": archive(1).encode("utf-16")})
    assert site.problems[0].startswith("content/comments/a.yaml, line 1: the file is not UTF-8")


def test_payloads_in_every_field_are_harmless_in_every_sink(build_site: Build) -> None:
    if not PAYLOADS.is_file():
        pytest.skip("the corpus xss-payloads.txt is not beside the project")
    payloads = PAYLOADS.read_text("utf-8", errors="replace").splitlines()[::6]
    rows = [
        {"id": str(n), "author": p, "url": p, "date": "2020-02-01", "body": p, "edited": p}
        for n, p in enumerate(payloads)
    ]
    text = yaml.safe_dump({"comments": rows}, allow_unicode=True)
    site = built(build_site, text, SITEURL="https://e.org", COMMENTS_FEED_COMMENTS=len(rows))
    for path in ("essays/a/index.html", "comments/2020/02/index.html"):
        check_page(site.text(path), len(rows))
    feed = feedparser.parse(site.text("comments/feed.xml"))
    assert not feed.bozo
    assert len(feed.entries) == len(rows)
    assert not [path for path, text in site.files().items() if b"\0" in text and not path.startswith("pagefind/")]


def check_page(html: str, count: int) -> None:
    """A page may hold scripts of ours, and nothing of a commenter's but text and good links."""
    page = BeautifulSoup(html, "html5lib")
    assert len(page.select("article.comment")) == count
    assert {script.get("src") or script["type"] for script in page.select("script")} <= {
        "application/ld+json", "../../theme/js/early.js", "../../theme/js/settings.js", "../../../theme/js/early.js",
        "../../../theme/js/settings.js", "../../theme/ledger/mark.js", "../../theme/citation/cite.js",
    }  # fmt: skip
    for element in page.select("main :not(#cite *)"):  # where the number of a paragraph is asked for
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
        assert element.name not in {"iframe", "img", "svg", "object", "embed", "form", "input", "style", "link", "base"}
    for link in page.select("article.comment a[href]"):
        assert link["href"].startswith(("#", "http://", "https://", "../"))
    for block in page.select("script[type='application/ld+json']"):
        json.loads(block.string)
    assert html5lib.parse(html) is not None
