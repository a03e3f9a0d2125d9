"""What the glossary's templates read."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup
from msgspec import Struct, field

from reflectory.glossary.entries import Cited, Step
from reflectory.site.models import Link
from reflectory.site.views import Head, When


class CardView(Struct, frozen=True):
    """An entry as a card and in lists; ``origin`` and ``sources`` are lines of HTML, see ``wording``."""

    slug: str
    term: str
    sense: str
    part_of_speech: str
    short: str
    url: str
    origin: Markup
    sources: Markup
    several: bool
    """Whether there is more than one source."""

    first: str = ""
    """The id of the word's first place on the page."""


class WordsView(Struct, frozen=True):
    """The entries used on a page: by term in the list, in the order of the text as cards."""

    words: tuple[CardView, ...]
    cards: tuple[CardView, ...]


class UseView(Struct, frozen=True):
    """A place where an essay uses a word: the sentence in three parts, the word in the middle.

    Attributes:
        lang: the essay's language, "" where it is the site's.
    """

    essay: Link
    lang: str
    place: str
    date: When
    before: str
    word: str
    after: str


class ContrastView(Struct, frozen=True):
    """Two entries side by side, and what tells them apart."""

    title: str
    one: CardView
    other: CardView
    says: str


class EntryView(Struct, frozen=True):
    """An entry's own page.

    Attributes:
        path: oldest first; it ends with today's word.
        around: what other parts say of the essays that use the word, by the part's name.
    """

    head: Head
    term: str
    sense: str
    part_of_speech: str
    short: str
    definition: Markup
    path: tuple[Step, ...]
    first_attested: str
    sources: tuple[Cited, ...]
    see_also: tuple[CardView, ...]
    senses: tuple[CardView, ...]
    contrast: ContrastView | None
    newest: tuple[UseView, ...]
    earlier: tuple[tuple[str, tuple[UseView, ...]], ...]
    essays: int
    around: Mapping[str, object] = field(default_factory=dict)
    older: Link | None = None
    newer: Link | None = None


class IndexView(Struct, frozen=True):
    """The glossary from A to Z; a letter without words is in ``letters`` with ``False``."""

    head: Head
    letters: tuple[tuple[str, bool], ...]
    groups: tuple[tuple[str, tuple[CardView, ...]], ...]
    count: int


class HomeWords(Struct, frozen=True):
    """The words that the home page shows."""

    words: tuple[CardView, ...]
    count: int
