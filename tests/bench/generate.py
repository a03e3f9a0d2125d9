"""Generates a site to measure with: the same seed gives the same files on every machine and Python.

``python tests/bench/generate.py FOLDER --essays 1000`` writes one to look at.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import vocabulary as v

SEED = 20130113
WORDS_AN_ESSAY = 900
THEMES_AN_ESSAY = 3
COMMENTS_AN_ESSAY = 3
FIRST_DAY = date(2005, 1, 9)
DAYS = 20 * 365
"""The blog's life; essays are spread over it evenly, so that none lies in the future."""

THEMES_WITH_A_FILE = 6
AUTHOR = "Hannah Weir"

Item = TypeVar("Item")


class Dice:
    """Chance made of ``random()`` alone, the one method whose sequence Python promises to keep for a seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed).random

    def below(self, limit: int) -> int:
        """Return a whole number from 0 to ``limit`` - 1."""
        return int(self._random() * limit)

    def between(self, low: int, high: int) -> int:
        """Return a whole number from ``low`` to ``high``."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]

    def early(self, items: Sequence[Item], lean: float) -> Item:
        """Return one of the items, the first ones more often the greater ``lean`` (1 is even)."""
        return items[int(self._random() ** lean * len(items))]

    def several(self, items: Sequence[Item], count: int, lean: float = 1) -> list[Item]:
        """Return different items, the first ones more often with a ``lean`` above 1."""
        chosen: dict[Item, None] = {}
        while len(chosen) < min(count, len(items)):
            chosen[self.early(items, lean)] = None
        return list(chosen)

    def one_in(self, count: int) -> bool:
        """Return whether it happens this time, as it does once in ``count`` times."""
        return self.below(count) == 0


@dataclass(frozen=True, slots=True)
class Essay:
    """An essay's place in the site: what its comments and other essays' links need of it."""

    title: str
    slug: str
    day: date

    @property
    def file(self) -> str:
        """Its file's name."""
        return f"{self.day}-{self.slug}.md"


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    essays: int
    themes: int
    entries: int
    comments: int


def generate(folder: Path, essays: int = 1000, seed: int = SEED) -> Made:
    """Write ``content/`` with so many essays, and all that belongs to them, into ``folder``."""
    content = folder / "content"
    planned = _plan(essays, Dice(f"{seed} titles"))
    for index, essay in enumerate(planned):
        text = _essay_text(essay, planned[:index], Dice(f"{seed} essay {index}"))
        _write(content / "essays" / essay.file, text)
    comments = _write_archives(content / "comments", planned, seed)
    for word in v.WORDS:
        _write(content / "glossary" / f"{word.noun}.md", _entry_text(word, Dice(f"{seed} {word.noun}")))
    for theme in v.THEMES[:THEMES_WITH_A_FILE]:
        _write(content / "themes" / f"{theme}.md", _theme_text(theme, planned, Dice(f"{seed} theme {theme}")))
    for title in ("About", "Contact"):
        body = " ".join(_sentences(Dice(f"{seed} {title}"), 12))
        _write(content / "pages" / f"{title.lower()}.md", f"Title: {title}\n\n{body}\n")
    return Made(essays, len(v.THEMES), len(v.WORDS), comments)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())


def _plan(count: int, dice: Dice) -> list[Essay]:
    """Return every essay's title and day, oldest first; titles differ, so that stock Pelican's slugs do."""
    taken: dict[str, str] = {}
    for number in range(count):
        title = _filled(dice.pick(v.TITLES), dice)
        while _slug(title) in taken:
            title += f", {number}"
        taken[_slug(title)] = title
    days = (FIRST_DAY + timedelta(days=index * DAYS // count) for index in range(count))
    return [Essay(title, slug, day) for (slug, title), day in zip(taken.items(), days, strict=True)]


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower().replace("'", "")).strip("-")


def _filled(pattern: str, dice: Dice, word: v.Word | None = None) -> str:
    """Return a pattern with each name in braces replaced, beginning with a capital."""
    own = {"word": word.noun, "quality": word.adjective} if word else {}

    def replaced(match: re.Match[str]) -> str:
        name = match[1]
        if name == "when_low":
            text = dice.pick(v.FILLERS["when"])
            return text[0].lower() + text[1:]
        return own.get(name) or dice.pick(v.FILLERS[name])

    text = re.sub(r"{(\w+)}", replaced, pattern)
    start = 1 if text.startswith('"') else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def _sentences(dice: Dice, count: int) -> Iterator[str]:
    return (_filled(pattern, dice) for pattern in dice.several(v.PLAIN, count))


def _about(word: v.Word, dice: Dice) -> str:
    """Return a sentence that uses an entry's noun or, now and then, its adjective."""
    patterns = v.TERMED_QUALITY if word.adjective and dice.one_in(3) else v.TERMED
    return _filled(dice.pick(patterns), dice, word)


def _essay_text(essay: Essay, earlier: Sequence[Essay], dice: Dice) -> str:
    """Return a file that our reader and stock Pelican's both understand."""
    header = {
        "Title": essay.title,
        "Date": f"{essay.day} {dice.between(7, 21):02}:{dice.below(60):02}",
        "Author": AUTHOR,
        "Tags": ", ".join(dice.several(v.THEMES, THEMES_AN_ESSAY, 1.3)),
    }
    if not dice.one_in(3):
        header["Summary"] = " ".join(_sentences(dice, 2))
    blocks = _body(earlier, dice)
    return "".join(f"{name}: {value}\n" for name, value in header.items()) + "\n" + "\n\n".join(blocks) + "\n"


def _body(earlier: Sequence[Essay], dice: Dice) -> list[str]:
    words = dice.several(v.WORDS, dice.between(5, 8), 1.4)
    blocks: list[str] = []
    left, section = WORDS_AN_ESSAY + dice.between(-150, 150), 0
    while left > 25:  # half a paragraph more or less
        block = _block(len(blocks), section, words, earlier, dice)
        section = 0 if block.startswith("## ") else section + 1
        blocks.append(block)
        left -= len(block.split())
    return blocks


def _block(number: int, section: int, words: Sequence[v.Word], earlier: Sequence[Essay], dice: Dice) -> str:
    """Return the next paragraph, or something else where a reader would be glad of it."""
    if section > 2 and dice.one_in(2):
        return f"## {_filled(dice.pick(v.HEADINGS), dice)}"
    if section > 1 and dice.one_in(9):
        return "> " + " ".join(_sentences(dice, 2))
    if section > 1 and dice.one_in(14):
        return "\n".join(f"- {_filled(point, dice)}" for point in dice.several(v.POINTS, dice.between(3, 4)))
    sentences = list(_sentences(dice, dice.between(3, 5)))
    if number < len(words) or dice.one_in(2):
        word = words[number] if number < len(words) else dice.pick(words)
        sentences[dice.below(len(sentences))] = _about(word, dice)
    if earlier and dice.one_in(6):
        sentences.append(_reference(dice.pick(earlier), dice))
    return " ".join(sentences)


def _reference(other: Essay, dice: Dice) -> str:
    return f"It reminded me of [{dice.pick(v.FILLERS['link'])}]({{filename}}/essays/{other.file})."


def _entry_text(word: v.Word, dice: Dice) -> str:
    others = [other.noun for other in v.WORDS if other is not word]
    rows = [
        f"term: {word.noun}",
        *([f"forms: [{word.adjective}]"] if word.adjective else []),
        "part_of_speech: noun",
        f"short: {_quoted(word.short)}",
        "etymology:",
        *(
            f"  - {{form: {_quoted(f)}, language: {tongue}, meaning: {_quoted(sense)}}}"
            for f, tongue, sense in word.path
        ),
        f"first_attested: {dice.between(12, 17)}th century",
        "sources:",
        f'  - {{title: "A dictionary of word origins, {word.noun}", url: "https://words.example/{word.noun}"}}',
        f"see_also: [{', '.join(dice.several(others, 3))}]",
    ]
    body = "\n\n".join(" ".join([_about(word, dice), *_sentences(dice, 4)]) for _ in range(3))
    return "---\n" + "\n".join(rows) + f"\n---\n{body}\n"


def _theme_text(theme: str, essays: Sequence[Essay], dice: Dice) -> str:
    read = dice.several(essays, 3)
    steps = "".join(
        f"  - {{essay: {essay.slug}, says: {_quoted(_filled('It shows {lesson}.', dice))}}}\n" for essay in read
    )
    header = (
        f"title: {theme.replace('-', ' ').capitalize()}\nshort: {_quoted(next(_sentences(dice, 1)))}\npath:\n{steps}"
    )
    return f"---\n{header}---\n{' '.join(_sentences(dice, 6))}\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _write_archives(folder: Path, essays: Sequence[Essay], seed: int) -> int:
    """Write every essay's comments; a few essays have dozens, some have none. Returns how many there are."""
    dice = Dice(f"{seed} comments")
    total = COMMENTS_AN_ESSAY * len(essays)
    counts = Counter(dice.early(range(len(essays)), 1.5) for _ in range(total))
    for index, count in sorted(counts.items()):
        text = _archive_text(essays[index], count, Dice(f"{seed} comments {index}"))
        _write(folder / f"{essays[index].slug}.yaml", text)
    return total


def _archive_text(essay: Essay, count: int, dice: Dice) -> str:
    rows = [f"closed: {str(dice.one_in(2)).lower()}", "comments:"]
    for number in range(1, count + 1):
        day = essay.day + timedelta(days=number)
        answered = _quoted(str(dice.between(1, number - 1))) if number > 1 and dice.one_in(3) else "null"
        rows += [
            f"  - id: {_quoted(str(number))}",
            f"    author: {_quoted(dice.pick(v.READERS) + dice.pick(v.SURNAMES))}",
            f"    date: {day}T{dice.between(6, 23):02}:{dice.below(60):02}:00Z",
            f"    reply_to: {answered}",
            "    body: |",
            *_comment_body(dice),
        ]
    return "\n".join(rows) + "\n"


def _comment_body(dice: Dice) -> Iterator[str]:
    for number in range(dice.between(1, 3)):
        if number:
            yield ""
        texts = (_filled(dice.pick(v.REPLIES), dice, dice.pick(v.WORDS)) for _ in range(dice.between(1, 4)))
        yield "      " + " ".join(texts)


def _main() -> None:
    parser = argparse.ArgumentParser(description="Write a site to measure with.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--essays", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    print(generate(given.folder, given.essays, given.seed))  # noqa: T201 - this is a command


if __name__ == "__main__":
    _main()
