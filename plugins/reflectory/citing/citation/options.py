"""The settings of what helps to cite."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reflectory.citing.citation.names import ORGANISATION
from reflectory.site.settings import Options, option


def names(value: Any) -> str:
    """Accept pairs of a name and how it is divided."""
    good = isinstance(value, list | tuple) and all(
        isinstance(pair, list | tuple) and len(pair) == 2 and all(isinstance(one, str) and one for one in pair)
        for pair in value
    )
    return (
        ""
        if good
        else f'a list of pairs, such as [("Anne Lee Smith", "Lee Smith, Anne"), ("Ward 7", "{ORGANISATION}")]'
    )


@dataclass(frozen=True)
class CitingOptions(Options):
    """How essays are cited."""

    prefix = "CITING"

    names: tuple[tuple[str, str], ...] = option(
        (),
        "Authors whose names references would divide wrongly, each with the division or `organisation`:"
        f' `[("Anne Lee Smith", "Lee Smith, Anne"), ("The Night Shift", "{ORGANISATION}")]`.',
        names,
    )
