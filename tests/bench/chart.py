"""Draws results as an SVG: a dot for each tool on a logarithmic scale, with its number beside it.

Every dot stands in a row with its tool's name and has a shape of its own, so that nothing depends on colour; lengths
would say nothing on a scale without a zero, so there are none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from measure import Cost
from results import Case, Result, median, wall
from table import number
from tools import CACHED, HUGO, REFLECTORY, STOCK, TOOLS

WIDTH = 700
LEFT, RIGHT = 190, 610
"""Where the scale begins and ends."""

TOP, ROW, GAP, FOOT = 66, 22, 40, 44

CASES = {Case.FULL: "full build, from nothing", Case.EDITED: "one essay edited (a comma)"}
SIZES_SHOWN = 2

_STYLE = """
svg { color-scheme: light dark; font: 14px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; }
.paper { fill: #fdfcfa; } text { fill: #2b2926; stroke: #fdfcfa; stroke-width: 5; paint-order: stroke; } .quiet { fill: #5f5a54; font-size: 12px; }
.head { font-weight: 600; } .title { font-size: 17px; font-weight: 600; } .ours { font-weight: 700; }
.grid { stroke: #d9d4cc; } .range { stroke: #5f5a54; stroke-width: 2; }
.dot { fill: #fdfcfa; stroke: #2b2926; stroke-width: 2; } .dot.ours { fill: #9a3412; stroke: #9a3412; }
@media (prefers-color-scheme: dark) {
.paper { fill: #1b1a18; } text { fill: #ece8e1; stroke: #1b1a18; } .quiet { fill: #b5afa6; }
.grid { stroke: #45413b; } .range { stroke: #b5afa6; }
.dot { fill: #1b1a18; stroke: #ece8e1; } .dot.ours { fill: #fb9a62; stroke: #fb9a62; }
}
"""

_NAMED = 'role="img" aria-labelledby="title desc"'
_TITLE = "Seconds to build the site"
_KEY = "Further left is faster; each line is ten times the one before. Medians; a stroke spans least to most."

_SHAPES = {
    REFLECTORY: '<circle class="dot ours" cx="{x}" cy="{y}" r="6"/>',
    STOCK: '<circle class="dot" cx="{x}" cy="{y}" r="5"/>',
    CACHED: '<rect class="dot" x="{left}" y="{top}" width="10" height="10"/>',
    HUGO: '<path class="dot" d="M{x} {above} L{right} {y} L{x} {below} L{left} {y} Z"/>',
}


def chart(results: Sequence[Result]) -> str:
    """Return the chart of the greatest sizes: the seconds of a full build and of an edit, with each tool."""
    shown = results[-SIZES_SHOWN:]
    scale = _Scale([cost.wall for result in shown for cell in _cells(result) for cost in cell])
    bottom = _bottom(shown)
    height = bottom + FOOT
    size = f'width="{WIDTH}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" {size} {_NAMED}>',
            f'<title id="title">{_TITLE}</title>',
            f'<desc id="desc">{escape(description(shown))}</desc>',
            f"<style>{_STYLE}</style>",
            f'<rect class="paper" {size}/>',
            f'<text class="title" x="20" y="30">{_TITLE}</text>',
            f'<text class="quiet" x="20" y="50">{_KEY}</text>',
            *scale.lines(bottom),
            *_rows(shown, scale),
            "</svg>\n",
        ]
    )


def description(results: Sequence[Result]) -> str:
    """Return in words what the chart shows."""
    return " ".join(
        f"{result.made.essays:,} essays, {label}: " + ", ".join(_said(result, case)) + "."
        for result in results
        for case, label in CASES.items()
    )


def _said(result: Result, case: Case) -> Iterator[str]:
    for tool in TOOLS:
        if (case, tool) in result.costs:
            yield f"{tool} {number(median(result.costs[case, tool]))} s"


def _cells(result: Result) -> Iterator[Sequence[Cost]]:
    yield from (costs for (case, _), costs in result.costs.items() if case in CASES)


class _Scale:
    """A logarithmic scale from one power of ten to another."""

    def __init__(self, seconds: Sequence[float]) -> None:
        self._low = math.floor(math.log10(min(seconds)))
        self._high = max(math.ceil(math.log10(max(seconds))), self._low + 1)

    def place(self, seconds: float) -> float:
        """Return how far from the left a number of seconds stands."""
        part = (math.log10(seconds) - self._low) / (self._high - self._low)
        return round(LEFT + part * (RIGHT - LEFT), 1)

    def lines(self, bottom: int) -> Iterator[str]:
        """Yield a line with its label for each power of ten."""
        for power in range(self._low, self._high + 1):
            x = self.place(10.0**power)
            yield f'<line class="grid" x1="{x}" y1="{TOP}" x2="{x}" y2="{bottom + 8}"/>'
            yield f'<text class="quiet" x="{x}" y="{bottom + 26}" text-anchor="middle">{10.0**power:,g} s</text>'


def _groups(results: Sequence[Result]) -> Iterator[tuple[Result, Case, int]]:
    """Yield each group of rows with the height at which it begins."""
    y = TOP + 18
    for result in results:
        for case in CASES:
            yield result, case, y
            y += GAP + ROW * sum((case, tool) in result.costs for tool in TOOLS)


def _bottom(results: Sequence[Result]) -> int:
    *_, (result, case, y) = _groups(results)
    return y + ROW * sum((case, tool) in result.costs for tool in TOOLS)


def _rows(results: Sequence[Result], scale: _Scale) -> Iterator[str]:
    for result, case, y in _groups(results):
        yield f'<text class="head" x="20" y="{y}">{result.made.essays:,} essays, {CASES[case]}</text>'
        present = [tool for tool in TOOLS if (case, tool) in result.costs]
        for index, tool in enumerate(present, 1):
            yield from _row(result, case, tool, y + index * ROW, scale)


def _row(result: Result, case: Case, tool: str, y: int, scale: _Scale) -> Iterator[str]:
    costs = result.costs[case, tool]
    walls = [cost.wall for cost in costs]
    middle, least, most = (scale.place(value) for value in (median(costs), min(walls), max(walls)))
    own, level = (' class="ours"' if tool == REFLECTORY else ""), y - 5
    yield f'<text{own} x="36" y="{y}">{tool}</text>'
    yield f'<line class="range" x1="{least}" y1="{level}" x2="{most}" y2="{level}"/>'
    places = {"x": middle, "y": level, "left": middle - 5, "right": middle + 5, "top": level - 5}
    yield _SHAPES[tool].format(**places, above=level - 6, below=level + 6)
    yield f'<text{own} x="{max(middle, most) + 12}" y="{y}">{number(median(costs, wall))} s</text>'
