"""Bodies that were written to keep a parser busy: each is read in a moment, or shown as it was written."""

from __future__ import annotations

import time

import html5lib
import pytest

from reflectory.comments.bodies import Renderer, sanitise

LONGEST = 20_000
TIMES = 100
"""How many times longer than honest text a hostile one may take: the slowest takes ten, what grows with the square
takes thousands."""

REPEATED = [
    ">", "> ", "[", "]", "[[](", "[a](", "[a][", "[a](<b", "[![a](b)](c)", "![", "![](", "*a ", "*a_b", "*_", "***a*b", "a**b",
    "`", "` `` ", "&", "&amp;", "&#", "\\", "\\*", "<", "</", "<!--", "<http://", "<a@b.c>", "http://", "http://a.b ", "http://a.b/(",
    "[a]: b\n", "[a]: <b\n", "[a]: b '\n", "- a\n", "- a\n\n", "1. ", "* ", "- > ", "> a\n", "> > > > b\n", "---\n", "=\n",
    "a\n=\n", "# a\n", "~~~\n", "|_|", "|_", "_ ", "\t- x\n", "    a\n", "\n", "a\n", "a\n\n", "(", "\"", "'", "\"'", "(\"", "'a ",
    "...", "--", "\xa0", "é*", "\u202e*", "https://e.org/,",
]  # fmt: skip
GROWING = {
    "a list by tabs": "".join("\t" * depth + "- x\n" for depth in range(200)),
    "a list by spaces": "".join("  " * depth + "- x\n" for depth in range(140)),
    "numbers by spaces": "".join("   " * depth + "1. x\n" for depth in range(110)),
    "quotations": "".join("> " * depth + "x\n" for depth in range(140)),
    "a lazy quotation": "> > > > > x\n" + "y\n" * 9_000,
    "brackets that close": "[" * 10_000 + "]" * 10_000,
    "stars that close": "*" * 9_999 + "a" + "*" * 9_999,
    "emphasis that closes": "*a **b " * 1_400 + "b** a* " * 1_400,
    "backticks of every length": "".join("`" * length + " " for length in range(199)),
    "definitions": "".join(f"[a{n}]: b\n" for n in range(1_800)),
    "an address and its stops": "http://a.b/" + "." * 19_900,
    "an address and its brackets": "http://a.b/" + ")" * 19_900,
    "one word": "x" * 100_000,
}


def seconds(body: str) -> float:
    """How long it takes to read a body for the first time; the best of two."""
    taken = []
    for _ in range(2):
        renderer, start = Renderer(), time.perf_counter()
        renderer.render(body)
        taken.append(time.perf_counter() - start)
    return min(taken)


@pytest.fixture(scope="module")
def honest() -> float:
    """How long an honest text of the greatest length takes on this machine."""
    return seconds(("I read *this* twice, and [again](https://e.org). It stays.\n\n" * 400)[:LONGEST])


@pytest.mark.parametrize("sign", REPEATED)
def test_a_sign_repeated_to_the_limit_is_no_burden(sign: str, honest: float) -> None:
    assert seconds((sign * LONGEST)[:LONGEST]) < TIMES * honest


@pytest.mark.parametrize("body", GROWING.values(), ids=GROWING.keys())
def test_what_nests_or_looks_for_its_end_is_no_burden(body: str, honest: float) -> None:
    assert seconds(body) < TIMES * honest


@pytest.mark.parametrize("body", GROWING.values(), ids=GROWING.keys())
def test_nothing_nests_deeper_than_other_parsers_follow(body: str) -> None:
    waiting, deepest = [(html5lib.parseFragment(Renderer().render(body)[:60_000]), 0)], 0
    while waiting:
        element, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in element]
    assert deepest < 60


@pytest.mark.parametrize(
    "soup", ["<em></b>", "<blockquote>", "<ul><li>", "<a href=http://x.y>", "<p><em>", "<svg>", "<hr>"]
)
def test_soup_is_sanitised_in_a_moment(soup: str, honest: float) -> None:
    start = time.perf_counter()
    sanitise(soup * 2_500)
    assert time.perf_counter() - start < TIMES * honest


def test_many_rules_are_no_soup() -> None:
    assert Renderer().render("---\n" * 1_900).count("<hr>") == 1_900
