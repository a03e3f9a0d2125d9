"""The settings of search."""

from __future__ import annotations

from dataclasses import dataclass

from reflectory.site.settings import Options, option, yes_or_no


@dataclass(frozen=True)
class SearchOptions(Options):
    """Whether the site can be searched."""

    prefix = "SEARCH"

    page: bool = option(
        True, "Whether readers can search the site: the page `/search/` and the index behind it.", yes_or_no
    )
