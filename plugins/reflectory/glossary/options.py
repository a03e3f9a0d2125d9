"""The glossary's settings."""

from __future__ import annotations

from dataclasses import dataclass

from reflectory.site.settings import Options, one_of, option, yes_or_no

FIRST, PER_SECTION, ALL = "first", "first-per-section", "all"


@dataclass(frozen=True)
class GlossaryOptions(Options):
    """How entries are linked."""

    prefix = "GLOSSARY"

    link: str = option(
        FIRST,
        "Where a word becomes a term: its `first` use in an essay, `first-per-section` (each heading), or `all`.",
        one_of(FIRST, PER_SECTION, ALL),
    )
    report: bool = option(
        False,
        "Say after a build, essay by essay, which words were linked and which were not, and why.",
        yes_or_no,
    )
