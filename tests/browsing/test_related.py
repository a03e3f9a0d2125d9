"""Which essays belong together, and that following changes gives what starting anew gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from reflectory.browsing import sums
from reflectory.browsing.related import ALIKE, NEAR, Changes, Given, Near, Row, Rows, Shelves, rows


def an_essay(number: int = 0, themes: str = "", words: str = "", stems: str = "|", **more: str) -> Given:
    place = {"lang": "en", "series": ""} | more
    return Given(
        (float(number), str(number)), place["lang"], place["series"], tuple(themes.split()), tuple(words.split()), stems
    )


def row(found: Rows, file: str) -> Row:
    near, alike, floors = found[file][1]
    return Row(tuple(map(Near._make, near)), tuple(map(Near._make, alike)), floors)


def near(found: Rows, file: str) -> list[str]:
    return [one.file for one in row(found, file).near]


OTHERS = {f"other{number}": an_essay(number + 50, f"theme{number}") for number in range(8)}
"""Essays that share nothing, so that what is shared is rare."""


def test_an_essay_of_the_same_theme_is_near_and_says_so() -> None:
    found = rows({"a": an_essay(1, "hope"), "b": an_essay(2, "hope"), **OTHERS}, {})
    assert row(found, "a").near == (Near("b", ("hope",), (), ()),)
    assert not row(found, "other1").near


def test_a_rare_theme_brings_nearer_than_a_frequent_one() -> None:
    essays = {str(n): an_essay(n, "often") for n in range(12)} | {
        "x": an_essay(20, "often rare"),
        "y": an_essay(0, "rare"),
    }
    assert near(rows({**essays, **OTHERS}, {}), "x")[0] == "y"


def test_of_two_that_are_as_near_the_newer_comes_first() -> None:
    essays = {"a": an_essay(1, "hope"), "new": an_essay(9, "hope"), "old": an_essay(0, "hope")}
    assert near(rows({**essays, **OTHERS}, {}), "a") == ["new", "old"]


def test_one_word_in_common_may_be_chance_and_two_are_a_reason() -> None:
    one = rows({"a": an_essay(1, stems="|stair"), "b": an_essay(2, stems="|stair"), **OTHERS}, {})
    two = rows({"a": an_essay(1, stems="|stair door"), "b": an_essay(2, stems="|door stair"), **OTHERS}, {})
    assert near(one, "a") == []
    assert row(two, "a").near == (Near("b", (), (), ("door", "stair")),)


def test_other_languages_and_the_same_series_are_left_out() -> None:
    essays = {
        "a": an_essay(1, "hope", series="letters"),
        "part": an_essay(2, "hope", series="letters"),
        "french": an_essay(3, "hope", lang="fr"),
        "b": an_essay(4, "hope"),
    }
    assert near(rows({**essays, **OTHERS}, {}), "a") == ["b"]


def test_nobody_is_named_twice_and_further_ones_share_two_words() -> None:
    essays = {f"n{number}": an_essay(number, "hope", "care trust") for number in range(NEAR + 2)}
    essays |= {"far": an_essay(0, "", "care trust respect"), "once": an_essay(0, "", "care")}
    found = row(rows({"a": an_essay(99, "hope", "care trust"), **essays, **OTHERS}, {}), "a")
    named = [one.file for one in (*found.near, *found.alike)]
    assert len(set(named)) == len(named) == NEAR + ALIKE
    assert "far" in named
    assert "once" not in named
    assert all(set(one.words) == {"care", "trust"} for one in found.alike)


def test_nothing_changed_is_known_at_once() -> None:
    essays = {"a": an_essay(1, "hope"), "b": an_essay(2, "hope")}
    found = rows(essays, {})
    assert rows(dict(essays), found) is found


def test_an_edit_leaves_the_rows_of_others_alone() -> None:
    essays = {str(n): an_essay(n, f"theme{n % 9}", stems=f"|word{n % 7} word{n % 5}x") for n in range(60)}
    before = rows(essays, {})
    edited = {**essays, "7": essays["7"]._replace(stems="|quite other")}
    stale = Changes(Shelves(edited), before, ["7"]).stale()
    assert "7" in stale
    assert len(stale) < 30


NAMES = st.sampled_from(["one", "two", "three", "four", "five"])
FEW = st.lists(NAMES, max_size=3, unique=True).map(tuple)
ESSAYS = st.builds(
    Given,
    st.tuples(st.integers(0, 5).map(float), st.text("ab", max_size=2)),
    st.sampled_from(["en", "en", "en", "fr"]),
    st.sampled_from(["", "", "letters"]),
    FEW,
    FEW,
    st.tuples(FEW, FEW).map(
        lambda two: "|".join(" ".join(n for n in some if n not in two[0] or some is two[0]) for some in two)
    ),
)
SITES = st.dictionaries(st.integers(0, 24).map(str), ESSAYS, min_size=1, max_size=20)


def settled(site: dict[str, Given]) -> dict[str, Given]:
    """Give each essay an order of its own, as slugs do."""
    return {file: one._replace(order=(one.order[0], one.order[1] + file)) for file, one in site.items()}


@given(SITES, st.lists(st.tuples(st.integers(0, 24).map(str), st.none() | ESSAYS), max_size=4))
@settings(max_examples=150)
def test_following_changes_gives_what_starting_anew_gives(
    site: dict[str, Given], edits: list[tuple[str, Given | None]]
) -> None:
    before = rows(settled(site), {})
    for file, edited in edits:
        site = {**site, file: edited} if edited else {name: one for name, one in site.items() if name != file}
    assert rows(settled(site), before) == rows(settled(site), {})


@given(st.lists(st.tuples(st.sets(st.integers(0, 40)), st.integers(0, 20)), max_size=12), st.integers(1, 6))
def test_sums_are_sums_and_the_greatest_are_the_greatest(weighed: list[tuple[set[int], int]], count: int) -> None:
    digits = sums.total((sums.members(sorted(some)), weight) for some, weight in weighed)
    among = set().union(*(some for some, _ in weighed))
    expected = {one: sum(weight for some, weight in weighed if one in some) for one in among}
    assert {one: sum((digit >> one & 1) << place for place, digit in enumerate(digits)) for one in among} == expected
    best = sorted(among, key=lambda one: (-expected[one], one))[:count]
    assert sorted(sums.greatest(digits, sums.members(sorted(among)), count)) == sorted(best)
