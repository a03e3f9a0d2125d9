"""The cache sweeps out what no build uses any more, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from reflectory.building.fingerprint import fingerprint
from reflectory.building.store import REPLACED, Store

MUCH = 6_000_000
"""Bytes of which the cache takes notice."""


def test_only_what_no_build_uses_is_swept_out_once_there_is_much_of_it(tmp_path: Path) -> None:
    store = Store(tmp_path)
    used, unused, template = fingerprint("used"), fingerprint("unused"), fingerprint("template") + REPLACED
    asked = []

    def keys() -> set[bytes]:
        asked.append(True)
        return {used}

    store.save([(used, "a"), (unused, "b"), (template, "c")])
    store.sweep(keys)
    assert not asked
    store.save([(fingerprint("large"), os.urandom(MUCH))])
    store.sweep(keys)
    store.sweep(keys)
    assert len(asked) == 1
    assert [store.load(key) for key in (used, unused, template)] == ["a", None, "c"]


def test_a_cache_that_has_been_swept_out_may_grow_again(tmp_path: Path) -> None:
    store, asked = Store(tmp_path), []

    def none() -> set[bytes]:
        asked.append(True)
        return set()

    store.save([(fingerprint("small"), "a")])
    store.sweep(none)
    for time in (1, 2):
        store.save([(fingerprint(time), os.urandom(MUCH))])
        store.sweep(none)
        assert store.load(fingerprint(time)) is None
        assert len(asked) == time
