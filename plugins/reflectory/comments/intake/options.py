"""The intake's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from limits import parse_many

from reflectory.site.settings import Options, option, whole_number


def rates(value: Any) -> str:
    """Accept rates as the library ``limits`` reads them; "" is none."""
    try:
        good = isinstance(value, str) and (not value.strip() or bool(parse_many(value)))
    except ValueError:
        good = False
    return "" if good else 'rates such as "30/minute; 300/day"'


@dataclass(frozen=True)
class IntakeOptions(Options):
    """What the intake stands behind, and how much one machine may send."""

    prefix = "INTAKE"

    proxies: int = option(
        0,
        "How many proxies of your own stand before the intake, so that it knows a reader's machine from theirs.",
        whole_number(0),
    )
    rate: str = option(
        "30/minute; 300/day",
        "How often one machine may send the form; empty is without bounds. Nothing of its address is kept.",
        rates,
    )
