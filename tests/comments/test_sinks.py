"""Every payload in every field, through the real templates: page, feed and linked data, judged by other parsers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from lxml import etree
from markupsafe import Markup

from reflectory.building.files import Files
from reflectory.building.keeper import Keeper
from reflectory.building.parallel import Crew
from reflectory.building.store import Store
from reflectory.comments.archive import Comment, parse
from reflectory.comments.bodies import REL, TAGS
from reflectory.comments.part import CommentsPart
from reflectory.comments.reading import ArchiveGist, ArchiveReading, KeptArchive
from reflectory.site import render
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.models import Essay, Library
from reflectory.site.render import Renderer, linked_data, templates
from reflectory.site.run import Run
from reflectory.site.settings import SiteOptions, choose
from reflectory.site.text import clean, plain
from reflectory.site.views import EssayView, FeedEntry, FeedView, Output, SiteView, When
from sites import ROOT

PAYLOADS = Path(__file__).parents[3] / "shared" / "data" / "xss-payloads.txt"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
START = datetime(2020, 2, 1, tzinfo=UTC)
SETTINGS: dict[str, Any] = {
    "SITENAME": "Test",
    "THEME_STATIC_DIR": "theme",
    "SITEURL": "https://e.org",
    "DEFAULT_LANG": "en",
    "DEFAULT_DATE_FORMAT": "%d %B %Y",
    "COMMENTS_FEED_COMMENTS": 10_000,
}
SITE = Path(str(render.__file__)).parent / "templates"
AROUND = set("article header section div p h2 h3 ol li span a bdi time html head body".split())
"""What the page itself is made of around what people wrote."""


@pytest.fixture(scope="module")
def payloads() -> list[str]:
    """The corpus of hostile input, where it is."""
    if not PAYLOADS.is_file():
        pytest.skip("the corpus xss-payloads.txt is not beside the project")
    return PAYLOADS.read_text("utf-8", errors="replace").splitlines()


@pytest.fixture(scope="module")
def part(payloads: list[str]) -> CommentsPart:
    """The part of a run with one essay, on which every payload was said."""
    run = Run(
        settings=SETTINGS,
        options=choose(SiteOptions, {}),
        content=Path("content"),
        output=Path("output"),
        staging=Path("staging"),
        cache=Path(".cache"),
        now=START,
        speaks_views=True,
        keeper=Keeper(Store(None), {}, b""),
        files=Files({}),
        crew=Crew(1),
    )
    essay = Essay(
        file="content/essays/a.md",
        slug="a",
        lang="en",
        url="essays/a/",
        save_as="essays/a/index.html",
        title="A title",
        summary="",
        word_count=0,
        minutes=1,
        modified=None,
        status="published",
        listed=b"",
        content=b"",
        date=START,
    )
    run.library = Library(essays=(essay,))
    part = CommentsPart(run)
    run.parts = [part]
    rows = [
        {
            "id": str(n),
            "author": p,
            "url": p,
            "date": (START + timedelta(minutes=n)).isoformat(),
            "body": p,
            "edited": p,
        }
        for n, p in enumerate(payloads)
    ]
    archive, faults = parse(FrontMatter({"comments": rows}))
    assert not faults
    made = ArchiveReading(part.options.max_body, "UTC").rendered(archive)
    run.keeper.keep([(b"key", made)])
    part.archives["essays", "a"] = KeptArchive(b"key", ArchiveGist._make(made.gist), run.keeper, lambda: made.value)
    part.check(run.library)
    return part


@pytest.fixture(scope="module")
def comments(part: CommentsPart) -> tuple[Comment, ...]:
    """What was said, as it was read."""
    return part.archive(part.run.library.essays[0]).whole().thoughts


@pytest.fixture(scope="module")
def renderer(part: CommentsPart) -> Renderer:
    """The real templates."""
    site = SiteView("Test", "", "", "en", "https://e.org", "", (), (), (), "theme")
    return Renderer([templates(part), SITE], site, ROOT / "theme")


@pytest.fixture(scope="module")
def page(part: CommentsPart, renderer: Renderer) -> Element:
    """The comments' section of the essay's page, as html5lib reads it."""
    essay = part.run.library.essays[0]
    head = part.run.head("A title", "essays/a/")
    view = EssayView(head, "A title", Markup(""), sections={"comments": part.section(essay, None)})
    return html5lib.parse(renderer.render(Output("x", "comments/section.html", view)).decode())


def bodies(page: Element) -> Iterator[Element]:
    """Each comment's own text on the page."""
    return (element for element in page.iter(f"{XHTML}div") if element.get("class") == "comment-body")


def test_no_payload_breaks_out_of_its_place(page: Element, payloads: list[str]) -> None:
    assert len(list(bodies(page))) == len(payloads)
    assert {str(element.tag).removeprefix(XHTML) for element in page.iter()} <= AROUND | TAGS


def test_no_payload_leaves_an_attribute_of_its_own(page: Element) -> None:
    allowed = {"class", "id", "href", "rel", "dir", "datetime", "start", "aria-labelledby", "aria-label"}
    assert {name for element in page.iter() for name in element.attrib} <= allowed


def test_a_body_holds_the_allow_list_alone(page: Element) -> None:
    within = [element for body in bodies(page) for element in list(body.iter())[1:]]
    assert {str(element.tag).removeprefix(XHTML) for element in within} <= TAGS
    assert {name for element in within for name in element.attrib} <= {"href", "rel", "start"}


def test_every_link_that_leaves_the_page_is_absolute_and_marked(page: Element) -> None:
    ours = ("#comment-", "../../essays/a/comments.xml")
    away = [link for link in page.iter(f"{XHTML}a") if not link.get("href", "").startswith(ours)]
    assert {link.get("href", "").split("://")[0].lower() for link in away} <= {"http", "https"}
    assert {link.get("rel") for link in away} == {REL}


def test_names_and_notes_are_shown_as_they_were_written(page: Element, comments: tuple[Comment, ...]) -> None:
    notes = ["".join(p.itertext()) for p in page.iter(f"{XHTML}p") if p.get("class") == "comment-edited"]
    names = ["".join(h.itertext()) for h in page.iter(f"{XHTML}h3")]
    assert notes == [comment.edited for comment in comments if comment.edited]
    assert names == [comment.author for comment in comments]


def test_a_feed_parses_and_gives_every_text_back(
    renderer: Renderer, part: CommentsPart, comments: tuple[Comment, ...]
) -> None:
    feed = next(output for output in part.outputs() if output.path == "comments/feed.xml").made()
    root = etree.fromstring(renderer.render(feed))
    entries = {entry.findtext(f"{ATOM}id"): entry for entry in root.iter(f"{ATOM}entry")}
    for comment in comments:
        entry = entries[f"https://e.org/essays/a/#{comment.anchor}"]
        assert entry.findtext(f"{ATOM}author/{ATOM}name") == comment.author
        assert (entry.findtext(f"{ATOM}content") or "").startswith(comment.html)


def test_a_feed_entry_escapes_whatever_it_is_given(renderer: Renderer, payloads: list[str]) -> None:
    texts = [clean(payload) for payload in payloads]
    entries = tuple(
        FeedEntry("i", t, t, When("d", "d"), "d", (t,), t, summary=t, tags=(t,), in_reply_to=t) for t in texts
    )
    view = FeedView("i", "t", "", "u", "s", "d", "a", entries)
    root = etree.fromstring(renderer.render(Output("x", "feed.xml", view)))
    assert [content.text or "" for content in root.iter(f"{ATOM}content")] == texts


def test_a_feeds_content_is_the_allow_list_and_the_note(part: CommentsPart, renderer: Renderer) -> None:
    feed = next(output for output in part.outputs() if output.path == "comments/feed.xml").made()
    root = etree.fromstring(renderer.render(feed))
    for content in root.iter(f"{ATOM}content"):
        found = {str(e.tag).removeprefix(XHTML) for e in html5lib.parseFragment(content.text or "").iter()}
        assert found <= TAGS | {"DOCUMENT_FRAGMENT"}


def test_linked_data_gives_every_payload_back_and_never_ends_its_element(payloads: list[str]) -> None:
    for payload in payloads:
        written = linked_data({"text": payload})
        assert json.loads(written) == {"text": payload}
        assert "</" not in written
        assert "<!--" not in written


def test_an_essays_linked_data_holds_texts_not_html(part: CommentsPart, comments: tuple[Comment, ...]) -> None:
    said = json.loads(linked_data(part.data(part.run.library.essays[0], None)))
    assert said["commentCount"] == len(comments)
    assert said["comment"][0]["author"]["name"] == comments[0].author
    assert plain(comments[0].html).startswith(said["comment"][0]["text"].rstrip("…"))
