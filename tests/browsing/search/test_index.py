"""What the index holds, when it is made, and what becomes of one that is no longer true; by the real Pagefind."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pagefind_files import everything, fragments

from commanding import SAID, place, run
from reflectory.browsing.search import indexing, searching, service
from reflectory.comments.inbox import publishing
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from sites import ENTRY, Built, essay

Build = Callable[..., Built]

THEMES = "---\ntitle: The long hope\nparent: feeling\n---\n"
ARCHIVE = """comments:
  - {id: "7", author: Ravi, date: 2020-02-01T10:00:00Z, body: "I saw a *heron* there."}
  - {id: "8", author: Ann, date: 2020-02-02T10:00:00Z, reply_to: "7", body: "A heron <img src=x>."}
  - {id: "9", author: A blog, date: 2020-02-03T10:00:00Z, kind: pingback, body: "A pingbacked kingfisher."}
"""
SITE = {
    "essays/2020-01-31-a.md": essay(
        "She had compassion; [[patience|compassion]].[^1]\n\n[^1]: A note.", tags="[hope, ward]"
    ),
    "essays/2021-01-31-b.md": essay("Roedd gobaith.", title="Gobaith", lang="cy", slug="a", date="2020-01-31"),
    "themes/hope.md": THEMES,
    "themes/feeling.md": "---\ntitle: Feeling\n---\n",
    "glossary/compassion.md": ENTRY,
    "comments/a.yaml": ARCHIVE,
    "pages/about.md": "---\ntitle: About\n---\nUs on the *third* floor.\n",
}


@pytest.fixture
def built(build_site: Build) -> Built:
    site = build_site(SITE)
    assert not site.problems
    return site


def test_every_form_of_text_is_found_at_its_own_place(built: Built) -> None:
    found = fragments(built.output)
    assert {url: one["filters"]["form"] for url, one in found.items()} == {
        "essays/a/": ["essay"],
        "essays/a-cy/": ["essay"],
        "about/": ["page"],
        "glossary/compassion/": ["word"],
        "essays/a/#comment-7": ["comment"],
        "essays/a/#comment-8": ["comment"],
    }
    assert built.page("essays/a/").select_one("#comment-7")


def test_texts_are_without_marks_cards_and_notes(built: Built) -> None:
    found = fragments(built.output)
    assert found["essays/a/"]["content"] == "She had compassion; patience."
    assert found["about/"]["content"] == "Us on the third floor."
    assert found["essays/a/#comment-7"]["content"] == "I saw a heron there."
    assert "<" not in found["essays/a/#comment-8"]["content"].replace("<img src=x>", "")


def test_a_hit_says_what_it_is_who_wrote_it_and_when(built: Built) -> None:
    found = fragments(built.output)
    assert found["essays/a/"]["meta"] == {"title": "A title", "author": "Ann Author", "day": "31 January 2020"}
    assert found["essays/a/#comment-7"]["meta"] == {"title": "A title", "author": "Ravi", "day": "1 February 2020"}
    assert found["essays/a-cy/"]["meta"]["lang"] == "cy"
    assert found["glossary/compassion/"]["meta"] == {"title": "compassion"}


def test_an_essay_and_its_comments_are_narrowed_by_its_year_its_themes_and_those_above(built: Built) -> None:
    found = fragments(built.output)
    for url in ("essays/a/", "essays/a/#comment-8"):
        assert found[url]["filters"]["year"] == ["2020"]
        assert sorted(found[url]["filters"]["theme"]) == ["feeling", "hope", "ward"]
    assert "theme" not in found["glossary/compassion/"]["filters"]


@pytest.mark.parametrize(("lang", "program"), [("en-GB", "wasm.en.pagefind"), ("cy", "wasm.unknown.pagefind")])
def test_the_program_that_searches_is_the_one_for_the_sites_language(
    build_site: Build, lang: str, program: str
) -> None:
    built = build_site({"essays/a.md": essay()}, DEFAULT_LANG=lang)
    assert not built.problems
    (language,) = built.json("pagefind/pagefind-entry.json")["languages"].values()
    assert f"wasm.{language['wasm'] or 'unknown'}.pagefind" == program
    assert [file.name for file in (built.output / "pagefind").glob("wasm.*")] == [program]


def test_an_entry_is_found_by_its_forms_and_by_the_words_it_comes_from(built: Built) -> None:
    text = fragments(built.output)["glossary/compassion/"]["content"]
    assert all(word in text for word in ("Feeling with someone", "at length", "compassionate", "Latin compati"))


def test_nothing_that_is_not_listed_is_in_the_index(build_site: Build) -> None:
    built = build_site(
        {
            **SITE,
            "essays/draft.md": essay("A drafted canary.", status="draft"),
            "essays/later.md": essay("A canary of the future.", date="2999-01-01"),
            "essays/hidden.md": essay("A hidden canary.", status="hidden"),
            "pages/hidden.md": "---\ntitle: H\nstatus: hidden\n---\nA canary on a page.\n",
            "pages/draft.md": "---\ntitle: D\nstatus: draft\n---\nA canary on a drafted page.\n",
            "comments/draft.yaml": ARCHIVE.replace("heron", "canary"),
            "comments/hidden.yaml": ARCHIVE.replace("heron", "canary"),
            "essays/silent.md": essay("A heron.", comments="none"),
            "comments/silent.yaml": ARCHIVE.replace("heron", "canary"),
        }
    )
    assert not built.problems
    assert "heron" in everything(built.output)
    assert "canary" not in everything(built.output)
    assert "kingfisher" not in everything(built.output)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(place(tmp_path))
    return tmp_path


def indexed(here: Path) -> bool:
    """Whether there is a whole index."""
    return (here / "output" / "pagefind" / "pagefind-entry.json").is_file()


def build(*options: str, code: int = 0) -> str:
    ended = run("build", *options)
    assert ended.exit_code == code, ended.output
    return ended.output


def test_what_waits_and_what_was_declined_is_not_in_the_index(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.add([SAID])
        inbox.decide([held.id for held in inbox.find()], State.DECLINED, who="Hannah")
        publishing.reconcile(inbox)
    build()
    assert fragments(here / "output")
    assert "canary" not in everything(here / "output").lower()
    assert run("check", "--private").exit_code == 0


def test_nothing_is_indexed_again_while_nothing_that_can_be_found_changes(here: Path) -> None:
    build()
    assert " 0 files written" in build()
    conf = here / "pelicanconf.py"
    conf.write_text(conf.read_text() + 'SITE_DESCRIPTION = "Another."\n')
    before = {file: file.stat().st_ino for file in (here / "output" / "pagefind").rglob("*")}
    build()
    assert before == {file: file.stat().st_ino for file in (here / "output" / "pagefind").rglob("*")}


def change(here: Path, text: str = "A heron flew by.") -> None:
    (here / "content" / "essays" / "2020-01-02-hope.md").write_text(essay(text, title="Hope"))


def test_a_change_of_one_text_leaves_what_is_kept_of_the_others_alone(here: Path) -> None:
    build()
    before = {file.name: file.stat().st_mtime_ns for file in (here / "output" / "pagefind" / "fragment").iterdir()}
    change(here)
    build()
    after = {file.name: file.stat().st_mtime_ns for file in (here / "output" / "pagefind" / "fragment").iterdir()}
    assert fragments(here / "output")["essays/hope/"]["content"] == "A heron flew by."
    assert len(before.items() & after.items()) == len(before) - 1


def test_without_search_an_index_that_is_true_stays(here: Path) -> None:
    build()
    assert " 0 files written" in build("--no-search")
    assert indexed(here)


def test_without_search_an_index_that_is_no_longer_true_goes_and_comes_back(here: Path) -> None:
    build()
    change(here)
    build("--no-search")
    assert not (here / "output" / "pagefind").exists()
    assert " 0 files written" in build("--no-search")
    assert " 0 files written" not in build()
    assert fragments(here / "output")["essays/hope/"]["content"] == "A heron flew by."
    assert " 0 files written" in build()


def test_an_index_of_which_a_file_is_lost_or_another_is_made_anew(here: Path) -> None:
    build()
    whole = {file.name: file.read_bytes() for file in (here / "output" / "pagefind").rglob("*") if file.is_file()}
    next((here / "output" / "pagefind" / "fragment").iterdir()).unlink()
    (here / "output" / "pagefind" / "pagefind.js").write_text("")
    build()
    now = {file.name: file.read_bytes() for file in (here / "output" / "pagefind").rglob("*") if file.is_file()}
    assert now == whole
    shutil.rmtree(here / ".cache")
    build()
    now = {file.name: file.read_bytes() for file in (here / "output" / "pagefind").rglob("*") if file.is_file()}
    assert now == whole


class Died(service.Index):
    """Pagefind that dies while it is asked for the second text."""

    def add(self, *args: object, **more: object) -> None:
        super().add(*args, **more)  # type: ignore[arg-type]
        self._process.kill()
        self._process.wait()


def test_where_pagefind_dies_the_pages_are_published_without_an_index(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build()
    change(here)
    monkeypatch.setattr(indexing.service, "Index", Died)
    assert "cannot be searched" in build(code=1)
    assert "heron" in (here / "output" / "essays" / "hope" / "index.html").read_text()
    assert not (here / "output" / "pagefind").exists()
    assert not list(here.glob(".output*"))
    monkeypatch.undo()
    monkeypatch.chdir(here)
    build()
    assert indexed(here)


def test_an_indexing_that_is_interrupted_publishes_no_half_of_it(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(files: object) -> None:
        raise KeyboardInterrupt

    build()
    change(here)
    monkeypatch.setattr(indexing, "canonical", interrupted)
    assert run("build").exit_code
    assert not (here / "output" / "pagefind").exists()
    monkeypatch.undo()
    monkeypatch.chdir(here)
    build()
    assert indexed(here)


def test_an_index_for_which_there_is_no_room_says_that_the_pages_are_published(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, content: bytes) -> int:
        if "pagefind" in self.parts:
            raise OSError(errno.ENOSPC, "No space left on device")
        return kept(self, content)

    build()
    change(here)
    kept = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", full)
    said = build(code=1)
    assert "No space left on device); the pages are published, and cannot be searched; make room" in said
    assert "heron" in (here / "output" / "essays" / "hope" / "index.html").read_text()
    assert not (here / "output" / "pagefind").exists()


def test_where_there_is_no_pagefind_one_line_says_so_and_the_page_leads_on(
    build_site: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching.service, "program", lambda: None)
    built = build_site(SITE)
    assert built.run
    said = [str(note) for note in built.run.problems.notes if "Pagefind" in str(note)]
    assert len(said) == 1
    assert said[0].startswith("the site has no search: Pagefind is not installed")
    page = built.page("search/")
    assert not page.select("form, script[src*=search]")
    assert [link["href"] for link in page.select("main a")] == ["../essays/", "../glossary/", "../themes/"]
    assert "Search" not in page.select_one(".site-menu").text
    assert not (built.output / "pagefind").exists()


def test_a_site_may_do_without(build_site: Build) -> None:
    build_site(SITE)
    built = build_site({}, SEARCH_PAGE=False)
    assert not built.problems
    assert not (built.output / "search").exists()
    assert not (built.output / "pagefind").exists()
    assert "Search" not in built.page("").select_one(".site-menu").text


def test_a_preview_has_no_index_and_says_so(build_site: Build) -> None:
    built = build_site(SITE, SITE_DRAFTS=True)
    assert "A preview has no search" in built.page("search/").select_one("main").text
    assert not (built.output / "pagefind").exists()


def test_a_theme_of_another_hand_builds_as_before(build_site: Build) -> None:
    built = build_site(SITE, THEME="simple")
    assert not built.problems
    assert not (built.output / "search").exists()
    assert not (built.output / "pagefind").exists()


def test_the_page_offers_what_can_be_chosen_and_no_more(built: Built) -> None:
    page = built.page("search/")
    offered = {box["value"] for box in page.select("input[name=form], input[name=theme], input[name=year]")}
    assert offered == {"essay", "page", "word", "comment"}
    assert page.select_one("form").has_attr("hidden")
    assert page.select_one("label[for=search-words]")
    assert page.select_one("[role=status]")


def test_a_page_that_is_missing_offers_the_search(built: Built) -> None:
    form = built.page("404.html").select_one("form[role=search]")
    assert (form["action"], form["method"], form.select_one("input")["name"]) == ("/search/", "get", "q")
