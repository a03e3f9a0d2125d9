"""A person's rights: all there is of them, and nothing of them afterwards, in any file of ours."""

from __future__ import annotations

import gzip
import json
import shutil
import stat
import subprocess
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from apart import files
from commanding import SAID, place, run
from reflectory.comments import erasing, history, receipts, rights
from reflectory.comments.archiving import rows
from reflectory.comments.inbox.publishing import reconcile
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.post import Outbox

OTHER = replace(
    SAID,
    source_id="2",
    author="Bo",
    email="bo@example.org",
    body="As Ruth.Canary@example.org said, one goes on.",
    reply_to="i1",
)
CANARIES = (b"ruth.canary", b"canary-name", b"canary ward", b"canary-original")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that has a person in each place where one can be."""
    monkeypatch.chdir(place(tmp_path))
    with Inbox(tmp_path) as inbox:
        inbox.add(
            [SAID, OTHER, replace(SAID, source_id="3", email="RUTH.canary@example.org ", body="Canary ward again.")]
        )
        inbox.decide([2], State.DECLINED, who="Hannah", why="names ruth.canary@example.org")
        inbox.redact(3, "Again.", note="Shortened.", keep_original=True)
        letter = EmailMessage()
        letter["To"], letter["Subject"] = "hannah@example.org", "A comment"
        letter.set_content(f"{SAID.email} wrote")
        Outbox(inbox).put(letter)
    assert run("comments", "approve", "1", "2").exit_code == 0
    backups = tmp_path / "private" / "backups"
    backups.mkdir()
    shutil.copy(tmp_path / "private" / "inbox.sqlite3", backups / "monday.sqlite3")
    run("comments", "export", "--private", "private/backups/all.json")
    receipts.write(
        tmp_path, "import", {"items": [{"id": "1", "reason": f"{SAID.email} is no address", "who": SAID.author}]}
    )
    assert run("build").exit_code == 0
    return tmp_path


def left(here: Path) -> list[str]:
    """The files in which something of the person still stands."""
    skipped = {here / "theme"}
    found = {name: content.lower() for name, content in files(here).items() if here / name not in skipped}
    return [name for name, content in found.items() if any(canary in content for canary in CANARIES)]


def test_before_it_the_person_is_in_all_these_places(here: Path) -> None:
    names = left(here)
    assert "private/inbox.sqlite3" in names
    assert "private/backups/monday.sqlite3" in names
    assert "private/backups/all.json" in names
    assert "content/comments/a-bad-day.yaml" in names
    assert "output/essays/a-bad-day/index.html" in names
    assert any(name.startswith("private/receipts/import") for name in names)
    assert any(name.startswith(".cache/") for name in names)


def test_after_erasing_and_a_build_there_is_no_trace(here: Path) -> None:
    ended = run("comments", "erase", "--email", "Ruth.Canary@Example.org", "--who", "Hannah")
    assert ended.exit_code == 0, ended.output
    assert not [canary for canary in CANARIES if canary in ended.output.lower().encode()]
    assert run("build").exit_code == 0
    assert left(here) == []


def test_what_answered_stays_and_answers_nothing(here: Path) -> None:
    run("comments", "erase", "--email", SAID.email)
    (row,) = rows(here / "content" / "comments" / "a-bad-day.yaml")
    assert (row["author"], row["body"]) == ("Bo", "As [removed] said, one goes on.\n")
    assert "reply_to" not in row
    with Inbox(here) as inbox:
        assert [(held.id, held.reply_to, held.body) for held in inbox.find()] == [
            (2, "", "As [removed] said, one goes on.")
        ]
        assert [one.why for one in inbox.get(2).history] == ["names [removed]", ""]
        assert Outbox(inbox).waiting() == 0


def test_backups_keep_the_others(here: Path) -> None:
    run("comments", "erase", "--email", SAID.email)
    with Inbox(here, backup=here / "private" / "backups" / "monday.sqlite3") as copy:
        assert [held.author for held in copy.find()] == ["Bo"]
    kept = json.loads((here / "private" / "backups" / "all.json").read_text())
    assert [one["author"] for one in kept["inbox"]] == ["Bo"]


def test_the_receipt_proves_whom_it_is_about_and_names_nobody(here: Path) -> None:
    run("comments", "erase", "--email", SAID.email, "--who", "Hannah")
    (file,) = (here / "private" / "receipts").glob("erase-*.json")
    receipt = json.loads(file.read_text())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert (receipt["comments"], receipt["archived"], receipt["letters"]) == (
        2,
        ["a-bad-day#i1", "a-bad-day#i3"],
        1,
    ) or (receipt["archived"] == ["a-bad-day#i1"])
    assert receipts.fingerprint(SAID.email, receipt["person"]["salt"]) == receipt["person"]
    assert receipts.fingerprint("bo@example.org", receipt["person"]["salt"]) != receipt["person"]


def test_a_backup_that_cannot_be_changed_is_named(here: Path) -> None:
    (here / "private" / "backups" / "old.txt").write_text(f"{SAID.email}\n")
    ended = run("comments", "erase", "--email", SAID.email)
    assert ended.exit_code == 1
    assert "private/backups/old.txt still names them" in ended.output


def test_a_backup_that_is_packed_is_looked_into_and_one_that_cannot_be_is_named(here: Path) -> None:
    backups = here / "private" / "backups"
    (backups / "inbox.sqlite3.gz").write_bytes(gzip.compress((here / "private" / "inbox.sqlite3").read_bytes()))
    (backups / "inbox.dump").write_bytes(b"PGDMP\x01\x0e\x00")
    (backups / "harmless.txt").write_text("Bo was here.")
    ended = run("comments", "erase", "--email", SAID.email)
    assert ended.exit_code == 1
    assert "private/backups/inbox.sqlite3.gz still names them" in ended.output
    assert "private/backups/inbox.dump cannot be looked into" in ended.output
    assert "harmless" not in ended.output


def test_what_others_of_the_same_name_or_with_the_same_words_wrote_stays(here: Path) -> None:
    others = [
        replace(SAID, source_id="10", email="other@example.org", body="Yesterday I came home. Yes."),
        replace(SAID, source_id="11", email="third@example.org", body="Yes."),
    ]
    with Inbox(here) as inbox:
        inbox.add([replace(SAID, source_id="9", body="Yes."), *others])
    run("comments", "export", "--private", "private/backups/all.json")
    run("comments", "erase", "--email", SAID.email)
    kept = json.loads((here / "private" / "backups" / "all.json").read_text())["inbox"]
    assert [(one["author"], one["body"]) for one in kept[-2:]] == [(one.author, one.body) for one in others]


def test_a_held_comment_takes_no_other_with_it_that_has_its_id(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.delete([1, 2, 3])
        (held,) = inbox.add([replace(SAID, source_id="9", public_id="i2", body="Still held.")])
        assert inbox.get(held).public_id == "i2"
    ended = run("comments", "erase", "--email", SAID.email)
    assert "1 comment in the inbox, 0 in archives" in ended.output
    assert "i2" in [row["id"] for row in rows(here / "content" / "comments" / "a-bad-day.yaml")]


def test_published_comments_without_an_address_are_erased_by_name(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.delete([1, 3])
    ended = run("comments", "erase", "--email", SAID.email, "--comment", "a-bad-day#i1")
    assert ended.exit_code == 0, ended.output
    assert [row["author"] for row in rows(here / "content" / "comments" / "a-bad-day.yaml")] == ["Bo"]
    assert run("comments", "erase", "--email", SAID.email, "--comment", "a-bad-day#i1").exit_code == 1


def test_namesakes_are_told(here: Path) -> None:
    with Inbox(here) as inbox:
        inbox.add([replace(SAID, source_id="4", email="")])
        inbox.decide([4], State.APPROVED, who="Hannah")
    assert "Somebody of the same name wrote a-bad-day#i4" in run("comments", "erase", "--email", SAID.email).output


def test_it_says_what_the_repository_still_holds(here: Path) -> None:
    for command in (
        ["init", "-q"],
        ["add", "content"],
        ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *command], cwd=here, check=True)
    said = run("comments", "erase", "--email", SAID.email).output
    assert "content/comments/a-bad-day.yaml is in 1 commit" in said
    assert "git filter-repo --force --path content/comments/a-bad-day.yaml --invert-paths" in said


def test_all_there_is_of_a_person_is_given_to_them(here: Path) -> None:
    run("comments", "export", "--email", "ruth.CANARY@example.org", "person.json")
    given = json.loads((here / "person.json").read_text())
    assert [one["id"] for one in given["inbox"]] == [1, 3]
    assert given["inbox"][1]["original"] == "Canary ward again."
    assert [row["id"] for row in given["published"]] == ["i1"]
    assert given["named_in"] == [{"about": "a-bad-day", "id": "i2"}]
    assert given["letters"] == 1
    assert stat.S_IMODE((here / "person.json").stat().st_mode) == 0o600
    assert "bo@example.org" not in json.dumps(given)


def test_doing_it_twice_is_doing_it_once(here: Path) -> None:
    run("comments", "erase", "--email", SAID.email)
    again = run("comments", "erase", "--email", SAID.email)
    assert again.exit_code == 0
    assert "Erased: 0 comments in the inbox, 0 in archives" in again.output


def test_of_a_text_that_begins_with_another_no_end_is_left(here: Path) -> None:
    texts = [" ".join(["Canary ward,", *["and again"] * number]) for number in range(1, 13)]
    with Inbox(here) as inbox:
        inbox.add([replace(SAID, source_id=f"b{text}", body=text) for text in texts])
    receipts.write(here, "import", {"items": [{"id": "2", "reason": f"left out: {text}!"} for text in texts]})
    run("comments", "erase", "--email", SAID.email)
    kept = [json.loads(file.read_text()) for file in (here / "private" / "receipts").glob("import-*.json")]
    (reasons,) = [[item["reason"] for item in one["items"]] for one in kept if len(one["items"]) == len(texts)]
    assert set(reasons) == {"left out: [removed]!"}


def test_history_is_asked_once_for_all_archives(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    files = [here / "content" / "comments" / f"{number}.yaml" for number in range(9)]
    for file in files:
        file.write_text("x")
        subprocess.run(["git", "add", file], cwd=here, check=True)
        subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"], cwd=here, check=True)
    asked: list[object] = []
    ask = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *command, **more: (asked.append(command), ask(*command, **more))[1])
    told = history.told(here, files)
    assert all(f"{number}.yaml is in 1 commit " in told[number] for number in range(9))
    assert len(asked) < 4


def test_where_git_does_not_answer_nothing_is_claimed(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "init", "-q"], cwd=here, check=True)
    ask = subprocess.run

    def late(command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        if "log" in command:
            raise subprocess.TimeoutExpired(command, 1)
        return ask(command, **more)

    monkeypatch.setattr(subprocess, "run", late)
    (told,) = history.told(here, [here / "content" / "comments" / "a-bad-day.yaml"])
    assert told == "git did not say what the repository's history holds; look with “git log --all -- content/comments”."


def test_an_archive_is_read_once_for_all_that_somebody_said_there(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Inbox(here) as inbox:
        inbox.decide(inbox.add([replace(SAID, source_id=f"m{number}") for number in range(20)]), State.APPROVED, who="")
        reconcile(inbox)
    read: list[Path] = []
    for module in (rights, erasing):
        monkeypatch.setattr(module, "rows", lambda file: (read.append(file), rows(file))[1])
    run("comments", "export", "--email", SAID.email, "person.json")
    assert len(json.loads((here / "person.json").read_text())["published"]) == 21
    assert len(read) < 5
    run("comments", "erase", "--email", SAID.email)
    assert len(read) < 15
