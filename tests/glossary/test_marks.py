"""Marks on a page: ids, reasons, hand marks that can be taken back, and pages without end."""

from __future__ import annotations

import html5lib
import pytest
from glossary_words import MATCHER, entry
from hypothesis import given
from hypothesis import strategies as st

from growth import BY_THE_SQUARE, slowing
from reflectory.glossary.marks import Marks, Wishes, edits, mark
from reflectory.glossary.matcher import Matcher
from reflectory.glossary.options import ALL, FIRST, PER_SECTION
from reflectory.site.html import Edit, splice


def marked(html: str, link: str = FIRST, matcher: Matcher = MATCHER, *, with_ids: bool = False) -> str:
    opening = {slug: f"<a term={slug}{{id}}>" for slug in matcher.entries}
    return splice(html, edits(mark(html, matcher, Wishes(link)), opening, with_ids=with_ids))


def ids(html: str, matcher: Matcher = MATCHER) -> list[str]:
    return [place.id for place in mark(html, matcher, Wishes(ALL)).places]


def why_not(html: str, wishes: Wishes = Wishes()) -> list[str]:  # noqa: B008 - frozen
    return [reason for _, reason in mark(html, MATCHER, wishes).suppressed]


def taken_back(html: str, changes: list[Edit]) -> str:
    """The marked HTML with every change undone."""
    undone, shift = [], 0
    for edit in sorted(changes):
        start = edit.start + shift
        undone.append(Edit(start, start + len(edit.text), edit.order, html[edit.start : edit.end]))
        shift += len(edit.text) - (edit.end - edit.start)
    return splice(splice(html, changes), undone)


@pytest.mark.parametrize("attribute", ['id="term-care"', "id='term-care'", "id=term-care", 'ID = "term-care"'])
def test_an_id_that_the_page_has_is_not_given_again(attribute: str) -> None:
    assert ids(f"<p {attribute}>care, care</p>") == ["term-care-2", "term-care-3"]


def test_the_first_place_of_an_entry_keeps_the_id_that_is_its_name() -> None:
    numbered = Matcher([entry("hope"), entry("hope-2", "second hope")])
    assert ids("hope, hope, second hope", numbered) == ["term-hope", "term-hope-3", "term-hope-2"]


def test_terms_in_a_feed_have_no_ids() -> None:
    assert marked("<p>care</p>") == "<p><a term=care>care</a></p>"
    assert marked("<p>care</p>", with_ids=True) == '<p><a term=care id="term-care">care</a></p>'


def test_terms_side_by_side_close_before_they_open() -> None:
    assert marked("care[[kindness]][[compassion]]") == (
        "<a term=care>care</a><a term=kindness>kindness</a><a term=compassion>compassion</a>"
    )
    assert marked("[[care]]/[[kindness]]") == "<a term=care>care</a>/<a term=kindness>kindness</a>"


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<h2>care</h2>", "it stands in a heading"),
        ("<a href=x>care</a>", "it stands in a link"),
        ("<summary>care</summary>", "it stands in a link"),
        ("<blockquote>care</blockquote>", "it stands in a quotation or caption"),
        ("<del>care</del>", "it stands in a quotation or caption"),
        ("health care", "one of its except phrases stands there"),
        ("object", "it has several senses and none is chosen"),
        ("<em>duty</em> of candour", "formatting begins or ends within it"),
        ("<i>duty</i> du<b>t</b>y of candour", "formatting begins or ends within it"),
        ("[[care]] and care", "it is marked by hand"),
    ],
)
def test_why_a_word_is_not_linked_is_told(html: str, reason: str) -> None:
    assert why_not(f"<div>{html}</div>") == [reason]


def test_a_word_in_a_hand_mark_of_another_entry_is_not_linked_within_it() -> None:
    assert marked("<p>[[health and care|kindness]], care</p>") == (
        "<p><a term=kindness>health and care</a>, <a term=care>care</a></p>"
    )


def test_a_word_that_a_heading_shows_is_linked_in_the_text() -> None:
    assert marked("<h2>[[care]]</h2><p>care</p>") == "<h2>care</h2><p><a term=care>care</a></p>"


@pytest.mark.parametrize(
    "html",
    [
        "&#91;&#91;nothing]] [[care]]",
        "[<b>[nothing</b>]] [[care]]",
        "[[nothing]<i>]</i> [[care]]",
        "[ [nothing]] [[care]]",
    ],
)
def test_brackets_that_are_not_written_together_are_no_mark(html: str) -> None:
    marks = mark(html, MATCHER, Wishes())
    assert not marks.faults
    assert marks.slugs == ("care",)


@pytest.mark.parametrize(
    "html",
    ["[[a <b>b|care]]</b>", "<b>[[a</b>|care]]", "[[a|<b>care]]</b>", "<h2>[[a <b>b]]</b></h2>", "<b>[[a|ca</b>re]]"],
)
def test_a_mark_across_formatting_is_a_fault_and_changes_nothing(html: str) -> None:
    [(_, fault)] = mark(html, MATCHER, Wishes()).faults
    assert fault == "it begins and ends in different formatting; put the brackets around the formatting"
    assert marked(html) == html


def test_an_unknown_entry_is_told_with_the_file_to_write() -> None:
    [(written, fault)] = mark("[[that|moral injury]]", MATCHER, Wishes()).faults
    assert written == "[[that|moral injury]]"
    assert fault == "no entry is called “moral injury”; write content/glossary/moral-injury.md or remove the mark"


def test_an_ambiguous_mark_says_how_to_choose() -> None:
    [(_, fault)] = mark("[[object]]", MATCHER, Wishes()).faults
    assert fault.endswith("write which one after a bar: [[object|object-noun]]")


def test_every_mark_that_is_wrong_is_told() -> None:
    assert len(mark("[[x]] <p>[[y]]</p> [[object]]", MATCHER, Wishes()).faults) == 3


def test_marks_work_where_nothing_is_linked_automatically() -> None:
    assert mark("<p>[[care]] kindness</p>", MATCHER, Wishes("")).slugs == ("care",)


def test_a_page_without_words_or_marks_has_none() -> None:
    assert mark("<p>Nothing here.</p>", MATCHER, Wishes()) == mark("", MATCHER, Wishes()) == Marks()


def test_a_chosen_sense_holds_for_all_forms_that_are_shared() -> None:
    both = Matcher([entry("a", "patient", "patients", sense="x"), entry("b", "patient", "patients", sense="y")])
    assert mark("<p>patients</p>", both, Wishes(sense={"patient": "b"})).slugs == ("b",)


PIECES = """kindness care patient object duty\xa0of\xa0candour kind\xa0of <p> </p> <em> </em> <b> </b> <a\xa0href=x> </a>
<h2> </h2> <blockquote> </blockquote> <q> </q> <code> </code> <table><td> </td></table> <li> <svg> </svg> <br> <!--
--> &nbsp; &eacute; &#8217;s ’s [[ ]] | \\| [[care]] [[a|kindness]] [[ </ <x\xa0y=" " ' > <""".split()
PAGE = st.lists(st.sampled_from([piece.replace("\xa0", " ") for piece in PIECES] + [" ", "\n"]), max_size=40).map(
    "".join
)


@given(PAGE, st.sampled_from([FIRST, PER_SECTION, ALL, ""]))
def test_tags_out_and_brackets_back_give_the_input(html: str, link: str) -> None:
    marks = mark(html, MATCHER, Wishes(link))
    changes = list(edits(marks, dict.fromkeys(MATCHER.entries, "<a{id}>"), with_ids=True))
    assert taken_back(html, changes) == html
    assert "".join(edit.text for edit in changes if edit.text not in ("", "</a>")).count("<a") == sum(
        bool(place.slug) for place in marks.places
    )


@given(PAGE.map(lambda html: html.replace("[[", "")), st.sampled_from([FIRST, ALL]))
def test_a_browser_finds_each_term_as_a_link_of_its_own(html: str, link: str) -> None:
    places = mark(html, MATCHER, Wishes(link)).places
    tree = html5lib.parseFragment(marked(html, link), namespaceHTMLElements=False)
    terms = [a for a in tree.iter("a") if a.get("term")]
    assert sorted("".join(a.itertext()) for a in terms) == sorted(_decoded(html, place.word) for place in places)
    assert not [inner for a in tree.iter("a") for inner in a.iter("a") if inner is not a]


def _decoded(html: str, word: str) -> str:
    return "".join(html5lib.parseFragment(word).itertext()) if "&" in word else word


@pytest.mark.parametrize(
    "piece",
    [
        "<p>care</p>",
        "care ",
        "[[care]] kindness ",
        "[[",
        "[[a|",
        "]]",
        "<",
        "<b>care",
        "care. ",
        "care&nbsp;",
        "<h2>",
        "[[x]]",
    ],
)
def test_a_page_without_end_takes_no_time(piece: str) -> None:
    def linked(html: str) -> None:
        list(edits(mark(html, MATCHER, Wishes(ALL)), dict.fromkeys(MATCHER.entries, "<a>"), with_ids=True))

    assert slowing(linked, piece, 100_000) < BY_THE_SQUARE / 2
