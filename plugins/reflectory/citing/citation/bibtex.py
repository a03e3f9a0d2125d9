"""A citation for BibTeX and biblatex, in plain ASCII as far as TeX can write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from reflectory.citing.citation.citation import Citation
from reflectory.citing.citation.names import Name

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "%": r"\%", "#": r"\#", "_": r"\_",
    "^": r"\^{}", "~": r"\textasciitilde{}", "<": r"\textless{}", ">": r"\textgreater{}", "|": r"\textbar{}",
    "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--", "—": "---", "…": r"\ldots{}", "\u00a0": "~",
    "ß": r"{\ss}", "æ": r"{\ae}", "Æ": r"{\AE}", "œ": r"{\oe}", "Œ": r"{\OE}", "ø": r"{\o}", "Ø": r"{\O}", "ł": r"{\l}",
    "Ł": r"{\L}", "ı": r"{\i}", "ð": r"{\dh}", "Ð": r"{\DH}", "þ": r"{\th}", "Þ": r"{\TH}",
}  # fmt: skip
"""Characters that TeX reads as commands, and those that it writes by one."""

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0328": "k",
}  # fmt: skip
"""Combining marks, and the command that sets each on the letter after it."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The names that every BibTeX style defines, and writes in its own language."""

_WORD = re.compile(r"\S+")


def bibtex(citation: Citation) -> str:
    """Return a citation as the one entry of a ``.bib`` file.

    BibTeX knows no blog posts; ``@misc`` with ``howpublished`` is what its styles print (btxdoc, 3.1), and biblatex
    takes ``url`` and ``langid`` from it as well. An address is not escaped: ``url`` is verbatim in biblatex.
    """
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(citation))
    return f"@misc{{{_key(citation)},\n{fields}}}\n"


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    if citation.authors:
        yield "author", "{" + " and ".join(map(_author, citation.authors)) + "}"
    yield "title", "{" + _WORD.sub(_kept, citation.title) + "}"
    yield "howpublished", "{Blog post, " + escaped(citation.site) + "}"
    yield "year", f"{{{citation.issued.year}}}"
    yield "month", _MONTHS[citation.issued.month - 1]
    yield "day", f"{{{citation.issued.day}}}"
    if citation.url:
        yield "url", "{" + citation.url.replace("{", "%7B").replace("}", "%7D") + "}"
    if citation.keywords:
        yield "keywords", "{" + escaped(", ".join(citation.keywords)) + "}"
    if citation.licence:
        yield "copyright", "{" + escaped(citation.licence) + "}"


def _author(name: Name) -> str:
    """Return a name as BibTeX divides it: “von Last, Jr, First”; in braces it is not divided."""
    return "{" + escaped(name.literal) + "}" if name.literal else escaped(name.turned)


def _kept(word: re.Match[str]) -> str:
    """Return a title's word, in braces where a style that makes titles small has to leave its capitals."""
    text = escaped(word[0])
    starts = word.start() == 0
    inner = word[0].lstrip("“‘\"'(")[1:] if starts else word[0]
    return "{" + text + "}" if any(letter.isupper() for letter in inner) else text


def escaped(text: str) -> str:
    """Return a text as TeX writes it; letters that TeX has no command for stay as they are, in UTF-8."""
    return "".join(map(_letter, unicodedata.normalize("NFC", text)))


def _letter(letter: str) -> str:
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    base, mark = (*unicodedata.normalize("NFD", letter), "")[:2]
    if letter.isascii() or mark not in _ACCENTS or len(unicodedata.normalize("NFD", letter)) > 2:
        return letter
    return f"{{\\{_ACCENTS[mark]}{{{base}}}}}"


def _key(citation: Citation) -> str:
    """Return a name for the entry that is plain and stays the same: “weir-2022-two-words”."""
    first = citation.authors[0].literal or citation.authors[0].family if citation.authors else ""
    plain = unicodedata.normalize("NFKD", f"{first.split()[0] if first else ''}-{citation.issued.year}-{citation.id}")
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c)).lower()).strip("-")
