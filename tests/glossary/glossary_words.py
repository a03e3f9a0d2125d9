"""A small glossary for tests."""

from __future__ import annotations

from reflectory.glossary.entries import Entry
from reflectory.glossary.matcher import Matcher
from reflectory.site.frontmatter import FrontMatter


def entry(slug: str, *forms: str, exceptions: tuple[str, ...] = (), sense: str = "", default: bool = False) -> Entry:
    """An entry; without forms its slug is its only one."""
    known = forms or (slug,)
    file = f"content/glossary/{slug}.md"
    return Entry(slug, file, known[0], "Short.", known, "", FrontMatter({}), exceptions, sense=sense, default=default)


ENTRIES = [
    entry("compassion", "compassion", "compassionate"),
    entry("kindness", "kindness", "kind", exceptions=("kind of", "of a kind")),
    entry("care", exceptions=("health care",)),
    entry("reflection", "reflection", "reflective"),
    entry("reflective-practice", "reflective practice"),
    entry("duty-of-candour", "duty of candour"),
    entry("well-being", "well-being"),
    entry("patient", "patient", "patients", sense="the person", default=True),
    entry("patience", "patience", "patient", sense="the quality"),
    entry("object-noun", "object", sense="a thing"),
    entry("object-verb", "object", sense="to be against"),
    entry("cafe", "café"),
    entry("agape", "αγάπη"),
    entry("groesse", "Größe"),
    entry("dobrota", "доброта"),
    entry("chesed", "חֶסֶד"),
]
MATCHER = Matcher(ENTRIES)
