"""WordPress's export (WXR 1.0, 1.1, 1.2), read entry by entry; of a large file little is in memory at a time.

Elements are known by their own names: the versions differ in the address of their namespace and in little else
(https://github.com/WordPress/wordpress-importer, parsers). What an export tells of machines (``comment_author_IP``)
and what plugins keep beside a comment (``commentmeta``, where Akismet keeps a person's data once more) is not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from lxml import etree
from msgspec.structs import replace

from reflectory.comments.importing.cleaning import UNBOUND, CleanStream
from reflectory.comments.importing.records import Author, Entry, ImportingError, Numbers, Told

_ENTRY = {
    "post_id": "id",
    "post_type": "type",
    "status": "status",
    "title": "title",
    "post_name": "slug",
    "link": "link",
    "post_date": "date",
    "post_date_gmt": "date_gmt",
    "post_modified": "modified",
    "post_modified_gmt": "modified_gmt",
    "pubDate": "published",
    "creator": "author",
    "post_parent": "parent",
    "post_password": "password",
    "comment_status": "answering",
    "attachment_url": "file",
}
_TOLD = {
    "comment_id": "id",
    "comment_author": "author",
    "comment_author_email": "email",
    "comment_author_url": "url",
    "comment_date": "date",
    "comment_date_gmt": "date_gmt",
    "comment_content": "content",
    "comment_approved": "approved",
    "comment_type": "kind",
    "comment_parent": "parent",
    "comment_user_id": "user",
}
_META = frozenset(["footnotes", "_wp_attachment_image_alt", "_wp_attached_file"])


class Export:
    """An export, to be read from its beginning as often as somebody asks for its ``entries``.

    Attributes:
        site: the old blog's address.
        authors: by their login names.
        entries_in_file, comments_in_file: how many the parser saw, by kind of entry, whatever becomes of them.
        remarks: what was mended, for the receipt.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.site = self.published = ""
        self.authors: dict[str, Author] = {}
        self.entries_in_file: Counter[str] = Counter()
        self.comments_in_file = 0
        self.remarks: dict[str, None] = {}

    def length(self) -> int:
        """Return about how many entries there are, for a bar that shows reading go by.

        Raises:
            ImportingError: the file cannot be read.
        """
        try:
            with self.file.open("rb") as stream:
                return sum(chunk.count(b"<item") for chunk in iter(lambda: stream.read(1 << 20), b""))
        except OSError as error:
            raise ImportingError(f"{self.file} cannot be read ({error.strerror}).") from error

    def entries(self) -> Iterator[Entry]:
        """Yield every entry with its comments.

        Raises:
            ImportingError: the file is no such export, is cut off, or is broken; says where.
        """
        self.entries_in_file.clear()
        self.comments_in_file = 0
        try:
            with closing(CleanStream(self.file)) as stream:
                yield from self._read(stream)
                self.remarks.update(dict.fromkeys(stream.remarks()))
        except etree.XMLSyntaxError as error:
            reason = " ".join((error.msg or "it ends too early").split(", line ")[0].split())
            raise ImportingError(
                f"{self.file}, line {error.lineno or 1}: this is not well-formed XML ({reason}); the file may be cut "
                "off: export it again."
            ) from None
        except OSError as error:
            raise ImportingError(f"{self.file} cannot be read ({error.strerror}).") from error

    def _read(self, stream: CleanStream) -> Iterator[Entry]:
        comments: list[Told] = []
        posts, answers = Numbers(), Numbers()
        count = 0
        for _, element in etree.iterparse(
            stream, events=("end",), huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False,
            remove_comments=True, remove_pis=True, encoding="utf-8",
        ):  # fmt: skip
            name = _name(element)
            namespace = element.tag[1:].rpartition("}")[0] if element.tag[0] == "{" else ""
            if namespace.startswith(UNBOUND):
                self.remarks[f"the prefix “{namespace.removeprefix(UNBOUND)}” is declared nowhere in the file"] = None
            if name == "comment" and element.getparent() is not None and _name(element.getparent()) == "item":
                comments.append(_told(element))
                self.comments_in_file += 1
                element.clear()
            elif name == "item":
                count += 1
                read = _entry(element, count)
                entry = replace(read, id=posts.own(read.id), comments=_distinct(comments, count, answers))
                if entry.id != read.id:
                    self.remarks[f"two things have the number {read.id}; the later one goes by {entry.id}"] = None
                comments = []
                self.entries_in_file[entry.type] += 1
                _let_go(element)
                yield entry
            elif element.getparent() is not None and _name(element.getparent()) == "channel":
                self._note(name, element)
                _let_go(element)
            elif element.getparent() is None and name != "rss":
                raise ImportingError(f"{self.file} is no export of WordPress; its first element is “{name}”.")

    def _note(self, name: str, element: Any) -> None:
        """Take what the file says of the blog as a whole."""
        text = (element.text or "").strip()
        if name == "author":
            values = {_name(child): (child.text or "").strip() for child in element}
            login = values.get("author_login", "")
            self.authors[login] = Author(
                login,
                values.get("author_id", ""),
                values.get("author_display_name", ""),
                values.get("author_email", ""),
            )
        elif name in ("base_blog_url", "link") and text:
            self.site = text if name == "base_blog_url" or not self.site else self.site
        elif name == "pubDate":
            self.published = text


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _let_go(element: Any) -> None:
    """Forget an element and those before it; the parser would keep all of them to the end."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _told(element: Any) -> Told:
    values = {_TOLD[name]: child.text or "" for child in element if (name := _name(child)) in _TOLD}
    body = values.pop("content", "")
    return Told(**{"id": "", **{key: value.strip() for key, value in values.items()}}, content=body)


def _distinct(comments: list[Told], count: int, numbers: Numbers) -> tuple[Told, ...]:
    """Return comments, each with an id; one without, or with one that another has already, gets one of its own."""
    found = []
    for number, one in enumerate(comments, 1):
        name = numbers.own(one.id or f"e{count}c{number}")
        found.append(one if name == one.id else replace(one, id=name))
    return tuple(found)


def _entry(element: Any, count: int) -> Entry:
    values: dict[str, Any] = {}
    terms: list[tuple[str, str, str]] = []
    meta: dict[str, str] = {}
    for child in element:
        name = _name(child)
        if name in _ENTRY:
            values.setdefault(_ENTRY[name], (child.text or "").strip())
        elif name == "encoded":
            is_excerpt = child.prefix == "excerpt" or "excerpt" in child.tag
            values["excerpt" if is_excerpt else "content"] = child.text or ""
        elif name == "category":
            terms.append((child.get("domain") or "category", child.get("nicename") or "", (child.text or "").strip()))
        elif name == "postmeta":
            pair = {_name(one): one.text or "" for one in child}
            if pair.get("meta_key") in _META:
                meta[pair["meta_key"]] = pair.get("meta_value", "")
    values["id"] = values.get("id") or f"e{count}"
    values["type"] = values.get("type") or "post"
    return Entry(**values, terms=tuple(terms), meta=meta, line=element.sourceline or 0)
