"""Everything given back: export, import, export is the same; and WordPress can read it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace

from commanding import SAID, place, run
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.wxr import numbers

WP = {"wp": "http://wordpress.org/export/1.2/"}
ARCHIVE = """closed: 2023-01-01
comments:
  - id: "7"
    author: A Reader
    url: https://example.org/
    date: 2022-01-06T18:12:00+02:00
    edited: A name was taken out.
    body: |
      Hope *is* ]]> all & <b>more</b>.
  - id: x.9
    author: B
    date: 2022-01-07
    kind: pingback
    reply_to: "7"
    body: ""
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "one").mkdir()
    site = place(tmp_path / "one")
    monkeypatch.chdir(site)
    (site / "content" / "comments" / "pages").mkdir(parents=True)
    (site / "content" / "comments" / "hope.yaml").write_text(ARCHIVE)
    (site / "content" / "comments" / "pages" / "about.yaml").write_text("closed: true\ncomments: []\n")
    with Inbox(site) as inbox:
        inbox.add([replace(SAID, source_id=str(number)) for number in range(5)])
        inbox.decide([2], State.SPAM, who="Hannah", why="buy now")
        inbox.decide([3], State.DECLINED, who="Hannah")
        inbox.decide([1], State.APPROVED, who="Hannah")
        inbox.redact(1, "Less.", note="Cut.", keep_original=True)
        inbox.delete([4])
    return site


@pytest.mark.parametrize(
    ("archive", "told"),
    [
        ("[1]", "should have keys"),
        ('{"comments": ["x"]}', "a comment needs the keys"),
        ('{"comments": [{"id": "1"}]}', "has no “author”"),
        ('{"closed": "maybe"}', "closed is “maybe”"),
    ],
)
def test_an_export_that_somebody_broke_is_told_and_nothing_of_it_taken_in(here: Path, archive: str, told: str) -> None:
    before = {file: file.read_bytes() for file in (here / "content").rglob("*.yaml")}
    Path("b.json").write_text(f'{{"format": "reflectory-comments", "version": 1, "archives": {{"hope": {archive}}}}}')
    ended = run("comments", "import", "b.json")
    assert ended.exit_code == 1
    assert ended.stderr.startswith("b.json, the comments on “hope”: ")
    assert told in ended.stderr
    assert {file: file.read_bytes() for file in (here / "content").rglob("*.yaml")} == before


def elsewhere(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same site without a comment."""
    other = here.parent / "two"
    other.mkdir()
    monkeypatch.chdir(place(other))
    return other


@pytest.mark.parametrize("options", [[], ["--private"]])
def test_json_exported_imported_and_exported_is_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    first = run("comments", "export", *options).stdout
    (here.parent / "all.json").write_text(first)
    elsewhere(here, monkeypatch)
    assert run("comments", "import", "../all.json").exit_code == 0
    assert run("comments", "export", *options).stdout == first
    assert run("comments", "import", "../all.json").output == "0 comments put into archives, 0 into the inbox.\n"
    assert run("comments", "export", *options).stdout == first
    assert run("build").exit_code == 0


def test_a_public_export_has_nothing_private(here: Path) -> None:
    given = run("comments", "export").stdout
    assert "inbox" not in json.loads(given)
    assert SAID.email not in given
    assert SAID.body not in given
    assert SAID.email not in run("comments", "export", "--format", "wxr").stdout


def test_numbers_go_on_after_an_import(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("comments", "export", "--private", "../all.json")
    with Inbox(elsewhere(here, monkeypatch)) as inbox:
        run("comments", "import", "../all.json")
        assert inbox.add([replace(SAID, source_id="new")]) == [6]
        assert inbox.get(6).public_id == "i6"


def test_another_comment_of_the_same_number_is_not_overwritten(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("comments", "export", "--private", "../all.json")
    with Inbox(elsewhere(here, monkeypatch)) as inbox:
        inbox.add([replace(SAID, source_id="mine")])
    ended = run("comments", "import", "../all.json")
    assert (ended.exit_code, "comment 1 of the file is another one here" in ended.stderr) == (1, True)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "reflectory-comments", "version": 2, "archives": {}}'])
def test_a_file_that_is_no_export_is_told(here: Path, content: str) -> None:
    (here / "x.json").write_text(content)
    ended = run("comments", "import", "x.json")
    assert (ended.exit_code, ended.stderr.count("\n")) == (1, 1)


def test_a_file_cannot_write_elsewhere(here: Path) -> None:
    given = {"format": "reflectory-comments", "version": 1, "archives": {"../../x": {"comments": []}}}
    (here / "x.json").write_text(json.dumps(given))
    assert run("comments", "import", "x.json").exit_code == 1
    assert not list(here.parent.rglob("x.yaml"))


def test_wxr_has_ids_parents_dates_kinds_and_states(here: Path) -> None:
    run("comments", "export", "--format", "wxr", "--private", "all.xml")
    tree = etree.parse(str(here / "all.xml"))
    assert tree.findtext("channel/wp:wxr_version", namespaces=WP) == "1.2"
    items = {item.findtext("wp:post_name", namespaces=WP): item for item in tree.iterfind("channel/item")}
    assert list(items) == ["a-bad-day", "hope"]

    def said(item: str, *names: str) -> list[tuple[str | None, ...]]:
        found = items[item].iterfind("wp:comment", namespaces=WP)
        return [tuple(one.findtext(f"wp:comment_{name}", namespaces=WP) for name in names) for one in found]

    assert said("hope", "id", "parent", "type", "date_gmt", "approved") == [
        ("7", "0", "comment", "2022-01-06 16:12:00", "1"),
        ("8", "7", "pingback", "2022-01-07 00:00:00", "1"),
    ]
    assert "]]&gt; all &amp; " in str(said("hope", "content")[0][0])
    assert sorted(said("a-bad-day", "approved")) == [("0",), ("1",), ("spam",), ("trash",)]
    assert {email for email, state in said("a-bad-day", "author_email", "approved") if state != "1"} == {SAID.email}
    assert items["hope"].findtext("wp:post_type", namespaces=WP) == "post"


def test_ids_that_are_no_numbers_get_the_next_ones() -> None:
    assert numbers(["7", "i1", "007", "3"]) == {"7": 7, "3": 3, "i1": 8, "007": 9}


def test_an_export_that_cannot_be_written_is_told(here: Path) -> None:
    shutil.rmtree(here / "private")
    assert (
        run("comments", "export", "nowhere/x.json").stderr
        == "nowhere/x.json cannot be written (No such file or directory).\n"
    )
    assert not (here / "private").exists()


def test_what_wxr_gives_back_is_given_back_again_by_whoever_imports_it(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "  - {id: '8', author: Ann, date: 2022-01-08, reply_to: '7', by_author: true, body: Thank you.}\n"
    (here / "content" / "comments" / "hope.yaml").write_text(ARCHIVE + said)
    run("comments", "export", "--format", "wxr", "one.xml")
    empty = here.parent / "empty"
    (empty / "content" / "essays").mkdir(parents=True)
    (empty / "theme").symlink_to(here / "theme")
    (empty / "pelicanconf.py").write_text((here / "pelicanconf.py").read_text())
    monkeypatch.chdir(empty)
    run("import", "wordpress", str(here / "one.xml"))
    run("comments", "export", "--format", "wxr", "two.xml")
    assert (empty / "two.xml").read_bytes() == (here / "one.xml").read_bytes()
