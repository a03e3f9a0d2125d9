"""What browsing finds in a body: what it speaks of, and its headings."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from reflectory.browsing import vocabulary
from reflectory.browsing.outline import Heading, headings
from reflectory.building.fingerprint import fingerprint
from reflectory.site.text import plain


class Findings(Struct, frozen=True):
    """What was found in an essay's body.

    Attributes:
        words: the stems that it speaks of, as ``vocabulary.spoken_of`` gives them; ``forms``: how it writes each.
        headings: in order.
    """

    words: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()


class EssayMarker:
    """Reads bodies; a page's wish is its language, or "" where it is no essay."""

    fingerprint = fingerprint("essays", vocabulary.MOST, vocabulary.LEVELS)

    def __call__(self, html: str, wishes: str) -> Findings:
        """Return what a body speaks of, and its headings."""
        if not wishes:
            return Findings()
        words, forms = vocabulary.spoken_of(plain(html), wishes)
        return Findings(words, forms, headings(html))

    def gist(self, facts: Findings) -> tuple[str, ...]:
        """Return the stems."""
        return (facts.words,) if facts.words.strip("|") else ()

    def faults(self, facts: Findings) -> tuple[tuple[str, str], ...]:
        """Return nothing: whatever a text speaks of is right."""
        return ()
