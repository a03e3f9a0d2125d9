"""Work that is done once for the same content: its results are kept, its repetitions are looked up."""

from __future__ import annotations

import marshal
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

from msgspec import Struct

from reflectory.building.fingerprint import fingerprint
from reflectory.building.store import Store

Value = TypeVar("Value")

_AT_HAND = 64
"""How many values stay in memory after they were loaded: those of one page and its neighbours."""


class Made(Struct, Generic[Value], frozen=True):
    """What a piece of work gives back.

    Attributes:
        gist: what everybody needs of the value, as plain tuples; it is in memory in every build.
        value: the whole, which is loaded when somebody asks for it.
        faults: what is wrong, if anything; then nothing is kept, so that it is told again.
    """

    gist: tuple[Any, ...]
    value: Value
    faults: tuple[Any, ...] = ()


class Keeper:
    """Keeps what work makes by the content that it is made from.

    Args:
        store: where the whole values lie.
        gists: the gists of the last build by key (marshal's bytes).
        salt: what every result depends on beside its own content: the program and its settings.
    """

    def __init__(self, store: Store, gists: dict[bytes, bytes], salt: bytes) -> None:
        self.store = store
        self.used: dict[bytes, bytes] = {}
        self.opened: dict[bytes, tuple[Any, ...]] = {}
        self.keys: dict[tuple[Hashable, ...], bytes] = {}
        self.made = 0
        self.salt = salt
        self._gists = gists
        self._opened: dict[bytes, tuple[Any, ...]] = {}
        self._keys: dict[tuple[Hashable, ...], bytes] = {}
        self._at_hand: dict[bytes, Any] = {}

    def follow(self, earlier: Keeper) -> None:
        """Take over what an earlier build in this process has at hand."""
        self._gists, self._opened, self._at_hand = earlier.used, earlier.opened, earlier._at_hand
        self._keys = earlier.keys if earlier.salt == self.salt else {}

    def key(self, work: str, *content: Hashable) -> bytes:
        """Return the key under which the result of some work on some content is kept."""
        asked = (work, *content)
        known = self._keys.get(asked) or fingerprint(self.salt, work, *content)
        self.keys[asked] = known
        return known

    def known(self, key: bytes) -> tuple[Any, ...] | None:
        """Return the gist of what an earlier build made, ``None`` if it has to be made."""
        if key in self.opened:
            return self.opened[key]
        data = self._gists.get(key) or self.store.load(gist_key(key))
        if not isinstance(data, bytes):
            return None
        self.used[key] = data
        gist = self._opened.get(key)
        if gist is None:
            gist = marshal.loads(data)  # noqa: S302 - the user's own cache, checked
        self.opened[key] = gist
        return gist

    def keep(self, made: Iterable[tuple[bytes, Made[Any]]]) -> None:
        """Keep results under their keys, gist and whole, at once."""
        rows: list[tuple[bytes, Any]] = []
        for key, one in made:
            self.used[key] = marshal.dumps(one.gist)
            self.opened[key] = one.gist
            rows += [(key, one.value), (gist_key(key), self.used[key])]
            self.made += 1
        self.store.save(rows)

    def value(self, key: bytes, again: Callable[[], Any]) -> Any:
        """Return the whole of a result; ``again`` makes it where the cache has lost it."""
        if key not in self._at_hand:
            found = self.store.load(key)
            while len(self._at_hand) >= _AT_HAND:
                del self._at_hand[next(iter(self._at_hand))]
            self._at_hand[key] = again() if found is None else found
        return self._at_hand[key]


def gist_key(key: bytes) -> bytes:
    """Return the key under which a result's gist is kept by itself, for builds that remember nothing of it."""
    return key + b"g"
