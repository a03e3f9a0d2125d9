"""HTML by position: tags, runs of text, where they stand in the source, and splicing."""

from __future__ import annotations

import time

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflectory.site.html import HELD_BACK, Edit, Run, balanced, runs, splice, tags

CODE = frozenset({"code", "svg"})
LINKS = frozenset({"a", "q", "h2", "h3"})


def texts(html: str) -> list[str]:
    return [run.text for run in runs(html, CODE)]


def run_of(html: str) -> Run:
    [run] = runs(html, CODE, LINKS)
    return run


def source_of(html: str, wanted: str) -> str:
    """The HTML of a piece of the only run's text."""
    run = run_of(html)
    start = run.text.index(wanted)
    begins, ends = run.source(start, start + len(wanted))
    return html[begins:ends]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<p>One <em>and</em> two.</p>", ["One and two."]),
        ("One<br>two", ["One\ntwo"]),
        ("<p>a<img alt='b'>c</p>", [f"a{HELD_BACK}c"]),
        ("<p>a <code>b</code><code>c</code> d</p>", [f"a {HELD_BACK} d"]),
        ("<ul>\n<li>a</li>\n<li>b</li>\n</ul>", ["a", "b"]),
        ("<p>&eacute;&amp;&#8217;&nosuch;</p>", ["é&’&nosuch;"]),
        ("<p>a<!-- b -->c</p>", ["ac"]),
        ("a<!-->b", ["ab"]),
        ("a<!--->b<!-- c", ["ab"]),
        ("a</ b>c<?d>e<!f>g", ["aceg"]),
        ("1 < 2 <3 <", ["1 < 2 <3 <"]),
        ("a<script>b</script>c", [f"a{HELD_BACK}c"]),
        ("a<script>b", [f"a{HELD_BACK}"]),
        ("a<style>b</styles></STYLE >c", [f"a{HELD_BACK}c"]),
        ("a<svg><title/></svg>b", [f"a{HELD_BACK}b"]),
        ('<p title="a > b">c</p>', ["c"]),
        ("<p title='a > b' x=y>c</p>", ["c"]),
        ('a<p title="b>c', ["a"]),
        ("", []),
        (" \n ", []),
    ],
)  # fmt: skip
def test_a_run_is_what_a_reader_sees_of_a_block(html: str, wanted: list[str]) -> None:
    assert texts(html) == wanted


@pytest.mark.parametrize(
    ("html", "text", "source"),
    [
        ("<p>one two three</p>", "two", "two"),
        ("<p>caf&eacute; now</p>", "café", "caf&eacute;"),
        ("<p>caf&eacute; now</p>", "é now", "&eacute; now"),
        ("<p>one <em>two</em> three</p>", "two", "two"),
        ("<p>one <em>two</em> three</p>", "one two three", "one <em>two</em> three"),
        ("<p>one <em>two</em> three</p>", "two three", "two</em> three"),
        ("<p>a&nbsp;b&shy;c</p>", "b\u00adc", "b&shy;c"),
        ("a &amp b", "& b", "&amp b"),
    ],
)
def test_a_place_in_the_text_is_a_place_in_the_source(html: str, text: str, source: str) -> None:
    assert source_of(html, text) == source


def test_a_run_knows_what_a_place_stands_in() -> None:
    run = run_of("<p>a <a href=x>b <q>c</q></a> d</p>")
    assert run.around(0, 1) == frozenset()
    assert run.around(run.text.index("c"), run.text.index("c") + 1) == {"a", "q"}
    assert run.around(0, len(run.text)) == {"a", "q"}


def test_sections_are_counted_by_headings() -> None:
    sections = [run.section for run in runs("<p>a</p><h2>b</h2><p>c</p><h3>d</h3>", CODE)]
    assert sections == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("html", "inside"),
    [
        ("<h2>a</h2>x", set()),
        ("<h2>a</h3>x", set()),
        ("<h2>a<h3>b</h3>x", set()),
        ("<p><q>a<p>x", set()),
        ("<p><q>a<div>x", set()),
        ("<q><p>a</q>x", set()),
        ("<p><a href=y>a</p>x", {"a"}),
        ("<b><a href=y>a</b>x", {"a"}),
        ("<a href=y>a<a href=z>b</a>x", set()),
        ("<table><td><a href=y>a</td><td>x", set()),
        ("</q></a>x", set()),
        ("<q>a<table><td></q>x", {"q"}),
        ("<svg><a/></svg>x", set()),
        ("<br/><hr/><a href=y />x", {"a"}),
        ("<A HREF=y>a<b>x", {"a"}),
    ],
)
def test_what_is_open_is_what_a_browser_holds_open(html: str, inside: set[str]) -> None:
    *_, last = runs(html, CODE, LINKS)
    assert last.text.endswith("x")
    assert last.around(len(last.text) - 1, len(last.text)) == inside


def test_a_tag_knows_its_place_and_name() -> None:
    html = '<P class="a">x<br/></p><!-- y -->'
    assert [(html[tag.start : tag.end], tag.name, tag.closing) for tag in tags(html)] == [
        ('<P class="a">', "p", False),
        ("<br/>", "br", False),
        ("</p>", "p", True),
        ("<!-- y -->", "", False),
    ]


@pytest.mark.parametrize("html", ["", "a", "<b>a</b>", "a<br>b", "<b><i>a</i></b>", "<!-- <b> -->", "a < b", "<img>"])
def test_a_fragment_that_closes_what_it_opens_is_balanced(html: str) -> None:
    assert balanced(html)


@pytest.mark.parametrize("html", ["<b>", "</b>", "<b><i></b></i>", "</b><b>", "a<em>b", "<b></i></b>"])
def test_a_fragment_that_leaves_tags_open_is_not_balanced(html: str) -> None:
    assert not balanced(html)


def test_edits_are_made_in_the_order_of_the_text() -> None:
    edits = [Edit(4, 7, 0, "2"), Edit(0, 3, 0, "1"), Edit(7, 7, 1, ">"), Edit(7, 7, 0, "<")]
    assert splice("one two", edits) == "1 2<>"


def test_edits_may_touch() -> None:
    assert splice("ab", [Edit(0, 1, 0, "x"), Edit(1, 2, 0, "y")]) == "xy"


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="two changes overlap at character 1 of 3"):
        splice("abc", [Edit(0, 2, 0, "x"), Edit(1, 3, 0, "y")])


SOUP = st.lists(
    st.sampled_from(
        """<p> </p> <em> </em> <a> </a> <div> </div> <!-- --> <!-- <!--> --!> <?x> </ </> </3> < > " ' = / a b= &amp &amp;
        &#65; &notit; <br/> <script> </script> <title> </title> <p/a="> <p\x20a='"> <p\x20a= <p\x20a=b> <!x>""".split()
    )
    | st.sampled_from(" \n"),
    max_size=15,
).map("".join)  # fmt: skip


@given(SOUP)
def test_text_is_where_html5lib_finds_it(html: str) -> None:
    ours = "".join(run.text for run in runs(html + "</script></title>", frozenset()))
    tree = html5lib.parseFragment(html + "</script></title>", namespaceHTMLElements=False)
    for raw in [*tree.iter("script"), *tree.iter("title")]:
        raw.text = ""
    assert "".join(ours.replace(HELD_BACK, "").split()) == "".join("".join(_text(tree)).split())


def _text(element: object) -> list[str]:
    """Text of a tree, without that of comments."""
    own = element.text if isinstance(element.tag, str) else ""  # type: ignore[attr-defined]
    found = [own or ""]
    for child in element:  # type: ignore[attr-defined]
        found += [*_text(child), child.tail or ""]
    return found


@given(SOUP)
def test_every_place_of_a_run_has_a_source(html: str) -> None:
    for run in runs(html, CODE):
        places = [run.source(at, at + 1) for at in range(len(run.text))]
        assert all(0 <= start <= end <= len(html) for start, end in places)
        assert places == sorted(places)


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<a",
        "<a ",
        '<a "',
        "<!--",
        "</",
        "<b>",
        "<p><b>",
        "</b>",
        "&amp;",
        "&",
        "<script>",
        "<svg>",
        "<x=",
        "<a =",
        "\n",
    ],
)
def test_a_page_of_nonsense_takes_no_time(piece: str) -> None:
    html = piece * (200_000 // len(piece))
    start = time.perf_counter()
    assert sum(len(run.text) for run in runs(html, CODE, LINKS)) <= len(html)
    assert time.perf_counter() - start < 3


def test_names_without_end_take_no_time() -> None:
    start = time.perf_counter()
    assert not texts("".join(f"<x{number}>" for number in range(30_000)))
    assert time.perf_counter() - start < 2
