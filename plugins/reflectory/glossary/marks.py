"""Where terms stand in a body: found by position, then spliced into the author's own HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from msgspec import Struct, field

from reflectory.building.keeper import Made
from reflectory.glossary.matcher import Match, Matcher, split
from reflectory.glossary.options import ALL, FIRST, PER_SECTION
from reflectory.site.bodies import Unlinked
from reflectory.site.errors import Problem, line_of
from reflectory.site.html import HEADINGS, Edit, Run, balanced, runs
from reflectory.site.text import HAND_MARK, fold, sentence

NEVER = frozenset(
    """code pre kbd samp tt var script style textarea svg math select option object template noscript audio video
    canvas button""".split()
)
"""Elements whose text is left alone altogether, hand marks too."""

BARE = frozenset({"a", "summary", "label", "legend", *HEADINGS})
"""Elements in which nothing is linked; of a hand mark only the brackets go."""

QUOTED = frozenset({"blockquote", "q", "cite", "figcaption", "caption", "del", "s", "strike"})
"""Somebody else's words, or withdrawn ones: nothing is linked there but by hand."""

_TERM_ID = re.compile(r"""\bid\s*=\s*["']?(term-[^\s"'<>]+)""", re.I)

Span = tuple[int, int]


class Place(Struct, frozen=True):
    """One term in a body, or a hand mark that only loses its brackets.

    Attributes:
        slug: the entry, "" where only brackets go.
        id: the term's id on the page.
        word: the word as it was written.
        sentence: the sentence it stands in, plain.
        opening, closing: what the tags of the link take the place of (empty for an automatic term).
    """

    slug: str
    id: str
    word: str
    sentence: str
    opening: Span
    closing: Span


class Marks(Struct, frozen=True):
    """A body's terms.

    Attributes:
        places: in the order of the text.
        suppressed: (entry, reason) of words that were found and not linked.
        faults: (the mark as it was written, what is wrong with it).
    """

    places: tuple[Place, ...] = ()
    suppressed: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def slugs(self) -> tuple[str, ...]:
        """The entries that are linked, each once, in the order of the text."""
        return tuple(dict.fromkeys(place.slug for place in self.places if place.slug))


class Wishes(Struct, frozen=True):
    """What an essay's header asks of the glossary.

    Attributes:
        link: which uses become terms; "" for none but hand marks.
        skip: entries that are not linked automatically.
        sense: the entry that a shared form (folded) means.
    """

    link: str = FIRST
    skip: frozenset[str] = frozenset()
    sense: Mapping[str, str] = field(default_factory=dict)


def mark(html: str, matcher: Matcher, wishes: Wishes) -> Marks:
    """Find where terms stand in ``html``, which may be malformed; nothing is changed."""
    by_hand = "[[" in html
    possible = matcher.possible(unescape(html) if "&" in html else html) if wishes.link else frozenset()
    if not by_hand and not possible:
        return Marks()
    marker = _Marker(html, matcher, wishes)
    found = list(runs(html, NEVER, BARE | QUOTED))
    if by_hand:
        for run in found:
            marker.by_hand(run)
    for run in found if possible else ():
        marker.automatically(run, possible)
    return marker.result()


class _Marker:
    """Gathers one body's places."""

    def __init__(self, html: str, matcher: Matcher, wishes: Wishes) -> None:
        self.html, self.matcher, self.wishes = html, matcher, wishes
        self.places: list[Place] = []
        self.suppressed: dict[tuple[str, str], None] = {}
        self.faults: list[tuple[str, str]] = []
        self.chosen: set[str] = set()  # entries marked by hand, which are not marked automatically as well
        self.seen: set[tuple[str, int]] = set()
        self.taken: dict[int, list[Span]] = {}  # by run: the text of hand marks

    def result(self) -> Marks:
        in_order = sorted(self.places, key=lambda place: place.opening)
        return Marks(tuple(self._with_ids(in_order)), tuple(self.suppressed), tuple(self.faults))

    def _with_ids(self, places: list[Place]) -> Iterator[Place]:
        taken = {name.casefold() for name in _TERM_ID.findall(self.html)}
        firsts = {f"term-{place.slug}" for place in places}
        counts: dict[str, int] = {}
        for place in places:
            name = ""
            while place.slug and (not name or name in taken):
                number = counts[place.slug] = counts.get(place.slug, 0) + 1
                name = f"term-{place.slug}" if number == 1 else f"term-{place.slug}-{number}"
                if number > 1 and name in firsts:  # “term-hope-2” is the first place of an entry hope-2
                    name = ""
            yield Place(place.slug, name, place.word, place.sentence, place.opening, place.closing)

    def by_hand(self, run: Run) -> None:
        for found in HAND_MARK.finditer(run.text) if "[[" in run.text else ():
            start, end = found.span("text")
            opening, closing = run.source(found.start(), start), run.source(end, found.end())
            if not self._written(opening, closing):
                continue
            self.taken.setdefault(id(run), []).append(found.span())
            fault, slug = self._misplaced(opening, closing), ""
            if not fault and BARE.isdisjoint(run.around(*found.span())):
                slug, fault = self._meant(found["entry"] or found["text"])
            if fault:
                self.faults.append((found[0], fault))
                continue
            self.chosen.add(slug)
            said = sentence(run.text, start, end) if slug else ""
            self.places.append(Place(slug, "", found["text"], said, opening, closing))

    def _written(self, opening: Span, closing: Span) -> bool:
        """Whether the brackets are brackets in the source: as ``&#91;`` or with a tag between they are no mark."""
        return self.html[slice(*opening)] == "[[" and self.html[slice(*closing)].endswith("]]")

    def _misplaced(self, opening: Span, closing: Span) -> str:
        if balanced(self.html[opening[1] : closing[0]]) and balanced(self.html[slice(*closing)]):
            return ""
        return "it begins and ends in different formatting; put the brackets around the formatting"

    def _meant(self, name: str) -> tuple[str, str]:
        """Return the entry that a hand mark names, or why there is none."""
        name = " ".join(name.split())
        slugs = self.matcher.named(name)
        if not slugs:
            file = f"content/glossary/{name.replace(' ', '-')}.md"
            return "", f"no entry is called “{name}”; write {file} or remove the mark"
        slug = self._sense(fold(name), slugs)
        if not slug:
            choice = " or ".join(slugs)
            return "", f"“{name}” may mean {choice}; write which one after a bar: [[{name}|{slugs[0]}]]"
        return slug, ""

    def _sense(self, form: str, slugs: tuple[str, ...]) -> str:
        """Return which of the entries that share a form is meant, "" if nobody says."""
        if len(slugs) == 1:
            return slugs[0]
        if self.wishes.sense.get(form) in slugs:
            return self.wishes.sense[form]
        for word, slug in self.wishes.sense.items():  # a choice for the term holds for all forms that are shared
            if slug in slugs and word in map(fold, self.matcher.entries[slug].forms):
                return slug
        return next((slug for slug in slugs if self.matcher.entries[slug].default), "")

    def automatically(self, run: Run, possible: frozenset[str]) -> None:
        for match in self.matcher.find(run.text, possible):
            slug = self._sense(match.form, match.slugs)
            if not slug:
                self._suppress(match.slugs[0], "it has several senses and none is chosen")
                continue
            reason = self._why_not(run, match.start, match.end, slug, excepted=slug in match.excepted)
            start, end = run.source(match.start, match.end)
            if not reason and "<" in self.html[start:end] and not self._wraps(run, match):
                reason = "formatting begins or ends within it"
            if reason:
                self._suppress(slug, reason)
            elif self._is_due(slug, run.section):
                word = run.text[match.start : match.end]
                said = sentence(run.text, match.start, match.end)
                self.places.append(Place(slug, "", word, said, (start, start), (end, end)))

    def _wraps(self, run: Run, match: Match) -> bool:
        """Whether a link may go around a match with tags in it: they are balanced and stand between its words."""
        words = [run.source(start, end) for _, start, end in split(run.text, match.start, match.end)]
        return balanced(self.html[words[0][0] : words[-1][1]]) and not any("<" in self.html[slice(*w)] for w in words)

    def _why_not(self, run: Run, start: int, end: int, slug: str, *, excepted: bool) -> str:
        around = run.around(start, end)
        if slug in self.chosen or self._is_taken(run, start, end):
            return "it is marked by hand"
        if slug in self.wishes.skip:
            return "the essay skips it"
        if excepted:
            return "one of its except phrases stands there"
        if not HEADINGS.isdisjoint(around):
            return "it stands in a heading"
        if not BARE.isdisjoint(around):
            return "it stands in a link"
        return "it stands in a quotation or caption" if not QUOTED.isdisjoint(around) else ""

    def _is_taken(self, run: Run, start: int, end: int) -> bool:
        taken = self.taken.get(id(run), ())
        number = bisect_left(taken, (end,))  # the first hand mark that begins after the match
        return number > 0 and taken[number - 1][1] > start

    def _suppress(self, slug: str, reason: str) -> None:
        self.suppressed[slug, reason] = None

    def _is_due(self, slug: str, section: int) -> bool:
        key = (slug, section if self.wishes.link == PER_SECTION else 0)
        due = self.wishes.link == ALL or key not in self.seen
        self.seen.add(key)
        return due


def edits(marks: Marks, open_tag: Mapping[str, str], *, with_ids: bool) -> Iterator[Edit]:
    """Yield the changes that turn places into links.

    Args:
        marks: what ``mark`` found.
        open_tag: by entry, the opening tag; ``{id}`` in it becomes the attribute with the place's id.
        with_ids: whether terms get ids.
    """
    for place in marks.places:
        tag = open_tag[place.slug].replace("{id}", f' id="{place.id}"' if with_ids else "") if place.slug else ""
        yield Edit(*place.opening, 1, tag)
        yield Edit(*place.closing, 0, "</a>" if place.slug else "")


USES, LINKED, SUPPRESSED = range(3)
"""What a gist of marks has at which place: (entry, id, word, sentence) of each entry's first term, in the order of the
text; how many terms there are; how many words were found and left plain."""


class TermMarker:
    """Marks bodies with the words of a glossary."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self.fingerprint = matcher.fingerprint

    def __call__(self, html: str, wishes: Wishes) -> Marks:
        """Return a body's terms."""
        return mark(html, self._matcher, wishes)

    def gist(self, facts: Marks) -> tuple[Any, ...]:
        """Return what the glossary's own pages and the report tell of a body."""
        first = {place.slug: place for place in reversed(facts.places) if place.slug}
        uses = tuple((slug, first[slug].id, first[slug].word, first[slug].sentence) for slug in facts.slugs)
        linked = sum(1 for place in facts.places if place.slug)
        return (uses, linked, len(facts.suppressed)) if uses or facts.suppressed else ()

    def faults(self, facts: Marks) -> tuple[tuple[str, str], ...]:
        """Return the hand marks that lead nowhere, and why."""
        return facts.faults


class DefinitionMarking:
    """Finds the hand marks in an entry's definition, where no word is linked by itself."""

    def __init__(self, marker: TermMarker) -> None:
        self._marker = marker

    def __call__(self, body: Unlinked) -> Made[Marks]:
        """Return a definition's marks, with a problem for each that leads nowhere."""
        marks = self._marker(body.html, Wishes(""))
        faults = [Problem(body.file, line_of(body.path, mark), f"{mark}: {why}.") for mark, why in marks.faults]
        return Made((), marks, tuple(faults))
