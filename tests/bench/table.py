"""Tells results as Markdown tables, which are readable in a terminal as well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from measure import Cost
from results import Case, Quantity, Result, cpu, median, memory, wall
from tools import HUGO, REFLECTORY, STOCK, TOOLS

NONE = "–"
_BRACKETS = "In brackets: that tool writes every page whatever has changed; this is what it takes for one essay edited."
_TOLD = (Case.FULL, Case.NOTHING, Case.EDITED)
"""The cases whose stages are shown."""


def tables(results: Sequence[Result], parts: Mapping[str, float]) -> Iterator[str]:
    """Yield everything as lines: a table for each size, how it grows, the stages of our build, the parts."""
    for result in results:
        yield from ("", f"### {result.made.essays:,} essays", "", _site(result), "", *comparison(result), "", _BRACKETS)
    if len(results) > 1:
        yield from ("", "### How it grows", "", "Times as much for so many times as many essays:", "", *growth(results))
    yield from ("", "### Where the time goes", "")
    yield from stages(results)
    yield from ("", "One essay of about 900 words, on one core:", "", *parts_table(parts))


def _site(result: Result) -> str:
    made = result.made
    runs = f"{result.runs} runs" if result.runs > 1 else "1 run"
    return f"{made.themes} themes, {made.entries} entries, {made.comments:,} comments. {runs} of each, in turn."


def comparison(result: Result) -> Iterator[str]:
    """Yield the table of one size: every case with each tool, and our ratio to stock Pelican and to Hugo."""
    rows = [_row(result, case.value, case, wall, "s") for case in Case if (case, REFLECTORY) in result.costs]
    for label, quantity, unit in (("processor time", cpu, "s"), ("peak memory of the largest process", memory, "MB")):
        for case, words in ((Case.FULL, "full build"), (Case.EDITED, "one essay edited")):
            rows.append(_row(result, f"{label}, {words}", case, quantity, unit))
    yield from grid(("", *TOOLS, "ratio to stock", "ratio to Hugo"), rows)


def _row(result: Result, label: str, case: Case, quantity: Quantity, unit: str) -> tuple[str, ...]:
    cells = [_cell(result, case, tool, quantity, unit) for tool in TOOLS]
    return (label, *cells, *(ratio(result.ratio(case, tool, quantity)) for tool in (STOCK, HUGO)))


def _cell(result: Result, case: Case, tool: str, quantity: Quantity, unit: str) -> str:
    costs = result.comparable(case, tool)
    if not costs:
        return NONE
    told = spread(costs, quantity, unit)
    return told if (case, tool) in result.costs else f"[{told.split(' (')[0]}]"


def spread(costs: Sequence[Cost], quantity: Quantity, unit: str) -> str:
    """Return a median with the least and the most, ``1.20 s (1.10–1.45)``."""
    values = sorted(map(quantity, costs))
    said = f"{number(median(tuple(costs), quantity))} {unit}"
    return said if len(values) == 1 else f"{said} ({number(values[0])}–{number(values[-1])})"


def number(value: float) -> str:
    """Return a number with about three digits: 0.034, 1.25, 47.0, 1,280."""
    return f"{value:,.{3 if value < 0.1 else 2 if value < 10 else 1 if value < 100 else 0}f}"


def ratio(value: float | None) -> str:
    """Return a ratio with two digits that count."""
    if value is None:
        return NONE
    return f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def growth(results: Sequence[Result]) -> Iterator[str]:
    """Yield, for each case and tool, by how much it grows from one size to the next."""
    steps = list(pairwise(results))
    header = ("", *(f"{one.made.essays:,} → {two.made.essays:,}: ×{_times(one, two)}" for one, two in steps))
    rows = [
        (f"{tool}: {label}", *(_factor(one, two, case, tool, quantity) for one, two in steps))
        for tool in results[0].tools
        for label, case, quantity in _growing(results[0], tool)
    ]
    yield from grid(header, rows)


def _growing(result: Result, tool: str) -> Iterator[tuple[str, Case, Quantity]]:
    cases = [case for case in Case if (case, tool) in result.costs]
    yield from ((case.value, case, wall) for case in cases)
    yield "peak memory", cases[0], memory


def _times(one: Result, two: Result) -> str:
    return f"{two.made.essays / one.made.essays:.3g}"


def _factor(one: Result, two: Result, case: Case, tool: str, quantity: Quantity) -> str:
    return f"×{median(two.costs[case, tool], quantity) / median(one.costs[case, tool], quantity):.1f}"


def stages(results: Sequence[Result]) -> Iterator[str]:
    """Yield the seconds of each stage of our build, at each size, and why a build made everything anew."""
    columns = {(result.made.essays, case): result.stages(case) for case in _TOLD for result in results}
    names = list(dict.fromkeys(name for column in columns.values() for name in column))
    if not names:
        yield "This build does not tell what each of its stages took."
        return
    header = ("Reflectory, seconds", *(f"{case.value.split(',')[0]}, {essays:,}" for essays, case in columns))
    yield from grid(
        header, [(name, *(number(c[name]) if name in c else NONE for c in columns.values())) for name in names]
    )
    for result in results:
        yield from _made_whole(result)


def _made_whole(result: Result) -> Iterator[str]:
    for case in Case:
        why = result.whole(case) if case not in (Case.FULL, Case.SERVED) else ""
        if why:
            yield from ("", f"{result.made.essays:,} essays, {case.value}: everything was made anew; {why}")


def parts_table(parts: Mapping[str, float]) -> Iterator[str]:
    """Yield what each part of the work takes for one essay."""
    yield from grid(("", "milliseconds"), [(label, number(seconds * 1000)) for label, seconds in parts.items()])


def grid(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a Markdown table, its columns in line; all but the first are numbers."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    yield _line(header, widths)
    yield _line(["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])], widths)
    for row in rows:
        yield _line(row, widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"
