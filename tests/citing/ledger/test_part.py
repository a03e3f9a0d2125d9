"""The ledger in whole builds: what readers can point at, what a public build writes down, and what nobody does."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sites import ENTRY, Built, essay

HOPE, KIND, RAIN = (
    "Hope is not optimism: it has looked at the odds as well.",
    "What my colleague did was kind, and she did not look at her watch.",
    "It rained on all the other visits of that week.",
)
PUBLIC: dict[str, Any] = {"REFLECTORY_PUBLIC": True, "SITEURL": "https://example.org"}


@pytest.fixture
def build(build_site: Callable[..., Built]) -> Callable[..., Built]:
    """Builds a site of one essay from its paragraphs, dated to a day."""

    def build(*paragraphs: str, day: str = "2026-03-01", more: dict[str, str] | None = None, **settings: Any) -> Built:
        given = {"essays/a.md": essay("\n\n".join(paragraphs)), **(more or {})} if paragraphs else more or {}
        built = build_site(given, REFLECTORY_NOW=f"{day}T12:00:00+00:00", **settings)
        assert not built.problems
        return built

    return build


def _ids(built: Built, url: str = "essays/a/") -> list[str]:
    return [str(one["id"]) for one in built.page(url).select(".e-content > [id]:not(.gone)")]


def _ledger(site: Path, slug: str = "a") -> Any:
    return json.loads((site / "content" / "ledger" / f"{slug}.json").read_text("utf-8"))


def test_every_block_has_an_id_and_no_other_page_has(build: Callable[..., Built]) -> None:
    built = build(
        "# Of hope", HOPE, "> Said.\n>\n> More.", "- One\n- Two", more={"pages/about.md": "---\ntitle: A\n---\nHello."}
    )
    ids = re.findall(r' id="(p-[^"]+)"', str(built.page("essays/a/").select_one(".e-content")))
    assert len(ids) == len(set(ids)) == 6
    assert 'id="p-' not in built.text("about/index.html")


def test_a_feed_has_no_ids(build: Callable[..., Built]) -> None:
    assert "p-" not in build(HOPE).text("feed.xml").replace("http-equiv", "")


def test_a_word_with_a_card_and_its_paragraph_have_ids(build: Callable[..., Built]) -> None:
    page = build("Compassion begins here.", more={"glossary/compassion.md": ENTRY}).page("essays/a/")
    paragraph = page.select_one(".e-content > p[id^=p-]")
    assert paragraph
    assert paragraph.select_one("#term-compassion")


def test_only_a_public_build_writes_the_ledger(build: Callable[..., Built], site: Path) -> None:
    build(HOPE)
    assert not (site / "content" / "ledger").exists()
    build(HOPE, REFLECTORY_CHECK=True, **PUBLIC)
    assert not (site / "content" / "ledger").exists()
    built = build(HOPE, **PUBLIC)
    assert _ledger(site) == {"address": "essays/a/", "blocks": [{"id": _ids(built)[0], "text": HOPE}], "gone": []}


def test_a_draft_and_an_essay_of_the_future_are_not_written_down(build: Callable[..., Built], site: Path) -> None:
    waiting = {"essays/b.md": essay(KIND, status="draft"), "essays/c.md": essay(RAIN, date="2199-01-01")}
    build(HOPE, more=waiting, SITE_DRAFTS=True, **PUBLIC)
    assert [path.name for path in (site / "content" / "ledger").iterdir() if path.suffix == ".json"] == ["a.json"]


def test_an_edited_and_moved_paragraph_keeps_its_address(build: Callable[..., Built]) -> None:
    first, second = _ids(build(HOPE, RAIN, **PUBLIC))
    edited = HOPE.replace("as well", "too")
    assert _ids(build(RAIN, KIND, edited))[::2] == [second, first]


def test_an_address_of_a_paragraph_that_is_gone_leads_to_a_note_in_its_place(
    build: Callable[..., Built], site: Path
) -> None:
    gone = _ids(build(HOPE, KIND, RAIN, **PUBLIC))[1]
    page = build(HOPE, RAIN, day="2026-04-02", **PUBLIC).page("essays/a/")
    note = page.find(id=gone)
    assert note
    assert note.get_text() == "A passage that stood here was removed on 2 April 2026."
    assert [one.get_text() for one in page.select(".e-content > p")][::2] == [HOPE, RAIN]
    assert _ledger(site)["gone"][0]["on"] == "2026-04-02"
    later = build(HOPE, RAIN, day="2026-05-03", **PUBLIC)
    assert later.page("essays/a/").find(id=gone) == note


def test_a_plain_build_tells_no_day_that_it_cannot_know(build: Callable[..., Built], site: Path) -> None:
    gone = _ids(build(HOPE, KIND, **PUBLIC))[1]
    before = _ledger(site)
    note = build(HOPE, day="2026-04-02").page("essays/a/").find(id=gone)
    assert note
    assert note.get_text() == "A passage that stood here has been removed."
    assert _ledger(site) == before


def test_a_note_stands_behind_the_whole_list_in_which_something_is_gone(build: Callable[..., Built]) -> None:
    items = ["- Who was in the room with us?", "- What did I do, and what did I say next?", "- How did it end?"]
    build("\n".join(items), RAIN, **PUBLIC)
    children = build("\n".join(items[::2]), RAIN).page("essays/a/").select(".e-content > *")
    assert [child.name for child in children] == ["ul", "p", "p"]
    assert children[1]["class"] == ["gone"]


def test_what_has_been_merged_leads_to_where_it_went(build: Callable[..., Built]) -> None:
    ids = _ids(build(HOPE, RAIN, **PUBLIC))
    page = build(f"{HOPE} {RAIN}").page("essays/a/")
    for name in ids:
        found = page.find(id=name)
        assert found
        assert (found if found.name == "p" else found.find_parent("p"))["id"] in ids
    assert page.select_one(".e-content").get_text().strip() == f"{HOPE} {RAIN}"


def test_building_again_and_from_nothing_gives_the_same(build: Callable[..., Built], site: Path) -> None:
    build(HOPE, KIND, RAIN, **PUBLIC)
    first = build(RAIN, HOPE, **PUBLIC).files()
    written = {path: path.read_bytes() for path in (site / "content").rglob("*.json")}
    assert build(day="2026-03-02", **PUBLIC).files() == first
    shutil.rmtree(site / ".cache")
    shutil.rmtree(site / "output")
    assert build(day="2026-03-02", **PUBLIC).files() == first
    assert {path: path.read_bytes() for path in (site / "content").rglob("*.json")} == written


def test_a_translation_has_a_file_of_its_own(build: Callable[..., Built], site: Path) -> None:
    build(HOPE, more={"essays/a-fr.md": essay("L’espoir.", slug="a", lang="fr")}, **PUBLIC)
    assert _ledger(site, "a-fr")["blocks"][0]["text"] == "L’espoir."


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\n{}", ""])
def test_a_broken_file_stops_the_build_and_is_named(
    text: str, build: Callable[..., Built], build_site: Callable[..., Built]
) -> None:
    build(HOPE, **PUBLIC)
    (problem,) = build_site({"ledger/a.json": text}).problems
    assert problem.startswith(
        "content/ledger/a.json, line 1: this is no JSON; if two branches have met here, keep the lines"
    )


def test_another_theme_has_the_ids_too(build: Callable[..., Built]) -> None:
    assert ' id="p-' in build(HOPE, THEME="simple").text("essays/a/index.html")


def test_ids_taken_out_again_give_back_the_body_byte_for_byte(build: Callable[..., Built]) -> None:
    body = '<p>One</p>\n<P\nclass="x">Two<br/>\n<ul><li>A<li>B</ul>\n<table><tr><td>C</table>'
    with_ids = build(body).text("essays/a/index.html")
    without = build(body, PLUGINS=["reflectory.browsing"]).text("essays/a/index.html")
    start, end = '<div class="e-content prose">', '<footer class="essay-footer">'
    between = [text[text.index(start) : text.index(end)] for text in (with_ids, without)]
    assert re.sub(r'(?<=[a-zA-Z0-9]) id="p-[^"]+"', "", between[0]) == between[1]
    assert between[0] != between[1]
