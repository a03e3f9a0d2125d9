"""The settings of browsing."""

from __future__ import annotations

from dataclasses import dataclass

from reflectory.site.settings import Options, option, whole_number


@dataclass(frozen=True)
class BrowsingOptions(Options):
    """How readers find their way, in an essay and on from it."""

    prefix = "BROWSING"

    contents_headings: int = option(
        4, "How many headings an essay needs for a list of its contents; 0 is never.", whole_number(0)
    )
    contents_words: int = option(800, "How many words it needs for that, beside.", whole_number(0))
