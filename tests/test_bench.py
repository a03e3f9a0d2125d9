"""The bench measures what it says and tells all of it; how long anything takes is not tested."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

import arrivals
import edits
import hugo_site
from bench import END, START, inserted, parts
from cases import Bench
from chart import chart
from generate import Made, generate
from measure import Cost
from results import Case, Result
from table import tables
from tools import CACHED, HUGO, REFLECTORY, STOCK, hugo_binary

PARTS = {"typogrify": 0.005}
BUILDS = {
    (Case.FULL, REFLECTORY): (2.0, 3.0, 10.0),
    (Case.FULL, STOCK): (4.0, 4.0, 4.0),
    (Case.COMMENT, REFLECTORY): (1.0, 1.0, 1.0),
    (Case.EDITED, REFLECTORY): (1.0, 1.0, 1.0),
    (Case.EDITED, STOCK): (5.0, 5.0, 5.0),
    (Case.EDITED, CACHED): (3.0, 3.0, 3.0),
    (Case.NOTHING, REFLECTORY): (1.0, 1.0, 1.0),
}


def result(essays: int = 1000, said: str = "", times: float = 1) -> Result:
    """What a bench without Hugo might have measured."""
    costs = {key: tuple(Cost(wall * times, wall, 2**20, said) for wall in walls) for key, walls in BUILDS.items()}
    return Result(Made(essays, 30, 50, 3 * essays), costs)


def cells(results: list[Result], label: str) -> list[str]:
    """The cells of the first row with a label."""
    row = next(line for line in tables(results, PARTS) if line.startswith(f"| {label} "))
    return [cell.strip() for cell in row.strip("|").split("|")][1:]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """A bench of a dozen essays, measured once."""
    bench = Bench(tmp_path_factory.mktemp("bench"), 12, settled=1)
    bench.run()
    bench.preview(1)
    return bench.result


def test_every_case_is_measured_with_every_tool_that_knows_it(measured: Result) -> None:
    others = {(Case.FULL, STOCK), (Case.EDITED, STOCK), (Case.EDITED, CACHED)}
    hugo = {(case, HUGO) for case in (Case.FULL, Case.EDITED, Case.SERVED)} if hugo_binary() else set()
    assert set(measured.costs) == {(case, REFLECTORY) for case in Case} | others | hugo
    assert all(cost.wall > 0 for costs in measured.costs.values() for cost in costs)


def test_the_table_has_a_row_for_every_case(measured: Result) -> None:
    assert all(len(cells([measured], case.value)) == 6 for case in Case)


def test_a_ratio_is_the_median_of_the_ratios_run_by_run() -> None:
    assert cells([result()], Case.FULL.value) == ["3.00 s (2.00–10.0)", "4.00 s (4.00–4.00)", "–", "–", "0.75", "–"]


def test_what_another_tool_does_not_know_is_compared_with_its_edited_build() -> None:
    assert cells([result()], Case.COMMENT.value)[1:] == ["[5.00 s]", "[3.00 s]", "–", "0.20", "–"]


def test_growth_is_told_from_size_to_size() -> None:
    told = list(tables([result(100), result(1000, times=8)], PARTS))
    assert any("100 → 1,000: ×10" in line for line in told)
    assert cells([result(100), result(1000, times=8)], f"stock Pelican: {Case.FULL.value}") == ["×8.0"]


def test_stages_get_rows_where_a_build_tells_them() -> None:
    said = json.dumps({"stages": {"reading": 0.5, "search": 0.25}, "whole": "the theme changed."})
    told = [result(said=said)]
    assert cells(told, "search") == ["0.25", "0.25", "0.25"]
    assert "1,000 essays, one comment approved: everything was made anew; the theme changed." in tables(told, PARTS)


def test_the_table_goes_without_stages_where_a_build_does_not_tell_them() -> None:
    assert "This build does not tell what each of its stages took." in tables([result(said="12 essays.")], PARTS)


def test_the_chart_is_xml_and_says_in_words_what_it_shows() -> None:
    drawn = ElementTree.fromstring(chart([result(100), result(1000), result(5000)]))
    said = drawn.findtext("{*}desc")
    assert said
    assert "5,000 essays, full build, from nothing: Reflectory 3.00 s, stock Pelican 4.00 s." in said
    assert "100 essays" not in said


def test_the_report_takes_the_place_of_the_one_before() -> None:
    page = f"Before.\n{START}\nold\n{END}\nAfter.\n"
    assert inserted(page, "new\n") == f"Before.\n{START}\nnew\n\n{END}\nAfter.\n"


def test_every_edit_changes_the_essay_and_hugo_s_copy_alike(tmp_path: Path) -> None:
    generate(tmp_path, 3)
    essay = edits.middle_essay(tmp_path / "content")
    hugo_site.write(essay.parent, tmp_path / "hugo")
    copy = hugo_site.essay_file(tmp_path / "hugo", essay)
    before = essay.read_text()
    edits.add_comma([essay, copy])
    edits.add_comma([essay, copy])
    assert essay.read_text().count(",") == before.count(",") + 2
    assert copy.read_text() == hugo_site.translated(essay.read_text())


def test_an_essay_for_hugo_has_yaml_and_hugo_s_links() -> None:
    ours = (
        'Title: A "b"\nDate: 2020-01-31 09:05\nTags: hope, care\n\nSee [it]({filename}/essays/2019-01-02-it-is.md).\n'
    )
    header = 'title: "A \\"b\\""\ndate: 2020-01-31 09:05:00\ntags: ["hope", "care"]\n'
    assert hugo_site.translated(ours) == f'---\n{header}---\nSee [it]({{{{< relref "/essays/it-is.md" >}}}}).\n'


def test_every_part_of_the_work_takes_its_time(tmp_path: Path) -> None:
    assert len(told := parts(tmp_path, 12)) == 6
    assert all(seconds > 0 for seconds in told.values())


def test_comments_are_measured_on_every_part_of_their_way() -> None:
    took = dict(arrivals.rows(share=1000))
    assert took["the intake, 4 comments from 16 writers"].endswith("4 kept")
    assert {"importing 100 comments from WordPress", "building an essay with 5 comments"} <= took.keys()
    assert len([what for what in took if what.startswith("the desk with 20 held comments")]) == 5
