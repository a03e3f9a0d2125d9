"""The tree keeps every word, and nothing that could be markup elsewhere."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import Markup

from packed import ODD
from reflectory.citing.packs.markup import Writer
from reflectory.citing.packs.tree import HOLDERS, INLINE, LINES, Node, Text, walk, words
from reflectory.site.html import ROOT

KINDS = {*LINES, *HOLDERS, *INLINE.values(), "hr", "br", "img", "note"}


def tree(html: str) -> tuple[Node, ...]:
    return Text(html, "essays/a/").whole()


def said(pieces: object) -> str:
    return "".join(words(pieces).split())  # type: ignore[arg-type]


def test_loose_words_become_paragraphs_and_a_picture_alone_a_figure() -> None:
    assert tree("a <b>b</b><p>c</p> d") == (
        Node("p", ("a ", Node("strong", ("b",)))),
        Node("p", ("c",)),
        Node("p", ("d",)),
    )
    assert tree('<p><img src="x.jpg" alt="A chair"></p>')[0].name == "figure"


def test_a_footnote_stands_where_it_is_called_even_in_a_part() -> None:
    call = '<p>A note<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>.</p>'
    (paragraph,) = Text(ODD).part(call)
    assert paragraph.content[1] == Node("note", (Node("p", ("What the note says.",)),))


def test_links_lead_from_the_root_or_out_and_nowhere_else() -> None:
    urls = [node.url for node in walk(tree(ODD)) if node.name == "a"]
    assert urls == ["https://example.org/?a=1&b=2", f"{ROOT}/essays/a/#here"]


def test_hand_marks_are_words() -> None:
    assert said(tree("<p>A [[better word|kindness]].</p>")) == "Abetterword."


def test_all_words_of_the_odd_text_are_there_but_no_script() -> None:
    soup = BeautifulSoup(ODD, "lxml")
    for gone in soup.select("script, .footnote, .footnote-ref"):
        gone.decompose()
    expected = "".join(soup.get_text().split())
    found = said(tree(ODD)).replace("Whatthenotesays.", "")
    assert sorted(found) == sorted(expected)


TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="[]\u00ad\ufeff"), max_size=12
)
NAMES = sorted(
    {"p", "div", "em", "strong", "span", "q", "li", "ul", "ol", "blockquote", "h2", "h5", "table", "tr", "td", "th",
     "dl", "dt", "dd", "a", "figure", "figcaption", "code", "sup", "section", "details", "summary", "unheard-of", "caption"}
)  # fmt: skip


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", st.sampled_from(NAMES), st.lists(inner, max_size=4)
    )


HTML = st.recursive(TEXTS.map(lambda text: str(Markup.escape(text))), _element, max_leaves=12)


@given(HTML)
def test_no_word_is_lost_and_every_node_is_known(html: str) -> None:
    made = tree(html)
    soup = BeautifulSoup(html, "lxml")
    assert sorted(said(made)) == sorted("".join(soup.get_text().split()))
    assert {node.name for node in walk(made)} <= KINDS
    for node in walk(made):
        if node.name in HOLDERS:
            assert node.content
            assert all(isinstance(one, Node) and one.name not in ("em", "a") for one in node.content)


@given(HTML)
def test_what_is_written_is_xml_with_the_same_words(html: str) -> None:
    made = tree(html)
    writer = Writer(lambda url: url, lambda _: "", in_book=True)
    text = writer.blocks(made)
    root = etree.fromstring(f'<div xmlns:epub="http://www.idpf.org/2007/ops">{text}</div>')
    found = "".join("".join(root.itertext()).split())
    assert sorted(re.sub("–", "", found)) == sorted(re.sub("–", "", said(made)))
