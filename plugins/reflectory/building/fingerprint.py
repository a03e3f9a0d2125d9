"""Fingerprints: what a value is, in sixteen bytes that are the same on every machine and in every process."""

from __future__ import annotations

import marshal
import re
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from functools import partial
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

SIZE = 16
"""Bytes of a fingerprint: with 128 bits, two different values of any site have different ones."""

_FORMAT = 2
"""The version of marshal's format: the last one that writes a text the same way wherever it came from."""


class UnseenError(Exception):
    """A value has no fingerprint, because nothing says what it depends on; the text names its type."""


def fingerprint(*values: Any) -> bytes:
    """Return the fingerprint of values: equal values have equal ones, whatever the machine and the process.

    Raises:
        UnseenError: a value is neither plain data nor a function of an installed module, whose version tells of it.
    """
    try:
        return digest(marshal.dumps(values, _FORMAT))  # nearly all are plain data, and this is many times quicker
    except ValueError:
        return digest(marshal.dumps(_plain(values), _FORMAT))


def digest(data: bytes) -> bytes:
    """Return the fingerprint of a file's content."""
    return blake2b(data, digest_size=SIZE).digest()


_FOLDERS = frozenset(["site-packages", "dist-packages"])
"""Where installers put modules."""

_PLAIN = frozenset([str, int, float, bool, bytes, type(None)])


def _plain(value: Any) -> Any:
    """Return a value as tuples of what marshal can write; what knows its own fingerprint is that."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple | list):
        return tuple(map(_plain, value))
    own = getattr(value, "fingerprint", None)
    if isinstance(own, bytes):
        return own
    if isinstance(value, Mapping):
        return ("mapping", tuple(sorted((repr(_plain(key)), _plain(item)) for key, item in value.items())))
    if isinstance(value, Struct):
        return (type(value).__qualname__, *map(_plain, astuple(value)))
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__qualname__, *(_plain(getattr(value, one.name)) for one in fields(value)))
    return _other(value)


def _other(value: Any) -> Any:
    if isinstance(value, str):  # Markup, and whatever else is a text with a name
        return str(value)
    if isinstance(value, set | frozenset):
        return ("set", tuple(sorted(repr(_plain(item)) for item in value)))
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, PurePath | tzinfo | Enum):
        return str(value)
    if isinstance(value, re.Pattern):
        return (value.pattern, value.flags)
    if isinstance(value, partial):
        return _plain((value.func, value.args, value.keywords))
    if callable(value) and getattr(value, "__qualname__", "<").isidentifier() and _is_installed(value.__module__):
        return (value.__module__, value.__qualname__)
    raise UnseenError(type(value).__name__)


def _is_installed(module: str) -> bool:
    """Whether a module's code is looked at as a whole: Python's, an installed package's, this program's."""
    name, file = module.split(".")[0], getattr(sys.modules.get(module), "__file__", None) or ""
    known = name in sys.stdlib_module_names or name == __name__.split(".")[0]
    return known or not _FOLDERS.isdisjoint(PurePath(file).parts)
