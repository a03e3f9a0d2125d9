"""Bodies: Markdown without raw HTML, then an allow-list, judged by a parser that is not ours."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflectory.comments.bodies import REL, TAGS, Renderer, sanitise

XHTML = "{http://www.w3.org/1999/xhtml}"
PAYLOADS = Path(__file__).parents[3] / "shared" / "data" / "xss-payloads.txt"
RENDERER = Renderer()


def payloads() -> list[str]:
    """The corpus of hostile input, where it is."""
    if not PAYLOADS.is_file():
        pytest.skip("the corpus xss-payloads.txt is not beside the project")
    return PAYLOADS.read_text("utf-8", errors="replace").splitlines()


def judge(html: str) -> list[str]:
    """Return what html5lib finds in a fragment that is not on the allow-list."""
    wrong = []
    for element in html5lib.parseFragment(html).iter():
        tag = str(element.tag).removeprefix(XHTML)
        if tag == "DOCUMENT_FRAGMENT":
            continue
        wrong += [f"<{tag}>"] if tag not in TAGS else []
        wrong += [
            f"{tag} {name}"
            for name in element.attrib
            if (tag, name) not in {("a", "href"), ("a", "rel"), ("ol", "start")}
        ]
        if tag == "a":
            target = urlsplit(element.attrib.get("href", ""))
            wrong += (
                [] if target.scheme in ("http", "https") and target.netloc else [f"a to {element.attrib.get('href')}"]
            )
            wrong += [] if element.attrib.get("rel") == REL else ["a without rel"]
    return wrong


def test_every_payload_leaves_nothing_outside_the_allow_list() -> None:
    for payload in payloads():
        html = RENDERER.render(payload)
        assert not judge(html), payload
        assert sanitise(html) == html, payload


def test_payloads_taken_for_html_leave_nothing_either() -> None:
    for payload in payloads():
        html = sanitise(payload)
        assert not judge(html), payload
        assert sanitise(html) == html, payload


SOUP = st.lists(
    st.sampled_from(
        "<a <a> </a> href='http://x.y' href=javascript:x > <p> </p> <svg> <math> <mi> <style> <!-- --> <b onclick=x> "
        "<template> <noscript> <table> <td> &lt; &#x3c; &colon; ` [x](y) ** \n\n http://a.b <xmp> </title> ]]>".split(
            " "
        )
    )
    | st.text(max_size=5)
).map("".join)


@given(SOUP)
def test_sanitising_twice_is_sanitising_once(soup: str) -> None:
    once = sanitise(soup)
    assert sanitise(once) == once
    assert not judge(once)


@given(SOUP | st.text())
def test_whatever_is_written_renders_to_the_allow_list(text: str) -> None:
    html = RENDERER.render(text)
    assert not judge(html)
    assert sanitise(html) == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Hello *you*.", "<p>Hello <em>you</em>.</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("# Loud", "<p><strong>Loud</strong></p>"),
        ("mail <a@b.c> or a@b.c", "<p>mail &lt;a@b.c&gt; or a@b.c</p>"),
        ("[x](javascript:alert(1))", "<p>x</p>"),
        ("[x](//e.org) [y](/z) [z](#a)", "<p>x y z</p>"),
        ("[x](https://e.org/?a=1&b=2 'title')", f'<p><a href="https://e.org/?a=1&amp;b=2" rel="{REL}">x</a></p>'),
        ("[x][1]\n\n[1]: javascript:x", "<p>x</p>"),
        ("see https://e.org/a_b.", f'<p>see <a href="https://e.org/a_b" rel="{REL}">https://e.org/a_b</a>.</p>'),
        ("`https://e.org`", "<p><code>https://e.org</code></p>"),
        ("（https://e.org）", f'<p>（<a href="https://e.org" rel="{REL}">https://e.org</a>）</p>'),
        ("&#x202e;a&#12;b", "<p>ab</p>"),
        ("*" * 200 + "a" + "*" * 200, "<p>" + "*" * 200 + "a"),
        ("![a cat](https://e.org/cat.png)", f'<p><a href="https://e.org/cat.png" rel="{REL}">a cat</a></p>'),
        ("[![a cat](x.png)](https://e.org)", f'<p><a href="https://e.org" rel="{REL}">a cat</a></p>'),
        ("[](https://e.org)", f'<p><a href="https://e.org" rel="{REL}">https://e.org</a></p>'),
        (
            "(https://e.org/o'b_(c)).",
            f'<p>(<a href="https://e.org/o\'b_(c)" rel="{REL}">https://e.org/o\'b_(c)</a>).</p>',
        ),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("7. seven", '<ol start="7">'),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("write to [me](mailto:a@b.c)", "<p>write to [me](mailto:a@b.c)</p>"),
        ("https://me:secret@e.org", "<p>https://me:secret@e.org</p>"),
        ("&#x202e;evil", "<p>evil</p>"),
        ('"Yes," she said - it\'s...', "<p>“Yes,” she said - it’s…</p>"),
        (
            "> quoted\n\n1. one\n2. two",
            "<blockquote>\n<p>quoted</p>\n</blockquote>\n<ol>\n<li>one</li>\n<li>two</li>\n</ol>",
        ),
        ("שלום *עולם*", "<p>שלום <em>עולם</em></p>"),
        ("", ""),
        ("\x00\u202e", ""),
    ],
)
def test_bodies_render_as_readers_expect(body: str, html: str) -> None:
    assert RENDERER.render(body).startswith(html)


@given(st.text())
def test_text_without_signs_of_markdown_is_shown_as_it_is(text: str) -> None:
    words = " ".join(re.findall(r"[^\W_\d]+", text))
    shown = html5lib.parseFragment(RENDERER.render(words)).itertext()
    assert "".join(shown).strip() == words


@pytest.mark.parametrize(
    "body",
    ["[" * 20_000, "![" * 10_000, "[a](" * 5000, "[a](<" * 4000, "*a _b " * 3300, "a\n=\n" * 5000, "- a\n" * 5000, "\"'" * 10_000,
     "`" * 5000, "> " * 11 + "a\n" + "b\n" * 9000, "<" * 20_000, "http://a.b" + ")" * 19_000],
)  # fmt: skip
def test_hostile_bodies_within_the_length_are_rendered_safely(body: str) -> None:
    assert not judge(RENDERER.render(body))


def test_markup_that_nests_without_end_becomes_text() -> None:
    html = sanitise("<blockquote>" * 50_000)
    assert "<" not in html
    assert sanitise(html) == html


def test_an_honest_long_comment_stays_markdown() -> None:
    body = "\n\n".join(["I read *this* twice, and [again](https://e.org). It's **so**: - yes?"] * 40 + ["- one\n- two"])
    assert "<li>two</li>" in RENDERER.render(body)


@pytest.mark.parametrize(
    "body",
    [">" * 5000, "> " * 2500, "[" * 5000, "*a " * 5000, "`a" * 2500 + "x" * 15_001, "![" * 2500, "\\" * 9000, "<http://" * 2000, "x" * 30_000,
     "\n".join(" " * 4 * depth + "- x" for depth in range(300)), "\n".join("\t" * depth + "- x" for depth in range(50))],
)  # fmt: skip
def test_what_is_too_long_or_too_deep_is_shown_as_it_was_written(body: str) -> None:
    html = RENDERER.render(body)
    assert "<blockquote>" not in html
    assert "<ul>" not in html
    assert html.startswith("<p>")
