"""The law: taking the inserted tags out again gives back the input byte for byte, malformed HTML included."""

from __future__ import annotations

import re

import html5lib
from glossary_words import MATCHER
from hypothesis import given
from hypothesis import strategies as st

from reflectory.glossary.marks import Wishes, edits, mark
from reflectory.glossary.options import ALL, FIRST, PER_SECTION
from reflectory.site.html import splice

OPENING = {slug: f"<a term={slug}{{id}}>" for slug in MATCHER.entries}
INSERTED = re.compile(r'<a term=[\w-]+(?: id="[\w-]+")?>((?:(?!<a term=).)*?)</a\x00>', re.S)
PIECES = (
    "kindness compassion reflective practice duty of candour patient care self-compassion kind of caf&eacute; café חֶסֶד "
    "<p> </p> <em> </em> <b> </b> <a href=x> </a> <h2> </h2> <blockquote> </blockquote> <code> </code> <pre> </pre> <br> <br/> "
    "<img alt='kindness'> <p title=\"kindness> <p title='care' < > & &amp; &nbsp; &shy; &#8217;s 's ’s <!-- --> <!x> </ <script> "
    "</script> <svg> </svg> <q> <td> <textarea> </textarea> [[ ]] | \n"
).split(" ")
SOUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts))
)
LINK = st.sampled_from([FIRST, PER_SECTION, ALL])


def taken_out(html: str, link: str) -> tuple[str, str]:
    """The marked HTML, and the same with exactly what was inserted taken out again."""
    found = sorted(edits(mark(html, MATCHER, Wishes(link)), OPENING, with_ids=True))
    marked = splice(html, found)
    without, position, shift = "", 0, 0
    for edit in found:
        start = edit.start + shift
        without += marked[position:start]
        position = start + len(edit.text)
        shift += len(edit.text) - (edit.end - edit.start)
    return marked, without + marked[position:]


@given(SOUP.map(lambda soup: soup.replace("[[", "")), LINK)
def test_taking_the_tags_out_gives_back_the_input(html: str, link: str) -> None:
    assert taken_out(html, link)[1] == html


@given(SOUP, LINK)
def test_marks_lie_in_order_and_never_overlap(html: str, link: str) -> None:
    places = mark(html, MATCHER, Wishes(link)).places
    ends = [position for place in places for position in (*place.opening, *place.closing)]
    assert ends == sorted(ends)


@given(SOUP.map(lambda soup: soup.replace("[[", "").replace("\x00", "")), LINK)
def test_a_browser_reads_the_same_text_and_no_link_in_a_link(html: str, link: str) -> None:
    marked, _ = taken_out(html, link)
    before, after = html5lib.parseFragment(html), html5lib.parseFragment(marked)
    assert "".join(before.itertext()) == "".join(after.itertext())


@given(SOUP)
def test_marking_is_the_same_every_time(html: str) -> None:
    assert mark(html, MATCHER, Wishes()) == mark(html, MATCHER, Wishes())


@given(SOUP)
def test_ids_are_given_once(html: str) -> None:
    ids = [place.id for place in mark(html, MATCHER, Wishes(ALL)).places if place.id]
    assert len(ids) == len(set(ids))
