"""Links and pictures that lead nowhere are told, with the line and what to write instead."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sites import ENTRY, Built, essay

Build = Callable[..., Built]


def warnings(built: Built) -> list[str]:
    return [str(one) for one in built.run.problems.warnings]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("[x](b.md)", "the link to “b.md” leads to a source, not to a page; write “{filename}b.md” (or"),
        ("[x](../essays/b.md#end)", "the link to “../essays/b.md#end” leads to a source, not to a page; write"),
        ("![x](images/c.png)", "the picture “images/c.png” is looked for below the page itself; write “{static}images"),
        ("[x]({file}b.md)", "“{file}b.md” means nothing; write {filename}, {static} or {attach} before a path."),
        ("<figure>\n![x]({static}/c.png)\n</figure>", "“]({static}/c.png)” stands in HTML, where no Markdown is read"),
    ],
)
def test_what_leads_nowhere_is_told(written: str, said: str, build_site: Build) -> None:
    (told,) = warnings(build_site({"essays/a.md": essay(written), "essays/b.md": essay(title="B")}))
    assert told.startswith(f"content/essays/a.md, line {6 if written.startswith('<') else 5}: {said}")


@pytest.mark.parametrize(
    "written",
    [
        "[x]({filename}b.md#end)", "[x](https://example.org/b.md)", "[x](../b/)", "[x](#end)", "[x](?q=1)", "[x](/b.md)",
        "`[x](b.md)` and `![x]({static}/c.png)`", "[x](mailto:a@example.org)",
    ],
)  # fmt: skip
def test_what_leads_somewhere_is_not(written: str, build_site: Build) -> None:
    assert not warnings(build_site({"essays/a.md": essay(written), "essays/b.md": essay(title="B")}))


def test_what_leads_to_no_file_is_text_and_no_address(build_site: Build) -> None:
    text = '[x]({filename}gone.md "T") [y]({filename}b.md) <a class="z" href=\'|attach|c.pdf\' id="z">z</a>'
    built = build_site({"essays/a.md": essay(text), "essays/b.md": essay(title="B")})
    links = [(link.text, link.get("href")) for link in built.page("essays/a/").select(".e-content p > a")]
    assert links == [("x", None), ("y", "../../essays/b/"), ("z", None)]
    assert len(warnings(built)) == 2
    assert "{filename}" not in built.text("feed.xml")


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("# The *chair*", 5),
        ("A hope.\n\n# “The chair”", 7),
        ("Before.\n\nThe chair\n=========", 7),
        ("<h1 id='x'>The chair</h1>", 5),
    ],
)
def test_a_second_title_is_told(written: str, line: int, build_site: Build) -> None:
    (told,) = warnings(build_site({"essays/a.md": essay(written)}))
    assert f"content/essays/a.md, line {line}: " in told
    assert "The chair” is a heading of the first level" in told.replace("””", "”")


def test_other_headings_are_not(build_site: Build) -> None:
    assert not warnings(build_site({"essays/a.md": essay("## The chair\n\n`# Code`\n\n    # More")}))


PACK = "---\ntitle: P\naudience: All\ntime: An hour\noutcomes: [See]\nessays: [{essay: a, version: 2020-01-31}]\n---\n"


@pytest.mark.parametrize(
    ("place", "header"),
    [
        ("glossary/compassion.md", ENTRY),
        ("themes/hope.md", "---\ntitle: Hope\n---\n"),
        ("packs/p.md", PACK),
        ("pages/p.md", "---\ntitle: P\n---\n"),
    ],
)
def test_what_leads_nowhere_is_told_of_every_kind_of_source(place: str, header: str, build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(tags="[hope]"), place: f"{header}\n[x]({{filename}}gone.md)\n"})
    line = header.count("\n") + 2
    assert not built.problems
    assert warnings(built) == [f"content/{place}, line {line}: the link to “gone.md” leads to no file."]
    assert "{filename}" not in "".join(file.read_text("utf-8") for file in built.output.rglob("*.html"))


def test_a_link_to_a_draft_is_told_where_readers_do_not_have_it(build_site: Build) -> None:
    files = {
        "essays/a.md": essay("A line.\n\n[x]({filename}b.md)"),
        "essays/b.md": essay("[y]({filename}c.md)", title="B", status="draft"),
        "essays/c.md": essay(title="C", status="draft"),
    }
    said = "content/essays/a.md, line 7: the link to essays/b.md leads to a draft, which nobody else can read."
    assert warnings(build_site(files)) == [said]
    assert not warnings(build_site({}, SITE_DRAFTS=True))
