"""Cards for other sites, and what they are found by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema
import pytest
from bs4 import BeautifulSoup

from sites import ENTRY, Built, essay

PUBLIC = {"SITEURL": "https://example.org/blog", "SITENAME": "After <the> Visit"}

OEMBED: dict[str, Any] = {
    "type": "object",
    "required": ["type", "version", "html", "width", "height"],
    "properties": {
        "type": {"const": "rich"},
        "version": {"const": "1.0"},
        "html": {"type": "string", "minLength": 1},
        "width": {"type": "integer", "minimum": 1},
        "height": {"type": "integer", "minimum": 1},
        "cache_age": {"type": "integer"},
        "author_url": {"type": "string", "pattern": "^https://"},
        "provider_url": {"type": "string", "pattern": "^https://"},
        "title": {"type": "string"},
        "author_name": {"type": "string"},
        "provider_name": {"type": "string"},
    },
    "additionalProperties": False,
}
"""What the specification says of an answer of the type ``rich`` (https://oembed.com/, 2.3.4 and 2.3.4.4)."""


@pytest.fixture
def built(build_site: Callable[..., Built]) -> Built:
    """A site with an essay and a word, for a public address."""
    files = {
        "essays/a.md": essay("Of compassion.", title='"Hope" & care', summary="Why we hope."),
        "glossary/compassion.md": ENTRY,
    }
    site = build_site(files, TYPOGRIFY=False, **PUBLIC)
    assert not site.problems
    return site


@pytest.mark.parametrize("url", ["essays/a/", "glossary/compassion/"])
def test_a_page_leads_to_its_oembed_document_and_that_to_its_card(built: Built, url: str) -> None:
    link = built.page(url).select_one('link[type="application/json+oembed"]')
    assert link
    path = str(link["href"]).removeprefix("https://example.org/blog/")
    answer = built.json(path)
    jsonschema.validate(answer, OEMBED)
    frame = BeautifulSoup(answer["html"], "lxml").iframe
    assert frame
    assert frame["title"] == f"{answer['title']} – After <the> Visit"
    card = built.page(str(frame["src"]).removeprefix("https://example.org/blog/"))
    assert card.select_one(".framed-passage")
    assert card.select_one("link[rel=canonical]")["href"] == f"https://example.org/blog/{url}"  # type: ignore[index]
    assert card.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
    assert all(a["target"] == "_blank" and a["rel"] == ["noopener"] for a in card.select("a"))


def test_the_code_to_copy_is_that_of_the_oembed_document(built: Built) -> None:
    for url in ("essays/a/", "glossary/compassion/"):
        code = built.page(url).select_one("[data-embed]")
        assert code
        assert code.text == code["data-embed"] == built.json(f"embed/{url}oembed.json")["html"]


def test_a_card_says_whose_words_they_are(built: Built) -> None:
    source = built.page("embed/essays/a/").select_one(".framed-source")
    assert source
    assert source.text.startswith("Ann Author, After <the> Visit, 31 January 2020")
    assert built.page("embed/essays/a/").select_one(".framed-passage").text == "Why we hope."  # type: ignore[union-attr]


def test_cards_are_in_no_sitemap(built: Built) -> None:
    assert "/embed/" not in built.text("sitemap.xml")


def test_without_a_public_address_there_are_no_cards(build_site: Callable[..., Built]) -> None:
    built = build_site({"essays/a.md": essay(), "glossary/compassion.md": ENTRY})
    assert not (built.output / "embed").exists()
    assert not built.page("essays/a/").select(".embed, [type='application/json+oembed']")
    assert not built.page("glossary/compassion/").select(".embed, [type='application/json+oembed']")


def test_in_another_theme_nothing_speaks_of_cards(build_site: Callable[..., Built]) -> None:
    built = build_site({"essays/a.md": essay(), "glossary/compassion.md": ENTRY}, THEME="simple", **PUBLIC)
    assert not (built.output / "embed").exists()
    assert not built.page("essays/a/").select(".embed")
    assert not built.page("glossary/compassion/").select(".embed")


def test_hidden_essays_and_drafts_have_no_card(build_site: Callable[..., Built]) -> None:
    built = build_site(
        {"essays/a.md": essay(status="hidden"), "essays/b.md": essay(status="draft")}, SITE_DRAFTS=True, **PUBLIC
    )
    assert not (built.output / "embed").exists()
    assert not built.page("essays/a/").select(".embed")


def test_the_card_of_an_essay_that_was_renamed_leads_to_its_card_of_today(build_site: Callable[..., Built]) -> None:
    lines = "/essays/a/: /essays/b/?from=a\n/glossary/pity/: /glossary/compassion/\n/2013/01/06/a/: /essays/b/\n"
    files = {"essays/b.md": essay("Of compassion."), "glossary/compassion.md": ENTRY, "redirects.yaml": lines}
    built = build_site(files, **PUBLIC)
    assert not built.problems
    led = {
        path: built.page(path).select_one("meta[http-equiv=refresh]")
        for path in built.files()
        if path.startswith("embed/") and path.endswith(".html")
    }
    assert {path: str(tag["content"]) for path, tag in led.items() if tag} == {
        "embed/essays/a/index.html": "0; url=../../../embed/essays/b/",
        "embed/glossary/pity/index.html": "0; url=../../../embed/glossary/compassion/",
    }
