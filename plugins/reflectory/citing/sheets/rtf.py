"""A sheet for a word processor, as Rich Text (1.9.1), which Word, Pages, LibreOffice and Google Docs open.

A ``.docx`` would have to be made for each essay, or packed anew in the browser. This is plain text: one file a sheet,
in whose two places a script writes what was read and when, before it is saved.
"""

from __future__ import annotations

from collections.abc import Iterator

from reflectory.citing.sheets.models import NOBODY, Question, Sheet

READ, DAY = "[what you read]", "[date read]"
"""The places to fill in; they make sense on paper as well."""

_HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0\deflang2057{\fonttbl{\f0\froman Georgia;}}"
    r"{\stylesheet{\s0\f0\fs22\sa120 Normal;}{\s1\f0\fs32\b\sa200\outlinelevel0 heading 1;}"
    r"{\s2\f0\fs24\b\sb240\sa60\outlinelevel1 heading 2;}}"
    r"\paperw11906\paperh16838\margl1418\margr1418\margt1418\margb1418"
)


def rtf(sheet: Sheet, read: str = READ, day: str = DAY) -> str:
    """Return a sheet as the text of an ``.rtf`` file, in ASCII; ``read`` and ``day`` are plain text."""
    info = rf"{{\info{{\title {escaped(sheet.name)}}}}}"
    return "\n".join([_HEAD + info, *_paragraphs(sheet, read, day), "}"]) + "\n"


def _paragraphs(sheet: Sheet, read: str, day: str) -> Iterator[str]:
    yield _paragraph(sheet.name, 1)
    for text in filter(None, (sheet.note, NOBODY)):
        yield _paragraph(text)
    yield _paragraph(f"What I read: {read}")
    yield _paragraph(f"When I read it: {day}")
    for question in sheet.questions:
        yield from _question(question)
    yield _paragraph("Where these questions come from", 2)
    for source in sheet.sources:
        yield _paragraph(" ".join(filter(None, source)))


def _question(question: Question) -> Iterator[str]:
    yield _paragraph(question.heading, 2)
    yield _paragraph(question.prompt)
    yield from [_paragraph("")] * question.lines


def _paragraph(text: str, level: int = 0) -> str:
    look = {0: r"\s0\fs22", 1: r"\s1\fs32\b", 2: r"\s2\fs24\b\sb240"}[level]
    return rf"{{\pard{look} {escaped(text)}\par}}"


def escaped(text: str) -> str:
    r"""Return a text as RTF writes it: ``\``, ``{`` and ``}`` escaped, all beyond ASCII as UTF-16 code units."""
    return "".join(map(_letter, text))


def _letter(letter: str) -> str:
    if letter in "\\{}":
        return f"\\{letter}"
    if letter.isascii():
        return letter if letter.isprintable() else " "
    units = letter.encode("utf-16-le")
    codes = (int.from_bytes(units[at : at + 2], "little", signed=True) for at in range(0, len(units), 2))
    return "".join(f"\\u{code}?" for code in codes)
