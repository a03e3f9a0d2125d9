"""Where a text may identify a person: what a practitioner should look at before a comment is published.

A mark says “look here”, not “this is wrong”: what can be checked is checked (an NHS number by its check digit, a
telephone number by its country's plan), and what only looks like it is marked all the same, because a mark too many
costs a glance and one too few may cost somebody's confidence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from msgspec import Struct
from stdnum.gb import nhs

from reflectory.comments import dates


class Kind(StrEnum):
    """What a place in a text may be, the surest first; its value is how a moderator reads it."""

    NHS_NUMBER = "NHS number"
    EMAIL = "e-mail address"
    TELEPHONE = "telephone number"
    BIRTH = "date of birth"
    POSTCODE = "postcode"
    WORD = "word of your list"
    NAME = "name"
    DATE = "date"


class Mark(Struct, frozen=True):
    """One place that may identify a person.

    Attributes:
        start, end: the place, in characters of the text.
        kind: what it may be.
        why: what speaks for it, as the end of the sentence “marked because …”.
    """

    start: int
    end: int
    kind: Kind
    why: str


def marks(text: str, words: Collection[str] = (), *, region: str = "GB", today: date | None = None) -> tuple[Mark, ...]:
    """Return where a text may identify a person, in the order of the text; marks do not overlap.

    Args:
        text: any.
        words: what only the practice knows to be telling: names of wards, villages, colleagues. Case is left aside.
        region: the country whose telephone numbers are written without its code (ISO 3166).
        today: dates after it tell nothing of anybody's past; the current day if left out.
    """
    plain = text.translate(_SAME)
    found = [
        *_nhs_numbers(plain),
        *_addresses(plain),
        *_telephones(plain, region),
        *_dates(plain, today or date.today()),
        *_postcodes(plain),
        *_names(plain),
        *_words(plain, tuple(sorted(words))),
    ]
    return tuple(_joined(found))


def listed(text: str) -> tuple[str, ...]:
    """Return the words of a private list: one a line, lines that are empty or begin with ``#`` left out."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


_SAME = str.maketrans(
    {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")
    | dict.fromkeys("‐‑‒–—−", "-")
    | dict.fromkeys("’ʼ＇", "'")
    | {"＠": "@"}
)
"""Signs that stand for others; one for one, so that places stay where they are."""

_RANK = {kind: rank for rank, kind in enumerate(Kind)}


def _joined(found: Sequence[Mark]) -> Iterator[Mark]:
    """Yield marks without overlaps: of those that do, one over all of their text, of the surest kind."""
    current: Mark | None = None
    for mark in sorted(found, key=lambda mark: (mark.start, mark.end)):
        if current and mark.start < current.end:
            surest = min(current, mark, key=lambda one: _RANK[one.kind])
            current = Mark(current.start, max(current.end, mark.end), surest.kind, surest.why)
        else:
            if current:
                yield current
            current = mark
    if current:
        yield current


_NHS = re.compile(r"(?<![\w.,/+-])(?<!\d )\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w/]|[.,-]\d| \d)", re.A)
_BOOK = re.compile(r"\b(?:ISBN|ISSN|DOI|PMID)\b[^\n]{0,12}$", re.I)
"""What stands before the numbers of books: an ISBN-10 has the very check digit of an NHS number."""


def _is_of_a_book(text: str, start: int) -> bool:
    return bool(_BOOK.search(text, max(0, start - 24), start))


def _nhs_numbers(text: str) -> Iterator[Mark]:
    """Ten digits of which the last is right: NHS Data Dictionary, “NHS NUMBER” (Scotland's CHI number as well)."""
    for found in _NHS.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if len(set(digits)) > 1 and nhs.is_valid(digits) and not _is_of_a_book(text, found.start()):
            yield Mark(*found.span(), Kind.NHS_NUMBER, "its check digit is right")


_EMAIL = re.compile(
    r"(?<![\w.%+'-])[\w.%+'-]{1,64}(?:@| ?[(\[{] ?at ?[)\]}] ?)"
    r"(?:[\w-]{1,63}(?:\.| ?[(\[{] ?dot ?[)\]}] ?)){1,8}[^\W\d_]{2,24}(?![\w-])",
    re.I,
)


def _addresses(text: str) -> Iterator[Mark]:
    for found in _EMAIL.finditer(text):
        yield Mark(*found.span(), Kind.EMAIL, "it reads as an address")


_TRIES = 1_000
_DIGITS = range(9, 16)
"""How many digits a telephone number has: Britain's shortest, and the most there are (ITU-T E.164)."""


def _telephones(text: str, region: str) -> Iterator[Mark]:
    """Numbers in the plan of their country, and those that are written as one would be.

    Numbers set aside for fiction, of which no plan knows, are written so too, and a digit may be mistyped.
    """
    matcher = phonenumbers.PhoneNumberMatcher(text, region, phonenumbers.Leniency.POSSIBLE, _TRIES)
    for found in matcher:
        digits = re.sub(r"\D", "", found.raw_string)
        is_number = len(digits) in _DIGITS and len(set(digits)) > 1 and not dates.is_one(found.raw_string)
        if is_number and not _is_of_a_book(text, found.start):
            if found.raw_string.lstrip("( ").startswith(("0", "+")):
                yield Mark(found.start, found.end, Kind.TELEPHONE, "it is written as a telephone number is")
            elif not _begins_with_nought(region) and phonenumbers.is_valid_number(found.number):
                yield Mark(found.start, found.end, Kind.TELEPHONE, "there are telephone numbers like it")


@lru_cache(maxsize=4)
def _begins_with_nought(region: str) -> bool:
    """Whether numbers within a country are written with a 0 before them."""
    plan = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return plan is not None and plan.national_prefix == "0"


_AREA = (
    r"(?:[A-PR-UWYZ][0-9]{1,2}|[A-PR-UWYZ][A-HK-Y][0-9]{1,2}|[A-PR-UWYZ][0-9][A-HJKPSTUW]"
    r"|[A-PR-UWYZ][A-HK-Y][0-9][ABEHMNPRV-Y])"
)
_HOUSES = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_POSTCODE = re.compile(rf"(?<![\w/-])(?:{_AREA} ?{_HOUSES}|(?i:{_AREA} {_HOUSES})|GIR ?0AA)(?![\w/])")


def _postcodes(text: str) -> Iterator[Mark]:
    """Codes of the form that BS 7666 gives; in small letters they need their space, or words would be among them."""
    for found in _POSTCODE.finditer(text):
        yield Mark(*found.span(), Kind.POSTCODE, "it has the form of a British postcode")


_BEFORE = re.compile(r"\b(?:born|birth(?:day|date)?|d\.? ?o\.? ?b\b\.?|née?|b\.)[^.!?\n]{0,40}$", re.I)
_AFTER = re.compile(r"^[^.!?\n]{0,20}\b(?:born|birth(?:day|date)?|d\.? ?o\.? ?b)\b", re.I)


def _dates(text: str, today: date) -> Iterator[Mark]:
    """Dates that stand by a word for birth, whole or not; and more softly any whole one that is past."""
    for found in dates.find(text):
        near = _BEFORE.search(text, max(0, found.start - 60), found.start) or _AFTER.search(
            text[found.end : found.end + 40]
        )
        if near and (found.when is None or found.when <= today):
            yield Mark(found.start, found.end, Kind.BIRTH, "it stands by a word for birth")
        elif found.when and found.is_full and found.when <= today:
            yield Mark(found.start, found.end, Kind.DATE, "a date can tell whom something happened to")


_TITLE = re.compile(
    r"(?<![\w'-])(?:(?i:mrs|mr|mx|dr|prof)\b\.?|(?:MS|Ms|Miss|MISS|Professor|Doctor|Nurse|NURSE|Sister|SISTER)\b\.?)"
    r"(?: (?:&|and) (?:Mrs|Mr|Ms|Dr|Miss)\b\.?)?[ \t]*\n?[ \t]*(?=(?:[^\W\d_]))"
)
_NAME_WORD = re.compile(r"([^\W\d_][^\W\d_'-]*(?:['-][^\W\d_]+)*)(\.?)[ \t]*")
_PARTICLES = frozenset("van von der den de del della di da du la le bin ibn al el ap ab mac mc st".split())
_NO_NAMES = frozenset(
    """I A An The And But Or If So He She It We They You That This Who What When Where Why How Is Was Had Has My Our
    Your His Her Their No Not Yes Practitioner Manager Consultant Specialist Associate Educator Leader Prescriber
    Ward Said Says Told Asked Monday Tuesday Wednesday Thursday Friday Saturday Sunday""".split()
)
"""Capitals after “Nurse” or “Sister” that begin a sentence or go on with a post; and “Dr Who”."""

_MOST_WORDS = 4


def _names(text: str) -> Iterator[Mark]:
    """Titles with the name after them. An initial alone (“Mrs S.”) is how people leave a name out, and is no name."""
    for title in _TITLE.finditer(text):
        end = _end_of_name(text, title.end())
        if end:
            yield Mark(title.start(), end, Kind.NAME, "a title stands before it")


def _end_of_name(text: str, start: int) -> int:
    """Return where the name that begins here ends; 0 where there is none."""
    end, position = 0, start
    for _ in range(_MOST_WORDS):
        word = _NAME_WORD.match(text, position)
        if not word or word[1] in _NO_NAMES:
            break
        if word[1][0].isupper() and len(word[1]) > 1:
            end = word.end(1)
        elif not (word[1].casefold() in _PARTICLES or (len(word[1]) == 1 and word[1].isupper())):
            break
        if word[2] and len(word[1]) > 1:  # the sentence ends here
            break
        position = word.end()
    return end


def _words(text: str, words: tuple[str, ...]) -> Iterator[Mark]:
    pattern = _any_of(words)
    for found in pattern.finditer(text) if pattern else ():
        yield Mark(*found.span(), Kind.WORD, "it stands in private/words.txt")


@lru_cache(maxsize=4)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern of whole words, the longest first; a space in one is any white space."""
    plain = {" ".join(word.translate(_SAME).split()) for word in words} - {""}
    if not plain:
        return None
    ways = (re.escape(word).replace(r"\ ", r"\s+") for word in sorted(plain, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)", re.I)
