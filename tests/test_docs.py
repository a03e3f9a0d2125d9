"""The documentation says what is there, and all of it: settings, commands, keys, properties, files.

``python tests/test_docs.py`` writes the table of settings in ``docs/settings.md`` anew.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import runpy
from collections.abc import Callable, Iterator
from inspect import getmembers, isfunction, signature

import click
import pytest
from pelican.readers import METADATA_PROCESSORS

import reflectory
from reflectory.browsing.themes import KEYS as THEME_KEYS
from reflectory.building.serve import POLICY
from reflectory.cli import main
from reflectory.comments.archive import KEYS as COMMENT_KEYS
from reflectory.comments.archive import parse as parse_archive
from reflectory.glossary.entries import KEYS as ENTRY_KEYS
from reflectory.glossary.entries import Cited, Step
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.oversights import KEYS as HEADER_KEYS
from reflectory.site.part import Part
from reflectory.site.settings import Options
from sites import ROOT, Built

SETTINGS = ROOT / "docs" / "settings.md"
START, END = "<!-- settings -->\n", "<!-- /settings -->"
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "LICENSE-content.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXTS = {doc.relative_to(ROOT).as_posix(): doc.read_text("utf-8") for doc in DOCS}
WRITING, THEMING = TEXTS["docs/writing.md"], TEXTS["docs/theming.md"]
CONTEXT = click.Context(main)
CODE = re.compile(r"^```.*?^```$|`[^`\n]+`", re.M | re.S)
FILE = re.compile(r"<!-- file: content/(?P<path>\S+) -->\n```\w+\n(?P<text>.*?)^```$", re.M | re.S)


def options() -> list[type[Options]]:
    """Every part's declared settings, by prefix."""
    for module in pkgutil.walk_packages(reflectory.__path__, "reflectory."):
        importlib.import_module(module.name)
    return sorted(Options.__subclasses__(), key=lambda declared: declared.prefix)


def settings_table() -> str:
    """The table of all settings, as the code declares them."""
    rows = [
        f"| `{name}` | {_default(default)} | {meaning} |"
        for declared in options()
        for name, default, meaning in declared.described()
    ]
    return "\n".join(["| setting | default | meaning |", "| --- | --- | --- |", *rows])


def _default(value: object) -> str:
    return "empty" if value == "" else f"`{value!r}`".replace("'", '"')


def block(text: str, name: str) -> str:
    """What stands between the markers of a name."""
    return text.split(f"<!-- {name} -->\n", 1)[1].split(f"<!-- /{name} -->", 1)[0]


def first_cells(table: str) -> list[str]:
    """The names in code in the first column of a table."""
    return [
        name
        for row in table.splitlines()
        if row.startswith("| `")
        for name in re.findall("`([^`]+)`", row.split("|")[1])
    ]


def keys(kind: str) -> list[str]:
    """The keys that docs/writing.md lists for a kind of file."""
    return first_cells(WRITING.split(f"<!-- keys: {kind} -->\n", 1)[1].split("\n\n", 1)[0])


def code() -> Iterator[str]:
    """All code in the documentation, commands among it."""
    for text in TEXTS.values():
        yield from CODE.findall(text)


def test_the_table_of_settings_is_what_the_code_declares() -> None:
    assert block(TEXTS["docs/settings.md"], "settings").strip() == settings_table(), "run: python tests/test_docs.py"


def test_every_setting_of_pelicans_that_we_use_is_explained() -> None:
    ours = {name for declared in options() for name, _, _ in declared.described()}
    used = {name for name in runpy.run_path(str(ROOT / "pelicanconf.py")) if name.isupper()} - ours
    assert sorted(first_cells(block(TEXTS["docs/settings.md"], "pelican"))) == sorted(used)


def test_every_make_target_is_documented_and_every_documented_one_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {name for piece in code() for name in re.findall(r"(?m)^`?make ([a-z]+)", piece)}
    assert named == targets


def _commands(group: click.Group, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Each command as it is written (``comments list``) with its options; those that are loaded later too."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            options = (one for one in command.params if isinstance(one, click.Option))
            yield f"{before}{name}", {option for one in options for option in (*one.opts, *one.secondary_opts)}


def test_every_command_and_option_is_documented_and_every_documented_one_exists() -> None:
    known = dict(_commands(main))
    named: dict[str, set[str]] = {}
    for piece in code():
        for words in re.findall(r"(?m)^`?(?:\.venv/bin/)?reflectory ([a-z][^\n`]*)", piece):
            first, *others = words.split()
            name = f"{first} {others[0]}" if others and f"{first} {others[0]}" in known else first
            named.setdefault(name, set()).update(re.findall(r"--[a-z-]+", words))
    assert {name: found - {"--help"} for name, found in named.items()} == known


def test_whatever_holds_addresses_of_people_is_kept_where_version_control_does_not_see_it() -> None:
    takes = r"reflectory (?:import (?:wordpress|disqus|isso)|comments (?:import|export|receive)) ([^`\n]+)"
    files = [
        word
        for piece in code()
        for words in re.findall(takes, piece)
        for word in words.split()
        if word.endswith((".xml", ".db", ".json", ".eml"))
    ]
    assert len(files) > 8
    assert all(file.startswith("private/") for file in files)


@pytest.mark.parametrize("name", TEXTS)
def test_every_link_leads_to_a_file_and_a_heading(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", TEXTS[name])):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = ((ROOT / name).parent / path).resolve() if path else ROOT / name
        assert file.is_file(), target
        assert not anchor or anchor in _anchors(file.read_text("utf-8")), target


def _anchors(text: str) -> list[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings]


@pytest.mark.parametrize(
    ("kind", "known"),
    [
        ("entry", ENTRY_KEYS),
        ("step", set(Step.__struct_fields__) - {"lang"}),
        ("source", set(Cited.__struct_fields__)),
        ("theme", THEME_KEYS),
        ("comment", COMMENT_KEYS),
    ],
)
def test_the_keys_of_a_file_are_those_that_the_code_knows(kind: str, known: set[str]) -> None:
    assert sorted(keys(kind)) == sorted(known)


def test_the_keys_of_an_archive_are_known() -> None:
    assert not parse_archive(FrontMatter(dict.fromkeys(keys("archive"))))[1]


def test_the_keys_of_an_essay_are_read_somewhere() -> None:
    source = "".join(file.read_text("utf-8") for file in (ROOT / "plugins").rglob("*.py"))
    assert [key for key in keys("essay") if key not in METADATA_PROCESSORS and f'"{key}"' not in source] == []


def test_the_keys_of_an_essay_are_no_slips() -> None:
    assert HEADER_KEYS.issuperset(keys("essay"))


def test_the_custom_properties_are_those_of_the_style_sheet() -> None:
    declared = set(re.findall(r"^\s+(--[\w-]+):", (ROOT / "theme/static/css/base.css").read_text(), re.M))
    assert set(first_cells(block(THEMING, "properties"))) == declared


def test_every_template_is_named() -> None:
    folders = [ROOT / "theme/templates", *(ROOT / "plugins/reflectory").glob("[!s]*/templates")]
    names = {file.relative_to(folder).as_posix() for folder in folders for file in folder.rglob("*.html")}
    assert sorted(name for name in names if f"`{name}`" not in THEMING) == []


def test_the_macros_take_what_is_said_of_them() -> None:
    folders = [ROOT / "theme/templates", *(ROOT / "plugins/reflectory").glob("*/templates")]
    rows = re.findall(r"^\| `(\w+\(.*?\))` \| `([\w/.]+)` \|", THEMING, re.M)
    assert rows
    for macro, name in rows:
        text = next((folder / name).read_text("utf-8") for folder in folders if (folder / name).is_file())
        assert f"{{% macro {macro} %}}" in text


def test_every_view_is_where_it_is_said_to_be() -> None:
    places = [*(ROOT / "plugins/reflectory").rglob("views.py"), ROOT / "plugins/reflectory/browsing/search/page.py"]
    code = "".join(place.read_text("utf-8") for place in places)
    named = set(re.findall(r"`(\w+View)`", THEMING))
    assert len(named) > 20
    assert sorted(name for name in named if f"class {name}(" not in code) == []


def test_every_method_of_a_part_is_described() -> None:
    hooks = {
        f"{name}({', '.join([*signature(hook).parameters][1:])})"
        for name, hook in getmembers(Part, isfunction)
        if not name.startswith("_")
    }
    assert set(first_cells(block(THEMING, "part"))) == hooks


def test_hosts_are_told_the_policy_that_the_preview_sends() -> None:
    assert f"Content-Security-Policy: {POLICY}\n" in WRITING


def test_the_examples_for_writing_build_without_a_problem(build_site: Callable[..., Built]) -> None:
    built = build_site({found["path"]: found["text"] for found in FILE.finditer(WRITING)})
    assert not built.problems
    assert built.run
    assert not built.run.problems.warnings
    page = built.page("essays/the-empty-chair/")
    assert [term.text for term in page.select("a.term")] == ["comfort", "better word"]
    assert len(page.select("article.comment")) == 2
    assert built.page("themes/endings/").select_one(".intro")


def test_the_examples_for_writing_show_every_kind_of_file() -> None:
    folders = {found["path"].split("/")[0] for found in FILE.finditer(WRITING)}
    assert folders == {"essays", "glossary", "themes", "comments"}


if __name__ == "__main__":
    text = SETTINGS.read_text("utf-8")
    before, after = text.split(START, 1)
    SETTINGS.write_text(before + START + settings_table() + "\n" + END + after.split(END, 1)[1], "utf-8")
