"""What was measured, as values, and what follows from them."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from generate import Made
from measure import Cost
from tools import REFLECTORY, TOOLS

Quantity = Callable[[Cost], float]
"""Which part of a cost is looked at."""


class Case(Enum):
    """What has happened to a site before it is built."""

    FULL = "full build, from nothing"
    """There is no output and no cache."""

    NOTHING = "nothing changed"
    EDITED = "one essay's body edited (a comma)"
    COMMENT = "one comment approved"
    DEFINITION = "one definition edited"
    SETTING = "one setting changed"
    INDEX = "the search index, made anew"
    """All other builds leave it out: no other tool makes one."""

    SERVED = "preview: from saving an essay to its page served anew"
    """No build of its own: the preview runs and does what it has to."""


def wall(cost: Cost) -> float:
    """Return the seconds by the clock."""
    return cost.wall


def cpu(cost: Cost) -> float:
    """Return the seconds of all processors."""
    return cost.cpu


def memory(cost: Cost) -> float:
    """Return the peak of the largest process in MB."""
    return cost.memory / 2**20


@dataclass(frozen=True, slots=True)
class Result:
    """What a site of one size has taken.

    Attributes:
        costs: by case and name of the tool, what each run took, in the order of the runs.
    """

    made: Made
    costs: Mapping[tuple[Case, str], tuple[Cost, ...]]

    @property
    def tools(self) -> tuple[str, ...]:
        """The names of the tools that were measured, ours first."""
        measured = {tool for _, tool in self.costs}
        return tuple(tool for tool in TOOLS if tool in measured)

    @property
    def runs(self) -> int:
        """How often each case was measured."""
        return len(self.costs[Case.FULL, REFLECTORY])

    def comparable(self, case: Case, tool: str) -> tuple[Cost, ...]:
        """Return what a case took; where it was not measured, what the tool takes for any change: a whole build."""
        measured = self.costs.get((case, tool), ())
        return measured if measured or case is Case.FULL else self.costs.get((Case.EDITED, tool), ())

    def ratio(self, case: Case, tool: str, quantity: Quantity = wall) -> float | None:
        """Return how many times as much ours takes as a tool: the median of the ratios, run by run."""
        pairs = zip(self.costs[case, REFLECTORY], self.comparable(case, tool), strict=False)
        ratios = [quantity(ours) / quantity(theirs) for ours, theirs in pairs]
        return statistics.median(ratios) if ratios else None

    def stages(self, case: Case) -> Mapping[str, float]:
        """Return the median seconds of each stage of our build; nothing where builds do not tell them."""
        told = [_report(cost).get("stages", {}) for cost in self.costs[case, REFLECTORY]]
        names = dict.fromkeys(name for stages in told for name in stages)
        return {name: statistics.median(stages.get(name, 0) for stages in told) for name in names}

    def whole(self, case: Case) -> str:
        """Return why our build of a case made everything anew, "" if it did not."""
        return next((why for cost in self.costs[case, REFLECTORY] if (why := _report(cost).get("whole", ""))), "")


def median(costs: tuple[Cost, ...], quantity: Quantity = wall) -> float:
    """Return the median of a quantity."""
    return statistics.median(map(quantity, costs))


def _report(cost: Cost) -> Mapping[str, Any]:
    """Return what our build told as JSON; nothing where it told a sentence."""
    return json.loads(cost.said) if cost.said.startswith("{") else {}
