"""From a pack's file to the whole pack: essays as they stood, passages, words, licence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any, NamedTuple

from msgspec.structs import replace

from reflectory.building.fingerprint import fingerprint
from reflectory.citing.packs import filling, paper, passages
from reflectory.citing.packs.document import Document, Picture, Reading, Word
from reflectory.citing.packs.files import PackFile, Step
from reflectory.citing.packs.passages import Asked, Chosen, Version
from reflectory.citing.packs.short import codes
from reflectory.citing.packs.tree import Node, Piece, Text
from reflectory.site.html import ROOT
from reflectory.site.models import Essay, Link
from reflectory.site.run import Run

PACKS = "packs/"

_WIDEST = 1200
"""Pixels of a picture in a pack's files; wider ones only make them heavier."""


class Choice(NamedTuple):
    """One essay of a pack: which version, and what is chosen from it.

    Attributes:
        key: of what was chosen, in the keeper; ``again`` makes it.
    """

    step: Step
    essay: Essay
    version: Version
    key: bytes
    again: Callable[[], tuple[Node, ...]]


class Gathered(NamedTuple):
    """A pack without its texts, and what names all that it says.

    Attributes:
        outline: the pack; its texts are empty.
        choices: its essays, in order.
        key: of everything that is in the pack's files.
    """

    pack: PackFile
    outline: Document
    choices: tuple[Choice, ...]
    key: bytes


class Gathering:
    """Gathers the packs of a build."""

    def __init__(self, run: Run, essays: Mapping[str, Essay]) -> None:
        self._run = run
        self._essays = essays

    def all(self, packs: Sequence[PackFile]) -> Iterator[Gathered]:
        """Yield each pack; paragraphs that are not there become problems."""
        wanted = [(pack, choice) for pack in packs for choice in self._choices(pack)]
        intros = [(self._intro_key(pack), partial(_intro, pack)) for pack in packs]
        asked = [(choice.key, partial(self._asked, choice)) for _, choice in wanted]
        work = self._run.keep("Packs", passages.choose, [*intros, *asked], lambda ask: ask())
        gists = {key: Chosen._make(gist) for _, key, gist in work}
        short = codes((choice.essay.slug, choice.version.day) for _, choice in wanted)
        for pack in packs:
            choices = tuple(choice for one, choice in wanted if one is pack)
            self._tell_missing(pack, choices, gists)
            keys = (self._intro_key(pack), *(choice.key for choice in choices))
            pictures = [url for key in keys for url in gists[key].pictures]
            outline = self._outline(pack, choices, short, pictures)
            texts = tuple(gists[key].content for key in keys)
            yield Gathered(pack, outline, choices, self._key(outline, texts))

    def whole(self, gathered: Gathered) -> Document:
        """Return a pack with its texts."""
        value = self._run.keeper.value
        pack = gathered.pack
        intro = value(self._intro_key(pack), lambda: passages.choose(_intro(pack)).value)
        readings = tuple(
            replace(reading, text=value(choice.key, choice.again))
            for reading, choice in zip(gathered.outline.readings, gathered.choices, strict=True)
        )
        return replace(gathered.outline, intro=intro, readings=readings)

    def _intro_key(self, pack: PackFile) -> bytes:
        return self._run.keeper.key("pack's words", pack.fingerprint)

    def _choices(self, pack: PackFile) -> Iterator[Choice]:
        for step in pack.steps:
            essay = self._essays[step.essay]
            version = passages.version(self._run, essay, step.version)
            assert version, "checked before"
            key = self._run.keeper.key("passages", version.key, version.url, step.paragraphs)
            choice = Choice(step, essay, version, key, tuple)
            yield choice._replace(again=partial(self._chosen, choice))

    def _asked(self, choice: Choice) -> Asked:
        return passages.asked(self._run, choice.essay, choice.version, choice.step.paragraphs)

    def _chosen(self, choice: Choice) -> tuple[Node, ...]:
        return passages.choose(self._asked(choice)).value

    def _tell_missing(self, pack: PackFile, choices: Sequence[Choice], gists: Mapping[bytes, Chosen]) -> None:
        for index, choice in enumerate(choices):
            for name in gists[choice.key].missing:
                line = pack.meta.line("essays", index, "paragraphs", choice.step.paragraphs.index(name))
                where = f"“{choice.version.title}” of {choice.version.day}"
                advice = "copy the id from the mark beside the paragraph."
                self._run.problems.add(pack.file, line, f"{where} has no paragraph “{name}”; {advice}")

    def _key(self, outline: Document, texts: tuple[bytes, ...]) -> bytes:
        """Return what names a pack's content: where its pictures lie on this machine is no part of it."""
        pictures = tuple(sorted((url, one.name, one.content) for url, one in outline.pictures.items()))
        return self._run.keeper.key("pack", fingerprint(replace(outline, pictures={})), texts, pictures, self._forms)

    @cached_property
    def _forms(self) -> tuple[bytes, ...]:
        """The fingerprints of the templates, which are no Python code and so no part of the program's fingerprint."""
        return tuple(
            self._run.files.fingerprint(str(file)) for file in (paper.TEMPLATE, *sorted(filling.FOLDER.iterdir()))
        )

    def _outline(
        self, pack: PackFile, choices: Sequence[Choice], short: Mapping[tuple[str, str], str], pictures: Sequence[str]
    ) -> Document:
        run = self._run
        url = f"{PACKS}{pack.slug}/"
        day = pack.date or max(choice.version.day for choice in choices)
        return Document(
            slug=pack.slug,
            title=pack.title,
            audience=pack.audience,
            time=pack.time,
            outcomes=pack.outcomes,
            intro=(),
            readings=tuple(self._reading(one, short[one.essay.slug, one.version.day]) for one in choices),
            questions=pack.questions,
            activities=pack.activities,
            words=tuple(map(self._word, run.cards(pack.words))),
            licence=self._licence(pack),
            site=run.settings["SITENAME"],
            authors=tuple(dict.fromkeys(author.label for choice in choices for author in choice.essay.authors)),
            url=self._absolute(url),
            base=run.site_url,
            id=run.feed_id(url),
            lang=run.lang,
            date=day,
            dated=self._in_words(day),
            pictures=dict(self._pictures(pictures)),
        )

    def _reading(self, choice: Choice, code: str) -> Reading:
        essay, day = choice.essay, choice.version.day
        is_today = not choice.version.path
        stood = f"{'As it has stood since' if is_today else 'As it stood on'} {self._in_words(day)}"
        return Reading(
            slug=essay.slug,
            title=choice.version.title,
            authors=tuple(author.label for author in essay.authors),
            date=self._run.when(essay.date).text,
            version=day,
            stood=stood,
            url=self._absolute(choice.version.url),
            short=self._absolute(f"{PACKS}{code}/"),
            minutes=essay.minutes,
            says=choice.step.says,
            lang=self._run.foreign(essay.lang),
            licence=essay.licence,
            is_whole=not choice.step.paragraphs,
        )

    def _word(self, card: Any) -> Word:
        kind = ", ".join(one for one in (card.part_of_speech, card.sense) if one)
        lines = _line(card.origin), _line(card.sources)
        return Word(card.slug, card.term, kind, card.short, self._absolute(card.url), *lines, card.several)

    def _licence(self, pack: PackFile) -> Link:
        if pack.licence:
            return Link(pack.licence, pack.licence_url)
        return Link(self._run.options.licence, self._run.options.licence_url)

    def _absolute(self, url: str) -> str:
        return self._run.absolute(url) if self._run.site_url else ""

    def _in_words(self, day: str) -> str:
        return self._run.when(datetime.fromisoformat(day).replace(tzinfo=self._run.zone)).text

    def _pictures(self, urls: Sequence[str]) -> Iterator[tuple[str, Picture]]:
        for url in dict.fromkeys(urls):
            picture = self._run.pictures.get(url.removeprefix(f"{ROOT}/"))
            if picture:
                fitting = [one for one in picture.sizes if one.width <= _WIDEST] or picture.sizes[:1]
                size = max(fitting, key=lambda one: one.width)
                name = f"{fingerprint(size.save_as).hex()[:12]}{size.file.suffix}"
                yield url, Picture(size.file, name, size.width, picture.content)


def _intro(pack: PackFile) -> Asked:
    return Asked(pack.html, (), (), f"{PACKS}{pack.slug}/")


def _line(html: str) -> tuple[Piece, ...]:
    """Return a line of HTML as words and inline elements."""
    blocks = Text(html).whole() if html else ()
    return tuple(piece for block in blocks for piece in block.content)
