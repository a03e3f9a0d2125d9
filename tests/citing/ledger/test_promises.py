"""No address dies: it leads to a page, onward, or to a tombstone, or the public build is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from reflectory.citing.ledger.rules import Rule, Rules, apache, netlify, netlify_headers, nginx
from reflectory.cli import main
from sites import ENTRY, ROOT, Built, essay, own_signals

HOPE, KIND = "Hope is not optimism: it has looked at the odds as well.", "What she did was kind: she took off her coat."
PUBLIC: dict[str, Any] = {"REFLECTORY_PUBLIC": True, "SITEURL": "https://example.org/blog"}

Build = Callable[..., Built]


@pytest.fixture
def published(build_site: Build, site: Path) -> Build:
    """A site of two essays and a word, published; builds it again after its sources were changed."""
    first = {"essays/a.md": essay(HOPE, tags="[hope]"), "essays/b.md": essay(KIND), "glossary/compassion.md": ENTRY}
    assert not build_site(first, **PUBLIC).problems

    def again(files: dict[str, str], *, without: tuple[str, ...] = (), **settings: Any) -> Built:
        for name in without:
            (site / "content" / name).unlink()
        return build_site(files, **settings)

    return again


def test_all_but_lists_and_essays_is_written_down(published: Build, site: Path) -> None:
    listed = (site / "content/ledger/addresses.txt").read_text().splitlines()
    assert listed == sorted(listed)
    assert {"authors/ann-author/", "essays/", "glossary/", "glossary/compassion/", "themes/hope/"} < set(listed)
    assert not [place for place in listed if "/page/" in place or place.startswith("on-this-day/0")]
    assert not [place for place in listed if "/page/" in place or place.startswith(("essays/a", "essays/b"))]


def test_a_renamed_essay_stops_a_public_build_and_warns_the_author(published: Build, capsys: Any) -> None:
    built = published({"essays/z.md": essay(HOPE, tags="[hope]")}, without=("essays/a.md",), **PUBLIC)
    (problem,) = built.problems
    assert problem.startswith(
        "content/ledger/a.json: the address /essays/a/ was public and leads nowhere now; write “/essays/a/: "
    )
    assert problem.endswith(" into content/redirects.yaml, or run “reflectory withdraw essays/a --reason ...”.")
    built = published({})
    assert not built.problems
    assert built.run
    assert "the address /essays/a/" in built.run.problems.warnings[0].message


def test_a_line_that_leads_on_takes_the_paragraphs_along(published: Build, site: Path) -> None:
    (name,) = [row["id"] for row in json.loads((site / "content/ledger/a.json").read_text())["blocks"]]
    edited = essay(HOPE.replace("as well", "too"), tags="[hope]")
    lines = {"essays/z.md": edited, "redirects.yaml": "/essays/a/: /essays/%7A/\n"}
    built = published(lines, without=("essays/a.md",), **PUBLIC)
    assert not built.problems
    assert built.page("essays/z/").find(id=name)
    onward = built.page("essays/a/")
    assert onward.select_one("meta[http-equiv=refresh]")["content"] == "0; url=../../essays/%7A/"  # type: ignore[index]
    assert onward.select_one("script")["src"] == "../../theme/ledger/onward.js"  # type: ignore[index]
    assert not (site / "content/ledger/a.json").exists()
    assert "essays/a/" in (site / "content/ledger/addresses.txt").read_text()
    assert published({}, **PUBLIC).page("essays/z/").find(id=name)
    (site / "content/redirects.yaml").unlink()
    (problem,) = published({}, **PUBLIC).problems
    assert problem.startswith("content/ledger/addresses.txt, line 3: the address /essays/a/ was public")


def test_versions_of_a_renamed_essay_stay_where_they_were_cited(published: Build, site: Path) -> None:
    lines = {"essays/z.md": essay(f"{KIND} {HOPE}", tags="[hope]"), "redirects.yaml": "/essays/a/: /essays/z/\n"}
    for _ in range(2):
        built = published(lines, without=("essays/a.md",) if (site / "content/essays/a.md").exists() else (), **PUBLIC)
        assert not built.problems
        page = built.page("essays/a/v/2020-01-31/")
        assert page.select_one(".e-content").get_text().strip() == HOPE  # type: ignore[union-attr]
        assert "This is how it stood from 31 January 2020 until the essay went to another address." in page.get_text()
        assert "/essays/a/v/2020-01-31/" in page.select_one('[data-style="apa"]').get_text()  # type: ignore[union-attr]
        assert "essays/a/v/2020-01-31/" in (site / "content/ledger/addresses.txt").read_text()


def test_versions_of_an_essay_that_leads_to_no_essay_lead_there_too(published: Build, site: Path) -> None:
    lines = {"redirects.yaml": "/essays/b/: /essays/\n"}
    for _ in range(2):
        built = published(lines, without=("essays/b.md",) if (site / "content/essays/b.md").exists() else (), **PUBLIC)
        assert not built.problems
        onward = built.page("essays/b/v/2020-01-31/").select_one("meta[http-equiv=refresh]")
        assert onward
        assert onward["content"] == "0; url=../../../../essays/"


def test_two_essays_made_one_have_the_paragraphs_of_both(published: Build) -> None:
    lines = {
        "essays/b.md": essay(f"{KIND}\n\n{HOPE}"),
        "redirects.yaml": "/essays/a/: /essays/b/\n/themes/hope/: /essays/\n/themes/: /essays/\n",
    }
    before = published({}).page("essays/a/").select_one(".e-content > p")
    built = published(lines, without=("essays/a.md",), **PUBLIC)
    assert not built.problems
    assert before
    assert built.page("essays/b/").find(id=before["id"])


@pytest.mark.parametrize("header", [{"status": "draft"}, {"date": "2199-01-01"}])
def test_an_essay_that_is_a_draft_again_is_missed(header: dict[str, str], published: Build) -> None:
    given = {"tags": "[hope]", **header}
    (problem,) = published({"essays/b.md": essay(KIND, **given)}, **PUBLIC).problems
    assert problem.startswith("content/ledger/b.json: the address /essays/b/ was public")


def test_a_theme_that_no_essay_has_any_more_is_missed(published: Build, site: Path) -> None:
    listed = (site / "content/ledger/addresses.txt").read_text().splitlines()
    problems = published({"essays/a.md": essay(HOPE)}, **PUBLIC).problems
    assert [problem.split(" was ")[0].split("; ")[0] for problem in problems] == [
        f"content/ledger/addresses.txt, line {listed.index(place) + 1}: the address /{place}"
        for place in ("themes/", "themes/hope/")
    ]


def test_other_addresses_of_all_essays_have_to_lead_on(published: Build) -> None:
    moved = {"ARTICLE_URL": "read/{slug}/", "ARTICLE_SAVE_AS": "read/{slug}/index.html", **PUBLIC}
    problems = published({}, **moved).problems
    assert [problem.split(" was ")[0] for problem in problems] == [
        "content/ledger/a.json: the address /essays/a/", "content/ledger/b.json: the address /essays/b/"
    ]  # fmt: skip
    lines = {"redirects.yaml": "/essays/a/: /read/%61/\n/essays/b/: /read/b/\n"}
    assert not published(lines, **moved).problems
    built = published({}, **moved)
    assert not built.problems
    onward = built.page("essays/a/v/2020-01-31/").select_one("meta[http-equiv=refresh]")
    assert onward
    assert onward["content"] == "0; url=../../../../read/a/v/2020-01-31/"


def test_old_addresses_of_a_blog_before_are_remembered(published: Build, site: Path) -> None:
    assert not published({"redirects.yaml": "/2013/01/06/a/: /essays/a/\n/?p=12: /essays/b/\n"}, **PUBLIC).problems
    (site / "content/redirects.yaml").unlink()
    problems = published({}, **PUBLIC).problems
    assert ["/2013/01/06/a/" in problems[0], "/?p=12" in problems[1]] == [True, True]


@pytest.mark.parametrize("old", ["/2013/%C3%BCber-mut/", "/2013/über-mut/", "/2013/mut", "/2013/a%20b.html"])
def test_an_old_address_leads_on_in_every_build_however_it_is_written(old: str, published: Build) -> None:
    lines = {"redirects.yaml": f"{old}: /essays/a/\n"}
    assert not published(lines, **PUBLIC).problems
    assert not published({"essays/c.md": essay(KIND)}, **PUBLIC).problems


def test_an_old_address_is_remembered_in_a_ledger_from_before_as_it_was_written(published: Build, site: Path) -> None:
    ledger = site / "content/ledger/addresses.txt"
    ledger.write_text(f"{ledger.read_text()}2013/%C3%BCber-mut/\n")
    (problem,) = published({}, **PUBLIC).problems
    assert "/2013/%C3%BCber-mut/ was public" in problem
    assert not published({"redirects.yaml": "/2013/%C3%BCber-mut/: /essays/a/\n"}, **PUBLIC).problems


def test_an_essay_whose_old_address_is_written_encoded_has_its_paragraphs(published: Build, site: Path) -> None:
    (name,) = [row["id"] for row in json.loads((site / "content/ledger/a.json").read_text())["blocks"]]
    lines = {"essays/z.md": essay(HOPE, tags="[hope]"), "redirects.yaml": "/essays/%61/: /essays/z/\n"}
    built = published(lines, without=("essays/a.md",), **PUBLIC)
    assert not built.problems
    assert built.page("essays/z/").find(id=name)


def test_a_tombstone_says_what_stood_there_and_why(published: Build) -> None:
    line = '/essays/b/: {on: 2026-03-01, reason: "It named too much."}\n'
    built = published({"withdrawn.yaml": line}, without=("essays/b.md",), **PUBLIC)
    assert not built.problems
    page = built.page("essays/b/")
    main = " ".join(page.select_one("main").get_text().split())  # type: ignore[union-attr]
    assert "An essay stood here. It was withdrawn on 1 March 2026. It named too much." in main
    assert page.select_one("meta[name=robots]")["content"] == "noindex"  # type: ignore[index]
    assert "essays/b/" not in built.text("sitemap.xml")
    assert "It named too much." in built.text("essays/b/v/2020-01-31/index.html")
    assert 'location = "/blog/essays/b/" { error_page 410 "/blog/essays/b/index.html"; return 410; }' in built.text(
        "redirects.nginx.conf"
    )


@pytest.mark.parametrize(
    "line",
    [
        "/essays/b/: gone",
        "/essays/b/: {on: soon, reason: a}",
        "/essays/b/: {on: 2026-01-01}",
        "essays/b/: {on: 2026-01-01, reason: a}",
    ],
)
def test_a_line_of_what_is_withdrawn_that_says_too_little_is_told(line: str, published: Build) -> None:
    (problem,) = published({"withdrawn.yaml": f"{line}\n"}).problems
    assert problem.startswith("content/withdrawn.yaml, line 1: “")


RULES = [
    Rule("/2013/01/06/a/", "/blog/essays/a/"),
    Rule("/?p=12", "/blog/essays/b/"),
    Rule("/caf%C3%A9.html", "https://example.org/"),
    Rule("/gone/"),
]


def test_what_an_author_tells_a_server_comes_before_what_the_build_tells_it(published: Build) -> None:
    built = published({".htaccess": "ErrorDocument 404 /404.html", "_headers": "/*\n  X-One: 1\n"}, **PUBLIC)
    assert built.text(".htaccess") == "ErrorDocument 404 /404.html\n"
    assert built.text("_headers") == "/*\n  X-One: 1\n"
    built = published({"redirects.yaml": "/old/: /essays/a/\n"}, **PUBLIC)
    assert built.text(".htaccess").startswith("ErrorDocument 404 /404.html\n# Written by the build")
    assert 'RewriteRule "^old/$"' in built.text(".htaccess")


TIMEMAPS = ["/essays/a/v/timemap.link"]


def test_each_server_is_told_in_its_own_words() -> None:
    rules = Rules("/blog", RULES, TIMEMAPS)
    assert nginx(rules).splitlines()[1:] == [
        'location = "/blog/2013/01/06/a/" { return 301 "/blog/essays/a/"; }',
        'if ($request_uri = "/blog/?p=12") { return 301 "/blog/essays/b/"; }',
        'location = "/blog/café.html" { return 301 "https://example.org/"; }',
        'location = "/blog/gone/" { error_page 410 "/blog/gone/index.html"; return 410; }',
        'location = "/blog/essays/a/v/timemap.link" { types { } default_type "application/link-format"; }',
    ]
    assert apache(rules).splitlines()[1:] == [
        'ErrorDocument 410 "/%{REQUEST_URI}index.html"',
        "<IfModule mod_rewrite.c>", "RewriteEngine On", "RewriteBase /blog/",
        'RewriteRule "^2013/01/06/a/$" "/blog/essays/a/" [R=301,L,NE]',
        'RewriteCond %{QUERY_STRING} "^p=12$"', 'RewriteRule "^$" "/blog/essays/b/" [R=301,L,NE,QSD]',
        'RewriteRule "^café\\.html$" "https://example.org/" [R=301,L,NE]', 'RewriteRule "^gone/$" "-" [G]', "</IfModule>",
        '<FilesMatch "^timemap\\.link$">', "ForceType application/link-format", "</FilesMatch>",
    ]  # fmt: skip
    rules = Rules("", RULES, TIMEMAPS)
    assert netlify(rules).splitlines()[1:] == [
        "/2013/01/06/a/ /blog/essays/a/ 301!", "/ p=12 /blog/essays/b/ 301!", "/caf%C3%A9.html https://example.org/ 301!"
    ]  # fmt: skip
    assert netlify_headers(rules).splitlines()[1:] == [
        "/essays/a/v/timemap.link", "  Content-Type: application/link-format"
    ]  # fmt: skip


def test_no_sign_in_an_address_ends_a_rule_or_begins_a_variable() -> None:
    rules = Rules("", [Rule('/a"$b/', '/c"%20$d/')])
    assert nginx(rules).splitlines()[1:] == ['location = "/a\\"$b/" { return 301 "/c\\"%20%24d/"; }']
    assert apache(rules).splitlines()[4:] == [
        r'RewriteRule "^a\x22\$b/$" "/c\%22\%20\$d/" [R=301,L,NE]', "</IfModule>"
    ]  # fmt: skip


def test_a_server_to_which_there_is_nothing_to_say_has_no_file(published: Build) -> None:
    assert not {"_redirects", "_headers", ".htaccess", "redirects.nginx.conf"} & set(published({}, **PUBLIC).files())
    built = published({"essays/a.md": essay(KIND, tags="[hope]", modified="2022-03-01")}, **PUBLIC)
    there = {"_redirects", "_headers", ".htaccess", "redirects.nginx.conf"} & set(built.files())
    assert there == {"_headers", ".htaccess", "redirects.nginx.conf"}
    assert "/blog/essays/a/v/timemap.link" in built.text("_headers")


def _command(site: Path, *words: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    (site / "pelicanconf.py").write_text(
        (ROOT / "pelicanconf.py").read_text() + f'THEME = "{ROOT / "theme"}"\nAUTHOR = "Ann Author"\n'
    )
    monkeypatch.chdir(site)
    with own_signals():
        return CliRunner().invoke(main, words)


def test_the_check_says_what_a_change_would_break(
    published: Build, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _command(site, "ledger", "check", monkeypatch=monkeypatch).exit_code == 0
    (site / "content/essays/a.md").write_text(essay("Nothing of that is left.", tags="[hope]"))
    (site / "content/essays/b.md").unlink()
    result = _command(site, "ledger", "check", monkeypatch=monkeypatch)
    assert result.exit_code == 1
    told = result.stderr.splitlines()
    assert told[0].startswith("the address /essays/b/ was public and leads nowhere now; write “/essays/b/")
    assert told[1].startswith("content/essays/a.md: /essays/a/#p-")
    assert told[1].endswith(f"(“{HOPE}”) is no longer there; links to it would lead to a note.")
    assert told[2] == "If that is meant, run “reflectory build --public” and commit content/ledger with your change."


def test_the_check_follows_an_address_that_leads_to_an_old_one(
    published: Build, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "content/essays/b.md").unlink()
    lines = site / "content/redirects.yaml"
    lines.write_text("/essays/b/: /essays/c/\n/essays/c/: /essays/\n")
    result = _command(site, "ledger", "check", monkeypatch=monkeypatch)
    assert (result.exit_code, "/essays/b/ was public" in result.stderr) == (0, False)
    lines.write_text("/essays/b/: /essays/c/\n/essays/c/: /essays/b/\n")
    result = _command(site, "ledger", "check", monkeypatch=monkeypatch)
    assert result.exit_code == 1
    assert "redirects.yaml, line 1: these addresses lead in a circle: /essays/b/ → /essays/c/ → " in result.stderr


def test_withdrawing_leaves_no_word_and_says_how_to_clean_the_history(
    published: Build, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site / "content/comments").mkdir()
    (site / "content/comments/b.yaml").write_text("comments: []\n")
    result = _command(site, "withdraw", "/essays/b/", "--reason", "It named  too much.", monkeypatch=monkeypatch)
    assert result.exit_code == 0, result.output
    assert (
        "git filter-repo --invert-paths --path content/essays/b.md --path content/comments/b.yaml --path content/ledger/b.json"
        in result.output
    )
    left = {path.relative_to(site).as_posix() for path in (site / "content").rglob("*") if path.is_file()}
    assert not {path for path in left if path.split("/")[-1].startswith("b.")}
    assert not any("took off her coat" in (site / path).read_text("utf-8") for path in left)
    assert 'reason: "It named too much."}' in (site / "content/withdrawn.yaml").read_text()
    assert "/essays/b/v/2020-01-31/" in result.output
    built = published({}, **PUBLIC)
    assert not built.problems
    assert "It named too much." in built.text("essays/b/index.html")
    assert "It named too much." in built.text("essays/b/v/2020-01-31/index.html")
    assert not any(b"took off her coat" in content for content in built.files().values())


@pytest.mark.parametrize("is_there", [True, False])
def test_withdrawing_reaches_versions_from_before_an_essay_was_renamed(
    is_there: bool, published: Build, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    essays = site / "content/essays"
    if is_there:
        (essays / "b.md").rename(essays / "z.md")
        lines = "/?p=12: /essays/z/\n# A\u2028note\n/essays/b/: /essays/z/\n/c/: /essays/a/\n"
        assert not published({"redirects.yaml": lines}, **PUBLIC).problems
    else:
        (essays / "b.md").unlink()
    wanted = "essays/z" if is_there else "essays/b"
    result = _command(site, "withdraw", wanted, "--reason", "It named too much.", monkeypatch=monkeypatch)
    assert result.exit_code == 0, result.output
    assert "Removed content/versions/b." in result.output
    said = (site / "content/withdrawn.yaml").read_text().split()
    if is_there:
        assert (site / "content/redirects.yaml").read_text() == "/?p=12: /essays/z/\n# A\u2028note\n/c/: /essays/a/\n"
    assert {"/essays/b/:", "/essays/b/v/2020-01-31/:", f"/{wanted}/:"} < set(said)
    assert not published({}, **PUBLIC).problems
    assert not [path for path in (site / "content").rglob("*.*") if "took off her coat" in path.read_text("utf-8")]


def test_only_what_was_there_can_be_withdrawn(published: Build, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = _command(site, "withdraw", "essays/bb", "--reason", "x", monkeypatch=monkeypatch)
    assert result.exit_code == 1
    assert result.stderr == "nothing was ever published at /essays/bb/; did you mean “essays/b”?\n"
    assert _command(site, "withdraw", "essays/b", "--reason", " ", monkeypatch=monkeypatch).exit_code == 1


def test_a_word_is_withdrawn_whatever_its_file_is_called(
    published: Build, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = ENTRY.replace("term:", "slug: mercy\nterm:", 1)
    assert not published({"glossary/01-first.md": entry}, without=("glossary/compassion.md",)).error
    result = _command(site, "withdraw", "glossary/mercy", "--reason", "It was wrong.", monkeypatch=monkeypatch)
    assert result.exit_code == 0, result.output
    assert "Removed content/glossary/01-first.md." in result.output


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("themes/hope", "as long as essays name it; take it out of the header of content/essays/a.md."),
        ("authors/ann-author", "as long as essays name it; take it out of the header of content/essays/"),
        ("glossary", "/glossary/ is made from other pages; change or withdraw these."),
    ],
)
def test_what_other_pages_make_is_not_said_to_be_withdrawn(
    address: str, why: str, published: Build, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = _command(site, "withdraw", address, "--reason", "x", monkeypatch=monkeypatch)
    assert result.exit_code == 1
    assert why in result.stderr
    assert not (site / "content/withdrawn.yaml").exists()


def test_what_is_withdrawn_and_there_all_the_same_stops_a_public_build(published: Build) -> None:
    built = published({"withdrawn.yaml": '/essays/a/: {on: 2026-03-01, reason: "It named too much."}\n'}, **PUBLIC)
    assert built.problems == [
        "content/withdrawn.yaml, line 1: /essays/a/ is withdrawn and there all the same; remove what makes it, or this line."
    ]
