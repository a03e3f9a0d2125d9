"""The files of a pack, each made once for the same content: PDF, EPUB and Common Cartridge."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from reflectory.building.keeper import Made
from reflectory.citing.packs.document import Document


class Kind(NamedTuple):
    """A kind of file: its ending, media type, and what a link to it says."""

    ending: str
    type: str
    label: str
    says: str


PDF = Kind("pdf", "application/pdf", "Handout (PDF)", "To print and hand out, with room to write.")
EPUB = Kind("epub", "application/epub+zip", "Book (EPUB)", "To read on a telephone or an e-reader.")
CARTRIDGE = Kind(
    "imscc",
    "application/octet-stream",
    "Course (Common Cartridge)",
    "To import into Moodle, Canvas, Blackboard or Brightspace.",
)
KINDS = (PDF, EPUB, CARTRIDGE)


class Gist(NamedTuple):
    """What is at hand of a file: its size in bytes, 0 where there is none, and what should be known of it."""

    size: int
    warning: str


def made(kind: Kind, document: Document) -> Made[bytes]:
    """Return a file of a pack; the gist is a ``Gist``."""
    content, warning = _MAKERS[kind](document)
    return Made((len(content), warning), content)


def _pdf(document: Document) -> tuple[bytes, str]:
    from reflectory.citing.packs import paper  # here, as the others: few builds make a file

    try:
        content, fault = paper.handout(document)
    except paper.PaperError as error:
        return b"", f"the handout could not be set, so that there is none ({error})."
    return content, f"the handout is not fit for everybody ({fault})." if fault else ""


def _epub(document: Document) -> tuple[bytes, str]:
    from reflectory.citing.packs import book

    return book.book(document), ""


def _imscc(document: Document) -> tuple[bytes, str]:
    from reflectory.citing.packs import cartridge

    return cartridge.cartridge(document), ""


_MAKERS: Mapping[Kind, Callable[[Document], tuple[bytes, str]]] = {PDF: _pdf, EPUB: _epub, CARTRIDGE: _imscc}
