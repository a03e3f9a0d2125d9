"""A teaching pack for a learning platform: 1EdTech's (IMS) Common Cartridge 1.3.

https://www.imsglobal.org/cc/ccv1p3/imscc_Overview-v1p3.html: pages, web links to the essays where the site has an
address, and a discussion topic for each question. It is one module, in the order in which it is taught.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup
from msgspec import Struct

from reflectory.citing.packs.document import Document, Reading
from reflectory.citing.packs.filling import Chapter, File, filled, part, pictures
from reflectory.citing.packs.markup import Writer
from reflectory.citing.packs.zipped import zipped

PAGE, LINK, TOPIC = "webcontent", "imswl_xmlv1p3", "imsdt_xmlv1p3"
"""Types of resources (Common Cartridge 1.3, table 2.3)."""


class Item(Struct, frozen=True):
    """A resource of the cartridge, and its place in the module.

    Attributes:
        uses: the ids of the pictures in it.
    """

    id: str
    title: str
    type: str
    file: str
    content: str
    uses: tuple[str, ...] = ()


def cartridge(document: Document) -> bytes:
    """Return a pack's cartridge."""
    shown = pictures(document)
    items = list(_items(document, shown))
    manifest = filled(
        "imsmanifest.xml", pack=document, items=items, pictures=list(shown.values()), manifest=f"pack-{document.slug}"
    )
    held = [(file.name, file.picture.file.read_bytes()) for file in shown.values()]
    return zipped([("imsmanifest.xml", manifest), *((item.file, item.content) for item in items), *held])


def _items(document: Document, shown: Mapping[str, File]) -> Iterator[Item]:
    yield _page(document, "front", "What this is for", part("front", document, _intro(document, shown)), shown)
    for number, reading in enumerate(document.readings, 1):
        yield _reading(document, reading, number, shown)
        if reading.url:
            link = filled("weblink.xml", title=f"{reading.title} (on {document.site})", url=reading.url)
            yield Item(f"link-{number}", f"{reading.title} (on {document.site})", LINK, f"links/{number}.xml", link)
    if document.activities:
        yield _page(document, "activities", "To do together", part("activities", document), shown)
    for number, question in enumerate(document.questions, 1):
        topic = filled("topic.xml", title=f"Question {number}", html=str(Markup("<p>{}</p>").format(question)))
        yield Item(f"topic-{number}", f"Question {number}: {question}", TOPIC, f"topics/{number}.xml", topic)
    if document.words:
        words = part("titled", "Words to look at", part("words", document, _writer(document, shown).line))
        yield _page(document, "words", "Words to look at", words, shown)
    about = part("titled", "Where this is from", part("about", document))
    yield _page(document, "about", "Where this is from", about, shown)


def _intro(document: Document, shown: Mapping[str, File]) -> Markup:
    writer = _writer(document, shown)
    return writer.blocks(document.intro) + writer.endnotes()


def _reading(document: Document, reading: Reading, number: int, shown: Mapping[str, File]) -> Item:
    writer = _writer(document, shown)
    text = writer.blocks(reading.text)
    return _page(document, f"essay-{number}", reading.title, part("reading", reading, text, writer.endnotes()), shown)


def _page(document: Document, name: str, title: str, body: Markup, shown: Mapping[str, File]) -> Item:
    page = filled("page.html", pack=document, chapter=Chapter(name, title, body))
    uses = tuple(file.id for file in shown.values() if f"../{file.name}" in page)
    return Item(name, title, PAGE, f"pages/{name}.html", page, uses)


def _writer(document: Document, shown: Mapping[str, File]) -> Writer:
    return Writer(link=document.outward, picture=lambda url: f"../{shown[url].name}" if url in shown else "")
