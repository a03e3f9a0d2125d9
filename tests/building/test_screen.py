"""What is told of a build when it has ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec.structs import replace

from reflectory.building.report import Report
from reflectory.building.screen import as_json, lines
from reflectory.site.errors import Problem

FIRST = "11 essays in output/: 78 files written, 0 unchanged. (0.8 s)"


@pytest.fixture
def report() -> Report:
    """A build of the sample site's size that has something to say of everything."""
    return Report(
        output=Path.cwd() / "output",
        essays=11,
        pages=2,
        written=78,
        warnings=(Problem("content/essays/a.md", 3, "no."), Problem("content/essays/a.md", 5, "no " * 40)),
        stages={"Reading": 0.4, "Linking": 0.1, "Composing": 0.04, "Writing": 0.2, "Publishing": 0.01},
        slowest=tuple((f"essays/{'long-' * number * 2}name/index.html", 0.0123) for number in range(12)),
        linked=37,
        suppressed=12,
        whole="the theme has changed.",
    )


def told(report: Report, width: int | None = None, *, full: bool = False) -> list[str]:
    """The lines of a build of 0.8 seconds."""
    return list(lines(report, 0.8, width=width, full=full))


def test_a_build_that_wrote_nothing_is_told_in_a_line(report: Report) -> None:
    unchanged = replace(report, written=0, same=78, whole="")
    assert told(unchanged, 80) == ["11 essays in output/: 0 files written, 78 unchanged. (0.8 s)"]


def test_why_everything_was_made_anew_is_told_though_it_came_out_the_same(report: Report) -> None:
    assert told(replace(report, written=0))[1:] == ["Everything was made anew: the theme has changed."]


def test_without_a_terminal_the_times_are_left_out(report: Report) -> None:
    assert told(report) == [
        FIRST,
        "Everything was made anew: the theme has changed.",
        "Words: 37 linked, 12 left plain.",
        "2 warnings in 1 file, told above.",
    ]


def test_in_a_terminal_the_times_stand_below(report: Report) -> None:
    screen = told(report, 80)
    assert screen[:4] == told(report)
    assert screen[4:7] == ["", "Time by stage", "  Reading         0.40 s   50%"]
    assert screen[11:14] == ["", "Slowest pages", "      12 ms  essays/name/"]


@pytest.mark.parametrize("width", [40, 80])
def test_it_fits_one_screen(report: Report, width: int) -> None:
    screen = told(report, width)
    assert len(screen) <= 24
    assert all(len(line) <= width for line in screen[4:])


def test_a_full_report_lists_the_warnings_and_leaves_nothing_out(report: Report) -> None:
    full = told(replace(report, written=0), full=True)
    assert full[3:5] == ["2 warnings in 1 file:", "  content/essays/a.md, line 3: no."]
    assert {"Time by stage", "Slowest pages"} < set(full)
    assert not any(line.endswith("...") for line in full)


def test_a_build_with_nothing_to_say_says_nothing(report: Report) -> None:
    assert told(Report(output=report.output, essays=1, written=1, same=2, removed=1), 80) == [
        "1 essay in output/: 1 file written, 2 unchanged, 1 removed. (0.8 s)"
    ]


def test_an_output_elsewhere_is_named_in_full(report: Report) -> None:
    assert told(replace(report, output=Path("/srv/site")))[0].startswith("11 essays in /srv/site/: ")


def test_as_json_it_has_everything(report: Report) -> None:
    data = json.loads(as_json(report, 0.8))
    assert (
        list(data)
        == (
            "output essays pages written same removed drafts warnings notes stages slowest linked suppressed whole seconds"
        ).split()
    )
    assert data["warnings"][0] == {"file": "content/essays/a.md", "line": 3, "message": "no."}
    assert list(data["stages"]) == ["Reading", "Linking", "Composing", "Writing", "Publishing"]
    assert data["slowest"][0]["seconds"] == 0.0123
