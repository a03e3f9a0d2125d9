"""The glossary's own pages: the index, one page an entry, and the data file."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from itertools import groupby
from string import ascii_uppercase
from typing import Any, NamedTuple

from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import replace

from reflectory.glossary import wording
from reflectory.glossary.entries import Entry, Step
from reflectory.glossary.views import CardView, ContrastView, EntryView, IndexView, UseView
from reflectory.site.compose import breadcrumb
from reflectory.site.models import Essay, Link
from reflectory.site.render import json_text, linked_data
from reflectory.site.run import Run
from reflectory.site.text import fold
from reflectory.site.views import Output
from reflectory.site.wording import counted

GLOSSARY = "glossary/"
DATA = "glossary.json"
NEWEST = 50
"""How many uses of a word its page shows before it goes on by year."""


class Use(NamedTuple):
    """An essay that uses a word: the place of its first term there, the word as it is written, and its sentence."""

    essay: Essay
    id: str
    word: str
    sentence: str


class Book(Struct, frozen=True, dict=True):
    """The whole glossary and where it is used.

    Attributes:
        entries: by slug.
        uses: by entry, the essays that use it, newest first.
        prints: by entry, the fingerprint of its file.
        definition: gives an entry's full definition, its links plain.
        forms: the fingerprint of all words, to which a definition's hand marks may lead.
    """

    entries: Mapping[str, Entry]
    uses: Mapping[str, Sequence[Use]]
    prints: Mapping[str, bytes]
    definition: Callable[[Entry], str]
    forms: bytes

    @cached_property
    def having(self) -> Mapping[str, Sequence[Entry]]:
        """By form, the entries with a sense that have it."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            for form in {fold(form) for form in entry.forms} if entry.sense else ():
                found[form].append(entry)
        return found


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries from A to Z, accents and case aside."""
    return sorted(entries, key=lambda entry: (_sorted_as(entry.term), entry.sense, entry.slug))


def _sorted_as(term: str) -> str:
    decomposed = unicodedata.normalize("NFKD", term).casefold()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def url_of(slug: str) -> str:
    """Return an entry's address from the site's root."""
    return f"{GLOSSARY}{slug}/"


def card(entry: Entry) -> CardView:
    """Return an entry as cards and lists show it."""
    return CardView(
        slug=entry.slug,
        term=entry.term,
        sense=entry.sense,
        part_of_speech=entry.part_of_speech,
        short=entry.short,
        url=url_of(entry.slug),
        origin=wording.origin(entry),
        sources=wording.sources(entry.sources),
        several=len(entry.sources) > 1,
    )


def outputs(run: Run, book: Book) -> Iterable[Output]:
    """Yield the index, every entry's page, and ``glossary.json``; nothing where there is no entry."""
    entries = in_order(book.entries.values())
    if not entries:
        return
    everything = tuple(book.prints[entry.slug] for entry in entries)
    yield Output(
        f"{GLOSSARY}index.html",
        "glossary/index.html",
        later=partial(index_view, run, entries),
        needs=everything,
        url=GLOSSARY,
    )
    for before, entry, after in zip([None, *entries], entries, [*entries[1:], None], strict=False):
        neighbours = [Link(other.label, url_of(other.slug)) if other else None for other in (before, after)]
        yield Output(
            f"{url_of(entry.slug)}index.html",
            "glossary/entry.html",
            later=partial(entry_view, run, book, entry, neighbours),
            needs=(
                *_entry_needs(book, entry),
                tuple(tuple(link) if link else () for link in neighbours),
                run.around_needs,
            ),
            url=url_of(entry.slug),
        )
    counts = tuple(len(book.uses.get(entry.slug, ())) for entry in entries)
    yield Output(DATA, later=partial(_data, run, entries, counts), needs=(everything, counts))


def _entry_needs(book: Book, entry: Entry) -> tuple[Any, ...]:
    """Return what an entry's page is made from: its file, those of the words it names, and the essays that use it."""
    named = [*entry.see_also, *([entry.contrast.slug] if entry.contrast else ()), *map(_slug, _senses(book, entry))]
    uses = tuple([(use.essay.listed, use.id, use.word, use.sentence) for use in book.uses.get(entry.slug, ())])
    return (book.prints[entry.slug], tuple(book.prints[slug] for slug in named), book.forms, uses)


def _slug(entry: Entry) -> str:
    return entry.slug


def _data(run: Run, entries: Sequence[Entry], counts: Sequence[int]) -> str:
    return json_text([_as_data(run, entry, count) for entry, count in zip(entries, counts, strict=True)])


def index_view(run: Run, entries: Sequence[Entry]) -> IndexView:
    """Return the glossary from A to Z."""
    groups = [(letter, tuple(map(card, some))) for letter, some in groupby(entries, key=_letter)]
    used = {letter for letter, _ in groups}
    others = [letter for letter, _ in groups if letter not in ascii_uppercase]
    term_set = {
        "@context": "https://schema.org",
        "@type": "DefinedTermSet",
        "name": f"{run.settings['SITENAME']}: glossary",
        "url": run.absolute(GLOSSARY),
        "hasDefinedTerm": [_defined_term(run, entry) for entry in entries],
    }
    head = run.head(
        "Glossary",
        GLOSSARY,
        description=f"The meaning and the origin of {counted(len(entries), 'word')} of the trade.",
        data=linked_data([term_set, breadcrumb(run, (Link("Glossary", GLOSSARY),))]),
    )
    letters = tuple((letter, letter in used) for letter in (*ascii_uppercase, *others))
    return IndexView(head, letters, tuple(groups), len(entries))


def _letter(entry: Entry) -> str:
    return _sorted_as(entry.term)[:1].upper()


def entry_view(run: Run, book: Book, entry: Entry, neighbours: Sequence[Link | None]) -> EntryView:
    """Return an entry's own page."""
    uses = [_use(run, use) for use in book.uses.get(entry.slug, ())]
    earlier = groupby(uses[NEWEST:], key=lambda use: use.date.iso[:4])
    url = url_of(entry.slug)
    trail = (Link("Glossary", GLOSSARY), Link(entry.label, url))
    term = _defined_term(run, entry) | {"@context": "https://schema.org"}
    tags = tuple(run.each(lambda part: part.tags(None, url)))
    head = run.head(
        entry.label, url, description=entry.short, tags=tags, data=linked_data([term, breadcrumb(run, trail)])
    )
    return EntryView(
        head=head,
        term=entry.term,
        sense=entry.sense,
        part_of_speech=entry.part_of_speech,
        short=entry.short,
        definition=Markup(book.definition(entry)),  # noqa: S704 - the author's own HTML
        path=_whole_path(entry),
        first_attested=entry.first_attested,
        sources=tuple(replace(one, accessed=_day(run, one.accessed)) for one in entry.sources),
        see_also=tuple(card(book.entries[slug]) for slug in entry.see_also),
        senses=tuple(map(card, _senses(book, entry))),
        contrast=_contrast(book, entry),
        newest=tuple(uses[:NEWEST]),
        earlier=tuple((year, tuple(some)) for year, some in earlier),
        essays=len(uses),
        around=run.around([use.essay for use in book.uses.get(entry.slug, ())]),
        older=neighbours[0],
        newer=neighbours[1],
    )


def _day(run: Run, accessed: str) -> str:
    """Return a day as the site writes days; what is no whole day, such as a year, stays as it is."""
    try:
        return run.day(accessed).text
    except ValueError:
        return accessed


def _whole_path(entry: Entry) -> tuple[Step, ...]:
    """Return the etymology, oldest first, ending with today's word (unless the entry ends with it already)."""
    if not entry.etymology:
        return ()
    last = entry.etymology[-1]
    if last.form.casefold() == entry.term.casefold() and last.language.casefold() == "english":
        return entry.etymology
    return (*entry.etymology, Step(entry.term, "English", "en"))


def _senses(book: Book, entry: Entry) -> list[Entry]:
    """Return the entries that share a form with an entry, in another sense."""
    if not entry.sense:
        return []
    sharing = {other.slug: other for form in map(fold, entry.forms) for other in book.having[form]}
    return in_order(other for other in sharing.values() if other is not entry)


def _contrast(book: Book, entry: Entry) -> ContrastView | None:
    if not entry.contrast:
        return None
    other = book.entries[entry.contrast.slug]
    title = f"{entry.term[:1].upper()}{entry.term[1:]} and {other.term}"
    return ContrastView(title, card(entry), card(other), entry.contrast.says)


def _use(run: Run, use: Use) -> UseView:
    said, word = use.sentence, " ".join(use.word.split())
    found = re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said)
    before, after = (said[: found.start()], said[found.end() :]) if found else (said, "")
    return UseView(
        essay=Link(use.essay.title, use.essay.url),
        lang=run.foreign(use.essay.lang),
        place=f"{use.essay.url}#{use.id}",
        date=run.when(use.essay.date),
        before=before,
        word=word if found else "",
        after=after,
    )


def _defined_term(run: Run, entry: Entry) -> dict[str, object]:
    return {
        "@type": "DefinedTerm",
        "name": entry.term,
        "description": entry.short,
        "url": run.absolute(url_of(entry.slug)),
        "termCode": entry.slug,
        "inDefinedTermSet": run.absolute(GLOSSARY),
    }


def _as_data(run: Run, entry: Entry, essays: int) -> dict[str, object]:
    """Return an entry as ``glossary.json`` has it."""
    return {
        "slug": entry.slug,
        "term": entry.term,
        "sense": entry.sense,
        "forms": list(entry.forms),
        "part_of_speech": entry.part_of_speech,
        "short": entry.short,
        "etymology": [
            {
                "form": step.form,
                "language": step.language,
                "meaning": step.meaning,
                "parts": [{"form": piece.form, "meaning": piece.meaning} for piece in step.parts],
            }
            for step in entry.etymology
        ],
        "first_attested": entry.first_attested,
        "sources": [{"title": s.title, "url": s.url, "accessed": s.accessed} for s in entry.sources],
        "see_also": list(entry.see_also),
        "contrast": {"with": entry.contrast.slug, "says": entry.contrast.says} if entry.contrast else None,
        "url": run.absolute(url_of(entry.slug)),
        "essays": essays,
    }
