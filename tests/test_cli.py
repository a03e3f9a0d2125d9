"""The ``reflectory`` command as a practitioner meets it."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import zipfile
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from reflectory.building.quick import Asked
from reflectory.cli import main
from sites import ROOT, essay, own_signals


@pytest.fixture
def here(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site's folder with our settings, as the current one."""
    for name in ("pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, site)
    (site / "theme").symlink_to(ROOT / "theme")
    (site / "content" / "essays").mkdir(parents=True)
    (site / "content" / "essays" / "2020-01-31-a.md").write_text(essay())
    monkeypatch.chdir(site)
    return site


def run(*arguments: str) -> Result:
    """Run the command in this process."""
    with own_signals():
        return CliRunner().invoke(main, arguments)


def test_build_says_what_it_did(here: Path) -> None:
    assert "1 essay in output/" in run("build").output
    assert "0 files written" in run("build").output


def test_build_writes_where_it_is_told(here: Path) -> None:
    assert run("build", "--output", "elsewhere").exit_code == 0
    assert (here / "elsewhere" / "index.html").is_file()
    assert not (here / "output").exists()


def test_a_full_report_begins_with_the_same_line(here: Path) -> None:
    assert "\n1 essay in output/: " in f"\n{run('build', '--report').stdout}"


def test_json_is_all_that_stands_on_standard_output(here: Path) -> None:
    (here / "content" / "essays" / "b.md").write_text(essay("[gone]({filename}gone.md)", title="B"))
    ended = run("build", "--json")
    told = json.loads(ended.stdout)
    assert (told["essays"], told["written"] > 0, told["output"]) == (2, True, str(here / "output"))
    assert [warning["file"] for warning in told["warnings"]] == ["content/essays/b.md"]
    assert "Warning: content/essays/b.md" in ended.stderr


def test_a_build_that_fails_tells_no_json(here: Path) -> None:
    (here / "content" / "essays" / "b.md").write_text(essay(date="soon"))
    ended = run("build", "--json")
    assert (ended.exit_code, ended.stdout, "is not a date" in ended.stderr) == (1, "", True)


def test_a_profile_is_written_where_it_is_told(here: Path) -> None:
    assert run("build", "--profile", "profile.json").exit_code == 0
    assert "reflectory" in (here / "profile.json").read_text()


def test_a_profile_that_cannot_be_written_is_refused_before_the_build(here: Path) -> None:
    ended = run("build", "--profile", "missing/profile.json")
    assert (ended.exit_code, "missing/profile.json" in ended.stderr) == (2, True)
    assert not (here / "output").exists()


def test_check_writes_nothing(here: Path) -> None:
    ended = run("check", "--strict")
    assert (ended.exit_code, "1 essay and 0 pages read; nothing is wrong" in ended.output) == (0, True)
    assert not list(here.glob("*output*"))


def test_a_public_build_refuses_an_empty_address(here: Path) -> None:
    ended = run("build", "--public")
    assert ended.exit_code == 1
    assert "publishconf.py: SITEURL is empty; set it" in ended.output


def test_a_public_build_uses_the_public_address(here: Path) -> None:
    conf = here / "publishconf.py"
    conf.write_text(conf.read_text().replace('SITEURL = ""', 'SITEURL = "https://example.org"'))
    assert run("build", "--public").exit_code == 0
    assert 'href="https://example.org/essays/a/"' in (here / "output" / "essays" / "a" / "index.html").read_text()


@pytest.mark.parametrize(
    "address",
    ["example.org", " https://example.org ", "https://exa mple.org", "https://?", "file:///x", "//example.org",
     "https://example.org?x=1", None, 5],
)  # fmt: skip
def test_an_address_that_cannot_be_public_is_refused_before_anything_is_kept(address: object, here: Path) -> None:
    (here / "publishconf.py").write_text(f"from pelicanconf import *\n\nSITEURL = {address!r}\n")
    ended = run("build", "--public")
    assert (ended.exit_code, ended.stderr.count("\n")) == (1, 1)
    assert ended.stderr.startswith(
        f"publishconf.py: SITEURL is {address!r}; it should be an address that begins with https://"
    )
    assert not (here / "content" / "ledger").exists()


@pytest.mark.parametrize("address", ["https://example.org/blog/", "http://[::1]:8000", "https://bücher.example"])
def test_a_public_address_may_have_a_folder_a_port_and_other_letters(address: str, here: Path) -> None:
    (here / "publishconf.py").write_text(f"from pelicanconf import *\n\nSITEURL = {address!r}\n")
    assert run("build", "--public").exit_code == 0


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_outside_a_sites_folder_it_says_where_to_go(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = run(command)
    assert (ended.exit_code, "there is no pelicanconf.py in" in ended.output) == (1, True)


def test_a_missing_content_folder_is_named_with_the_remedy(here: Path) -> None:
    shutil.rmtree(here / "content")
    ended = run("build")
    assert ended.exit_code == 1
    assert "pelicanconf.py: the folder that PATH names is missing; make it, or correct PATH." in ended.output


def test_a_missing_theme_is_named_with_the_remedy(here: Path) -> None:
    with (here / "pelicanconf.py").open("a") as settings:
        settings.write('\nTHEME = "nowhere"\n')
    ended = run("build")
    assert ended.exit_code == 1
    assert "pelicanconf.py: the folder that THEME names is missing; make it, or correct THEME." in ended.output


def test_a_fault_in_the_settings_is_told_with_its_line(here: Path) -> None:
    (here / "pelicanconf.py").write_text("SITENAME = 'x'\nAUTHOR = Nobody\n")
    ended = run("build")
    assert ended.exit_code == 1
    assert "pelicanconf.py, line 2: name 'Nobody' is not defined." in ended.output


def test_settings_that_are_no_python_are_told_with_their_line(here: Path) -> None:
    (here / "pelicanconf.py").write_text("SITENAME = 'x'\n  AUTHOR = 'y'\n")
    said = "pelicanconf.py, line 2: Python cannot read this (unexpected indent); mend the line, or the one before it."
    assert said in run("build").output


def test_a_setting_is_read_anew_though_the_file_keeps_its_size_and_time(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    conf = here / "pelicanconf.py"
    for name in ("Ann", "Bob"):
        conf.write_text(f'{(ROOT / "pelicanconf.py").read_text()}SITENAME = "{name}"\n')
        os.utime(conf, (10**9, 10**9))
        run("build")
    assert "<title>Bob</title>" in (here / "output" / "index.html").read_text()


def test_a_template_of_ones_own_is_noticed_when_it_comes_changes_and_goes(here: Path) -> None:
    with (here / "pelicanconf.py").open("a") as conf:
        conf.write('THEME_TEMPLATES_OVERRIDES = ["templates"]\n')
    (here / "templates").mkdir()
    template, page = here / "templates" / "404.html", here / "output" / "404.html"
    run("build")
    before = page.read_text()
    for text in ("One", "Two"):
        template.write_text(text)
        run("build")
        assert page.read_text() == text
    template.unlink()
    run("build")
    assert page.read_text() == before


def test_a_published_file_that_was_edited_is_put_right_though_it_keeps_its_size_and_time(here: Path) -> None:
    run("build")
    page = here / "output" / "404.html"
    before, found = page.read_text(), page.stat()
    page.write_text("x" + before[1:])
    os.utime(page, ns=(found.st_atime_ns, found.st_mtime_ns))
    run("build")
    assert page.read_text() == before


def test_a_build_in_another_locale_is_not_taken_for_the_same(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = set()
    for locale in ("C", "C.UTF-8"):
        monkeypatch.setenv("LC_TIME", locale)
        found.add(Asked(here / "pelicanconf.py", {}).settings)
    assert len(found) == 2


def test_a_plugin_that_cannot_be_loaded_stops_the_build(here: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="pelican")
    with (here / "pelicanconf.py").open("a") as conf:
        conf.write('PLUGINS = ["reflectory", "no_such_plugin"]\n')
    ended = run("build")
    assert (ended.exit_code, "no_such_plugin" in ended.output) == (1, True)
    assert not (here / "output").exists()


@pytest.mark.parametrize("command", ["build", "check", "serve"])
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    assert f"Example: reflectory {command}" in run(command, "--help").output


def test_each_server_has_a_port_of_its_own() -> None:
    context = click.Context(main)
    servers = [main.get_command(context, name) for name in ("serve", "intake", "desk")]
    ports = [option.default for server in servers if server for option in server.params if option.name == "port"]
    assert ports == [8000, 8001, 8002]


def test_terms_reports_what_was_linked_and_what_was_not(here: Path) -> None:
    (here / "content" / "glossary").mkdir()
    (here / "content" / "glossary" / "hope.md").write_text("---\nterm: hope\nshort: To wait well.\n---\nMore.\n")
    (here / "content" / "essays" / "b.md").write_text(essay("> Of hope.\n\nThere is hope.", title="B"))
    ended = run("check", "--terms")
    assert "content/essays/b.md: linked: hope. Not linked: hope (it stands in a quotation or caption)" in ended.output


def test_the_wheel_carries_templates_styles_and_scripts(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    wheel = next(iter(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])))
    names = zipfile.ZipFile(wheel).namelist()
    for part in (
        "glossary/templates/glossary/entry.html",
        "comments/static/comments/comments.css",
        "site/templates/feed.xml",
    ):
        assert f"reflectory/{part}" in names
