"""What has changed between two versions of a text, passage by passage and word by word."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from reflectory.citing.ledger.views import Change, Piece

SAME, CHANGED, ADDED, REMOVED, KEPT = "same", "changed", "added", "removed", "kept"


def compare(old: Sequence[str], new: Sequence[str]) -> tuple[Change, ...]:
    """Return what became of the passages of an old text, in the order of the new one; what is the same is counted."""
    return tuple(_counted(list(_changes(old, new))))


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    from reflectory.citing.ledger.matching import match  # here, as in ``placing``

    found = match(old, new)
    was = {other: one for one, other in found.same.items()}
    left = set(range(len(old))).difference(found.same)
    yield from _removed(old, 0, left)
    for number, text in enumerate(new):
        before = was.get(number)
        yield _change(old[before] if before is not None else None, text)
        if before is not None:
            yield from _removed(old, before + 1, left)


def _removed(old: Sequence[str], place: int, left: Container[int]) -> Iterator[Change]:
    """Yield what was removed from a place on: it is told behind the passage that it stood behind."""
    for number in takewhile(left.__contains__, range(place, len(old))):
        yield Change(REMOVED, (Piece(REMOVED, old[number]),))


def _change(before: str | None, text: str) -> Change:
    if before is None:
        return Change(ADDED, (Piece(ADDED, text),))
    if before == text:
        return Change(SAME, (), 1)
    return Change(CHANGED, tuple(_pieces(before.split(), text.split())))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, start, end, begin, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(KEPT, " ".join(new[begin:stop]))
            continue
        if end > start:
            yield Piece(REMOVED, " ".join(old[start:end]))
        if stop > begin:
            yield Piece(ADDED, " ".join(new[begin:stop]))


def _counted(changes: list[Change]) -> Iterator[Change]:
    same = 0
    for change in changes:
        if change.kind == SAME:
            same += 1
            continue
        if same:
            yield Change(SAME, (), same)
        same = 0
        yield change
    if same:
        yield Change(SAME, (), same)
