"""How a command ends that cannot go on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflectory.site.errors import ReflectoryError


def one_sentence(command: Callable[..., None]) -> Callable[..., None]:
    """End a command that cannot go on with what is wrong and a non-zero exit, never with a traceback."""

    @wraps(command)
    def told(*args: object, **options: object) -> None:
        try:
            command(*args, **options)
        except _ours() as error:  # asked only when something was raised
            from reflectory.site.report import tell

            tell(error)
            sys.exit(error.exitcode)

    return told


def _ours() -> type[ReflectoryError]:
    from reflectory.site.errors import ReflectoryError

    return ReflectoryError
