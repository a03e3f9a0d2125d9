"""Ids from content: short, the same on every machine, and never the same twice on a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from hashlib import blake2b
from itertools import count

from reflectory.citing.ledger.blocks import Body

PREFIX = "p-"
"""How every id of ours begins. No other part's does: those are ``term-``, ``card-``, ``comment-``."""

LETTERS = "23456789bcdfghjkmnpqrstvwxyz"
"""Letters and digits that are not taken for one another and make no words."""

_LENGTH = 6
"""Letters of an id: 28**6 texts, nearly half a milliard, have different ones."""


def natural(content: str) -> str:
    """Return the id that a block's content gives it."""
    number, found = int.from_bytes(blake2b(content.encode("utf-8", "replace"), digest_size=8).digest(), "big"), ""
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(LETTERS))
        found += LETTERS[rest]
    return PREFIX + found


def fresh(content: str, taken: Collection[str]) -> str:
    """Return the id that content gives, with a number where that is taken (``p-h7x2kq``, ``p-h7x2kq-2``)."""
    first = natural(content)
    return first if first not in taken else next(one for n in count(2) if (one := f"{first}-{n}") not in taken)


def naturals(body: Body, taken: Iterable[str] = ()) -> tuple[str, ...]:
    """Return an id for each block of a body that nobody has seen before; those that have one keep it."""
    used = {*body.ids, *taken}
    found = []
    for block in body.blocks:
        found.append(block.own or fresh(block.content, used))
        used.add(found[-1])
    return tuple(found)
