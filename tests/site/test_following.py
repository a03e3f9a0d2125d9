"""Feeds: of each author, as pages, all of them on a page of their own, and as programs read them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import feedparser
from bs4 import BeautifulSoup
from lxml import etree

from sites import Built, essay

HTML = "{http://www.w3.org/1999/xhtml}"
SITEURL = "https://example.org/blog"
FILES = {
    "essays/2020-01-01-a.md": essay(title="One & two", tags="hope", author="Ann Author", series="Nights"),
    "essays/2020-01-02-b.md": essay(title="Three", tags="hope", author="Bea Writer"),
    "comments/a.yaml": "comments:\n- {id: '1', author: X, date: 2020-02-01T10:00:00Z, body: Yes}\n",
}


def built(build_site: Callable[..., Built], **settings: object) -> Built:
    site = build_site(FILES, **{"SITEURL": SITEURL, **settings})
    assert not site.problems
    return site


def test_each_author_has_a_feed_that_the_authors_page_announces(build_site: Callable[..., Built]) -> None:
    site = built(build_site)
    feed = feedparser.parse(site.text("authors/bea-writer/feed.xml"))
    assert [entry.title for entry in feed.entries] == ["Three"]
    page = site.page("authors/bea-writer/")
    links = page.select('a[href], link[type="application/atom+xml"]')
    assert [link.name for link in links if link["href"] == "../../authors/bea-writer/feed.xml"] == ["link", "a"]


def test_an_author_s_feed_holds_no_more_than_others(build_site: Callable[..., Built]) -> None:
    assert built(build_site, SITE_FEED_ESSAYS=1).text("authors/ann-author/feed.xml").count("<entry") == 1


def test_the_page_of_feeds_names_every_feed_but_those_below_essays(build_site: Callable[..., Built]) -> None:
    site = built(build_site)
    there = {file for file in site.files() if file.endswith(("feed.xml", "feed.json"))}
    named = {a["href"].removeprefix("../") for a in site.page("feeds/").select("main a[href*='feed.']")}
    assert named == there
    assert "authors/ann-author/feed.xml" in there
    assert {h.get_text() for h in site.page("feeds/").select("section h2")} == {
        "Everything", "Themes", "Series", "Authors", "Further ways"
    }  # fmt: skip


def test_feeds_stand_under_their_headings_wherever_the_settings_put_them(build_site: Callable[..., Built]) -> None:
    urls = {"AUTHOR_URL": "by/{slug}/", "AUTHOR_SAVE_AS": "by/{slug}/index.html"}
    page = built(build_site, **urls).page("feeds/")
    heading = page.find("a", href="../by/bea-writer/feed.xml").find_parent("section").h2
    assert heading.get_text() == "Authors"


def test_every_page_leads_to_the_page_of_feeds(build_site: Callable[..., Built]) -> None:
    assert built(build_site).page("themes/hope/").select_one('footer a[href="../../feeds/"]')


def test_a_site_without_essays_has_no_page_of_feeds(build_site: Callable[..., Built]) -> None:
    site = build_site({"pages/about.md": "Title: About\n\nText.\n"})
    assert not (site.output / "feeds").exists()
    assert "feeds/" not in site.text("about/index.html")


def test_the_list_for_feed_readers_is_opml_with_whole_addresses(build_site: Callable[..., Built]) -> None:
    """http://opml.org/spec2.opml: what a subscription list needs."""
    root = etree.fromstring(built(build_site).text("feeds/feeds.opml").encode())
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    feeds = root.findall("./body/outline/outline")
    assert {one.get("type") for one in feeds} == {"rss"}
    assert all(one.get("text") and one.get("htmlUrl", "").startswith(SITEURL) for one in feeds)
    assert f"{SITEURL}/authors/bea-writer/feed.xml" in {one.get("xmlUrl") for one in feeds}


def test_a_feed_is_a_page_with_links_for_whoever_opens_it(build_site: Callable[..., Built]) -> None:
    site = built(build_site)
    text = site.text("themes/hope/feed.xml")
    style = re.search(r'<\?xml-stylesheet type="text/css" href="([^"]+)"\?>', text)
    assert style
    assert (site.output / "themes/hope" / style[1]).is_file()
    main = etree.fromstring(text.encode()).find(f"{HTML}main")
    assert main is not None
    links = {a.text: a.get("href") for a in main.iter(f"{HTML}a")}
    assert links["One & two"] == "../../essays/a/"
    assert links["To the page itself"] == "../../themes/hope/"
    assert main.findtext(f".//{HTML}code") == f"{SITEURL}/themes/hope/feed.xml"


def test_a_feed_of_another_theme_has_nothing_to_be_styled(build_site: Callable[..., Built]) -> None:
    site = build_site({**FILES, "essays/2020-01-01-a.md": essay()}, THEME="simple")
    assert not site.problems
    assert "<main" not in site.text("comments/feed.xml")


def test_programs_read_a_feed_as_if_no_page_were_in_it(build_site: Callable[..., Built]) -> None:
    text = built(build_site).text("feed.xml")
    bare = re.sub(r"<\?xml-stylesheet.*?\?>|<main .*?</main>", "", text, flags=re.S)
    with_page, without = feedparser.parse(text), feedparser.parse(bare)
    assert not with_page.bozo
    assert with_page.entries == without.entries
    known = {name: value for name, value in with_page.feed.items() if not name.startswith("xhtml_")}
    assert known == dict(without.feed)


def test_the_json_feed_keeps_to_its_specification(build_site: Callable[..., Built]) -> None:
    """https://www.jsonfeed.org/version/1.1/: what is required, the types, dates of RFC 3339, no empty text."""
    feed = built(build_site).json("feed.json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["feed_url"] == f"{SITEURL}/feed.json"
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert all(author["name"] for author in item["authors"])
        assert all(datetime.fromisoformat(item[date]).tzinfo for date in ("date_published", "date_modified"))
        assert all(isinstance(tag, str) for tag in item["tags"])
    assert '""' not in json.dumps(feed)
    head = built(build_site).page("").select_one('link[type="application/feed+json"]')
    assert head
    assert head["href"] == "./feed.json"


def test_feeds_in_a_folder_of_their_own_are_found_where_nothing_has_an_address(
    build_site: Callable[..., Built], site: Path
) -> None:
    here = built(build_site, SITEURL="")
    soup = BeautifulSoup(here.text("feed.xml"), "xml")
    assert [a["href"] for a in soup.select("li > a")] == ["./essays/b/", "./essays/a/"]


def test_a_feed_in_a_browser_writes_days_as_pages_do(build_site: Callable[..., Built]) -> None:
    root = etree.fromstring(built(build_site).text("feed.xml").encode())
    assert {time.text for time in root.iter(f"{HTML}time")} == {"31 January 2020"}
