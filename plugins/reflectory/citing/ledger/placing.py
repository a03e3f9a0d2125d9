"""Which id each block of a body gets, given what the ledger knows: none is lost and none is given twice.

The law: every id of the record leads somewhere afterwards. It is the id of a block, an anchor in the block that it has
gone into, or a note where it stood; or the author has given it to something else in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from reflectory.citing.ledger.blocks import Body
from reflectory.citing.ledger.ids import fresh, natural, naturals
from reflectory.citing.ledger.record import Gone, Record, Row


class Placed(NamedTuple):
    """Where every id of an essay leads.

    Attributes:
        ids: of each block.
        also: of each block, the further ids that lead to it.
        gone: what is gone, by its id.
    """

    ids: tuple[str, ...]
    also: tuple[tuple[str, ...], ...]
    gone: tuple[Gone, ...] = ()


def place(record: Record, body: Body) -> Placed:
    """Give the blocks of a body their ids."""
    if not record.rows and not record.gone:
        return Placed(naturals(body), ((),) * len(body.blocks))
    return _Placing(record, body).placed()


def recorded(placed: Placed, body: Body, day: str, address: str = "") -> Record:
    """Return what the ledger should know of an essay from now on; what it does not know to be gone went on this day."""
    rows = map(Row, placed.ids, (block.content for block in body.blocks), placed.also)
    return Record(tuple(rows), dated(placed.gone, day), address)


def dated(gone: Iterable[Gone], day: str) -> tuple[Gone, ...]:
    """Return what is gone, with a day for what had none."""
    return tuple(one if one.on else one._replace(on=day) for one in gone)


class _Placing:
    def __init__(self, record: Record, body: Body) -> None:
        self.body = body
        self.rows = [row._replace(also=self._free(row.also)) for row in record.rows]
        self.gone = {one.id: one for one in record.gone if one.id not in body.ids}
        self.ids: dict[int, str] = {number: block.own for number, block in enumerate(body.blocks) if block.own}
        self.also: dict[int, list[str]] = {number: [] for number in range(len(body.blocks))}
        self.taken = {
            *body.ids,
            *self.gone,
            *(row.id for row in self.rows),
            *(a for row in self.rows for a in row.also),
        }

    def placed(self) -> Placed:
        if self.rows or self.gone:
            self._match(dict(self._named()))
        for number, block in enumerate(self.body.blocks):
            if number not in self.ids:
                self.ids[number] = fresh(block.content, self.taken)
                self.taken.add(self.ids[number])
        numbers = range(len(self.body.blocks))
        also = tuple(tuple(sorted(self.also[number])) for number in numbers)
        return Placed(tuple(self.ids[number] for number in numbers), also, tuple(sorted(self.gone.values())))

    def _free(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those ids that nothing else in the body has."""
        return tuple(name for name in names if name not in self.body.ids)

    def _named(self) -> Iterator[tuple[int, int]]:
        """Yield rows and the blocks to which the author has given the same id."""
        owners = {name: number for number, name in reversed(self.ids.items())}
        for number, row in enumerate(self.rows):
            if row.id in owners:
                yield number, owners[row.id]

    def _match(self, named: Mapping[int, int]) -> None:
        revived = dict(self._revived())
        old = [number for number in range(len(self.rows)) if number not in named]
        new = [number for number in self.also if number not in revived and number not in named.values()]
        blocks = self.body.blocks
        from reflectory.citing.ledger.matching import match  # here: few builds compare texts, and it is slow to load

        found = match([self.rows[number].text for number in old], [blocks[number].content for number in new])
        same = {old[one]: new[other] for one, other in found.same.items()} | dict(named)
        into = {old[one]: new[other] for one, other in found.into.items()}
        for number, row in enumerate(self.rows):
            if number in same:
                self._keep(row, same[number])
            elif number in into:
                self.also[into[number]] += self._free((row.id, *row.also))
            else:
                self._let_go(number)

    def _revived(self) -> Iterator[tuple[int, str]]:
        """Give back its id to what is in the text again after it had gone, or had gone into another block."""
        known = {row.text for row in self.rows}
        gone = {one.was or one.id: one.id for one in self.gone.values()}
        merged = {name: number for number, row in enumerate(self.rows) for name in row.also}
        for number, block in enumerate(self.body.blocks):
            if block.own or block.content in known:
                continue
            name = natural(block.content)
            if name in gone:
                self.ids[number] = gone.pop(name)
                del self.gone[self.ids[number]]
                yield number, self.ids[number]
            elif name in merged:
                row = self.rows[merged.pop(name)]
                self.rows[self.rows.index(row)] = row._replace(also=tuple(one for one in row.also if one != name))
                self.ids[number] = name
                yield number, name

    def _keep(self, row: Row, number: int) -> None:
        self.also[number] += row.also
        if number not in self.ids and row.id not in self.body.ids:
            self.ids[number] = row.id
        elif number in self.ids:
            self.also[number] += (name for name in self._free([row.id]) if name != self.ids[number])

    def _let_go(self, number: int) -> None:
        row, before = self.rows[number], self.rows[number - 1].id if number else ""
        for name in self._free((row.id, *row.also)):
            self.gone[name] = Gone(name, before, "", natural(row.text) if name == row.id else "")


def stood_after(placed: Placed) -> list[int]:
    """Return of all that is gone the number of the block after which it stood, -1 for before them all."""
    numbers = {name: number for number, name in reversed(tuple(enumerate(placed.ids)))}
    numbers |= {name: number for number, names in enumerate(placed.also) for name in names}
    chain = {gone.id: gone.after for gone in placed.gone}
    for name in chain:
        way: dict[str, None] = {}
        while name not in numbers and name in chain and name not in way:
            way[name] = None
            name = chain[name]
        numbers |= dict.fromkeys(way, numbers.get(name, -1))
    return [numbers.get(one.after, -1) for one in placed.gone]
