"""Citations through the real build."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from reflectory.building.parallel import ENOUGH
from reflectory.citing.citation import processor
from sites import Built, essay

PUBLIC = {"SITEURL": "https://example.org/blog", "SITENAME": "After the Visit"}
HINT = essay(
    'See [a study](https://doi.org/10.1000/1), <a class="x" href="https://example.org/blog/about/">us</a>, [it again](https://doi.org/10.1000/1).',
    title="Of hope & care",
    date="2020-01-31",
    author="Hannah Weir",
    tags="[hope]",
)


def text(page: BeautifulSoup, style: str) -> str:
    found = page.select_one(f'#cite [data-style="{style}"] .cite-reference')
    assert found
    return found.text


def test_an_essay_says_how_it_is_cited(build_site: Callable[..., Built]) -> None:
    built = build_site({"essays/a.md": HINT}, **PUBLIC)
    assert not built.problems
    page = built.page("essays/a/")
    assert text(page, "harvard") == (
        "Weir, H. (2020) ‘Of hope & care’, After the Visit, 31 January."
        " Available at: https://example.org/blog/essays/a/ (Accessed: [date of access])."
    )
    assert [style["data-style"] for style in page.select(".cite-style")] == ["harvard", "apa", "vancouver", "mla"]
    assert page.select_one('[data-style="apa"] .cite-for-paragraph').text == "(Weir, 2020, para. 1)"  # type: ignore[union-attr]
    assert all(button.has_attr("hidden") for button in page.select("#cite button"))


def test_while_there_is_no_address_the_reader_is_asked_for_it(build_site: Callable[..., Built]) -> None:
    page = build_site({"essays/a.md": HINT}).page("essays/a/")
    assert "Available at: [address of the page] (Accessed" in text(page, "harvard")
    assert page.select_one("#cite")["data-address"] == ""  # type: ignore[index]


def test_the_files_stand_beside_the_essay(build_site: Callable[..., Built]) -> None:
    built = build_site({"essays/a.md": HINT}, **PUBLIC)
    assert built.json("essays/a/cite.json")[0]["URL"] == "https://example.org/blog/essays/a/"
    assert built.text("essays/a/cite.bib").startswith("@misc{weir-2020-a,\n")
    assert (
        "\r\nUR  - https://example.org/blog/essays/a/\r\n" in (built.output / "essays/a/cite.ris").read_bytes().decode()
    )
    links = [link["href"] for link in built.page("essays/a/").select(".use-files a")]
    assert [str(link).rsplit("/", 1)[1] for link in links] == ["cite.bib", "cite.ris", "cite.json"]


def test_no_head_names_files_that_are_not_there(build_site: Callable[..., Built]) -> None:
    beside = {"ARTICLE_URL": "{slug}.html", "ARTICLE_SAVE_AS": "{slug}.html", "SITE_DRAFTS": True, **PUBLIC}
    built = build_site({"essays/a.md": HINT, "essays/b.md": essay(status="draft")}, **beside)
    for page in ("a.html", "essays/b/"):
        assert not built.page(page).select('link[rel="describedby"]')


def test_reference_managers_find_a_blog_post_and_never_an_article(build_site: Callable[..., Built]) -> None:
    built = build_site(
        {"essays/a.md": HINT, "essays/b.md": essay(licence="CC0")},
        SITE_LICENCE="CC BY 4.0",
        SITE_LICENCE_URL="https://licence.example/",
        **PUBLIC,
    )
    head = built.page("essays/a/").head
    assert head
    tags = {str(meta["name"]): meta["content"] for meta in head.select("meta[name]")}
    assert tags["DC.type"] == "blogPost"
    assert tags["DC.creator"] == "Weir, Hannah"
    assert len(head.select("meta[name='DC.creator']")) == 1
    assert tags["DC.title"] == "Of hope & care"
    assert tags["DC.date"] == "2020-01-31"
    assert tags["DC.rights"] == "CC BY 4.0"
    assert tags["DC.source"] == "After the Visit"
    assert len(head.select('meta[name="DC.title"]')) == len(head.select('link[type="application/json+oembed"]')) == 1
    assert not [name for name in tags if name.startswith("citation_")]
    assert head.select_one('link[rel="license"]')["href"] == "https://licence.example/"  # type: ignore[index]
    other = built.page("essays/b/")
    assert other.select_one('meta[name="DC.rights"]')["content"] == "CC0"  # type: ignore[index]
    assert not other.select('head link[rel="license"]')


def test_search_engines_are_told_the_licence_and_what_the_essay_refers_to(build_site: Callable[..., Built]) -> None:
    page = build_site(
        {"essays/a.md": HINT}, SITE_LICENCE="CC BY 4.0", SITE_LICENCE_URL="https://licence.example/", **PUBLIC
    ).page("essays/a/")
    posting = json.loads(page.select_one('script[type="application/ld+json"]').text)[0]  # type: ignore[union-attr]
    assert posting["license"] == "https://licence.example/"
    assert posting["isAccessibleForFree"] is True
    assert posting["citation"] == [{"@type": "CreativeWork", "url": "https://doi.org/10.1000/1", "name": "a study"}]
    assert posting["isPartOf"]["name"] == "After the Visit"


def test_a_page_has_nothing_of_it(build_site: Callable[..., Built]) -> None:
    page = build_site({"essays/a.md": HINT, "pages/about.md": "---\ntitle: About\n---\nUs.\n"}, **PUBLIC).page("about/")
    assert not page.select("#cite, meta[name^='DC.'], .embed")


def test_a_name_in_the_settings_is_divided_as_they_say(build_site: Callable[..., Built]) -> None:
    built = build_site({"essays/a.md": HINT}, CITING_NAMES=[("Hannah Weir", "organisation")])
    assert text(built.page("essays/a/"), "harvard").startswith("Hannah Weir (2020) ‘")


@pytest.mark.parametrize("wrong", ["x", [("a",)], [("", "organisation")], {"a": "b"}])
def test_a_bad_setting_is_told_with_what_it_should_be(build_site: Callable[..., Built], wrong: object) -> None:
    built = build_site({"essays/a.md": HINT}, CITING_NAMES=wrong)
    assert "CITING_NAMES is" in str(built.error)
    assert "a list of pairs" in str(built.error)


def test_a_second_build_cites_nothing_anew(build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch) -> None:
    build_site({"essays/a.md": HINT, "essays/b.md": essay()}, **PUBLIC)
    monkeypatch.setattr(processor, "_engine", None)  # would fail if it were needed
    built = build_site({"essays/b.md": essay("Another text.")}, **PUBLIC)
    assert not built.problems
    assert "Another text." in built.text("essays/b/index.html")


def test_a_draft_is_cited_in_the_preview_and_has_no_files(build_site: Callable[..., Built]) -> None:
    built = build_site({"essays/a.md": HINT.replace("title:", "status: draft\ntitle:")}, SITE_DRAFTS=True)
    assert built.page("essays/a/").select_one("#cite")
    assert not (built.output / "essays/a/cite.bib").exists()


def test_a_cache_without_references_makes_them_again(
    build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reflectory.building.store import Store

    load = Store.load
    monkeypatch.setattr(Store, "load", lambda self, key: None if isinstance(found := load(self, key), tuple) else found)
    assert "Weir, H. (2020)" in text(build_site({"essays/a.md": HINT}).page("essays/a/"), "harvard")


def test_what_cites_is_started_while_other_work_is_done_and_only_where_it_is_needed(
    build_site: Callable[..., Built], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    monkeypatch.setattr(processor, "start", lambda: started.append(True))
    files = {f"essays/{at}.md": essay(title=f"Essay {at}", date=f"2020-01-{at:02}") for at in (1, 2)}
    build_site(files)
    assert started == [True]
    build_site({"essays/1.md": essay("Another text.", title="Essay 1", date="2020-01-01")})
    assert started == [True]
    build_site({"essays/1.md": essay("Another text.", title="Another title", date="2020-01-01")})
    assert started == [True, True]
    many = {f"essays/m{at}.md": essay(title=f"Many {at}", date="2020-02-01") for at in range(ENOUGH)}
    build_site(many)
    assert started == [True, True]
