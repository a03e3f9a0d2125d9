"""The glossary in a build: entries in; terms, cards and glossary pages out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import Any

from msgspec.structs import replace

from reflectory.glossary import pages
from reflectory.glossary.entries import Entry, clashes, parse
from reflectory.glossary.marks import LINKED, SUPPRESSED, USES, DefinitionMarking, Marks, TermMarker, Wishes, edits
from reflectory.glossary.matcher import Matcher
from reflectory.glossary.options import GlossaryOptions
from reflectory.glossary.pages import Book, Use, card, in_order, url_of
from reflectory.glossary.views import CardView, HomeWords, WordsView
from reflectory.site import hits
from reflectory.site.bodies import Unlinked
from reflectory.site.hits import Hit, Hits
from reflectory.site.html import ROOT, Edit, splice
from reflectory.site.models import Essay, Library, Link, Page
from reflectory.site.part import READER, Part, Source
from reflectory.site.run import Run
from reflectory.site.settings import choose
from reflectory.site.showing import root_from
from reflectory.site.text import fold, plain
from reflectory.site.views import Output

WORDS_AT_HOME = 6


class GlossaryPart(Part):
    """Links words in essays to their entries."""

    name = "glossary"
    folder = "glossary"
    url = "glossary/{slug}/"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.options = choose(GlossaryOptions, run.settings)
        self.entries: dict[str, Entry] = {}
        self.prints: dict[str, bytes] = {}
        self._definitions: dict[str, bytes] = {}
        self._asked: dict[str, Wishes] = {}
        self._cards: dict[str, CardView] = {}
        self.matcher = Matcher(())

    def read(self, sources: tuple[Source, ...]) -> None:
        """Read the entries; each file's faults are told, and what is wrong between files."""
        for source in sources:
            entry, faults = parse(source)
            for line, message in faults:
                self.run.problems.add(source.file, line, message)
            if entry:
                self.entries[entry.slug] = entry
                self.prints[entry.slug] = source.fingerprint
        slugs = [source.slug for source in sources]  # a name that a broken file would have given is not missed as well
        for entry, key, message in clashes(list(self.entries.values()), slugs):
            self.run.problems.add(entry.file, entry.meta.line(key), message)
        self.matcher = Matcher(self.entries.values())

    def check(self, library: Library) -> None:
        """Read what each page's header asks of the glossary, and tell what it asks in vain."""
        for page in library.everything():
            self._asked[page.file] = self._wishes(page)

    def marker(self) -> TermMarker:
        """Return what finds terms; an ordinary page has only those marked by hand."""
        return TermMarker(self.matcher)

    def wishes(self, page: Page) -> Wishes:
        """Return what a page's header asks."""
        return self._asked[page.file]

    def needs(self, page: Page) -> tuple[bytes, ...]:
        """Return the fingerprints of the entries whose cards a page has."""
        gist = self.run.gist(self.name, page)
        return tuple([self.prints[use[0]] for use in gist[USES]]) if gist else ()

    def _wishes(self, page: Page) -> Wishes:
        asked = page.option("glossary")
        link = self.options.link if isinstance(page, Essay) else ""
        if asked is None or asked is True:
            return self._as_usual[link]
        if asked is False:
            return Wishes("")
        if not isinstance(asked, dict) or set(asked) - {"skip", "sense"}:
            remedy = "glossary: false, or glossary: {skip: [word], sense: {word: entry}}"
            self.run.problems.add(
                page.file, self.run.line(page.file, "glossary"), f"glossary is “{asked}”; write {remedy}."
            )
            return Wishes(link)
        skip = self._skipped(page, asked.get("skip") or [])
        return Wishes(link, frozenset(skip), dict(self._senses(page, asked.get("sense") or {})))

    @cached_property
    def _as_usual(self) -> Mapping[str, Wishes]:
        return {link: Wishes(link) for link in ("", self.options.link)}

    def _skipped(self, page: Page, names: Any) -> Iterator[str]:
        for index, name in enumerate(names if isinstance(names, list) else [names]):
            slugs = self.matcher.named(str(name))
            if not slugs:
                line = self.run.line(page.file, "glossary", "skip", index)
                self.run.problems.add(page.file, line, f"glossary skips “{name}”, which is no entry's word; remove it.")
            yield from slugs

    def _senses(self, page: Page, choices: Any) -> Iterator[tuple[str, str]]:
        line = self.run.line(page.file, "glossary", "sense")
        if not isinstance(choices, dict):
            self.run.problems.add(
                page.file, line, "glossary's sense should be {word: entry}, such as {patient: patience}."
            )
            return
        for word, slug in choices.items():
            if slug not in self.matcher.sharing(str(word)):
                known = " or ".join(self.matcher.sharing(str(word))) or "no entry"
                message = f"glossary takes “{word}” in the sense “{slug}”, but that word belongs to {known}."
                self.run.problems.add(page.file, self.run.line(page.file, "glossary", "sense", word), message)
            yield fold(str(word)), str(slug)

    def edits(self, page: Page, facts: Marks, target: str) -> Iterable[Edit]:
        """Return the links: with card and id on a page, plain ones in a feed."""
        return edits(facts, self._tags if target == READER else self._plain_tags, with_ids=target == READER)

    @cached_property
    def _tags(self) -> Mapping[str, str]:
        return {
            slug: f'<a class="term"{{id}} data-term="{slug}" href="{ROOT}/{url_of(slug)}"'
            f' aria-details="card-{slug}" aria-describedby="card-{slug}-short">'
            for slug in self.entries
        }

    @cached_property
    def _plain_tags(self) -> Mapping[str, str]:
        return {slug: f'<a href="{ROOT}/{url_of(slug)}">' for slug in self.entries}

    def section(self, page: Page, facts: Marks) -> WordsView | None:
        """Return the words used on a page, with their cards."""
        if not facts.slugs:
            return None
        first = {place.slug: place.id for place in reversed(facts.places)}
        cards = {slug: replace(self._card(slug), first=first[slug]) for slug in facts.slugs}
        in_list = in_order(self.entries[slug] for slug in facts.slugs)
        return WordsView(tuple(cards[entry.slug] for entry in in_list), tuple(cards.values()))

    def _card(self, slug: str) -> CardView:
        if slug not in self._cards:
            self._cards[slug] = card(self.entries[slug])
        return self._cards[slug]

    def cards(self, slugs: Iterable[str] | None) -> Iterable[CardView]:
        """Return the cards of some entries, or of all."""
        asked = self.entries if slugs is None else (slug for slug in slugs if slug in self.entries)
        return [self._card(slug) for slug in asked]

    def words(self, page: Page) -> Iterable[Link]:
        """Return the words that a page uses, in the order of the text."""
        gist = self.run.gist(self.name, page)
        return [self._links[use[0]] for use in gist[USES]] if gist else []

    @cached_property
    def _links(self) -> Mapping[str, Link]:
        return {slug: Link(entry.term, url_of(slug)) for slug, entry in self.entries.items()}

    def scripts(self, page: Page, facts: Marks) -> Iterable[str]:
        """Return the card's script, where a page has a card."""
        return ("glossary/card.js",) if facts.slugs else ()

    def data(self, page: Page, facts: Marks) -> Mapping[str, object]:
        """Return the words as what the essay mentions."""
        mentions = [
            {"@type": "DefinedTerm", "name": self.entries[slug].term, "url": self.run.absolute(url_of(slug))}
            for slug in facts.slugs
        ]
        return {"mentions": mentions} if mentions else {}

    def menu(self) -> Iterable[Link]:
        """Return the way to the glossary, where there is one."""
        return (Link("Glossary", pages.GLOSSARY),) if self.entries else ()

    def home(self) -> HomeWords | None:
        """Return the words that most essays use."""
        if not self.entries:
            return None
        often = sorted(self.entries.values(), key=lambda entry: (-len(self.uses[entry.slug]), entry.slug))
        return HomeWords(tuple(map(card, in_order(often[:WORDS_AT_HOME]))), len(self.entries))

    @cached_property
    def uses(self) -> Mapping[str, list[Use]]:
        """By entry, the listed essays that use it, newest first, with the word's first place in each."""
        uses: defaultdict[str, list[Use]] = defaultdict(list)
        for essay in self.run.library.essays:
            gist = self.run.gist(self.name, essay)
            for slug, *place in gist[USES] if gist else ():
                uses[slug].append(Use(essay, *place))
        return uses

    def counts(self) -> tuple[int, int]:
        """Return how many words were linked in all essays and pages, and how many were found and left plain."""
        gists = [gist for page in self.run.library.everything() if (gist := self.run.gist(self.name, page))]
        return sum(gist[LINKED] for gist in gists), sum(gist[SUPPRESSED] for gist in gists)

    def outputs(self) -> Iterable[Output]:
        """Return the glossary's own pages; entries that no essay uses are noted."""
        unused = [entry for entry in self.entries.values() if not self.uses[entry.slug]]
        noted = [(entry.file, f"no essay uses “{entry.label}” yet.") for entry in unused]
        self.run.note_each(noted, "entries are used by no essay yet")
        if self.options.report:
            self._report()
        marker = self.marker()
        wanted = [
            (self.run.keeper.key("definition", self.prints[slug], marker.fingerprint), entry)
            for slug, entry in self.entries.items()
        ]
        work = DefinitionMarking(marker)
        for entry, key, _ in self.run.keep("Linking", work, wanted, self._unmarked):
            self._definitions[entry.slug] = key
        return pages.outputs(self.run, Book(self.entries, self.uses, self.prints, self._definition, marker.fingerprint))

    def hits(self) -> Iterator[Hits]:
        """Yield the entries."""
        for slug, entry in self.entries.items():
            yield Hits(hits.WORD, (url_of(slug), self.prints[slug]), partial(_hits, entry))

    def _unmarked(self, entry: Entry) -> Unlinked:
        return Unlinked(entry.file, str(self.run.path(entry.file)), entry.html)

    def _definition(self, entry: Entry) -> str:
        """Return an entry's full definition, its hand marks as plain links."""
        again = DefinitionMarking(self.marker())
        marks = self.run.keeper.value(self._definitions[entry.slug], lambda: again(self._unmarked(entry)).value)
        html = splice(entry.html, edits(marks, self._plain_tags, with_ids=False))
        return html.replace(ROOT, root_from(url_of(entry.slug)))

    def _report(self) -> None:
        for essay in self.run.library.essays:
            marks: Marks = self.run.facts(self.name, essay)
            linked = ", ".join(self.entries[slug].label for slug in marks.slugs) or "nothing"
            left = "; ".join(f"{self.entries[slug].label} ({why})" for slug, why in marks.suppressed)
            self.run.problems.note(essay.file, 0, f"linked: {linked}." + (f" Not linked: {left}." if left else ""))


def _hits(entry: Entry) -> Iterator[Hit]:
    """Yield an entry as a search may find it: by its forms, what it means, and the words that it comes from."""
    path = (" ".join(filter(None, (step.language, step.form, step.meaning))) for step in entry.etymology)
    says = (entry.short, plain(entry.html), entry.contrast.says if entry.contrast else "")
    text = " ".join(filter(None, [*says, f"Also: {', '.join(entry.forms[1:])}." if entry.forms[1:] else "", *path]))
    yield Hit(url_of(entry.slug), entry.label, text)
