"""A teaching pack as a PDF handout, set by Typst: tagged (PDF/UA-1), with bookmarks and page numbers.

Typst reads our own template and the pack as data, so that no word of an essay can become markup. It uses the fonts
that it brings, no font of the machine, and no clock: the same pack is the same file everywhere.

It works in a process of its own. Its threads would not survive when this one is copied to share its work.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reflectory.citing.packs.document import Document, Picture, Reading, Word, as_printed
from reflectory.citing.packs.tree import HEADINGS, Node, Piece, words

TEMPLATE = Path(__file__).with_name("handout.typ")
NEEDED = ("typst", "segno")
"""The packages without which there is no handout."""

WIDTH = 351
"""The width of the text in points (1/72 inch), which no picture exceeds: A4 less the margins of the template."""

_PICTURE = 0.6
"""Points a pixel of a picture: about 120 to the inch."""

_SET = """
import json, sys, typst
folder, moment = sys.argv[1], int(sys.argv[2])
standards = json.loads(sys.argv[3])
typst.compile(folder + "/handout.typ", output=folder + "/handout.pdf", root=folder, font_paths=[],
              ignore_system_fonts=True, pdf_standards=standards, timestamp=moment)
"""


class PaperError(Exception):
    """A handout that cannot be set; the text is Typst's own."""


def lacking() -> str:
    """Return the package that would have to be installed for handouts, "" for none."""
    return next((name for name in NEEDED if importlib.util.find_spec(name) is None), "")


def handout(document: Document) -> tuple[bytes, str]:
    """Return a pack's PDF, and why it is not fit for everybody (PDF/UA-1), "" if it is.

    Raises:
        PaperError: Typst cannot set it at all.
    """
    with tempfile.TemporaryDirectory(prefix="reflectory-") as folder:
        place = Path(folder)
        shutil.copyfile(TEMPLATE, place / TEMPLATE.name)
        for _, picture in document.shown():
            shutil.copyfile(picture.file, place / picture.name)
        (place / "pack.json").write_text(json.dumps(_data(document, place), ensure_ascii=False), "utf-8")
        moment = int(datetime.fromisoformat(document.date).replace(tzinfo=UTC).timestamp())
        fault = _set(place, moment, ["ua-1"])
        if fault and (worse := _set(place, moment, [])):
            raise PaperError(worse)
        return (place / "handout.pdf").read_bytes(), fault


def _set(folder: Path, moment: int, standards: Sequence[str]) -> str:
    """Set the handout in a folder; return what Typst finds fault with, "" for nothing."""
    command = [sys.executable, "-P", "-W", "ignore", "-c", _SET, str(folder), str(moment), json.dumps(standards)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONUTF8": "1"})  # noqa: S603
    if not done.returncode:
        return ""
    _, _, reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1].partition("TypstError: ")
    return " ".join(reason.removeprefix("PDF/UA-1 error: ").replace("`", "").split()) or done.stderr.strip()


def _data(document: Document, folder: Path) -> dict[str, Any]:
    """Return what the template reads; QR codes become files of the folder."""
    paper = _Paper(document)
    return {
        "title": document.title,
        "authors": list(document.authors),
        "description": f"{document.audience}. {document.time}.",
        "keywords": [word.term for word in document.words],
        "date": document.date,
        **_language(document.lang),
        "audience": document.audience,
        "time": document.time,
        "url": document.url,
        "address": as_printed(document.url),
        "outcomes": list(document.outcomes),
        "intro": paper.blocks(document.intro, 1),
        "readings": [paper.reading(one, _code(folder, one)) for one in document.readings],
        "questions": list(document.questions),
        "activities": [{"title": one.title, "says": one.says, "time": one.time} for one in document.activities],
        "words": [paper.word(one) for one in document.words],
        "colophon": paper.colophon(),
        **_HEADINGS,
    }


_HEADINGS = {
    "page_word": "Page",
    "of_word": "of",
    "outcomes_title": "What this is for",
    "contents_title": "What is in it",
    "questions_title": "Questions",
    "activities_title": "To do together",
    "words_title": "Words to look at",
    "colophon_title": "About this handout",
}


def _language(lang: str) -> dict[str, str | None]:
    """Return a BCP 47 tag as Typst takes it: an ISO 639 language and an ISO 3166 region."""
    first, *others = lang.split("-")
    region = next((part.upper() for part in others if len(part) == 2), None)
    return {"lang": first.lower(), "region": region}


def _code(folder: Path, reading: Reading) -> str:
    """Write the QR code of an essay's short address, and return the file's name, "" where there is no address."""
    if not reading.short:
        return ""
    import segno  # here: few builds make a handout

    name = f"code-{reading.slug}.svg"
    segno.make(reading.short, error="m", micro=False).save(str(folder / name), border=0, xmldecl=False, svgns=True)
    return name


class _Paper:
    """Makes what the template draws out of trees."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._pictures: dict[str, Picture] = dict(document.shown())

    def reading(self, one: Reading, code: str) -> dict[str, Any]:
        """Return an essay with its passages."""
        return {
            "title": one.title,
            "by": ", ".join([*one.authors, one.date]),
            "stood": one.stood,
            "url": one.url,
            "short": as_printed(one.short),
            "says": one.says,
            "qr": code,
            "qr_text": f"QR code that leads to {as_printed(one.short)}",
            "lang": "",
            **(_language(one.lang) if one.lang else {}),
            "text": self.blocks(one.text, 1),
        }

    def word(self, one: Word) -> dict[str, Any]:
        """Return a word with where it comes from."""
        return {
            "term": one.term,
            "kind": one.kind,
            "short": one.short,
            "origin": self.line(one.origin),
            "sources": self.line(one.sources),
            "sources_word": one.sources_word,
        }

    def colophon(self) -> list[list[Any]]:
        """Return the last lines: where it is from, in which state, and what may be done with it."""
        document = self._document
        licence = document.licence
        may = [licence.label, *([f" ({as_printed(licence.url)})"] if licence.url else []), "."] if licence.label else []
        own = [f"“{one.title}” is {one.licence}. " for one in document.readings if one.licence]
        place = f", {as_printed(document.url)}" if document.url else ""
        return [
            [f"{document.title}. From {document.site}{place}. {document.dated}."],
            *([["Licence: ", *may, " ", *own]] if may or own else []),
        ]

    def blocks(self, nodes: Iterable[Node], level: int) -> list[dict[str, Any]]:
        """Return blocks; the headings among them begin below ``level`` and leave none out (PDF/UA-1, 7.4.2)."""
        made, ranks = [], list[int]()
        for node in nodes:
            if node.name in HEADINGS:
                rank = HEADINGS.index(node.name)
                while ranks and ranks[-1] >= rank:
                    ranks.pop()
                ranks.append(rank)
                made.append({"n": "heading", "level": level + len(ranks), "c": self.line(node.content)})
            else:
                made.append(self._one(node))
        return made

    def line(self, pieces: Iterable[Piece]) -> list[Any]:
        """Return words and inline elements."""
        return [piece if isinstance(piece, str) else self._one(piece) for piece in pieces]

    def _one(self, node: Node) -> dict[str, Any]:
        lang = {"lang": "", **(_language(node.lang) if node.lang else {})}
        return {"n": node.name, **lang, **self._drawn(node)}

    def _drawn(self, node: Node) -> dict[str, Any]:
        drawn = getattr(self, f"_{node.name}", None)
        return drawn(node) if drawn else {"c": self.line(node.content)}

    def _code(self, node: Node) -> dict[str, Any]:
        return {"text": words(node.content)}

    _pre = _code

    def _hr(self, node: Node) -> dict[str, Any]:
        return {"text": "*"}

    def _gap(self, node: Node) -> dict[str, Any]:
        return {"text": "[…]"}

    def _h1(self, node: Node) -> dict[str, Any]:
        """Return a heading within a quotation or an item, where it is no heading of the handout's."""
        return {"n": "p", "c": [{"n": "strong", "lang": "", "c": self.line(node.content)}]}

    _h2 = _h3 = _h4 = _h5 = _h6 = _h1

    def _a(self, node: Node) -> dict[str, Any]:
        url = self._document.outward(node.url)
        printed = as_printed(url)
        is_said = printed == as_printed(words(node.content).strip())
        return {"url": url, "printed": "" if is_said else printed, "c": self.line(node.content)}

    def _blockquote(self, node: Node) -> dict[str, Any]:
        *blocks, last = node.content
        source = last.content[0] if isinstance(last, Node) and last.name == "p" and len(last.content) == 1 else ""
        if blocks and isinstance(source, Node) and source.name == "cite":
            return {"c": self.line(blocks), "by": self.line(source.content)}
        return {"c": self.line(node.content)}

    def _ul(self, node: Node) -> dict[str, Any]:
        items = [self._one(item) for item in node.content if isinstance(item, Node)]
        return {"c": items, "tight": all(len(item["c"]) < 2 for item in items), "start": node.start}

    _ol = _ul

    def _dl(self, node: Node) -> dict[str, Any]:
        return {"c": [{"term": self.line(term), "c": self.line(said)} for term, said in _explained(node.content)]}

    def _figure(self, node: Node) -> dict[str, Any]:
        caption = [one for one in node.content if isinstance(one, Node) and one.name == "figcaption"]
        body = [one for one in node.content if one not in caption]
        return {
            "caption": self.line(caption[0].content) if caption else None,
            "alt": None,
            "c": self.line(body),
        }

    def _img(self, node: Node) -> dict[str, Any]:
        picture = self._pictures.get(node.url)
        if picture is None:  # a picture from elsewhere, or one that is no photograph, in words
            return {"n": "p" if not node.text else "em", "c": [f"[{node.text}]"] if node.text else []}
        return {"file": picture.name, "text": node.text, "width": min(WIDTH, picture.width * _PICTURE)}

    def _table(self, node: Node) -> dict[str, Any]:
        parts = [one for one in node.content if isinstance(one, Node)]
        caption = next((self.line(one.content) for one in parts if one.name == "caption"), None)
        rows = [[cell for cell in row.content if isinstance(cell, Node)] for row in parts if row.name == "tr"]
        columns = max((len(row) for row in rows), default=1)
        drawn = [[{"c": self.line(c.content)} for c in row] + [{"c": [""]}] * (columns - len(row)) for row in rows]
        is_headed = bool(rows) and bool(rows[0]) and all(cell.name == "th" for cell in rows[0])
        head, body = (drawn[0], drawn[1:]) if is_headed else ([], drawn)
        return {"caption": caption, "columns": columns, "head": head, "rows": body}


def _explained(pieces: Iterable[Piece]) -> Iterator[tuple[list[Piece], list[Piece]]]:
    """Yield the pairs of a list of definitions: (words of the term, blocks of what is said of it)."""
    term: list[Piece] = []
    said: list[Piece] = []
    for one in (piece for piece in pieces if isinstance(piece, Node)):
        if one.name == "dt":
            if said:
                yield term, said
                term, said = [], []
            term += [*(["; "] if term else []), *one.content]
        else:
            said += one.content if one.name == "dd" else [one]
    if term or said:
        yield term, said
