"""The pages of teaching packs: the list of them, and each one's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from reflectory.citing.packs.document import Document, Reading, size_in_words
from reflectory.citing.packs.gathering import PACKS, Choice, Gathered, Gathering
from reflectory.citing.packs.making import Kind
from reflectory.citing.packs.markup import Writer
from reflectory.citing.packs.views import Download, PackItem, PacksView, PackView, ReadingView
from reflectory.site.compose import DESCRIPTION, breadcrumb
from reflectory.site.html import ROOT
from reflectory.site.models import Link
from reflectory.site.render import linked_data
from reflectory.site.run import Run
from reflectory.site.showing import root_from
from reflectory.site.text import plain, shorten
from reflectory.site.views import Output

TITLE = "Teaching packs"

Files = dict[tuple[str, Kind], tuple[bytes, int]]
"""By pack and kind, the key of a file in the keeper and its size in bytes."""

Sizes = Mapping[Kind, tuple[bytes, int]]


def index(run: Run, packs: Sequence[Gathered]) -> Output:
    """Return the list of packs."""
    items = tuple(map(_item, packs))
    said = f"{TITLE} made of these essays: " + ", ".join(item.title for item in items) + "."
    head = run.head(
        TITLE,
        PACKS,
        description=shorten(said, DESCRIPTION),
        data=linked_data(breadcrumb(run, (Link(TITLE, PACKS),))),
    )
    return Output(f"{PACKS}index.html", "packs/index.html", PacksView(head, items), url=PACKS)


def _item(one: Gathered) -> PackItem:
    pack = one.pack
    return PackItem(pack.title, url_of(one), pack.audience, pack.time, _summary(one), len(pack.steps))


def _summary(one: Gathered) -> str:
    return one.pack.summary or shorten(plain(one.pack.html), 240)


def url_of(one: Gathered) -> str:
    """Return a pack's address from the root."""
    return f"{PACKS}{one.pack.slug}/"


def page(run: Run, gathering: Gathering, one: Gathered, sizes: Sizes) -> Output:
    """Return a pack's own page."""
    return Output(
        f"{url_of(one)}index.html",
        "packs/pack.html",
        later=partial(_view, run, gathering, one, sizes),
        needs=(
            one.key,
            _summary(one),
            tuple(choice.version.url for choice in one.choices),
            tuple((kind.ending, size) for kind, (_, size) in sizes.items()),
        ),
        url=url_of(one),
        changed=one.outline.date,
    )


def _view(run: Run, gathering: Gathering, one: Gathered, sizes: Sizes) -> PackView:
    document = gathering.whole(one)
    root = root_from(url_of(one))
    writer = _writer(root, "note")
    words = run.cards(one.pack.words)
    downloads = tuple(_downloads(one, sizes))
    head = run.head(
        document.title,
        url_of(one),
        description=shorten(_summary(one), DESCRIPTION),
        scripts=("glossary/card.js",) if words else (),
        data=linked_data([_data(run, document, one, downloads), breadcrumb(run, _trail(one))]),
    )
    return PackView(
        head=head,
        title=document.title,
        audience=document.audience,
        time=document.time,
        dated=document.dated,
        outcomes=document.outcomes,
        intro=writer.blocks(document.intro) + writer.endnotes(),
        readings=tuple(
            _reading(root, reading, choice, number)
            for number, (reading, choice) in enumerate(zip(document.readings, one.choices, strict=True), 1)
        ),
        questions=document.questions,
        activities=document.activities,
        words=words,
        downloads=downloads,
        licence=document.licence,
        trail=_trail(one)[:1],
    )


def _trail(one: Gathered) -> tuple[Link, Link]:
    return Link(TITLE, PACKS), Link(one.pack.title, url_of(one))


def _reading(root: str, reading: Reading, choice: Choice, number: int) -> ReadingView:
    writer = _writer(root, f"note-{number}", top=4)
    passages = writer.blocks(reading.text) if not reading.is_whole else writer.blocks(())
    return ReadingView(
        title=reading.title,
        url=choice.version.url,
        authors=reading.authors,
        date=reading.date,
        stood=reading.stood,
        minutes=reading.minutes,
        says=reading.says,
        passages=passages,
        notes=writer.endnotes(),
        lang=reading.lang,
        licence=reading.licence,
    )


def _writer(root: str, prefix: str, top: int = 2) -> Writer:
    def relative(url: str) -> str:
        return url.replace(ROOT, root)

    return Writer(relative, relative, top=top, prefix=prefix)


def _downloads(one: Gathered, sizes: Sizes) -> Iterator[Download]:
    for kind, (_, size) in sizes.items():
        url = f"{url_of(one)}{one.pack.slug}.{kind.ending}"
        yield Download(kind.label, url, kind.type, size_in_words(size), kind.says)


def _data(run: Run, document: Document, one: Gathered, downloads: Sequence[Download]) -> dict[str, object]:
    """Return a pack as schema.org's ``LearningResource``."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": document.title,
        "description": _summary(one),
        "url": run.absolute(url_of(one)),
        "learningResourceType": "teaching pack",
        "audience": {"@type": "EducationalAudience", "audienceType": document.audience},
        "teaches": list(document.outcomes),
        "dateModified": document.date,
        "inLanguage": document.lang,
        "isAccessibleForFree": True,
        "author": [{"@type": "Person", "name": name} for name in document.authors],
        "hasPart": [
            {"@type": "BlogPosting", "headline": choice.version.title, "url": run.absolute(choice.version.url)}
            for choice in one.choices
        ],
        "encoding": [
            {"@type": "MediaObject", "contentUrl": run.absolute(file.url), "encodingFormat": file.type}
            for file in downloads
        ],
    }
    if document.licence.label:
        data["license"] = document.licence.url or document.licence.label
    return data
