"""Plain text: what a reader sees, its sentences, and how words are compared."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown

from reflectory.site.text import clean, fold, legible, minutes, plain, sentence, shorten, smarten, unmark, words


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One <em>and</em> two.</p>\n<p>Three.</p>", "One and two. Three."),
        ("a<br>b<img>c", "a bc"),
        ("<pre>a</pre>b<section>c</section>", "a b c"),
        ("fish &amp; chips&nbsp;&hellip;", "fish & chips …"),
        ("&lt;b&gt; &amp;lt;", "<b> &lt;"),
        ("<p>a<script>b</script>c<style>d</style></p>", "a c"),
        ('<p title="<script>">a</p>b', "a b"),
        ("a<!-- <p> -->b", "ab"),
        ("com&shy;passion", "compassion"),
        ("[[hope]] and [[that|hope]]", "hope and that"),
        ('a<sup id="fnref:1"><a href="#fn:1">1</a></sup> b', "a b"),
        ('a<div class="footnote"><hr><div>note</div></div> b', "a b"),
        ('a <a class="footnote-reference" href="#x">1</a>b', "a b"),
        ("", ""),
        ("1 < 2", "1 < 2"),
    ],
)
def test_plain_text_is_what_a_reader_sees(html: str, text: str) -> None:
    assert plain(html) == text


def test_footnotes_of_markdown_are_left_out() -> None:
    html = markdown("Hope[^1] stays.\n\n[^1]: Not optimism.\n", extensions=["footnotes"])
    assert plain(html) == "Hope stays."


@pytest.mark.parametrize("piece", ["<script>", '<sup id="fnref">', "<", "<!--", "[[", "[[a|", "&", "<p "])
def test_nonsense_takes_no_time(piece: str) -> None:
    start = time.perf_counter()
    plain(piece * (200_000 // len(piece)))
    assert time.perf_counter() - start < 2


def test_hand_marks_lose_their_brackets_and_nothing_else_does() -> None:
    assert unmark(r"[[a]] [[b|c]] [[d\|e]] [[]] [[ [f] ]]") == "a b d [[]] [[ [f] ]]"


def test_words_are_counted_as_a_reader_would() -> None:
    assert words("It’s self-compassion, isn't it? — Oui, 42.") == 6


@pytest.mark.parametrize(("count", "wanted"), [(0, 1), (1, 1), (230, 1), (231, 2)])
def test_reading_takes_whole_minutes(count: int, wanted: int) -> None:
    assert minutes(count, 230) == wanted


@pytest.mark.parametrize(
    ("text", "limit", "wanted"),
    [
        ("short", 5, "short"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("one, two", 6, "one…"),
        ("onetwothree", 4, "one…"),
        ("one two", 1, "…"),
    ],
)
def test_text_is_shortened_at_a_word(text: str, limit: int, wanted: str) -> None:
    assert shorten(text, limit) == wanted


@given(st.text(), st.integers(1, 50))
def test_shortened_text_is_never_longer_than_asked(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= max(limit, 1)


def sentence_of(text: str, word: str, limit: int = 280) -> str:
    start = text.index(word)
    return sentence(text, start, start + len(word), limit)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two hope three. Four.", "Two hope three."),
        ("Hope.", "Hope."),
        ("Is it hope? Yes!", "Is it hope?"),
        ("He said “hope.” Then he left.", "He said “hope.”"),
        (
            "So Mrs. Hope and Dr. A. Hope came, e.g. by train. Next.",
            "So Mrs. Hope and Dr. A. Hope came, e.g. by train.",
        ),
        ("It cost 3.50 of hope. Next.", "It cost 3.50 of hope."),
        ("one... then hope… and on. Next.", "one... then hope… and on."),
        ("A line\nwith hope\nin it. Next.", "A line with hope in it."),
        ("First part\n\nhope here", "hope here"),
        ("[[Old]] hope. Next.", "Old hope."),
        ("a \ufffc hope. Next.", "a  hope."),
        ("שלום. עולם hope. עוד.", "עולם hope."),
    ],
)
def test_a_sentence_is_read_around_a_word(text: str, wanted: str) -> None:
    assert sentence_of(text, "hope" if "hope" in text else "Hope") == wanted


def test_a_long_sentence_is_cut_at_words_around_the_place() -> None:
    found = sentence_of("before " * 50 + "hope " + "after " * 50, "hope", limit=60)
    assert found.startswith("… before")
    assert found.endswith("after …")
    assert "hope" in found
    assert len(found) < 90


@given(st.lists(st.sampled_from(["hope", ".", "? ", " ", "A", "\n", "’", "Dr.", "[["])).map("".join), st.data())
def test_a_sentence_holds_its_word(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    whole = f"{text[:at]} kindness {text[at:]}"
    assert "kindness" in sentence(whole, whole.index("kindness"), whole.index("kindness") + 8, 20)


@pytest.mark.parametrize("nonsense", ["." * 100_000, "\n" * 100_000, ". " * 50_000, "x" * 100_000, '."' * 50_000])
def test_a_sentence_in_nonsense_is_found_at_once(nonsense: str) -> None:
    start = time.perf_counter()
    assert "hope" in sentence_of(f"{nonsense} hope {nonsense}", "hope")
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"hope"', "“hope”"),
        ("it's", "it’s"),
        ("a -- b...", "a — b…"),
        ("a < b & 'c'", "a < b & ‘c’"),
        ("&amp; it's", "&amp; it’s"),
        ("hope", "hope"),
    ],
)
def test_plain_text_gets_typographic_signs(text: str, wanted: str) -> None:
    assert smarten(text) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hope", "HOPE"),
        ("café", "cafe\u0301"),
        ("Straße", "STRASSE"),
        ("ΟΔΌΣ", "οδός"),
        ("it's", "it’s"),
        ("well-being", "Well\u2011Being"),
        ("com\u00adpassion", "compassion"),
        ("ΐ", "ΐ".upper()),
    ],
)
def test_words_that_a_reader_takes_for_the_same_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_clean_text_keeps_what_can_be_printed() -> None:
    assert clean("a\tb\r\nc\rd\ue000 é 😀 \u200f") == "a\tb\nc\nd\ue000 é 😀 \u200f"


@pytest.mark.parametrize("sign", "\x00\x08\x0b\x1f\x7f\x85\ud800\ufdd0\ufffe\uffff\u202e\u2066\U0001fffe\U0010ffff")
def test_clean_text_holds_no_sign_that_does_harm(sign: str) -> None:
    assert clean(f"a{sign}b") == "ab"


def test_an_authors_text_loses_what_nobody_sees_and_keeps_its_directions() -> None:
    assert (
        legible("a\tb\nc\x0bd\x0ce\x85f\x01g\x1bh\uffff \u200f\u2067i\u2069") == "a\tb\nc d e fgh \u200f\u2067i\u2069"
    )


@given(st.text())
def test_a_text_that_is_clean_is_legible(text: str) -> None:
    assert legible(clean(text)) == clean(text)
