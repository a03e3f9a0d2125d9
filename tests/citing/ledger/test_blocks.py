"""Which blocks a body has, and that giving them ids changes nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import BY_THE_SQUARE, slowing
from reflectory.citing.ledger.blocks import blocks, survey
from reflectory.citing.ledger.ids import fresh, natural, naturals
from reflectory.site.html import Edit, splice


def _told(html: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in blocks(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<h2>Of <em>hope</em></h2>\n<p>We &amp; they.</p>", [("h2", "Of hope"), ("p", "We & they.")]),
        ("<blockquote>\n<p>A</p>\n<p>B</p>\n</blockquote>", [("blockquote", "A"), ("p", "B")]),
        ("<ul><li>A<ul><li>B</li></ul>C</li></ul>", [("li", "A C"), ("li", "B")]),
        ("<ul><li><p>A</p></li><li>B</li></ul>", [("li", "A"), ("li", "B")]),
        ("<figure><p><img src='a.png' alt='A'></p><figcaption>C</figcaption></figure>", [("figure", "C")]),
        ("<dl><dt>Care</dt><dd>What is done.</dd></dl>", [("dt", "Care"), ("dd", "What is done.")]),
        ("<table><tr><td>A</td><td>B</td></tr></table>", [("table", "A B")]),
        ("<pre><code>a [[b]]</code></pre>", [("pre", "a [[b]]")]),
        ("<p>Of [[better words|hope]].</p>", [("p", "Of better words.")]),
        ('<p>So.<sup id="fnref:1"><a href="#fn:1">1</a></sup> On.</p>', [("p", "So. On.")]),
        ("<p>A<p>B<ul><li>C<li>D</ul>", [("p", "A"), ("p", "B"), ("li", "C"), ("li", "D")]),
        ("<p> </p><p></p>loose <b>words</b>", []),
        ("<div><p>A</p></div><p>com&shy;fort</p>", [("p", "A"), ("p", "comfort")]),
    ],
)
def test_each_word_belongs_to_one_block(html: str, expected: list[tuple[str, str]]) -> None:
    assert _told(html) == expected


def test_a_picture_without_words_is_known_by_its_address_and_text() -> None:
    (block,) = blocks('<p><img src="\ufdd0/images/chair.png" alt="A chair"></p>')
    assert (block.text, block.content) == ("", "/images/chair.png A chair")


def test_a_block_knows_where_it_begins_and_ends() -> None:
    html = '<p>A</p>\n<ul class="x">\n<li>B <b>c</b></li>\n</ul>'
    _, item = blocks(html)
    assert html[item.start : item.end] == "<li>"
    assert html[item.start : item.until] == "<li>B <b>c</b></li>"
    assert html[item.top :].startswith("<ul class")


def test_a_block_keeps_the_id_that_it_has() -> None:
    body = survey('<h2 id="hope">Hope</h2><p ID=more>M</p><p><b id="in">B</b></p>')
    assert [block.own for block in body.blocks] == ["hope", "more", ""]
    assert body.ids == {"hope", "more", "in"}
    assert naturals(body)[:2] == ("hope", "more")


def test_an_id_is_short_and_the_same_everywhere() -> None:
    assert natural("We had hope.") == "p-f2m75h"
    assert re.fullmatch(r"p-[2-9b-z]{6}", natural(""))


def test_the_same_words_twice_have_different_ids() -> None:
    assert fresh("A", {natural("A"), natural("A") + "-2"}) == natural("A") + "-3"


HTML = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<ul>", "<li>", "</ul>", "</li>", "<blockquote>", "</blockquote>", "<h2>", "</h3>", "<b>", "</b>",
         "<!-- <p> -->", "hope ", "a < b ", "&amp;", '<img alt="a>b" src=x>', "<p class='>'>", "<table>", "</table>", "<td>",
         '<p id="p-a">', "<svg><p/></svg>", "<pre>", "<hr>", "<br/>", "<dl><dt>", "<", "<p", "\n", "[[hope]]", "<script>"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(HTML)
def test_taking_the_ids_out_again_gives_back_the_html(html: str) -> None:
    body = survey(html)
    names = naturals(body)
    free = [(one, name) for one, name in zip(body.blocks, names, strict=True) if not one.own]
    places = [(one.start + 1 + len(one.kind), name) for one, name in free]
    marked = splice(html, (Edit(at, at, 0, f' id="{name}"') for at, name in places))
    assert len({name for _, name in free} | body.ids) == len(free) + len(body.ids)
    assert re.sub(r"(?<=[a-z0-9]) id=\"(p-[2-9b-z]{6}(-\d+)?)\"", "", marked) == html


@given(HTML)
def test_blocks_lie_in_their_html_in_order(html: str) -> None:
    body = survey(html)
    assert [one.start for one in body.blocks] == sorted({one.start for one in body.blocks})
    for one in body.blocks:
        assert html[one.start : one.end].lower().startswith(f"<{one.kind}")
        assert one.top <= one.start < one.end <= one.until <= len(html)
        assert one.top in body.tops


@pytest.mark.parametrize(
    "piece", ["<b>", "<p>", "</p>", "<ul><li>", "<li>", "<blockquote><p>a", "<h2>", "<table>", "<p>a <b>b"]
)
def test_a_page_of_nonsense_takes_no_time(piece: str) -> None:
    assert slowing(survey, piece, 16_000 * len(piece)) < BY_THE_SQUARE / 2
