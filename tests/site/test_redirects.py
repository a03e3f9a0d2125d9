"""Old addresses: small pages that lead on, and what is wrong with the file that names them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from growth import TIMES, growth
from reflectory.site.redirects import path_of, read
from sites import Built, essay

Build = Callable[..., Built]
ESSAY = {"essays/2020-01-31-hope.md": essay(title="Hope & <i>more</i>")}


def test_an_old_path_has_a_page_that_leads_on_without_script(build_site: Build) -> None:
    files = {**ESSAY, "redirects.yaml": "/2013/01/06/hope/: /essays/hope/\n"}
    built = build_site(files, SITEURL="https://e.org/blog")
    page = built.page("2013/01/06/hope/")
    to = "../../../../essays/hope/"
    assert page.select_one("meta[http-equiv=refresh]")["content"] == f"0; url={to}"
    assert page.select_one("link[rel=canonical]")["href"] == "https://e.org/blog/essays/hope/"
    assert (page.a["href"], page.a.text) == (to, "Hope & more")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    (script,) = page.select("script, style")  # it takes the way to a paragraph along, and nothing waits for it
    assert script["src"] == "../../../../theme/ledger/onward.js"
    assert "2013" not in built.text("sitemap.xml")


def test_queries_and_other_files_are_for_a_servers_rules(build_site: Build) -> None:
    files = {**ESSAY, "redirects.yaml": "/?p=12: /essays/hope/\n/old.php: /essays/hope/\n/a.html: /essays/hope/\n"}
    built = build_site(files)
    assert not built.problems
    assert "a.html" in built.files()
    assert not any("old" in path or "p=" in path for path in built.files())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# a note\n/essays/hope/: /about/\n", "line 2: the old address “/essays/hope/” is that of a page of today"),
        ("/index.html: /essays/hope/\n", "line 1: the old address “/index.html” is that of a page of today"),
        ("/feed.xml/x/: /essays/hope/\n", "line 1: the old address “/feed.xml/x/” is that of a page of today"),
        ("/a/: /essays/hope/\n/a: /essays/hope/\n", "line 2: the old address “/a” leads to the same file as line 1"),
        ("/../x/: /essays/hope/\n", "line 1: the old address “/../x/” leads out of the site"),
        ("//[a/: /essays/hope/\n", "line 1: the old address “//[a/” should begin with /"),
        ("old/: /essays/hope/\n", "line 1: the old address “old/” should begin with /"),
        ("/a/:\n", "line 1: “/a/” leads to “”; write an address of this site"),
        ("/a/: javascript:alert(1)\n", "line 1: “/a/” leads to “javascript:alert(1)”"),
        ("/a/: b: c\n", "line 1: a value that holds a colon"),
        (
            "/x/: /a/\n/a/: /b/#p-1\n/b: /a/\n",
            "line 2: these addresses lead in a circle: /a/ → /b → /a/; let one of them lead to a page of today.",
        ),
        ("/a/: /a\n", "line 1: these addresses lead in a circle: /a/ → /a/"),
        ("- a\n", "line 1: this should be"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(build_site: Build, text: str, told: str) -> None:
    built = build_site({**ESSAY, "redirects.yaml": text})
    assert [problem.startswith(f"content/redirects.yaml, {told}") for problem in built.problems] == [True]
    assert not built.output.exists()


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("/a/: /b/\n/b/: /c\n/c/: /essays/hope/\n", "../essays/hope/"),
        ("/a/: /b/#p-2\n/b/: /essays/hope/\n", "../essays/hope/#p-2"),
        ("/a/: /b/#p-2\n/b/: /essays/hope/#p-3\n", "../essays/hope/#p-3"),
        ("/a/: /?p=1\n/?p=1: https://example.org/\n", "https://example.org/"),
    ],
)
def test_an_address_that_leads_to_an_old_one_leads_to_where_that_leads(
    build_site: Build, text: str, leads: str
) -> None:
    built = build_site({**ESSAY, "redirects.yaml": text})
    assert not built.problems
    assert built.page("a/").select_one("meta[http-equiv=refresh]")["content"] == f"0; url={leads}"


@pytest.mark.parametrize("new", ["/essays/caf%C3%A9/", "/essays/café/", "/essays/caf%C3%A9/?a=b#c", "/index.html?q=a"])
def test_an_address_may_be_escaped_and_ask_something(build_site: Build, new: str) -> None:
    built = build_site({"essays/2020-01-31-café.md": essay(), "redirects.yaml": f"/old/: {new}\n"})
    assert built.page("old/").a["href"] == f"..{new}"
    assert built.run
    assert not built.run.problems.warnings


def test_an_address_where_nothing_is_is_a_warning(build_site: Build) -> None:
    built = build_site({**ESSAY, "redirects.yaml": "/a/: /essays/gone/\n"})
    assert built.run
    assert [str(one) for one in built.run.problems.warnings] == [
        "content/redirects.yaml, line 1: “/a/” leads to “/essays/gone/”, where nothing is; correct it."
    ]
    assert "a/index.html" not in built.files()


def test_nothing_leads_to_a_draft_and_nobody_complains(build_site: Build) -> None:
    built = build_site({"essays/2020-01-31-hope.md": essay(status="draft"), "redirects.yaml": "/a/: /essays/hope/\n"})
    assert built.run
    assert not built.run.problems.warnings
    assert "a/index.html" not in built.files()


def test_an_incremental_build_follows_every_change(build_site: Build) -> None:
    build_site({**ESSAY, "redirects.yaml": "/a/: /essays/hope/\n/b/: /essays/hope/\n"})
    built = build_site({"essays/2020-01-31-hope.md": essay(title="Despair"), "redirects.yaml": "/b/: /essays/hope/\n"})
    assert "a/index.html" not in built.files()
    assert built.page("b/").a.text == "Despair"


@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("/2013/01/06/a/", "2013/01/06/a/index.html"),
        ("/a", "a/index.html"),
        ("/a.html", "a.html"),
        ("/%CE%B5/", "ε/index.html"),
        ("/a.b/", "a.b/index.html"),
        ("/a.php", ""),
        ("/a/?p=1", ""),
        ("/", "index.html"),
    ],
)
def test_where_a_page_for_an_old_address_goes(old: str, path: str) -> None:
    assert path_of(old) == path


def test_fifteen_years_of_old_addresses_are_read_as_quickly_each_as_a_few(tmp_path: Path) -> None:
    def reading(count: int) -> Callable[[], object]:
        file = tmp_path / f"{count}.yaml"
        file.write_text("".join(f"/2010/{number}/: /essays/a-{number}/\n" for number in range(count)))
        return partial(read, ("content/redirects.yaml", str(file)))

    assert growth(reading) < TIMES * 1.2
