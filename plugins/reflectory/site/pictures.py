"""Photographs: cleaned of what their camera noted, in sizes for telephones, with width and height in the page.

A photograph's EXIF, XMP and IPTC blocks may hold the place, the time and the device, so none of it is published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from markupsafe import escape
from msgspec import Struct

from reflectory.building.fingerprint import fingerprint
from reflectory.building.keeper import Made
from reflectory.site.errors import Problems, line_of
from reflectory.site.html import ROOT, TAG, Edit
from reflectory.site.models import Picture, Size, StaticFile
from reflectory.site.part import READER
from reflectory.site.run import Run

FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".jpe": "JPEG", ".jfif": "JPEG", ".png": "PNG", ".webp": "WEBP"}
"""Formats in which cameras and telephones write; anything else is published as it is."""

_UNCLEANED = frozenset(".avif .dng .heic .heif .tif .tiff".split())
"""Endings of other formats in which a camera may note where it was; browsers show few of them."""

_JPEG = b"\xff\xd8\xff"

SIZES = "(min-width: 56rem) 36rem, (min-width: 33rem) 30rem, 92vw"
"""How wide a picture stands in the text (the theme's measure), for ``sizes``."""

_VERSION = "4"
"""Of how photographs are prepared; those of another one are prepared anew."""


class PictureError(Exception):
    """A file is no picture, or one that cannot be read; the text says why."""


def gallery(run: Run, files: Iterable[StaticFile]) -> dict[str, Picture]:
    """Return every photograph among the site's own files by its address, ready to be published."""
    found = {}
    for file in files:
        if Path(file.path).suffix.lower() in FORMATS:
            try:
                found[file.url] = _prepared(run, file)
            except (OSError, PictureError) as error:
                remedy = "save it again from a picture program, or remove it."
                reason = getattr(error, "strerror", None) or error  # without the path, which is another one elsewhere
                run.problems.add(run.file(file.path), 0, f"this picture cannot be read ({reason}); {remedy}")
        elif _is_uncleaned(Path(file.path)):
            said = "this picture is published with all that the camera noted in it, such as the place"
            run.problems.warn(run.file(file.path), 0, f"{said}; save it as a JPEG, PNG or WebP of that ending.")
    return found


def _is_uncleaned(file: Path) -> bool:
    """Whether a file may hold what a camera noted, and is not cleaned of it; a GIF holds nothing of the kind."""
    ending = file.suffix.lower()
    if ending != ".gif":
        return ending in _UNCLEANED
    with file.open("rb") as opened:
        return opened.read(len(_JPEG)) == _JPEG


def _prepared(run: Run, file: StaticFile) -> Picture:
    """Clean and scale one photograph; the results are kept in the cache under the content's own fingerprint."""
    widths = run.options.image_widths
    key = fingerprint("picture", _VERSION, widths, run.files.fingerprint(file.path))
    folder = run.cache / "pictures" / key.hex()
    known = run.keeper.known(key)
    if known and all(size_of(folder / name) == size for name, _, size in known[2]):
        return _picture(folder, file, known)
    from reflectory.site import scaling  # here: it is slow to load, and few builds have a new photograph

    try:
        gist = scaling.prepare(Path(file.path), folder, widths)
    except OSError:  # perhaps the cache cannot be written
        gist = scaling.prepare(Path(file.path), run.scratch / key.hex(), widths)
        return _picture(run.scratch / key.hex(), file, gist)
    run.keeper.keep([(key, Made(gist, None))])
    return _picture(folder, file, gist)


def size_of(file: Path) -> int:
    """Return a file's size in bytes, -1 where there is no file."""
    return file.stat().st_size if file.is_file() else -1


def _picture(folder: Path, file: StaticFile, gist: tuple[Any, ...]) -> Picture:
    width, height, (*smaller, (full, *_)) = gist
    stem = str(PurePosixPath(file.save_as).with_suffix(""))
    sizes = [Size(wide, folder / name, f"{stem}-{name}", f"{stem}-{name}") for name, wide, _ in smaller]
    return Picture(width, height, (*sizes, Size(width, folder / full, file.save_as, file.url)), folder.name)


class Place(Struct, frozen=True):
    """An ``img`` element in a body: its attributes, and where its tag stands."""

    attributes: Mapping[str, str]
    start: int
    end: int


def edits(places: Iterable[Place], pictures: Mapping[str, Picture], target: str) -> Iterator[Edit]:
    """Yield each photograph's ``img`` tag anew, with width and height and, on a page, its smaller sizes."""
    for place in places:
        picture = pictures.get(place.attributes.get("src", "").removeprefix(f"{ROOT}/"))
        if picture:
            attributes = {**place.attributes, "width": str(picture.width), "height": str(picture.height)}
            if target == READER:
                attributes |= _responsive(picture)
            text = " ".join(f'{name}="{escape(value)}"' for name, value in attributes.items())
            yield Edit(place.start, place.end, 0, f"<img {text}>")


def _responsive(picture: Picture) -> dict[str, str]:
    offered = {"loading": "lazy", "decoding": "async"}
    if len(picture.sizes) > 1:
        offered["srcset"] = ", ".join(f"{ROOT}/{_listed(size.url)} {size.width}w" for size in picture.sizes)
        offered["sizes"] = SIZES
    return offered


def _listed(address: str) -> str:
    """Return an address for a list in which spaces and commas part what is listed; it leads where ``src`` does."""
    return address.replace(" ", "%20").replace(",", "%2C")


def tell_missing_alt(problems: Problems, file: str, path: str, places: Iterable[Place]) -> None:
    """Warn of pictures without a text for those who do not see them (WCAG 2.2, 1.1.1)."""
    for image in (place.attributes for place in places):
        if not image.get("alt", "").strip() and image.get("role") not in ("presentation", "none"):
            name = PurePosixPath(image.get("src", "")).name
            remedy = "say what it shows: ![A bench in the rain](...)."
            problems.warn(file, line_of(path, name), f"the picture “{name}” has no alternative text; {remedy}")


def find(html: str) -> tuple[Place, ...]:
    """Return the ``img`` elements of a body."""
    return tuple(_found(html)) if "<img" in html or "<IMG" in html else ()


def _found(html: str) -> Iterator[Place]:
    from bs4 import BeautifulSoup, SoupStrainer  # here: it is slow to load, and many sites have no pictures

    starts = [0, *(row.end() for row in re.finditer("\n", html))]
    only = SoupStrainer("img")
    for image in BeautifulSoup(html, "html.parser", parse_only=only, multi_valued_attributes=None).find_all("img"):
        if image.sourceline is None or image.sourcepos is None:
            continue
        start = starts[image.sourceline - 1] + image.sourcepos
        tag = TAG.match(html, start)
        if tag:
            yield Place({name: str(value) for name, value in image.attrs.items()}, start, tag.end())
