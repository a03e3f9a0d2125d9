"""A small site as a value, in which a test can change one thing at a time as an author would."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from PIL import Image

from sites import ROOT

Site: TypeAlias = dict[str, dict[str, Any]]
"""Items by kind and name; see ``KINDS``. The kinds ``settings`` and ``clock`` hold plain text."""

LANGS = ("", "cy", "fr", "de", "la", "it", "es")


@dataclass(frozen=True)
class Essay:
    """An essay or page; ``salt`` is a digit in its text, changed where a file is to keep its size."""

    title: str = "A day"
    date: str = ""
    modified: str = ""
    author: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    slug: str = ""
    status: str = ""
    lang: str = ""
    licence: str = ""
    series: str = ""
    comments: str = ""
    skip: tuple[str, ...] = ()
    sense: str = ""
    linked: bool = True
    plain_header: bool = False
    body: tuple[str, ...] = ("We had hope.",)
    salt: int = 0


@dataclass(frozen=True)
class Entry:
    """A glossary entry."""

    forms: tuple[str, ...] = ()
    except_: tuple[str, ...] = ()
    short: str = "What it means."
    part_of_speech: str = ""
    etymology: tuple[str, ...] = ()
    first_attested: str = ""
    see_also: tuple[str, ...] = ()
    contrast: str = ""
    sense: str = "one"
    default: bool = False
    body: tuple[str, ...] = ()
    salt: int = 0


@dataclass(frozen=True)
class Comment:
    """A comment in an archive."""

    id: int
    author: str = "A Reader"
    url: str = ""
    date: str = "2024-02-01T10:00:00Z"
    kind: str = "comment"
    reply_to: int = 0
    by_author: bool = False
    edited: str = ""
    body: str = "I see."


@dataclass(frozen=True)
class Archive:
    """The comments of an essay or page."""

    closed: str = ""
    comments: tuple[Comment, ...] = ()
    salt: int = 0


@dataclass(frozen=True)
class Theme:
    """A theme's own file."""

    title: str = "Hope"
    short: str = ""
    parent: str = ""
    related: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    salt: int = 0


@dataclass(frozen=True)
class Pack:
    """A teaching pack; its essays are named by their files."""

    title: str = "A pack"
    essays: tuple[str, ...] = ()
    questions: tuple[str, ...] = ("Who?",)
    words: tuple[str, ...] = ()
    licence: str = ""
    body: tuple[str, ...] = ()
    salt: int = 0


@dataclass(frozen=True)
class Picture:
    """A picture of one colour, ``salt``; as a PNG it has the same size in every colour."""

    width: int = 20
    salt: int = 0


@dataclass(frozen=True)
class Text:
    """A template of the site's own, or what is added to one of the theme's files."""

    text: str = ""
    salt: int = 0


@dataclass(frozen=True)
class Redirects:
    """Where old addresses lead."""

    rows: tuple[tuple[str, str], ...] = ()
    salt: int = 0


@dataclass(frozen=True)
class Written:
    """A file that a command of ours wrote; ``salt`` is what an author added to it since, 0 for nothing."""

    content: bytes
    salt: int = 0
    slug = lang = status = ""
    """What an essay's file says in its header; a command names its files after the slug."""

    def text(self, name: str) -> str:
        """Return what is in the file by now."""
        added = f"\nIt was number {self.salt}.\n" if name.endswith(".md") else f"# {self.salt}\n"
        return self.content.decode() + (added if self.salt else "")


PLACES = {
    "essays": "content/essays/{}.md",
    "pages": "content/pages/{}.md",
    "glossary": "content/glossary/{}.md",
    "comments": "content/comments/{}.yaml",
    "themes": "content/themes/{}.md",
    "packs": "content/packs/{}.md",
    "images": "content/images/{}",
    "beside": "content/essays/{}",
    "templates": "templates/{}",
    "theme": "theme/{}",
    "redirects": "content/{}.yaml",
}
"""Where an item of each kind lies, by its name."""


def place(kind: str, name: str) -> str:
    """Return an item's path from the site's folder."""
    return PLACES[kind].format(name)


def empty() -> Site:
    """Return a site with nothing in it."""
    return {kind: {} for kind in (*PLACES, "settings")}


def files(site: Site, *, careful: bool = True) -> dict[str, bytes]:
    """Return every file of a site; a ``careful`` author leaves nothing that names what is not there."""
    known = Known(site, careful)
    made = dict(_theme_files())
    made["pelicanconf.py"] = _conf(site["settings"]).encode()
    made["templates/.keep"] = made["content/.keep"] = b""
    for name, text in site["theme"].items():
        made[place("theme", name)] = made.get(place("theme", name), b"") + _salted(text).encode()
    for kind in ("images", "beside"):
        made |= {place(kind, name): _picture(name, picture) for name, picture in site[kind].items()}
    made |= {place("templates", name): _salted(text).encode() for name, text in site["templates"].items()}
    for kind, text in TEXTS.items():
        made |= {
            place(kind, name): _text(place(kind, name), item, text, known)
            for name, item in site[kind].items()
            if kind != "comments" or known.has_owner(name)
        }
    return {path: text for path, text in made.items() if text or not path.startswith("content/packs/")}


def _text(path: str, item: Any, text: Callable[[str, Any, Known], str], known: Known) -> bytes:
    stem = path.rpartition("/")[2].rpartition(".")[0]
    return (item.text(path) if isinstance(item, Written) else text(stem, item, known)).encode()


class Known:
    """What may be named in a site, and under which addresses its essays stand."""

    def __init__(self, site: Site, careful: bool) -> None:
        self.careful = careful
        self.site = site
        self.addresses = dict(self._addresses())

    def _addresses(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield each essay's slug and language: of two with the same slug, the second is a translation."""
        main = "cy" if "cy" in self.site["settings"].get("DEFAULT_LANG", "") else ""
        taken: set[tuple[str, str]] = set()
        for stem, written in sorted(self.site["essays"].items()):
            slug = written.slug or re.sub(r"^\d{4}-\d\d-\d\d-", "", stem)
            langs = [lang for lang in (written.lang, *LANGS) if (slug, lang or main) not in taken]
            lang = langs[0] if self.careful else written.lang
            taken.add((slug, lang or main))
            yield stem, (slug, lang)

    def has_owner(self, archive: str) -> bool:
        """Whether an archive's essay or page is there."""
        slugs = {slug for slug, _ in self.addresses.values()} | {f"pages/{page}" for page in self.site["pages"]}
        return not self.careful or archive in slugs

    def words(self, names: Iterable[str], without: str = "") -> list[str]:
        """Return those names that are entries."""
        return [name for name in names if not self.careful or (name in self.site["glossary"] and name != without)]

    def themes(self, names: Iterable[str], without: str = "") -> list[str]:
        """Return those names that are themes' files."""
        return [name for name in names if not self.careful or (name in self.site["themes"] and name != without)]

    def readable(self, slugs: Iterable[str]) -> list[str]:
        """Return those slugs that a reading path may name."""
        shown = {self.addresses[stem][0] for stem, item in self.site["essays"].items() if item.status != "hidden"}
        return [slug for slug in slugs if not self.careful or slug in shown]

    def is_shown(self, stem: str) -> bool:
        """Whether an essay is published in the main language, at every moment of the clock."""
        written = self.site["essays"].get(stem)
        published = written and written.status in ("", "published") and self.version(stem, "date") < "2024-06-15"
        return bool(published) and not self.addresses[stem][1]

    def version(self, stem: str, *fields: str) -> str:
        """Return the day from which an essay stands as it does."""
        item = self.site["essays"][stem]
        dates = [getattr(item, name) for name in fields or ("modified", "date")]
        return next(date for date in (*dates, stem if stem[0].isdigit() else "2023-03-03") if date)[:10]

    def unmarked(self, text: str) -> str:
        """Return a text without marks by hand of entries that are not there."""
        return _MARK.sub(lambda mark: mark[0] if self.words([mark["entry"]]) else mark["text"] or mark["entry"], text)


_MARK = re.compile(r"\[\[(?:(?P<text>[^\]|\\]*)\\?\|)?(?P<entry>[a-z]+)\]\]")


def _header(**values: Any) -> str:
    said = {key: value for key, value in values.items() if value or value is False}
    rows = (f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items())
    return f"---\n{''.join(rows)}---\n"


def _body(blocks: Iterable[str], salt: int, known: Known) -> str:
    return known.unmarked("\n\n".join([*blocks, f"It was number {salt}.\n"]))


def essay(stem: str, item: Essay, known: Known) -> str:
    """Return an essay's file."""
    slug, lang = known.addresses[stem]
    dated = {"date": item.date or ("" if stem[0].isdigit() else "2023-03-03")}
    return _written(item, known, lang=lang, slug=slug if item.slug else "", tags=list(item.tags), **dated)


def page(stem: str, item: Essay, known: Known) -> str:
    """Return a page's file."""
    return _written(item, known, lang=item.lang)


def _written(item: Essay, known: Known, **more: Any) -> str:
    names = ("title", "modified", "author", "summary", "status", "licence", "series", "comments")
    values = {name: getattr(item, name) for name in names} | more
    body = _body(item.body, item.salt, known)
    if item.plain_header:
        values["tags"] = ", ".join(more.get("tags", ()))
        return "".join(f"{name.title()}: {value}\n" for name, value in values.items() if value) + "\n" + body
    return _header(**values, glossary=_wishes(item, known)) + "\n" + body


def _wishes(item: Essay, known: Known) -> dict[str, Any] | bool:
    if not item.linked:
        return False
    wished: dict[str, Any] = {"skip": known.words(item.skip)}
    if item.sense and len(known.words([item.sense])) and _is_shared(known):
        wished["sense"] = {SHARED: item.sense}
    return {key: value for key, value in wished.items() if value}


SHARED, SHARING = "patient", ("patience", "patient")
"""The form that two entries share, and which."""


def _is_shared(known: Known) -> bool:
    return (
        all(name in known.site["glossary"] for name in SHARING) and SHARED in known.site["glossary"]["patience"].forms
    )


def entry(stem: str, item: Entry, known: Known) -> str:
    """Return an entry's file."""
    others = known.words(item.see_also, without=stem)
    contrast = known.words([item.contrast] if item.contrast else [], without=stem)
    values = {
        "term": stem,
        "forms": item.forms,
        "except": item.except_,
        "short": item.short,
        "part_of_speech": item.part_of_speech,
        "etymology": [_step(step) for step in item.etymology],
        "first_attested": item.first_attested,
        "sources": [{"title": f"A book, {stem}", "url": "https://example.org/"}] if item.etymology else [],
        "see_also": others,
        "contrast": {"with": contrast[0], "says": f"{stem} is less than that."} if contrast else None,
        "sense": f"{stem}, {item.sense}" if _is_shared(known) and stem in SHARING else "",
        "default": (item.default and (stem == "patient" or not _is_shared(known))) or None,
    }
    return _header(**values) + _body(item.body, item.salt, known)


def _step(text: str) -> dict[str, Any]:
    form, language, *meaning = text.split("/")
    parts = [{"form": piece} for piece in form.split("+")] if "+" in form else []
    return {"form": form.replace("+", ""), "language": language, **({"meaning": meaning[0]} if meaning else {}),
            **({"parts": parts} if parts else {})}  # fmt: skip


def archive(stem: str, item: Archive, known: Known) -> str:
    """Return an archive's file, as JSON, which is YAML too."""
    ids = {comment.id for comment in item.comments}
    rows = [
        {
            "id": str(comment.id),
            "author": comment.author,
            "date": comment.date,
            "kind": comment.kind,
            "by_author": comment.by_author,
            "body": f"{comment.body} {item.salt}",
            **({"url": comment.url} if comment.url else {}),
            **({"edited": comment.edited} if comment.edited else {}),
            **({"reply_to": str(comment.reply_to)} if comment.reply_to and comment.reply_to in ids else {}),
        }
        for comment in item.comments
    ]
    closed = {"": None, "true": True, "false": False}.get(item.closed, item.closed)
    return json.dumps({"closed": closed, "comments": rows}, ensure_ascii=False, indent=1) + "\n"


def theme(stem: str, item: Theme, known: Known) -> str:
    """Return a theme's file."""
    parent = known.themes(
        [item.parent] if item.parent and item.parent < stem else []
    )  # so that none is its own ancestor
    values = {
        "title": item.title,
        "short": item.short,
        "parent": parent[0] if parent else "",
        "related": known.themes(item.related, without=stem),
        "path": [{"essay": slug, "says": f"On {slug}."} for slug in known.readable(item.path)],
        "words": known.words(item.words),
        "questions": item.questions,
    }
    return _header(**values) + _body(item.body, item.salt, known)


def pack(stem: str, item: Pack, known: Known) -> str:
    """Return a pack's file, "" where a careful author has no essay to teach with."""
    shown = [name for name in item.essays if not known.careful or known.is_shown(name)]
    steps = [
        {"essay": known.addresses[name][0], "version": known.version(name)}
        for name in shown
        if name in known.site["essays"]
    ]
    values = {
        "title": item.title,
        "audience": "Students",
        "time": "An hour",
        "outcomes": ["Say what."],
        "essays": steps,
        "questions": item.questions,
        "words": known.words(item.words),
        "licence": item.licence,
    }
    return _header(**values) + _body(item.body, item.salt, known) if steps or not known.careful else ""


def redirects(stem: str, item: Redirects, known: Known) -> str:
    """Return the file of old addresses."""
    return "".join(f"{json.dumps(old)}: {json.dumps(new)}\n" for old, new in dict(item.rows).items()) or "{}\n"


TEXTS = {
    "essays": essay, "pages": page, "glossary": entry, "themes": theme, "comments": archive, "packs": pack,
    "redirects": redirects,
}  # fmt: skip
"""How the text of each kind is written: by the file's name without its ending, the item, and what is known."""


@cache
def _picture(name: str, item: Picture) -> bytes:
    if name.endswith(".svg"):
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{item.width}"><g id="n{item.salt}"/></svg>\n'.encode()
    kept = io.BytesIO()
    image = Image.new("RGB", (item.width, 4), (20 * item.salt, 100, 200))
    image.save(kept, "PNG", compress_level=0) if name.endswith(".png") else image.save(kept, "JPEG")
    return kept.getvalue()


def _salted(text: Text) -> str:
    return text.text.replace("SALT", str(text.salt))


@cache
def _theme_files() -> Mapping[str, bytes]:
    folder = ROOT / "theme"
    return {f"theme/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@cache
def _ours() -> str:
    return (ROOT / "pelicanconf.py").read_text("utf-8")


def _conf(settings: Mapping[str, str]) -> str:
    """Return the settings file; what stands in it twice holds as it stands last."""
    return _ours() + 'THEME_TEMPLATES_OVERRIDES = ["templates"]\n' + "".join(f"{row}\n" for row in settings.values())
