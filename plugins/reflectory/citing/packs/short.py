"""Short addresses of essays as they stood on a day, for paper: ``packs/k7qd/`` leads to the version that a pack names.

They come from the essay's slug and the day alone, so that what is printed goes on leading there whatever a pack says
later, and whichever pack it is. The ledger remembers those that were published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from reflectory.citing.ledger.ids import LETTERS

Place = tuple[str, str]
"""An essay's slug, and the day of the version."""

LENGTHS = (4, 6, 9, 13)
"""How many letters an address has: more only where two would be the same."""


def codes(places: Iterable[Place]) -> Mapping[Place, str]:
    """Return a short code for each of some places; of two that would have the same, the later day's is longer."""
    found: dict[Place, str] = {}
    taken: set[str] = set()
    for place in sorted(set(places), key=lambda place: (place[1], place[0])):
        found[place] = next(code for code in _candidates(place) if code not in taken)
        taken.add(found[place])
    return found


def found(wanted: Iterable[str], places: Iterable[Place]) -> Mapping[str, Place]:
    """Return the place of each code that was given to one of some places; the earliest, where two might have it."""
    left = set(wanted)
    known: dict[str, Place] = {}
    for place in sorted(places, key=lambda place: (place[1], place[0])):
        for code in left.intersection(_candidates(place)):
            known.setdefault(code, place)
    return known


def is_code(text: str) -> bool:
    """Whether a text looks like a code."""
    return len(text) in LENGTHS and set(text) <= set(LETTERS)


def _candidates(place: Place) -> Iterator[str]:
    number = int.from_bytes(blake2b("/v/".join(place).encode(), digest_size=16).digest(), "big")
    letters = ""
    while len(letters) < LENGTHS[-1]:
        number, rest = divmod(number, len(LETTERS))
        letters += LETTERS[rest]
    return (letters[:length] for length in LENGTHS)
