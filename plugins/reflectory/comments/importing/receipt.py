"""The receipt of an import: what became of each thing in the file, and whether that is all of it.

It holds no text and no address of anybody: numbers, kinds, outcomes and reasons.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from reflectory.comments.importing.remembered import write_privately

RECEIPTS = Path("private") / "receipts"

PUBLISHED, DRAFT, HELD, REFUSED = "published", "draft", "held", "refused"

OUTCOMES = {
    "essays": (PUBLISHED, DRAFT, REFUSED),
    "comments": (PUBLISHED, HELD, REFUSED),
    "files": (PUBLISHED, REFUSED),
    "others": (REFUSED,),
}
"""The sets of a receipt: essays and pages, comments and pings, attachments, and whatever no site of ours has."""

_ON_SCREEN = 12
_NAMES = {
    "essays": "Essays and pages",
    "comments": "Comments and pings",
    "files": "Pictures and other files",
    "others": "Menus and the like",
}


class Item(NamedTuple):
    """One thing of the file."""

    id: str
    kind: str
    outcome: str
    reason: str = ""


class Receipt:
    """What became of everything.

    Attributes:
        source: such as ``wordpress export.xml``.
        in_file: by set, how many things the parser saw.
        notes: what was noticed of the file as a whole, or of one thing, with how often.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.in_file: Counter[str] = Counter()
        self.notes: Counter[str] = Counter()
        self.items: list[Item] = []
        self._counts: Counter[tuple[str, str]] = Counter()
        self._same: dict[str, str] = {}

    def add(self, of: str, number: str, kind: str, outcome: str, reason: str = "") -> None:
        """Note what became of something of the set ``of``."""
        self._counts[of, outcome] += 1
        reason = self._same.setdefault(reason, _without_addresses(reason))
        self.items.append(Item(number, self._same.setdefault(kind, kind), outcome, reason))

    def note(self, text: str) -> None:
        """Note something worth knowing."""
        self.notes[_without_addresses(text)] += 1

    def count(self, of: str, outcome: str) -> int:
        """Return how many things of a set came to an outcome."""
        return self._counts[of, outcome]

    @property
    def amiss(self) -> list[str]:
        """The sets that do not add up to what is in the file."""
        return [
            of
            for of, outcomes in OUTCOMES.items()
            if sum(self._counts[of, one] for one in outcomes) != self.in_file[of]
        ]

    def _pieces(self) -> Iterator[str]:
        """Yield the receipt's text, one thing of the file a line: there may be hundreds of thousands."""
        sets = {
            of: {"in_file": self.in_file[of], **{one: self._counts[of, one] for one in outcomes}}
            for of, outcomes in OUTCOMES.items()
        }
        notes = [{"note": text, "times": times} for text, times in sorted(self.notes.items())]
        for key, value in {"source": self.source, **sets, "notes": notes}.items():
            yield f"{'{' if key == 'source' else ' '}{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)},\n"
        yield ' "items": ['
        for number, item in enumerate(self.items):
            yield f"{',' if number else ''}\n  {json.dumps(item._asdict(), ensure_ascii=False)}"
        yield "\n ]}\n"

    def save(self, site: Path, now: datetime | None = None) -> Path:
        """Write the receipt into ``private/receipts/``, and return where it is."""
        moment = (now or datetime.now(UTC)).strftime("%Y-%m-%dT%H%M%SZ")
        name = self.source.split()[0]
        file = site / RECEIPTS / f"{moment}-{name}.json"
        number = 1
        while file.exists():
            number += 1
            file = site / RECEIPTS / f"{moment}-{name}-{number}.json"
        write_privately(file, self._pieces())
        return file

    def lines(self) -> Iterator[str]:
        """Yield the receipt as a terminal shows it."""
        for of, outcomes in OUTCOMES.items():
            if self.in_file[of] or of in ("essays", "comments"):
                told = ", ".join(f"{self._counts[of, one]:,} {_called(one, self._counts[of, one])}" for one in outcomes)
                yield f"{_NAMES[of]}: {self.in_file[of]:,} in the file: {told}."
        yield from self._reasons()
        yield from _listed("Worth knowing:", self.notes)
        for of in self.amiss:
            yield f"{_NAMES[of]} do not add up to what is in the file; please report this, with the receipt."

    def _reasons(self) -> Iterator[str]:
        why = Counter(f"{item.kind} {item.outcome}: {item.reason}" for item in self.items if item.reason)
        yield from _listed("Why:", why)


def _listed(title: str, texts: Counter[str]) -> Iterator[str]:
    if not texts:
        return
    yield title
    for text, times in sorted(texts.items(), key=lambda pair: (-pair[1], pair[0]))[:_ON_SCREEN]:
        yield f"  {times:,} × {text}" if times > 1 else f"  {text}"
    if len(texts) > _ON_SCREEN:
        yield f"  and {len(texts) - _ON_SCREEN} more in the receipt"


def _called(outcome: str, number: int) -> str:
    return "drafts" if outcome == DRAFT and number != 1 else outcome


def _without_addresses(text: str) -> str:
    return re.sub(r"\S+@\S+", "…", text)
