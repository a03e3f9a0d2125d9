"""A teaching pack as a book: EPUB 3.3 (https://www.w3.org/TR/epub-33/), with what EPUB Accessibility 1.1 asks for.

Written here and not by a library: the one that Python has, EbookLib, writes the time of the build into every archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from reflectory.citing.packs.document import Document, Reading
from reflectory.citing.packs.filling import Chapter, File, filled, part, pictures
from reflectory.citing.packs.markup import Writer
from reflectory.citing.packs.zipped import zipped


def book(document: Document) -> bytes:
    """Return a pack's EPUB."""
    shown = pictures(document)
    chapters = list(_chapters(document, shown))
    files = {"META-INF/container.xml": filled("container.xml")}
    common = {"pack": document, "chapters": chapters, "pictures": list(shown.values())}
    for name in ("package.opf", "nav.xhtml", "style.css"):
        files[f"EPUB/{name}"] = filled(name, **common)
    for chapter in chapters:
        files[f"EPUB/{chapter.name}.xhtml"] = filled("chapter.xhtml", pack=document, chapter=chapter)
    held = {f"EPUB/{file.name}": file.picture.file.read_bytes() for file in shown.values()}
    first = ("mimetype", "application/epub+zip")  # first and plain (EPUB 3.3, 4.2.2)
    return zipped([first, *files.items(), *held.items()], stored_first=True)


def _chapters(document: Document, shown: Mapping[str, File]) -> Iterator[Chapter]:
    """Yield the chapters in reading order: what it is, the essays, what to ask and do, the words, where it is from."""
    writer = _writer(document, shown)
    intro = writer.blocks(document.intro) + writer.endnotes()
    yield Chapter("front", document.title, part("front", document, intro))
    for number, reading in enumerate(document.readings, 1):
        yield Chapter(f"essay-{number}", reading.title, _reading(document, shown, reading))
    if document.questions or document.activities:
        body = part("titled", "Questions and things to do", part("tasks", document))
        yield Chapter("tasks", "Questions and things to do", body)
    if document.words:
        writer = _writer(document, shown)
        body = part("titled", "Words to look at", part("words", document, writer.line))
        yield Chapter("words", "Words to look at", body)
    yield Chapter("about", "About this book", part("titled", "About this book", part("about", document)))


def _reading(document: Document, shown: Mapping[str, File], reading: Reading) -> Markup:
    writer = _writer(document, shown)
    text = writer.blocks(reading.text)
    return part("reading", reading, text, writer.endnotes())


def _writer(document: Document, shown: Mapping[str, File]) -> Writer:
    return Writer(
        link=document.outward,
        picture=lambda url: shown[url].name if url in shown else "",
        in_book=True,
    )
