"""Headings and the anchors that a list of contents leads to."""

from __future__ import annotations

from reflectory.browsing.outline import anchors, chapters, headings
from reflectory.browsing.views import ChapterView
from reflectory.site.html import splice


def test_a_heading_without_an_id_gets_an_anchor_inside_and_nothing_else_changes() -> None:
    html = "<h2>Of <em>hope</em></h2><p>x</p>"
    assert (
        splice(html, anchors(headings(html))) == '<h2><span id="section-of-hope"></span>Of <em>hope</em></h2><p>x</p>'
    )


def test_an_id_of_the_authors_own_is_kept() -> None:
    html = "<h2 class='a' id='own'>Of hope</h2>"
    assert splice(html, anchors(headings(html))) == html
    assert [one.id for one in headings(html)] == ["own"]


def test_what_only_ends_like_an_id_is_none() -> None:
    html = '<h2 data-id="x" class="a"id=own>Hope</h2><h2 data-id="section-love">Love</h2>'
    assert [one.id for one in headings(html)] == ["own", "section-love"]


def test_ids_differ_from_one_another_and_from_those_of_the_page() -> None:
    html = '<p id="section-hope">x</p><h2>Hope</h2><h3>Hope</h3>'
    assert [one.id for one in headings(html)] == ["section-hope-2", "section-hope-3"]


def test_letters_of_every_script_stay_in_an_id() -> None:
    assert headings("<h2>Ärger &amp; Mut</h2>")[0][1:3] == ("Ärger & Mut", "section-ärger-mut")


def test_headings_in_quotations_and_empty_ones_are_none_of_the_essays() -> None:
    assert headings("<blockquote><h2>A</h2></blockquote><h2></h2><h4>B</h4><pre>&lt;h2&gt;</pre>") == ()


def test_smaller_headings_lie_within_larger_ones() -> None:
    found = chapters(headings("<h3>A</h3><h2>B</h2><h3>C</h3><h3>D</h3><h2>E</h2>"))
    assert [(one.text, [part.text for part in one.within]) for one in found] == [
        ("A", []),
        ("B", ["C", "D"]),
        ("E", []),
    ]
    assert isinstance(found[1].within[0], ChapterView)
