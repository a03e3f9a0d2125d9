"""The inbox: nothing is lost or doubled, every decision can be taken back, and what is over is forgotten."""

from __future__ import annotations

import dataclasses
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflectory.comments.inbox.asking import Asked
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.records import InboxError, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from saying import SAID


def test_what_is_added_is_there_as_it_came(inbox: Inbox) -> None:
    (number,) = inbox.add([SAID])
    held = inbox.get(number)
    assert (held.author, held.body, held.email, held.target) == (SAID.author, SAID.body, SAID.email, SAID.target)
    assert (held.state, held.written, held.reasons) == (State.PENDING, SAID.written, SAID.reasons)
    assert held.public_id == f"i{number}"


def test_it_is_there_for_another_process_too(inbox: Inbox, tmp_path: Path) -> None:
    inbox.add([SAID])
    with Inbox(tmp_path, inbox.options) as other:
        assert [held.body for held in other.find()] == [SAID.body]


def test_the_inbox_lies_in_the_site_whatever_that_is_called(tmp_path: Path) -> None:
    site = tmp_path / "blog #1, 50%?"
    site.mkdir()
    with Inbox(site) as inbox:
        inbox.add([SAID])
    assert stat.S_IMODE((site / "private" / "inbox.sqlite3").stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [site.name]
    with Inbox(site, read_only=True) as inbox:
        assert inbox.get(1).body == SAID.body


def test_adding_twice_is_adding_once(inbox: Inbox) -> None:
    some = [replace(SAID, source_id=str(number)) for number in range(60)]
    assert inbox.add(some) == inbox.add(some)
    assert inbox.count() == {State.PENDING: 60}


def test_the_file_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    with Inbox(tmp_path) as inbox:
        inbox.add([SAID])
        inside = [(tmp_path / "private"), *(tmp_path / "private").iterdir()]
        modes = {path: path.stat() for path in inside}
    for path in modes:
        assert stat.S_IMODE(modes[path].st_mode) & 0o077 == 0, path


def test_a_decision_is_recorded_with_who_and_why(inbox: Inbox) -> None:
    (number,) = inbox.add([SAID])
    inbox.decide([number], State.DECLINED, who="Hannah", why="names a patient")
    held = inbox.get(number)
    assert held.state is State.DECLINED
    assert [(one.before, one.after, one.who, one.why) for one in held.history] == [
        (State.PENDING, State.DECLINED, "Hannah", "names a patient")
    ]


@pytest.mark.parametrize("after", [state for state in State if state is not State.PENDING])
def test_every_decision_can_be_undone(inbox: Inbox, after: State) -> None:
    numbers = inbox.add([SAID, replace(SAID, source_id="2")])
    inbox.decide(numbers, after, who="Hannah")
    assert inbox.undo(who="Hannah") == numbers
    assert inbox.count() == {State.PENDING: 2}
    assert all(inbox.get(number).history[0].undone for number in numbers)


def test_what_was_decided_on_again_is_not_undone_below_it(inbox: Inbox) -> None:
    (number,) = inbox.add([SAID])
    first = inbox.decide([number], State.SPAM, who="Hannah")
    inbox.decide([number], State.APPROVED, who="Hannah")
    with pytest.raises(InboxError, match="decided on again"):
        inbox.undo(who="Hannah", batch=first)


def test_what_its_writer_took_back_is_not_approved(inbox: Inbox) -> None:
    first, second = inbox.add([SAID, replace(SAID, source_id="2")])
    inbox.decide([second], State.WITHDRAWN, who="its writer")
    with pytest.raises(InboxError, match="comment 2 is withdrawn"):
        inbox.decide([first, second], State.APPROVED, who="Hannah")
    assert inbox.get(first).state is State.PENDING


def test_a_comment_that_is_not_there_is_named(inbox: Inbox) -> None:
    with pytest.raises(InboxError, match="no comment 7"):
        inbox.decide([7], State.SPAM, who="Hannah")
    with pytest.raises(InboxError, match="no comment 7"):
        inbox.get(7)
    with pytest.raises(InboxError, match="no decision"):
        inbox.undo(who="Hannah")


def test_one_finds_by_state_words_address_reason_and_essay(inbox: Inbox) -> None:
    inbox.add(
        [
            SAID,
            replace(
                SAID, source_id="2", body="100% so", email="B@example.org", target=Target("about", "pages"), reasons=()
            ),
        ]
    )
    assert [held.id for held in inbox.find(Asked(text="day know"))] == [1]
    assert [held.id for held in inbox.find(Asked(text="KNO ay"))] == [1]
    assert [held.id for held in inbox.find(Asked(text="PAGES/ab b@EX"))] == [2]
    assert [held.id for held in inbox.find(Asked(text="%"))] == [2]
    assert inbox.find(Asked(text="know nothing")) == []
    assert [held.id for held in inbox.find(Asked(email="b@EXAMPLE.org"))] == [2]
    assert [held.id for held in inbox.find(Asked(reason="first comment"))] == [1]
    assert [held.id for held in inbox.find(Asked(target="pages/about"))] == [2]
    assert inbox.find(Asked((State.SPAM,))) == []
    assert [held.id for held in inbox.find(limit=1, offset=1)] == [2]


def test_a_search_follows_a_text_that_changes(inbox: Inbox) -> None:
    inbox.add([SAID, replace(SAID, source_id="2", state=State.SPAM)])
    assert inbox.matching(Asked(text="know")) == {1: State.PENDING, 2: State.SPAM}
    inbox.redact(1, "Gone.", note="", keep_original=True)
    assert inbox.matching(Asked(text="know")) == {2: State.SPAM}


def test_private_details_go_after_the_decision_and_the_days_agreed(inbox: Inbox) -> None:
    decided, waiting = inbox.add([SAID, replace(SAID, source_id="2")])
    inbox.decide([decided], State.APPROVED, who="Hannah")
    inbox.redact(decided, "I know.", note="A name was taken out.", keep_original=True)
    now = datetime.now(UTC)
    assert inbox.purge(now + timedelta(days=29)) == (0, 0)
    assert inbox.get(decided).original == SAID.body
    assert inbox.purge(now + timedelta(days=31)) == (1, 0)
    assert (inbox.get(decided).email, inbox.get(decided).original) == ("", "")
    assert inbox.get(waiting).email == SAID.email


def test_spam_and_what_was_declined_is_deleted_in_its_time(tmp_path: Path, options: InboxOptions) -> None:
    with Inbox(tmp_path, dataclasses.replace(options, keep_spam_days=10, keep_declined_days=20)) as inbox:
        spam, declined = inbox.add([SAID, replace(SAID, source_id="2")])
        inbox.decide([spam], State.SPAM, who="Hannah")
        inbox.decide([declined], State.DECLINED, who="Hannah")
        now = datetime.now(UTC)
        assert inbox.purge(now + timedelta(days=11))[1] == 1
        assert inbox.purge(now + timedelta(days=31))[1] == 1
        assert inbox.count() == {}


def test_what_was_deleted_is_not_in_the_file(tmp_path: Path) -> None:
    with Inbox(tmp_path) as inbox:
        inbox.add([replace(SAID, body="canary-in-the-body " * 500)])
        inbox.delete([1])
        inbox.database.flush()
        left = b"".join(path.read_bytes() for path in (tmp_path / "private").iterdir())
    assert b"canary-in-the-body" not in left


def test_comments_of_two_blogs_on_one_essay_have_ids_of_their_own(inbox: Inbox) -> None:
    wordpress = replace(SAID, source="wordpress", public_id="12")
    elsewhere = replace(wordpress, target=Target("another"), source_id="2")
    numbers = inbox.add([wordpress, replace(wordpress, source="disqus"), elsewhere])
    assert [inbox.get(number).public_id for number in numbers] == ["12", "i2", "12"]
    assert inbox.add([wordpress]) == numbers[:1]
    assert inbox.get(numbers[0]).public_id == "12"


def test_a_number_is_never_given_twice(inbox: Inbox) -> None:
    inbox.add([SAID])
    inbox.delete([1])
    assert inbox.add([SAID]) == [2]


def test_a_reader_changes_nothing_and_needs_no_right_to(tmp_path: Path) -> None:
    with Inbox(tmp_path) as inbox:
        inbox.add([SAID])
    with Inbox(tmp_path, read_only=True) as reader:
        assert reader.count() == {State.PENDING: 1}
        with pytest.raises(InboxError, match="cannot be used"):
            reader.add([replace(SAID, source_id="2")])


def test_an_inbox_that_cannot_be_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "private").mkdir()
    (tmp_path / "private" / "inbox.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(InboxError, match=r"inbox\.sqlite3 cannot be used"):
        Inbox(tmp_path)
    with pytest.raises(InboxError, match="INBOX_URL"):
        Inbox(tmp_path, InboxOptions(url="mysql://x/y"))


def test_what_is_there_already_is_known_by_its_source(inbox: Inbox) -> None:
    inbox.add([SAID, replace(SAID, source_id="2")])
    assert inbox.known(SAID.source, [SAID.source_id, "2", "3"]) == {SAID.source_id: 1, "2": 2}
    assert inbox.known("another", [SAID.source_id]) == {}


def test_whoever_was_approved_is_known_whatever_the_capitals(inbox: Inbox) -> None:
    inbox.add([SAID])
    assert not inbox.has_been_approved(SAID.email)
    inbox.decide([1], State.APPROVED, who="Hannah")
    assert inbox.has_been_approved(SAID.email.upper())
    assert not inbox.has_been_approved("")


def test_numbers_come_in_the_order_in_which_comments_are_found(inbox: Inbox) -> None:
    inbox.add([replace(SAID, source_id=str(number)) for number in range(3)])
    assert inbox.numbers() == [1, 2, 3] == [held.id for held in inbox.find()]
    assert inbox.numbers(newest=True) == [3, 2, 1] == [held.id for held in inbox.find(newest=True)]
    assert inbox.numbers(Asked((State.SPAM,))) == []


def test_one_finds_a_comment_by_its_place_in_the_archive(inbox: Inbox) -> None:
    inbox.add([SAID, replace(SAID, source_id="2", target=Target("about", "pages"), public_id="i1")])
    assert [held.id for held in inbox.find(Asked(target="a-bad-day", public_id="i1"))] == [1]


def test_what_is_commented_on_and_why_it_is_held_is_told_once_each(inbox: Inbox) -> None:
    inbox.add([SAID, replace(SAID, source_id="2", reasons=("two links", *SAID.reasons))])
    inbox.add([replace(SAID, source_id="3", target=Target("about", "pages"), state=State.SPAM, reasons=("spam",))])
    assert inbox.targets([State.PENDING]) == [SAID.target]
    assert inbox.targets(list(State)) == [SAID.target, Target("about", "pages")]
    assert inbox.reasons([State.PENDING]) == [*SAID.reasons, "two links"]


def test_what_was_decided_at_once_is_known_by_its_batch(inbox: Inbox) -> None:
    numbers = inbox.add([SAID, replace(SAID, source_id="2")])
    batch = inbox.decide(numbers, State.SPAM, who="Hannah")
    assert {number: one.after for number, one in inbox.made(batch).items()} == {1: State.SPAM, 2: State.SPAM}
    assert inbox.made(99) == {}
    later = inbox.decide([2], State.DECLINED, who="Ann")
    assert (inbox.latest("Hannah"), inbox.latest("Ann"), inbox.latest("nobody")) == (batch, later, 0)
    inbox.undo(who="Ann", batch=later)
    assert inbox.latest("Ann") == 0
