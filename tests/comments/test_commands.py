"""``reflectory comments``: what a practitioner does with a comment, by command."""

from __future__ import annotations

import json
from email.message import EmailMessage
from pathlib import Path

import pytest
from msgspec.structs import replace

from commanding import SAID, place, run
from reflectory.comments.archiving import rows
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from sites import essay


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(place(tmp_path))
    with Inbox(tmp_path) as inbox:
        inbox.add([SAID, replace(SAID, source_id="2", author="Bo")])
    return tmp_path


def archive(here: Path, name: str = "a-bad-day") -> list[str]:
    return [str(row["author"]) for row in rows(here / "content" / "comments" / f"{name}.yaml")]


def state(here: Path, number: int) -> State:
    with Inbox(here) as inbox:
        return inbox.get(number).state


def test_a_list_is_one_json_array(here: Path) -> None:
    (first, _) = json.loads(run("comments", "list", "--json", "--status", "pending").stdout)
    assert list(first) == ["id", "essay", "status", "author", "body", "received", "reasons"]
    assert (first["id"], first["essay"], first["status"]) == (1, "a-bad-day", "pending")
    assert json.loads(run("comments", "list", "--json", "--status", "spam").stdout) == []


def test_a_list_for_people_has_no_address(here: Path) -> None:
    said = run("comments", "list").stdout
    assert "pending" in said
    assert SAID.email not in said


def test_an_empty_list_says_of_what_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place(tmp_path))
    assert run("comments", "list").stdout == "No comment has come in yet.\n"
    assert run("comments", "list", "--status", "spam").stdout == "There is no such comment.\n"


def test_a_decision_is_kept_where_an_archive_cannot_be_read_and_that_is_said(here: Path) -> None:
    broken = here / "content" / "comments" / "a-bad-day.yaml"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("comments: [")
    ended = run("comments", "approve", "1")
    assert (ended.exit_code, state(here, 1)) == (1, State.APPROVED)
    assert "What was decided is kept" in ended.stderr
    assert "nothing was written" not in ended.stderr
    broken.unlink()
    run("comments", "list")
    assert archive(here) == [SAID.author]


def test_a_new_text_in_another_encoding_is_told(here: Path) -> None:
    (here / "text.md").write_bytes("Café".encode("latin-1"))
    ended = run("comments", "redact", "1", "--body", "text.md")
    assert (ended.exit_code, ended.stderr) == (1, "text.md is not UTF-8; save it with the encoding UTF-8.\n")


def test_showing_tells_all_of_it(here: Path) -> None:
    run("comments", "decline", "1", "--who", "Hannah", "--why", "It names a ward.")
    said = run("comments", "show", "1").stdout
    assert "pending → declined by Hannah: It names a ward." in said
    assert SAID.body in said


def test_several_are_approved_at_once_and_undone_at_once(here: Path) -> None:
    assert run("comments", "approve", "1", "2", "--who", "Hannah").output == "2 comments are approved.\n"
    assert archive(here) == ["Ruth Canary-Name", "Bo"]
    assert run("comments", "undo").output == "As before: 1, 2.\n"
    assert archive(here) == []


def test_a_number_that_is_not_there_changes_nothing(here: Path) -> None:
    ended = run("comments", "approve", "1", "7")
    assert ended.exit_code == 1
    assert ended.stderr == "there is no comment 7 in the inbox; nothing was decided.\n"
    assert state(here, 1) is State.PENDING


@pytest.mark.parametrize(("command", "after"), [("spam", State.SPAM), ("decline", State.DECLINED)])
def test_what_is_not_published_is_in_no_archive(here: Path, command: str, after: State) -> None:
    run("comments", "approve", "1")
    assert run("comments", command, "1").exit_code == 0
    assert state(here, 1) is after
    assert archive(here) == []


def test_redacting_tells_readers_and_destroys_the_original(here: Path) -> None:
    run("comments", "approve", "1")
    ended = run("comments", "redact", "1", "--body", "-", "--note", "A ward was taken out.", input="I know that day.")
    assert ended.exit_code == 0, ended.output
    (row,) = rows(here / "content" / "comments" / "a-bad-day.yaml")
    assert (row["body"].strip(), row["edited"]) == ("I know that day.", "A ward was taken out.")
    assert run("comments", "redact", "1", "--body", "-", input=" ").exit_code == 1
    with Inbox(here) as inbox:
        assert inbox.get(1).original == ""


def test_a_reply_stands_below_what_it_answers(here: Path) -> None:
    run("comments", "approve", "1")
    run("comments", "reply", "1", "--text", "Thank you.", "--who", "Hannah")
    first, second = rows(here / "content" / "comments" / "a-bad-day.yaml")
    assert (second["reply_to"], second["by_author"], second["author"]) == (first["id"], True, "Hannah")


def test_a_reply_to_what_waits_finds_its_place_later(here: Path) -> None:
    assert "is pending" in run("comments", "reply", "1", "--text", "Thank you.").output
    assert "reply_to" not in rows(here / "content" / "comments" / "a-bad-day.yaml")[0]
    run("comments", "approve", "1")
    assert [row.get("reply_to") for row in rows(here / "content" / "comments" / "a-bad-day.yaml")] == [None, "i1"]


def test_closing_keeps_every_line_and_opening_gives_the_file_back(here: Path) -> None:
    file = here / "content" / "comments" / "hope.yaml"
    file.parent.mkdir(exist_ok=True)
    written = "# mine\ncomments:\n  - id: 'a'   # old\n    author: B\n    date: 2020-01-01\n    body: \"x\"\n"
    file.write_text("closed: false  # for now\n" + written)
    assert run("comments", "close", "hope", "pages/about").exit_code == 0
    assert file.read_text() == "closed: true  # for now\n" + written
    assert (here / "content" / "comments" / "pages" / "about.yaml").read_text() == "closed: true\ncomments: []\n"
    assert run("comments", "open", "hope").exit_code == 0
    assert file.read_text() == "closed: false  # for now\n" + written


def test_an_essay_that_is_not_there_is_told_with_the_one_that_may_be_meant(here: Path) -> None:
    ended = run("comments", "close", "hoep")
    assert (ended.exit_code, ended.stderr) == (1, "there is no essay “hoep”; did you mean “hope”?\n")


def test_a_mailed_comment_is_held_once(here: Path) -> None:
    file = here / "message.eml"
    file.write_bytes(
        b"From: Ada <ada@example.org>\r\nSubject: Comment on Hope [hope]\r\nMessage-ID: <1@example.org>\r\n\r\nYes.\r\n"
    )
    assert run("comments", "receive", "message.eml").output == "message.eml: is comment 3 on hope, held.\n"
    assert run("comments", "receive", "message.eml").output == "message.eml: is comment 3 already.\n"
    assert state(here, 3) is State.PENDING


def test_a_message_that_is_no_comment_is_told(here: Path) -> None:
    (here / "message.eml").write_bytes(b"From: ada@example.org\r\nSubject: Hello\r\n\r\nYes.\r\n")
    ended = run("comments", "receive", "message.eml")
    assert ended.exit_code == 1
    assert "does not say which essay" in ended.stderr
    assert run("comments", "receive", "message.eml", "--essay", "hope").exit_code == 0


def test_a_decision_that_was_cut_short_is_finished_by_the_next_command(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.decide([1], State.APPROVED, who="Hannah")
    run("comments", "list")
    assert archive(here) == ["Ruth Canary-Name"]


def test_freezing_closes_every_essay_and_page(here: Path) -> None:
    said = run("comments", "freeze").output
    assert "2 comments wait" in said
    assert "closed on 2 essays and 1 page" in said
    assert "Write COMMENTS_CLOSED = True into pelicanconf.py" in said
    for name in ("a-bad-day", "hope", "pages/about"):
        assert "closed: true" in (here / "content" / "comments" / f"{name}.yaml").read_text()
    assert run("build").exit_code == 0
    assert "Comments are closed." in (here / "output" / "essays" / "hope" / "index.html").read_text()


def test_a_setting_keeps_essays_closed_that_are_written_after_freezing(here: Path) -> None:
    with (here / "pelicanconf.py").open("a") as conf:
        conf.write('\nCOMMENTS_CLOSED = True\nCOMMENTS_INTAKE_URL = "/answers/"\n')
    (here / "content" / "essays" / "2020-02-02-later.md").write_text(essay(comments="open"))
    run("comments", "open", "later")
    assert run("build").exit_code == 0
    page = (here / "output" / "essays" / "later" / "index.html").read_text()
    assert "Comments are closed." in page
    assert "<form" not in page
    assert '"open"' not in (here / "output" / "essays.json").read_text()
    said = run("comments", "freeze").output
    assert "COMMENTS_CLOSED" not in said
    assert "Take COMMENTS_INTAKE_URL out" in said


def test_without_mail_settings_delivering_says_nothing_waits(here: Path) -> None:
    assert run("comments", "deliver").output == "Sent: 0 letters. Waiting: 0 letters.\n"


def test_one_is_told_as_one(here: Path) -> None:
    with (here / "pelicanconf.py").open("a") as conf:
        conf.write("\nINBOX_KEEP_EMAIL_DAYS = 0\n")
    run("comments", "decline", "1")
    forgotten = "Forgotten: the private details of 1 comment. Deleted: 0 comments.\n"
    assert run("comments", "purge").output == forgotten
    assert "closed on 2 essays and 1 page;" in run("comments", "freeze").output
    letter = EmailMessage()
    letter["From"], letter["Subject"] = "a@example.org", "[hope]"
    letter.set_content("Yes.")
    letter.add_attachment(b"x", maintype="image", subtype="png")
    (here / "m.eml").write_bytes(letter.as_bytes())
    assert run("comments", "receive", "m.eml").output.endswith("held; left out: 1 attachment.\n")
