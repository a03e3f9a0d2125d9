"""The proof that nothing private is public, tried with canaries in every private field and every kind of file."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from commanding import SAID, place, run
from reflectory.building.parallel import Crew
from reflectory.building.store import Store
from reflectory.comments import unpacking
from reflectory.comments.archiving import change
from reflectory.comments.bodies import Renderer
from reflectory.comments.inbox.publishing import reconcile
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.post import Outbox
from reflectory.comments.traces import traces

BODY = "The *canary* sang in the “third” ward, didn't it?\nNobody wrote\ndown what [it](https://example.org/x) sang."
HELD = replace(SAID, body=BODY)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(place(tmp_path))
    with Inbox(tmp_path) as inbox:
        inbox.add([HELD])
    (tmp_path / "output").mkdir()
    return tmp_path


def found(here: Path) -> list[str]:
    with Inbox(here, read_only=True) as inbox:
        return [str(trace) for trace in traces(here, here / "output", inbox, Crew(1), Store(None))]


def test_a_site_of_which_nothing_is_public_is_content(here: Path) -> None:
    assert run("build").exit_code == 0
    ended = run("check", "--private")
    assert ended.exit_code == 0
    assert ended.output.startswith("1 comment of the inbox looked for")


def test_without_an_inbox_it_says_so_and_makes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place(tmp_path))
    assert run("check", "--private").output == "There is no inbox here, so that nothing of it can be public.\n"
    assert not (tmp_path / "private").exists()


SHAPES: dict[str, Callable[[str], bytes]] = {
    "page.html": lambda text: str(Renderer(20_000).render(text)).encode(),
    "typeset.html": lambda text: text.replace(" ", "&nbsp;").replace("'", "&#8217;").replace("\n", "<br>\n").encode(),
    "split.html": lambda text: text.replace("canary", "ca<b>na</b>r&shy;y").encode(),
    "feed.xml": lambda text: escape(str(Renderer(20_000).render(text))).encode(),
    "data.json": lambda text: json.dumps({"body": text}).encode(),
    "attribute.html": lambda text: f'<p title="{escape(text)}">x</p>'.encode(),
    "index.pf_fragment": lambda text: gzip.compress(b"pagefind_dcd" + json.dumps({"content": text}).encode()),
    "plain.txt": lambda text: text.upper().encode(),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_held_text_is_found_in_whatever_shape(here: Path, name: str) -> None:
    file = here / "output" / "deep" / name
    file.parent.mkdir()
    file.write_bytes(SHAPES[name](f"Before. {BODY} After."))
    assert found(here) == [f"output/deep/{name}: holds a held text of comment 1"]
    ended = run("check", "--private")
    assert ended.exit_code == 1
    assert "canary" not in ended.output.lower()


@pytest.mark.parametrize(
    "content",
    [
        "<a href='mailto:Ruth.Canary@example.org'>",
        "ruth.canary%40example.org",
        "ruth.canary&#64;example.org",
        "https://portraits.example/" + hashlib.md5(b"ruth.canary@example.org", usedforsecurity=False).hexdigest(),
        hashlib.sha256(b"ruth.canary@example.org").hexdigest() + "?s=80",
        "portrait_" + hashlib.sha1(b"ruth.canary@example.org", usedforsecurity=False).hexdigest() + ".png",
    ],
)
def test_an_address_is_found_however_it_is_written(here: Path, content: str) -> None:
    (here / "output" / "a.html").write_text(content)
    assert found(here) == ["output/a.html: holds an e-mail address of comment 1"]


def test_another_address_is_none(here: Path) -> None:
    (here / "output" / "a.html").write_text("not-ruth.canary@example.org.uk ruth.canary@example.com")
    assert found(here) == []


def test_content_is_searched_too(here: Path) -> None:
    (here / "content" / "pages" / "notes.md").write_text(f"---\ntitle: Notes\n---\n{BODY}\n")
    assert found(here) == ["content/pages/notes.md: holds a held text of comment 1"]
    (here / "content" / "pages" / "notes.md").unlink()
    row = {"id": "9", "author": "B", "date": "2020-01-01T00:00:00Z", "body": BODY}
    change(here / "content" / "comments" / "hope.yaml", put=[row])
    assert found(here) == ["content/comments/hope.yaml: holds a held text of comment 1"]


def test_an_essay_that_a_comment_quotes_is_no_trace(here: Path) -> None:
    """Else anybody could keep a site from being published."""
    essay = here / "content" / "essays" / "2020-01-02-hope.md"
    essay.write_text(essay.read_text() + BODY)
    before = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    os.utime(essay, (before, before))
    (here / "output" / "a.html").write_text(BODY)
    assert found(here) == []
    os.utime(essay)
    assert len(found(here)) == 2


def test_what_is_approved_may_be_public_and_what_was_taken_out_may_not(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.redact(1, "The canary sang in the third ward, did it?", note="Cut.", keep_original=True)
        inbox.decide([1], State.APPROVED, who="Hannah")
        reconcile(inbox)
    assert found(here) == []
    (here / "output" / "a.html").write_text(BODY)
    assert found(here) == ["output/a.html: holds the unredacted text of comment 1"]


def test_what_was_sent_twice_and_approved_once_is_public(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.add([replace(HELD, source_id="2")])
        inbox.decide([2], State.APPROVED, who="Hannah")
        reconcile(inbox)
    assert found(here) == []


def test_reasons_and_letters_are_private_too(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.decide([1], State.DECLINED, who="Hannah", why="It is about Mrs Canary of the third ward.")
        letter = EmailMessage()
        letter["To"] = "hannah@example.org"
        letter.set_content("from ada.canary@example.org")
        Outbox(inbox).put(letter)
    (here / "output" / "a.html").write_text("it is about mrs canary of the third ward; hannah@example.org")
    (here / "output" / "b.html").write_text("ada.canary@example.org")
    assert found(here) == [
        "output/a.html: holds the reason of a decision of comment 1",
        "output/b.html: holds an e-mail address",
    ]


def test_short_courtesies_are_nobodys(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.add([replace(SAID, source_id="2", body="Thank you!")])
    (here / "output" / "a.html").write_text("Thank you!")
    assert found(here) == []


THANKS = replace(SAID, source_id="2", body="Thank you!", url="https://reader.example/ruth")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<b>Ruth Canary-Name</b> <time>6 January 2026, 18:12</time> <p>Thank you!</p>", "a held text of comment 2"),
        ("author: Ruth Canary-Name\n  body: |\n    Thank you!\n", "a held text of comment 2"),
        ('<a href="https://reader.example/ruth">Ruth Canary-Name</a>', "a writer's name and page of comment 2"),
        ("author: Ruth Canary-Name\nurl: http://reader.example/ruth/\n", "a writer's name and page of comment 2"),
        ("Ruth Canary-Name came. <a href='https://reader.example/ruthless'>Her</a> page.", ""),
        ("I said to Ruth Canary-Name that I was glad. " + "And so on. " * 20 + "Thank you!", ""),
        ("Thank you! See https://reader.example/ruth", ""),
    ],
)
def test_what_would_be_anybodys_is_found_beside_the_name(here: Path, content: str, told: str) -> None:
    with Inbox(here) as inbox:
        inbox.add([THANKS])
    (here / "output" / "a.html").write_text(content)
    assert found(here) == ([f"output/a.html: holds {told}"] if told else [])


def test_what_somebody_of_the_same_name_published_is_public(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.add([THANKS, replace(THANKS, source_id="3")])
        inbox.decide([3], State.APPROVED, who="Hannah")
        reconcile(inbox)
    (here / "output" / "a.html").write_text("Ruth Canary-Name https://reader.example/ruth Thank you!")
    assert found(here) == []


def test_nobody_keeps_a_site_from_being_published_by_saying_what_its_pages_say(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.add([replace(SAID, source_id="2", body="Comments are closed."),
                   replace(SAID, source_id="3", author="Comments are", body="closed.")])  # fmt: skip
        assert run("comments", "close", "hope").exit_code == 0
    assert run("build").exit_code == 0
    assert "Comments are closed." in (here / "output" / "essays" / "hope" / "index.html").read_text()
    assert found(here) == []


def test_packs_are_unpacked(here: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("OEBPS/essay.xhtml", f"<p>{BODY}</p>")
    with zipfile.ZipFile(here / "output" / "pack.imscc", "w") as pack:
        pack.writestr("pack.epub", inner.getvalue())
    (here / "output" / "two.gz").write_bytes(gzip.compress(b"first ") + gzip.compress(BODY.encode()))
    torn = gzip.compress(f"{BODY} {os.urandom(90_000).hex()}".encode())
    (here / "output" / "torn.gz").write_bytes(torn[:-20_000])
    assert found(here) == [
        f"output/{name}: holds a held text of comment 1" for name in ("pack.imscc", "torn.gz", "two.gz")
    ]


def seconds(here: Path, expected: list[str]) -> float:
    """How long it takes this process to find what is expected."""
    began = time.process_time()
    assert found(here) == expected
    return time.process_time() - began


def test_twenty_thousand_held_comments_cost_little_more_than_one(here: Path) -> None:
    page = "<p>" + "We all had hope that day, and some kindness for the patients of the ward. " * 800 + "</p>"
    for number in range(100):
        (here / "output" / f"{number}.html").write_text(page)
    (here / "output" / "leak.html").write_text(page + "<i>I was number 777 of the canaries in that mine.</i>")
    one = seconds(here, [])
    with Inbox(here) as inbox:
        inbox.add(
            replace(
                SAID,
                source_id=f"n{n}",
                email=f"n{n}@example.net",
                body=f"I was number {n} of the canaries in that mine.",
            )
            for n in range(20_000)
        )
    assert seconds(here, ["output/leak.html: holds a held text of comment 779"]) < 50 * one


def test_canaries_of_every_private_field_stay_where_they_belong(here: Path, caplog: pytest.LogCaptureFixture) -> None:
    said = []
    with Inbox(here) as inbox:
        inbox.add(
            [
                replace(
                    SAID, source_id="9", author="Canary-Author", url="https://canary.example/", body="canary-body-of-9"
                )
            ]
        )
    for command in (
        ["comments", "decline", "2", "--why", "canary-reason-of-9"],
        ["comments", "undo"],
        ["comments", "list"],
        ["build"],
        ["check"],
        ["check", "--private"],
        ["comments", "export", "public.json"],
        ["comments", "erase", "--email", SAID.email],
        ["comments", "freeze"],
        ["build", "--report"],
    ):
        ended = run(*command)
        assert ended.exit_code == 0, ended.output
        said.append(ended.output if command[1:2] != ["list"] else "")
    public = [path for name in ("content", "output") for path in (here / name).rglob("*") if path.is_file()]
    public += [here / "public.json", *(here / "private" / "receipts").iterdir()]
    everything = "".join([*said, caplog.text, *(path.read_text("utf-8", errors="ignore") for path in public)]).lower()
    for canary in ("ruth.canary", "canary-author", "canary.example", "canary-body", "canary-reason", "canary sang"):
        assert canary not in everything, canary


SEARCHED = ("content", "output")


def searched(here: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return what a check reads of ``content/`` and ``output/``."""
    read: set[str] = set()

    def texts(file: Path) -> Iterator[str]:
        read.update(file.relative_to(here).as_posix() for name in SEARCHED if file.is_relative_to(here / name))
        return unpacking.texts(file)

    with monkeypatch.context() as patched:
        patched.setattr("reflectory.comments.traces.unpacking", SimpleNamespace(texts=texts))
        run("check", "--private")
    return read


@pytest.fixture
def old(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was changed a while ago, and searched since."""
    (here / "output" / ".git").mkdir()
    for name in ("a.html", "b.html", ".git/c"):
        (here / "output" / name).write_text("hope")
    time.sleep(0.15)
    assert searched(here, monkeypatch) >= {"content/essays/2020-01-02-hope.md", "output/a.html", "output/.git/c"}
    return here


def test_what_is_as_it_was_is_not_searched_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert searched(old, monkeypatch) == set()
    (old / "output" / "a.html").write_text(BODY)
    for _ in range(2):  # what was found is found again
        assert searched(old, monkeypatch) == {"output/a.html"}
    (old / "output" / "a.html").unlink()
    assert run("check", "--private").exit_code == 0


def test_what_has_just_been_changed_is_searched_again(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = old / "output" / "a.html"
    file.write_text("kindness")
    os.utime(file, (time.time(), time.time() + 3600))  # a moment ago, however long the search takes
    for _ in range(2):  # a further change might leave its stamp the same
        assert searched(old, monkeypatch) == {"output/a.html"}


def test_a_folder_that_is_not_there_is_not_called_clean(here: Path) -> None:
    ended = run("check", "--private", "--output", "nowhere")
    assert (ended.exit_code, "“nowhere”, which is no folder" in ended.output) == (1, True)


def test_a_pipe_is_not_called_clean_and_nobody_waits_for_it(old: Path) -> None:
    os.mkfifo(old / "output" / "pipe")
    ended = run("check", "--private")
    assert (ended.exit_code, "output/pipe is a pipe, a socket or a device, no file; move" in ended.output) == (1, True)


def test_for_something_else_every_file_is_searched(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Inbox(old) as inbox:
        inbox.add([replace(SAID, source_id="2", body="Nobody knows of the second canary.")])
    assert {"output/a.html", "output/b.html", "output/.git/c"} < searched(old, monkeypatch)
    assert searched(old, monkeypatch) == set()
    shutil.rmtree(old / ".cache")
    assert "output/b.html" in searched(old, monkeypatch)


def test_a_quotation_is_one_only_for_as_long_as_its_source_is_old(old: Path) -> None:
    (old / "output" / "a.html").write_text(BODY)
    essay = old / "content" / "essays" / "2020-01-02-hope.md"
    essay.write_text(essay.read_text() + BODY)
    before = (datetime.now(UTC) - timedelta(days=1)).timestamp()
    os.utime(essay, (before, before))
    time.sleep(0.15)
    assert [run("check", "--private").exit_code for _ in range(2)] == [0, 0]
    os.utime(essay)
    assert run("check", "--private").exit_code == 1


def test_a_picture_that_lies_in_a_page_keeps_nobody_waiting(here: Path) -> None:
    def taken(text: str) -> float:
        (here / "output" / "a.html").write_text(f"{text} a @ b, ruth.canary@example.org")
        return seconds(here, ["output/a.html: holds an e-mail address of comment 1"])

    words = min(taken("We had hope. " * 10_000) for _ in range(2))
    assert taken('<img src="data:image/png;base64,' + "QUJD" * 32_000 + '">') < 10 * words
