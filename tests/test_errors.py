"""Bad input: every problem of a build in one sentence each, a non-zero exit, and what was published stays."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reflectory.site.errors import remedy
from sites import ENTRY, ROOT, Built, essay

Build = Callable[..., Built]

WRONG = {
    "a wrong date": ({"essays/a.md": essay(date="soon")}, "content/essays/a.md, line 3: the date “soon” is not a date"),
    "a date that is two": (
        {"essays/a.md": essay(date="3.2.2026")},
        "content/essays/a.md, line 3: the date “3.2.2026” is not a date; write it like 20",
    ),
    "a part of a date": ({"essays/a.md": essay(modified="2026")}, "line 4: the modified “2026” is not a date"),
    "a day that is none": ({"pages/a.md": "---\ntitle: A\ndate: 2026-02-30\n---\n"}, "line 3: the date “2026-02-30” is not a"),
    "a date in reStructuredText": (
        {"essays/a.rst": "A\n=\n\n:date: 12\n\nx\n"}, "content/essays/a.rst, line 4: the date “12” is not a date",
    ),
    "a day and a month turned round in a file's name": (
        {"essays/2020-13-05-a.md": essay()}, "the date in the file's name is not a date",
    ),
    "no title": ({"essays/a.md": "---\ndate: 2020-01-31\n---\nx\n"}, "content/essays/a.md, line 1: the title is missing"),
    "no date": ({"essays/a.md": "---\ntitle: A\n---\nx\n"}, "content/essays/a.md, line 1: the date is missing"),
    "an unknown status": ({"essays/a.md": essay(status="ready")}, "line 4: the status “ready” is unknown"),
    "a language in words": (
        {"essays/a.md": essay(lang="Welsh")}, "line 4: lang is “Welsh”; write the tag of a language (BCP 47), such as cy",
    ),
    "a language that is a path": ({"pages/a.md": "---\ntitle: A\nlang: ../../x\n---\n"}, "line 3: lang is “../../x”; write"),
    "a theme without an address": (
        {"essays/a.md": essay(tags="[hope, '???']")},
        "content/essays/a.md, line 4: no address can be made of the theme “???”; write it with letters or digits.",
    ),
    "an author without an address": ({"essays/a.md": essay(author="'???'")}, "line 4: no address can be made of the author “???”"),
    "a series without an address": ({"essays/a.md": essay(series="'!!'")}, "line 4: no address can be made of the series “!!”"),
    "a theme without an address in reStructuredText": (
        {"essays/a.rst": "A\n=\n\n:date: 2020-01-31\n:tags: ???\n\nx\n"}, "no address can be made of the theme “???”",
    ),
    "one slug twice": (
        {"essays/2020-01-31-a.md": essay(), "essays/2021-01-31-a.md": essay()},
        "content/essays/2021-01-31-a.md, line 1: the slug “a” belongs to content/essays/2020-01-31-a.md already",
    ),
    "one slug in other capitals": (
        {"essays/a.md": essay(slug="Hope"), "essays/b.md": essay(slug="hope")},
        "content/essays/b.md, line 4: the slug “hope” belongs to content/essays/a.md already",
    ),
    "an entry's slug in other capitals": (
        {"glossary/Pity.md": ENTRY, "glossary/pity.md": ENTRY.replace("compassion", "pity")}, "the slug “pity” belongs to content/glossary/Pity.md",
    ),
    "broken YAML": ({"essays/a.md": "---\ntitle: A\ntags: [a\n---\nx\n"}, "content/essays/a.md, line 4: this is not YAML"),
    "a header never closed": ({"essays/a.md": "---\ntitle: A\n"}, "line 1: the header that opens with --- is never closed"),
    "no UTF-8": ({"essays/a.md": essay().encode() + b"caf\xe9"}, "content/essays/a.md, line 6: the file is not UTF-8"),
    "a date in a file's name": ({"essays/2020-13-45-a.md": essay()}, "the date in the file's name is not a date"),
    "a mark below a sign that ends no line": (
        {"essays/a.md": essay("x\u2028y\x0cz\n\nOf [[kindness]].")}, "content/essays/a.md, line 7: [[kindness]]: no entry",
    ),
    "a reading path to nowhere": (
        {"essays/a.md": essay(tags="[x]"), "themes/x.md": "---\ntitle: X\npath: [{essay: b, says: y}]\n---\n"},
        "content/themes/x.md, line 3: the reading path names the essay “b”, which is not there",
    ),
    "an unknown mark": ({"essays/a.md": essay("x\n\nOf [[kindness]].")}, "content/essays/a.md, line 7: [[kindness]]: no entry"),
    "a page at a reserved address": (
        {"pages/themes.md": "---\ntitle: T\n---\nx"}, "content/pages/themes.md, line 1: the address /themes/ belongs to the site",
    ),
    "a page at a reserved address in capitals": ({"pages/a.md": "---\ntitle: T\nslug: Themes\n---\n"}, "the address /Themes/ belongs to the site"),
    "an archive without an essay": ({"comments/gone.yaml": "comments: []\n"}, "there is no essay with the slug “gone”"),
    "an entry without a meaning": ({"glossary/hope.md": "---\nterm: hope\n---\n"}, "content/glossary/hope.md, line 1: “short” is missing"),
    "two versions": (
        {"essays/a.md": essay("x\n<<<<<<< HEAD\ny\n=======\nz\n>>>>>>> other\n")},
        "content/essays/a.md, line 6: two versions of the text stand here; keep one of them",
    ),
    "a broken picture": ({"images/a.jpg": b"no picture"}, "content/images/a.jpg: this picture cannot be read"),
    "a slug with spaces": ({"essays/2020-01-31-a b.md": essay()}, "“a b” cannot be part of an address; name the file"),
    "a slug too long for a file": (
        {"essays/a.md": essay(slug="a" * 300)},
        "content/essays/a.md, line 4: the slug “aaaaaaaaaaaaaaaaaaaa…” is too long to name a file; write a shorter one",
    ),
    "an entry's slug too long": ({"glossary/a.md": ENTRY.replace("term:", f"slug: {'a' * 300}\nterm:")}, "is too long to name a file"),
    "a theme too long for a file": ({"essays/a.md": essay(tags=f"[{'a' * 300}]")}, "cannot be written (File name too long); nothing was published; give it a shorter name"),
    "a link that is no address": (
        {"essays/a.md": essay("x\n\n[y]({filename}//[y.md)")},
        "content/essays/a.md, line 7: the link to “{filename}//[y.md” leads to no address; correct it.",
    ),
    "a link to a site that is no address": (
        {"essays/a.md": essay("[y](https://[y/)")}, "content/essays/a.md, line 5: the link to “https://[y/” leads to no address",
    ),
    "an entry's link that is no address": (
        {"glossary/a.md": f"{ENTRY}[y]({{filename}}//[y.md)\n"}, "the link to “{filename}//[y.md” leads to no address; correct it.",
    ),
    "a slug that is a folder's own page": (
        {"essays/2020-01-31-a.md": essay(slug="index.html")}, "line 4: “index.html” cannot be part of an address; name the file",
    ),
    "an entry's slug twice": (
        {"glossary/a.md": ENTRY, "glossary/b.md": ENTRY.replace("term: c", "slug: a\nterm: c").replace("compassion", "pity")},
        "content/glossary/b.md, line 2: the slug “a” belongs to content/glossary/a.md already.",
    ),
    "tags that are no list": ({"essays/a.md": essay(tags="{a: b}")}, "line 4: tags should be a list of words"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_is_one_sentence_with_its_place(name: str, build_site: Build) -> None:
    files, sentence = WRONG[name]
    built = build_site(files)
    assert len(built.problems) == 1, built.problems
    assert sentence in built.problems[0]
    assert built.problems[0].endswith((".", "?"))
    assert not built.files()


def test_all_problems_of_a_build_are_listed_together(build_site: Build) -> None:
    built = build_site(
        {"essays/a.md": essay(date="soon"), "essays/b.md": "---\ndate: 2020-01-31\n---\n", "glossary/x.md": "x"}
    )
    assert [line.split(",")[0] for line in built.problems] == [
        "content/essays/a.md", "content/essays/b.md", "content/glossary/x.md", "content/glossary/x.md",
    ]  # fmt: skip


def test_what_was_published_before_stays_as_it_was(build_site: Build) -> None:
    before = build_site({"essays/a.md": essay()}).files()
    after = build_site({"essays/b.md": essay(date="soon")})
    assert after.problems
    assert after.files() == before


BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search")
"""How to run a command by which root, too, may read only what its rights say."""


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_told_and_nothing_of_it_is_taken_down(site: Path) -> None:
    pages = site / "content" / "pages"
    pages.mkdir(parents=True)
    (pages / "about.md").write_text("---\ntitle: About\n---\n")
    run(site, "reflectory.cli", "build")
    pages.chmod(0)
    ended = run(site, "reflectory.cli", "build", before=BOUND if os.geteuid() == 0 else ())
    pages.chmod(0o700)
    assert (ended.returncode, ended.stderr) == (
        1, f"{pages} cannot be read (Permission denied); give yourself the right to read it, or move it away.\n"
    )  # fmt: skip
    assert (site / "output" / "about" / "index.html").is_file()


@pytest.mark.parametrize("place", ["images/loop", "essays/inner/loop"])
def test_a_link_that_leads_in_a_circle_is_told(place: str, build_site: Build, site: Path) -> None:
    link = site / "content" / place
    link.parent.mkdir(parents=True)
    link.symlink_to(site / "content" / place.split("/")[0])
    problem = build_site({"essays/a.md": essay()}).problems
    assert problem == [
        f"{link} leads back to {link.parents[place.count('/') - 1]}, a folder above itself; remove that link."
    ]


@pytest.mark.parametrize("place", ["essays/pipe.md", "images/pipe"])
def test_a_pipe_among_the_sources_is_told_and_nobody_waits_for_it(place: str, site: Path) -> None:
    pipe = site / "content" / place
    pipe.parent.mkdir(parents=True)
    os.mkfifo(pipe)
    ended = run(site, "reflectory.cli", "build")
    assert (ended.returncode, ended.stderr) == (1, f"{pipe} is a pipe, a socket or a device, no file; move it away.\n")


def test_a_site_that_has_lost_all_its_essays_is_left_as_it_was(build_site: Build, site: Path) -> None:
    before = build_site(
        {"essays/a.md": essay(tags="[x]"), "themes/x.md": "---\ntitle: X\npath: [{essay: a, says: y}]\n---\n"}
    )
    published = before.files()
    (site / "content" / "essays" / "a.md").unlink()
    after = build_site({})
    [problem] = after.problems
    assert problem.startswith("content: no essay is here any more, and the published site has some; put them back")
    assert problem.endswith(f"if that is meant, remove {site / 'output' / 'essays' / 'index.html'} first.")
    assert after.files() == published


def test_a_site_may_lose_its_essays_on_purpose(build_site: Build, site: Path) -> None:
    build_site({"essays/a.md": essay(), "pages/about.md": "---\ntitle: About\n---\n"})
    (site / "content" / "essays" / "a.md").unlink()
    (site / "output" / "essays" / "index.html").unlink()
    assert [path for path in build_site({}).files() if path.startswith(("essays/", "about/"))] == ["about/index.html"]
    assert not build_site({}).problems


def test_an_error_in_a_template_names_the_template_and_publishes_nothing(build_site: Build, site: Path) -> None:
    (site / "mine").mkdir()
    (site / "mine" / "essay.html").write_text("{{ view.nonsense }}")
    built = build_site({"essays/a.md": essay()}, THEME_TEMPLATES_OVERRIDES=[str(site / "mine")])
    assert "the template essay.html, line 1" in built.problems[0]
    assert "nonsense" in built.problems[0]
    assert not built.files()


@pytest.mark.parametrize(
    ("text", "line"), [("\n{{ view.nonsense }}", 2), ("\n\n{% nonsense %}", 3), ("{% macro a() %}\n{{ b }}{% endmacro %}{{ a() }}", 2)]
)  # fmt: skip
def test_an_error_in_a_part_of_a_template_names_the_part(text: str, line: int, build_site: Build, site: Path) -> None:
    (site / "mine" / "partials").mkdir(parents=True)
    (site / "mine" / "partials" / "footer.html").write_text(text)
    built = build_site({"essays/a.md": essay()}, THEME_TEMPLATES_OVERRIDES=[str(site / "mine")])
    assert built.problems[0].startswith(f"the template partials/footer.html, line {line}: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"{{ 1 / 0 }}", "the template essay.html, line 1: division by zero (ZeroDivisionError) (for"),
        (b"\n{{ 'a' + 1 }}", "the template essay.html, line 2: can only concatenate str"),
        (b"{% extends 'essay.html' %}", "extends or includes itself; one of your own reaches the theme’s as !theme/"),
        (b"{{ view.title }} \xe9", "the template essay.html: 'utf-8' codec can't decode byte 0xe9"),
    ],
)
def test_a_template_that_ends_in_an_error_of_python_s_is_told(
    text: bytes, said: str, build_site: Build, site: Path
) -> None:
    (site / "mine").mkdir()
    (site / "mine" / "essay.html").write_bytes(text)
    built = build_site({"essays/a.md": essay()}, THEME_TEMPLATES_OVERRIDES=[str(site / "mine")])
    assert said in built.problems[0]


def test_a_full_disk_is_told_and_leaves_what_was_published(
    build_site: Build, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = build_site({"essays/a.md": essay()})
    published = before.files()
    monkeypatch.setattr(Path, "write_bytes", full)
    (site / "content" / "essays" / "a.md").write_text(essay(title="B"))
    after = build_site({}, BUILD_CORES=1)
    assert "cannot be written (No space left on device); nothing was published; make room" in after.problems[0]
    assert (after.files(), list(site.glob(".output*"))) == (published, [])


def test_an_error_in_a_template_leaves_nothing_beside_the_output(site: Path) -> None:
    (site / "content").mkdir()
    (site / "templates").mkdir()
    (site / "templates" / "home.html").write_text("{{ view.nonsense }}")
    ended = run(site, "reflectory.cli", "build", conf='THEME_TEMPLATES_OVERRIDES = ["templates"]')
    assert (ended.returncode, "the template home.html, line 1" in ended.stderr) == (1, True)
    assert not list(site.glob(".output*"))


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"GLOSSARY_LINK": "often"}, "GLOSSARY_LINK is 'often'; it should be one of"),
        ({"GLOSSARY_LINKS": "all"}, "the setting GLOSSARY_LINKS is unknown; did you mean GLOSSARY_LINK?"),
        ({"COMMENTS_MAX_DEPTH": 0}, "COMMENTS_MAX_DEPTH is 0; it should be a whole number, 1 or more"),
        ({"MENUITEMS": ["about/"]}, "MENUITEMS is ['about/']; it should be a list of pairs"),
        ({"SITE_DRAFTS": "yes"}, "SITE_DRAFTS is 'yes'; it should be True or False"),
        ({"SITENAME": 5}, "SITENAME is 5; it should be text in quotation marks"),
        ({"TIMEZONE": "Mars/Base"}, "TIMEZONE is 'Mars/Base'; it should be the name of a time zone, such as"),
        ({"TIMEZONE": None}, "TIMEZONE is None; it should be the name of a time zone, such as"),
        ({"DEFAULT_LANG": "en_GB"}, "DEFAULT_LANG is 'en_gb'; it should be a language tag, such as"),
        (
            {"ARTICLE_URL": "/essays/{slug}/"},
            "ARTICLE_URL is '/essays/{slug}/'; it should be an address from the site's root",
        ),
        (
            {"TAG_URL": "tag/{slug}.html"},
            "TAG_URL is 'tag/{slug}.html'; it should be an address that ends with a slash",
        ),
        (
            {"THEME_TEMPLATES_OVERRIDES": ["templats"]},
            "names “templats”, which is no folder; make it, or remove its name.",
        ),
        ({"DEFAULT_PAGINATION": "ten"}, "DEFAULT_PAGINATION is 'ten'; it should be a whole number, or False"),
    ],
)
def test_a_wrong_setting_ends_the_build_before_anything_is_read(settings: dict[str, object], sentence: str,
                                                                build_site: Build) -> None:  # fmt: skip
    assert sentence in build_site({"essays/a.md": essay()}, **settings).problems[0]


@pytest.mark.parametrize("theme", ["simple", str(ROOT / "theme")])
@pytest.mark.parametrize("header", [{"url": "/a/"}, {"url": "a/../../b/"}, {"save_as": "../a.html"}])
def test_no_header_leads_out_of_the_output_folder(theme: str, header: dict[str, str], build_site: Build) -> None:
    key, address = next(iter(header.items()))
    problems = build_site({"essays/a.md": essay(**header)}, THEME=theme).problems
    said = (
        f"content/essays/a.md, line 4: {key} is “{address}”, which leads out of the site; write it from the site's root"
    )
    assert [problem.startswith(said) for problem in problems] == [True]


def test_two_essays_of_one_slug_are_told_once(build_site: Build, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING", logger="pelican")
    problems = build_site({"essays/a.md": essay(), "essays/b.md": essay(slug="a")}).problems
    assert ["belongs to content/essays/a.md already" in problem for problem in problems] == [True]
    assert not caplog.messages


def test_an_essay_in_two_languages_neither_of_which_is_the_sites_is_no_fault(
    build_site: Build, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("WARNING", logger="pelican")
    built = build_site({f"essays/a-{lang}.md": essay(slug="a", lang=lang) for lang in ("fr", "de")})
    assert not built.problems
    assert not caplog.messages


def test_two_drafts_of_a_page_cannot_share_an_address_either(build_site: Build) -> None:
    pages = {"pages/a.md": essay(status="draft"), "pages/b.md": essay(slug="a", status="draft")}
    assert "belongs to content/pages/a.md already" in build_site(pages).problems[0]


def test_the_output_folder_may_not_hold_the_sources(build_site: Build, site: Path) -> None:
    assert "holds the site's own sources" in build_site({"essays/a.md": essay()}, OUTPUT_PATH=str(site)).problems[0]


def test_a_folder_full_of_something_else_is_left_alone(build_site: Build, site: Path) -> None:
    (site / "letters").mkdir()
    (site / "letters" / "a.txt").write_text("Dear")
    built = build_site({"essays/a.md": essay()}, OUTPUT_PATH=str(site / "letters"))
    assert "holds files and no site; empty it, or name another one." in built.problems[0]
    assert [path.name for path in (site / "letters").iterdir()] == ["a.txt"]


def run(site: Path, *command: str, conf: str = "", before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a command in a site's folder with the settings of this project."""
    (site / "pelicanconf.py").write_text(
        f"exec(open({str(ROOT / 'pelicanconf.py')!r}).read())\nTHEME = {str(ROOT / 'theme')!r}\n{conf}\n"
    )
    return subprocess.run(
        [*before, sys.executable, "-m", *command], cwd=site, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("command", [("pelican",), ("reflectory.cli", "build"), ("reflectory.cli", "check")])
def test_every_way_to_build_exits_with_an_error_and_no_traceback(command: tuple[str, ...], site: Path) -> None:
    (site / "content" / "essays").mkdir(parents=True)
    (site / "content" / "essays" / "a-file-with-a-long-name-that-a-terminal-would-wrap.md").write_text(
        essay(date="soon")
    )
    ended = run(site, *command)
    assert ended.returncode == 1
    assert "-that-a-terminal-would-wrap.md, line 3: the date “soon” is not a date; write it like" in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert not (site / "output").exists()


def test_a_build_leaves_alone_what_it_did_not_make_and_removes_what_it_no_longer_makes(
    build_site: Build, site: Path
) -> None:
    build_site({"essays/a.md": essay(), "essays/b.md": essay(title="B")})
    (site / "output" / "CNAME").write_text("example.org")
    (site / "content" / "essays" / "b.md").unlink()
    files = build_site({}).files()
    assert "CNAME" in files
    assert not [path for path in files if path.startswith("essays/b/")]


def test_an_unchanged_page_is_left_alone(build_site: Build, site: Path) -> None:
    build_site({"essays/a.md": essay(), "essays/b.md": essay(title="B")})
    sheet = site / "output" / "theme" / "site.css"
    before = sheet.stat().st_mtime_ns
    again = build_site({"essays/b.md": essay(title="C")})
    assert sheet.stat().st_mtime_ns == before
    assert 0 < again.run.written < again.run.same
    assert build_site({}).run.written == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("kindnes", "did you mean “kindness”?"),
        ("Hope", "did you mean “hope”?"),
        ("table", "write it."),
        ("", "write it."),
    ],
)
def test_a_name_that_is_nearly_known_is_asked_for(name: str, said: str) -> None:
    assert remedy(name, {"kindness", "hope", "care"}, "write it.") == said


def test_of_two_names_as_near_the_same_is_asked_for_each_time() -> None:
    assert {remedy("part-3", {f"part-{number}" for number in numbers}) for numbers in ((1, 2), (2, 1))} == {
        "did you mean “part-1”?"
    }
