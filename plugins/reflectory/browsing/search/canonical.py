"""The files of an index in one order, so that the same texts give the same bytes.

Pagefind 1.5 writes filters, and their values, in an order that differs from run to run; all else it writes as it is
told. Its files are gzip around CBOR (RFC 8949) behind a word of its own. One that is not as it is known here is left as
it is: the index works, and only its bytes differ.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from contextlib import suppress
from io import BytesIO
from typing import Any

import cbor2

from reflectory.building.fingerprint import digest

_SIGNATURE = b"pagefind_dcd"
_FILTERS = 3
"""Where an index's list of files lists its filters, as (name, hash): behind version, texts and chunks."""

_HASH = 10
"""Digits of a hash in a file's name, as many as Pagefind takes for its lists."""


def canonical(files: Iterable[tuple[str, bytes]]) -> dict[str, bytes]:
    """Return the files of an index by path, filters and the lists that name them in the order of their names."""
    found = dict(files)
    with suppress(ValueError, TypeError, LookupError, EOFError, OSError):
        ordered = dict(found)
        entry = json.loads(found["pagefind-entry.json"])
        for language in entry["languages"].values():
            language["hash"] = _list(ordered, language["hash"])
        ordered["pagefind-entry.json"] = json.dumps(entry, separators=(",", ":"), ensure_ascii=False).encode()
        return ordered
    return found


def _list(files: dict[str, bytes], known_as: str) -> str:
    """Put one language's list in order, and the filters that it names; returns the list's new hash."""
    prefix = known_as.rpartition("_")[0]
    value = _opened(files.pop(f"pagefind.{known_as}.pf_meta"))
    value[_FILTERS] = sorted((name, _filter(files, prefix, was)) for name, was in value[_FILTERS])
    data = _closed(value)
    hash_ = _named(prefix, data)
    files[f"pagefind.{hash_}.pf_meta"] = data
    return hash_


def _filter(files: dict[str, bytes], prefix: str, known_as: str) -> str:
    name, values = _opened(files.pop(f"filter/{known_as}.pf_filter"))
    data = _closed([name, sorted(values)])
    hash_ = _named(prefix, data)
    files[f"filter/{hash_}.pf_filter"] = data
    return hash_


def _named(prefix: str, data: bytes) -> str:
    return f"{prefix}_{digest(data).hex()[:_HASH]}"


def _opened(data: bytes) -> Any:
    text = gzip.decompress(data)
    if not text.startswith(_SIGNATURE):
        raise ValueError("no file of Pagefind's")
    return cbor2.loads(text[len(_SIGNATURE) :])


def _closed(value: Any) -> bytes:
    closed = BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=closed, mtime=0) as file:  # compress() names system and version
        file.write(_SIGNATURE + cbor2.dumps(value))
    return closed.getvalue()
