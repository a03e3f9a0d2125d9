"""What each form of the desk does, and what the next page says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desks import TELLING, Open, opened_desk, text, write_site
from reflectory.comments.inbox.states import State


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Open]:
    with opened_desk(write_site(tmp_path)) as desk:
        yield desk


def test_approving_writes_the_archive_and_says_so(desk: Open) -> None:
    desk.add("Kind words.")
    assert desk.said("/decide", number="1", after="approved") == (
        "1 comment is approved. Readers see it once you publish."
    )
    assert "Kind words." in desk.archive
    assert "reader@example.org" not in desk.archive
    assert desk.inbox.get(1).history[0].who == "Hannah Weir"


def test_many_are_decided_at_once_and_undone_at_once(desk: Open) -> None:
    desk.add("one", "two", "three")
    assert desk.said("/decide", number=["1", "3"], after="approved").startswith("2 comments are approved.")
    assert desk.inbox.count() == {State.PENDING: 1, State.APPROVED: 2}
    assert desk.said("/undo", batch="1") == "Undone: 2 comments are as before."
    assert desk.inbox.count() == {State.PENDING: 3}
    assert "one" not in desk.archive


def test_declining_keeps_the_reason_to_ourselves(desk: Open) -> None:
    desk.add("x")
    desk.said("/decide", number="1", after="declined", why=" It may  identify a person ")
    assert desk.inbox.get(1).history[0].why == "It may identify a person"
    assert not desk.archive


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"after": "approved"}, "tick the comments"),
        ({"number": "1"}, "said not what"),
        ({"number": "1", "after": "withdrawn"}, "said not what"),
        ({"number": "77", "after": "spam"}, "there is no comment 77"),
        ({"number": "1", "after": "pending"}, "held again already"),
    ],
)
def test_what_cannot_be_decided_is_told(desk: Open, fields: dict[str, str], said: str) -> None:
    desk.add("x")
    assert said in desk.said("/decide", **fields)
    assert desk.inbox.get(1).state is State.PENDING


def test_what_its_writer_took_back_stays_so(desk: Open) -> None:
    desk.add("x")
    batch = desk.inbox.decide([1], State.WITHDRAWN, who="its writer")
    assert "Nothing was changed: comment 1 is withdrawn" in desk.said("/decide", number="1", after="approved")
    assert "stays taken back" in desk.said("/undo", batch=batch)
    assert "stays taken back" in desk.said("/comments/1/edit", body="y", seen="2d711642b726b044", do="approve")
    assert not desk.get("/comments/1").select(".actions button")
    assert desk.client.get("/comments/1/edit", base_url="http://127.0.0.1:8002").status_code == 404


def test_undo_without_a_number_takes_back_my_own_last_decision(desk: Open) -> None:
    desk.add("one", "two")
    desk.said("/decide", number="1", after="spam")
    desk.inbox.decide([2], State.SPAM, who="somebody else")
    desk.said("/undo")
    assert (desk.inbox.get(1).state, desk.inbox.get(2).state) == (State.PENDING, State.SPAM)
    assert "no decision to undo" in desk.said("/undo")


def test_one_redacts_then_approves_and_the_original_is_kept(desk: Open) -> None:
    desk.add(TELLING)
    form = desk.get("/comments/1/edit")
    area, note = form.select_one("textarea#body"), form.select_one("#note")
    assert area
    assert note
    assert area.get_text().lstrip("\n") == TELLING
    assert note["value"] == "edited by the author"
    sent = {"seen": form.select("[name=seen]")[0]["value"], "note": "A name was taken out.", "original": "keep"}
    said = desk.said("/comments/1/edit", body="She was there.\r\n\r\nThank you.", do="approve", **sent)
    assert "the original is kept privately" in said
    held = desk.inbox.get(1)
    assert (held.body, held.original, held.edited) == ("She was there.\n\nThank you.", TELLING, "A name was taken out.")
    assert "edited: A name was taken out." in desk.archive
    assert "Smith" not in desk.archive


def test_the_original_can_be_destroyed(desk: Open, tmp_path: Path) -> None:
    desk.add(TELLING)
    seen = desk.get("/comments/1/edit").select("[name=seen]")[0]["value"]
    desk.post("/comments/1/edit", body="She was there.", seen=seen, note="", original="destroy", do="approve")
    assert desk.inbox.get(1).original == ""
    assert "Mrs Smith" not in desk.get("/comments/1").get_text()


def test_taking_out_what_is_ticked_changes_the_form_alone(desk: Open) -> None:
    desk.add(f"{TELLING} Mrs Smith again.")
    form = desk.get("/comments/1/edit")
    takes = [str(box["value"]) for box in form.select("[name=take]")]
    assert "NAME:Mrs Smith" in takes
    seen = form.select("[name=seen]")[0]["value"]
    answer = desk.post("/comments/1/edit", body=f"{TELLING} Mrs Smith again.", seen=seen, take=takes, do="take")
    assert b"[name removed] (NHS number [NHS number removed])" in answer.data
    assert b"[name removed] again." in answer.data
    assert "Mrs Smith" in desk.inbox.get(1).body


def test_an_edit_of_a_text_that_changed_meanwhile_is_not_lost(desk: Open) -> None:
    desk.add("first")
    seen = desk.get("/comments/1/edit").select("[name=seen]")[0]["value"]
    desk.inbox.redact(1, "by another", note="", keep_original=False)
    answer = desk.post("/comments/1/edit", body="mine", seen=seen, do="approve")
    assert "Somebody changed this comment’s text meanwhile" in answer.text
    assert "mine</textarea>" in answer.text
    assert desk.inbox.get(1).body == "by another"


def test_an_empty_text_is_not_published(desk: Open) -> None:
    desk.add("x")
    seen = desk.get("/comments/1/edit").select("[name=seen]")[0]["value"]
    assert "The text is empty" in desk.post("/comments/1/edit", body=" ", seen=seen, do="approve").text
    assert desk.inbox.get(1).state is State.PENDING


def test_the_original_can_be_put_back_once_nobody_can_read_it(desk: Open) -> None:
    desk.add(TELLING)
    seen = desk.get("/comments/1/edit").select("[name=seen]")[0]["value"]
    desk.post("/comments/1/edit", body="She was there.", seen=seen, note="n", original="keep", do="approve")
    assert "is published; undo that first" in desk.said("/comments/1/restore")
    assert "its page can put the original back" in desk.said("/undo", batch="1")
    desk.said("/comments/1/restore")
    held = desk.inbox.get(1)
    assert (held.body, held.edited, held.original) == (TELLING, "", "")


def test_an_answer_is_approved_with_its_comment_once(desk: Open) -> None:
    desk.add("A question?")
    desk.said("/comments/1/reply", body="An **answer**.", key="k1")
    assert "already" in desk.said("/comments/1/reply", body="An **answer**.", key="k1")
    answer = desk.inbox.get(2)
    assert (answer.author, answer.by_author, answer.reply_to, answer.source) == ("Hannah Weir", True, "i1", "desk")
    assert "reply_to: i1" in desk.archive
    assert desk.inbox.count() == {State.APPROVED: 2}
    desk.said("/undo", batch="1")
    assert desk.inbox.count() == {State.PENDING: 2}
    assert "empty" in desk.said("/comments/1/reply", body=" ", key="k2")


def test_an_archive_that_cannot_be_written_loses_nothing(desk: Open) -> None:
    desk.add("Kind words.")
    archives = desk.inbox.site / "content" / "comments"
    archives.mkdir()
    (archives / "a-bad-day.yaml").write_text("comments: [\n")
    page = desk.post("/decide", number="1", after="approved").text
    assert "What you decided is kept, but an archive could not be written" in page
    assert desk.inbox.get(1).state is State.APPROVED
    (archives / "a-bad-day.yaml").write_text("comments: []\n")
    assert desk.said("/heal") == "The archives are as you decided."
    assert "Kind words." in desk.archive


def test_one_goes_back_to_where_one_was(desk: Open) -> None:
    desk.add("x")
    answer = desk.post("/decide", follow=False, number="1", after="spam", back="/?state=spam&said=3")
    assert answer.headers["Location"] == "/?state=spam&said=1"
    assert text(desk.get("/?state=spam&said=1"), ".notice p") == [
        "1 comment is marked as spam. It is deleted in its time."
    ]
    assert (
        desk.post("/decide", follow=False, number="1", after="spam", back="//evil.example").headers["Location"]
        == "/?said=2"
    )
