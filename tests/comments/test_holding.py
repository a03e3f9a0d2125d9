"""Why a comment is held: links, words, and how it came."""

from __future__ import annotations

import pytest

from reflectory.comments.holding import Signs, reasons

KNOWN = Signs(known=True)


def of(body: str, *words: str, signs: Signs = KNOWN, author: str = "Ann", url: str = "") -> tuple[str, ...]:
    return reasons(body, author, url, signs, words)


def test_nothing_is_said_of_what_has_no_sign() -> None:
    assert of("I know that day.", "casino") == ()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("see https://e.org", "It has a link."),
        ("HTTP://e.org and [a](https://e.org/b) and www.e.org", "It has 3 links."),
    ],
)
def test_links_are_counted(body: str, said: str) -> None:
    assert of(body) == (said,)


@pytest.mark.parametrize(
    ("body", "word", "found"),
    [
        ("A casino!", "casino", True),
        ("A CASINO", "Casino", True),
        ("casinos", "casino", False),
        ("occasion", "casio", False),
        ("easy\n  money", "easy money", True),
        ("C++ (really)", "c++", True),
        ("Straße", "straße", True),
        ("a.b", "a", True),
        ("anything", "", False),
        ("x.y", "x?y", False),
    ],
)
def test_words_are_whole_words(body: str, word: str, found: bool) -> None:
    assert bool(of(body, word)) is found


def test_a_word_in_the_name_or_address_counts_and_is_said_once() -> None:
    assert of("Hello", "casino", "casino", author="Casino Royale", url="https://casino.example") == (
        "It has the word “casino”.",
    )


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        (Signs(known=None), "without an e-mail address"),
        (Signs(known=False), "first comment from this e-mail"),
        (Signs(known=True, worked=False), "did not do the work"),
        (Signs(known=True, origin=False), "did not say from which site"),
        (Signs(known=True, trapped=True), "only a program sees"),
    ],
)
def test_each_sign_is_a_sentence(signs: Signs, said: str) -> None:
    (reason,) = of("Hello", signs=signs)
    assert said in reason
    assert reason.endswith(".")
