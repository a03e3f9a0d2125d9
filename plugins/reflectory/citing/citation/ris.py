"""A citation as RIS, which every reference manager reads.

Each line is a tag of two characters, two spaces, a hyphen, a space and a value; lines end as Windows ends them, and a
value has no line end of its own (https://refdb.sourceforge.net/manual/ch07.html, and Zotero's RIS translator for BLOG).
"""

from __future__ import annotations

from collections.abc import Iterator

from reflectory.citing.citation.citation import Citation


def ris(citation: Citation) -> str:
    """Return a citation as the one record of a ``.ris`` file."""
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in _lines(citation))


def _lines(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "BLOG"
    for name in citation.authors:
        yield (
            "AU",
            name.literal
            or ", ".join(filter(None, (f"{name.particle} {name.family}".strip(), name.given, name.suffix))),
        )
    yield "TI", citation.title
    yield "T2", citation.site
    yield "PY", f"{citation.issued.year:04}"
    yield "DA", f"{citation.issued:%Y/%m/%d}"
    for tag, value in (("UR", citation.url), ("LA", citation.lang), ("AB", citation.summary), ("C1", citation.licence)):
        if value:
            yield tag, value
    for keyword in citation.keywords:
        yield "KW", keyword
    yield "ER", ""
