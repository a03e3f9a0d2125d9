"""Essays under themes: nested ones, pairs and years, as values."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from essays import an_essay
from reflectory.browsing.picture import picture
from reflectory.browsing.shelf import Shelf, Theme, beside_url
from reflectory.browsing.themes import ThemeFile
from reflectory.site.models import Essay, Tag

NAMES = ("care", "endings", "hope", "language")


def tag(slug: str) -> Tag:
    return Tag(slug, slug, f"themes/{slug}/")


def tagged(number: int, *tags: str, year: int = 2020) -> Essay:
    return an_essay(number, date=datetime(year, 6, 1, tzinfo=UTC), tags=tuple(map(tag, tags)))


def file(slug: str, parent: str = "") -> ThemeFile:
    return ThemeFile(slug, f"content/themes/{slug}.md", slug.title(), "", "", parent=parent)


def shelf(*essays: Essay, files: tuple[ThemeFile, ...] = ()) -> Shelf:
    newest = sorted(essays, key=lambda essay: (essay.date, essay.slug), reverse=True)
    return Shelf(newest, {one.slug: one for one in files}, tag, UTC)


def slugs(theme: Theme) -> list[str]:
    return [essay.slug for essay in theme.essays]


def test_a_parent_has_its_childrens_essays_marked() -> None:
    shelved = shelf(tagged(1, "hope"), tagged(2, "care"), files=(file("care"), file("hope", "care")))
    care = shelved.themes["care"]
    assert slugs(care) == ["2", "1"]
    assert care.below == {"content/essays/1.md": "hope"}
    assert [theme.slug for theme in shelved.within(care)] == ["hope"]
    assert shelved.under(shelved.themes["hope"]) is care


def test_a_parent_that_no_essay_names_has_a_page_of_its_childrens() -> None:
    shelved = shelf(tagged(1, "hope"), files=(file("care"), file("hope", "care")))
    assert slugs(shelved.themes["care"]) == ["1"]
    assert shelved.themes["care"].title == "Care"


def test_a_theme_does_not_go_together_with_what_is_above_or_below_it() -> None:
    shelved = shelf(tagged(1, "hope", "endings"), files=(file("care"), file("hope", "care")))
    assert [other.slug for other, _ in shelved.together(shelved.themes["hope"])] == ["endings"]
    assert [other.slug for other, _ in shelved.together(shelved.themes["care"])] == ["endings"]


def test_a_theme_that_is_its_own_ancestor_ends() -> None:
    shelved = shelf(tagged(1, "hope"), files=(file("care", "hope"), file("hope", "care")))
    assert shelved.together(shelved.themes["hope"]) == []


def test_two_themes_have_one_address() -> None:
    shelved = shelf(tagged(1, "hope", "care"))
    one, other = shelved.themes["hope"], shelved.themes["care"]
    assert beside_url(one, other) == beside_url(other, one) == "themes/care/with/hope/"


@given(st.lists(st.tuples(st.sets(st.sampled_from(NAMES)), st.integers(2010, 2026)), max_size=12))
def test_counts_are_those_of_the_essays(drawn: list[tuple[set[str], int]]) -> None:
    essays = [tagged(number, *sorted(tags), year=year) for number, (tags, year) in enumerate(drawn)]
    shelved = shelf(*essays)
    for one, other in combinations(NAMES, 2):
        both = [tags for tags, _ in drawn if {one, other} <= tags]
        assert shelved.pairs[one, other] == len(both)
        if both:
            assert len(shelved.both(shelved.themes[one], shelved.themes[other])) == len(both)
    for theme in shelved.themes.values():
        assert sum(len(some) for some in shelved.years(theme).values()) == len(theme.essays)


@given(st.lists(st.tuples(st.sets(st.sampled_from(NAMES)), st.integers(2010, 2026)), max_size=12))
def test_the_picture_and_its_table_hold_every_essay(drawn: list[tuple[set[str], int]]) -> None:
    shelved = shelf(*(tagged(number, *sorted(tags), year=year) for number, (tags, year) in enumerate(drawn)))
    drawing = picture(shelved)
    if drawing:
        for row in drawing.rows:
            assert sum(row.counts) == sum(dot.count for dot in row.dots) == row.total
            assert all(drawing.left <= dot.x <= drawing.right and 0 <= dot.y <= drawing.height for dot in row.dots)


def test_a_long_name_leaves_the_picture_room_for_the_years() -> None:
    long = "continuing professional development"
    drawing = picture(shelf(tagged(1, long, year=2019), tagged(2, long, "hope")))
    assert drawing
    assert {row.title.lower(): row.name.lower() for row in drawing.rows} == {
        long: "continuing professional…",
        "hope": "hope",
    }
    assert drawing.left < 220
