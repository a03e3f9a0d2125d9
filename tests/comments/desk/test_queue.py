"""What the queue and a comment's page show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

import desk_queue
from desks import OPENING, TELLING, Open, opened_desk, text, write_site
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.states import State
from saying import SAID


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Open]:
    with opened_desk(write_site(tmp_path)) as desk:
        yield desk


def authors(desk: Open, path: str = "/") -> list[str]:
    """Who is on a page, in order."""
    return text(desk.get(path), ".held-author")


def test_the_queue_begins_with_what_came_first_and_has_pages(desk: Open) -> None:
    desk.inbox.add([replace(SAID, source_id=str(n), author=f"R{n}") for n in range(45)])
    assert authors(desk)[:2] == ["R0", "R1"]
    assert len(authors(desk)) == 20
    assert authors(desk, "/?page=3") == [f"R{n}" for n in range(40, 45)]
    assert authors(desk, "/?page=99") == authors(desk, "/?page=3")
    assert text(desk.get("/?page=2"), ".pager a") == ["Earlier page", "Next page"]


def test_tabs_count_each_state_and_what_was_decided_last_comes_first(desk: Open) -> None:
    desk.add("one", "two", "three")
    desk.inbox.decide([1], State.SPAM, who="H")
    assert text(desk.get(), ".tabs a") == ["Held 2", "Approved 0", "Declined 0", "Spam 1", "Taken back 0"]
    assert len(authors(desk, "/?state=spam")) == 1
    assert text(desk.get("/?state=spam"), ".tabs [aria-current]") == ["Spam 1"]


def test_a_comment_says_what_it_is_about_and_why_it_waits(desk: Open) -> None:
    desk.add("I know that day.")
    page = desk.get()
    assert text(page, ".held-facts") == ["6 January 2026, 18:12, on A bad day"]
    assert "Held: It is the first comment from this e-mail address." in text(page, ".flag")
    assert text(page, ".around blockquote") == [OPENING]


def test_a_quotation_leads_to_its_paragraph(desk: Open) -> None:
    desk.add("> somebody sat down beside her\n\nI sat there.", "You say “and nothing was said”; is it so?")
    assert text(desk.get(), ".around blockquote") == ["Then somebody sat down beside her, and nothing was said."] * 2


def test_an_essay_that_is_gone_is_named_by_its_slug(desk: Open) -> None:
    desk.add("x", target=Target("about", "pages"))
    desk.add("y", target=Target("../../etc/passwd"))
    assert text(desk.get(), ".held-facts cite") == ["pages/about", "../../etc/passwd"]


def test_an_essay_is_found_by_the_slug_in_its_header(desk: Open) -> None:
    essays = desk.inbox.site / "content" / "essays"
    (essays / "2020-01-01-old.md").write_text("---\ntitle: Renamed\ndate: 2020-01-01\nslug: new\n---\nWords.\n")
    desk.desk.sources._named.clear()
    desk.add("x", target=Target("new"))
    assert text(desk.get(), ".held-facts cite") == ["Renamed"]


def test_the_comment_that_is_answered_stands_beside_it(desk: Open) -> None:
    archives = desk.inbox.site / "content" / "comments"
    archives.mkdir()
    (archives / "a-bad-day.yaml").write_text(
        'comments:\n  - id: "7"\n    author: Old Reader\n    date: 2013-01-06\n    body: From the archive.\n'
    )
    desk.add("first")
    desk.add("to the inbox", reply_to="i1")
    desk.add("to the archive", reply_to="7")
    desk.add("to nobody", reply_to="99")
    said = [" ".join(one.split()) for one in text(desk.get(), "div.around")]
    assert said == [
        "In answer to A Reader (held): first",
        "In answer to Old Reader (published): From the archive.",
        "It answers a comment, but it is not here any more.",
    ]


def test_what_may_identify_a_person_is_marked_in_words_too(desk: Open) -> None:
    desk.add(TELLING)
    page = desk.get()
    marked = ["Mrs Smith [name?]", "943 476 5919 [NHS number?]", "Larch Ward [word of your list?]", "07700 900123 [telephone number?]"]  # fmt: skip
    assert text(page, "mark") == marked
    assert text(page, ".flag-person")[0].endswith(
        "May identify a person: NHS number, telephone number, word of your list, name."
    )


def test_marks_go_across_emphasis_and_into_links(desk: Open) -> None:
    desk.add("Mrs *Smith* rang. [here](https://example.org/?to=jo@example.org)")
    page = desk.get()
    assert text(page, "mark") == ["Mrs", "Smith [name?]"]
    assert "e-mail address" in text(page, ".flag-person")[0]


def test_the_private_address_stands_in_the_details_alone(desk: Open) -> None:
    desk.add("x")
    page = desk.get()
    details = page.select_one("details.private")
    assert details
    assert "reader@example.org" in details.extract().get_text()
    assert "reader@example.org" not in str(page)


def test_one_narrows_by_essay_reason_words_and_marks(desk: Open) -> None:
    desk.inbox.add(
        [
            replace(SAID, source_id="1", author="Plain", body="Kind words."),
            replace(SAID, source_id="2", author="Teller", body=TELLING, reasons=("two links",)),
            replace(SAID, source_id="3", author="Other", target=Target("about", "pages"), body="a@b.org"),
        ]
    )
    assert authors(desk, "/?essay=pages/about") == ["Other"]
    assert authors(desk, "/?reason=two+links") == ["Teller"]
    assert authors(desk, "/?q=kind") == ["Plain"]
    assert authors(desk, "/?marks=any") == ["Teller", "Other"]
    assert authors(desk, "/?marks=none") == ["Plain"]
    assert authors(desk, "/?marks=nhs_number") == ["Teller"]
    assert authors(desk, "/?marks=email&q=a@b") == ["Other"]
    assert text(desk.get("/?q=nobody+says+this"), ".nothing") == ["No comment fits that."]
    assert text(desk.get("/?essay=pages/about"), "option[selected]") == ["pages/about"]


def test_what_makes_no_sense_in_an_address_is_left_out(desk: Open) -> None:
    desk.add("x")
    for path in ("/?state=x&page=-1&marks=y", "/?page=99999999999", "/?page=²", "/?said=²", "/?said=9", "/?q=%00%ff"):
        assert desk.get(path)


def test_a_comments_page_tells_its_history(desk: Open) -> None:
    desk.add("x")
    desk.inbox.decide([1], State.DECLINED, who="Hannah", why="names a patient")
    desk.inbox.undo(who="Hannah")
    desk.inbox.decide([1], State.SPAM, who="Ann")
    page = desk.get("/comments/1")
    assert text(page, ".past strong") == ["Held → Spam", "Held → Declined"]
    assert "by Hannah: names a patient (undone by Hannah)" in text(page, ".past")[0]
    assert desk.client.get("/comments/99", base_url="http://127.0.0.1:8002").status_code == 404


def test_what_was_edited_in_the_private_list_counts_at_once(desk: Open) -> None:
    desk.add("Seen in Oakfield.")
    assert authors(desk, "/?marks=any") == []
    (desk.inbox.site / "private" / "words.txt").write_text("oakfield\n")
    assert authors(desk, "/?marks=word") == ["A Reader"]


def test_a_desk_heals_and_purges_when_it_opens(tmp_path: Path) -> None:
    with opened_desk(write_site(tmp_path)) as desk:
        desk.add("approved and not written", "old spam", state=State.PENDING)
        desk.inbox.decide([1], State.APPROVED, who="H")
        desk.inbox.decide([2], State.SPAM, who="H")
        later = desk.inbox.get(2).history[0].at + timedelta(days=31)
        assert desk.inbox.purge(later) == (2, 1)
    with opened_desk(tmp_path) as desk:
        assert "approved and not written" in desk.archive
        assert desk.inbox.unpublished() == []


def test_the_measure_of_the_queue_measures_each_kind_of_page(tmp_path: Path) -> None:
    desk_queue.site(tmp_path, 30)
    assert set(desk_queue.measured(tmp_path)) == set(desk_queue.PAGES)
