"""Takes a site through every case, each tool in turn."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import edits
import hugo_site
from generate import generate
from measure import Cost
from results import Case, Result
from serving import previewed
from tools import CACHED, HUGO, REFLECTORY, STOCK, set_up

SETTLED = 3.0
"""Seconds after which a file's time of change can be trusted; a younger file is read again, to be safe."""


class Bench:
    """A generated site in a folder, and what building it has taken so far."""

    def __init__(self, folder: Path, essays: int, *, settled: float = SETTLED) -> None:
        self.made = generate(folder, essays)
        self.tools = set_up(folder)
        self._folder, self._content, self._settled = folder, folder / "content", settled
        self._essay = edits.middle_essay(self._content)
        self._costs: defaultdict[tuple[Case, str], list[Cost]] = defaultdict(list)
        self.tools[CACHED].build()  # fills its cache

    def run(self) -> None:
        """Measure every build once, with all tools in turn, so that a slow moment of the machine meets all of them."""
        time.sleep(self._settled)
        for name in (REFLECTORY, STOCK, HUGO):
            if name in self.tools:
                self.tools[name].clean()
                self._build(Case.FULL, name)
        self._build(Case.NOTHING, REFLECTORY)
        edits.add_comma(self._copies.values())
        for name in self.tools:
            self._build(Case.EDITED, name)
        self._changed(Case.COMMENT, edits.approve_comment, self._content)
        self._changed(Case.DEFINITION, edits.edit_definition, self._content)
        self._changed(Case.SETTING, edits.change_setting, self._folder)
        self._costs[Case.INDEX, REFLECTORY].append(self.tools[REFLECTORY].build_whole())

    def preview(self, times: int) -> None:
        """Measure so many saves in a preview, with the tools in turn."""
        page = f"essays/{hugo_site.slug(self._essay)}/"
        with ExitStack() as running:
            previews = {}
            for name, essay in self._copies.items():
                self.tools[name].clean()  # an old page is not to be taken for a new one
                previews[name] = running.enter_context(previewed(self.tools[name], essay, page))
            for _ in range(times):
                for name, preview in previews.items():
                    time.sleep(self._settled)  # what came before is over, and changes are being watched for
                    self._costs[Case.SERVED, name].append(Cost(preview.save()))

    @property
    def result(self) -> Result:
        """What has been measured."""
        return Result(self.made, {key: tuple(costs) for key, costs in self._costs.items()})

    @property
    def _copies(self) -> dict[str, Path]:
        """The essay that is edited, by the tool that has a copy of its own; stock Pelican reads ours."""
        copies = {REFLECTORY: self._essay}
        if HUGO in self.tools:
            copies[HUGO] = hugo_site.essay_file(self.tools[HUGO].folder, self._essay)
        return copies

    def _build(self, case: Case, name: str) -> None:
        self._costs[case, name].append(self.tools[name].build())

    def _changed(self, case: Case, edit: Callable[[Path], None], place: Path) -> None:
        edit(place)
        self._build(case, REFLECTORY)
