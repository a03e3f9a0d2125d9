"""What one source file says, before anything is known of the others: Pelican's content object as plain values."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from pelican.contents import Article, Content

from reflectory.building.fingerprint import fingerprint
from reflectory.site.html import TAG
from reflectory.site.models import cased
from reflectory.site.text import minutes, plain, shorten, words

SUMMARY_LENGTH = 240
"""Characters of a summary that the author did not write."""

PUBLISHED, HIDDEN, DRAFT = "published", "hidden", "draft"

_NO_TAG = re.compile(r"<(?![a-z/!][^<>]*>)", re.I)
"""What a title means as a sign: “less than”."""

_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.S | re.I)
_IN_FIELDS = frozenset("title date modified slug summary tags author authors lang status licence".split())
"""Keys of a header that a record has fields for."""


class Record(NamedTuple):
    """An essay or a page as its file has it; plain values only, so that it can be kept as it is.

    Attributes:
        path: below ``content/``, with forward slashes.
        lang: a BCP 47 tag.
        url, save_as: its address and its file where it is published, and as a draft.
        date, modified: ISO 8601 with a time zone; ``date`` is "" for a page, ``modified`` where the author set none.
        authors: (name, address).
        tags: (name, slug, address).
        translation: the header's ``translation``, which says that this is no original.
        listed: the fingerprint of what lists show of it.
        options: the header's other keys, for the parts that read them.
        links: below ``content/``, every file of the site that the text may link to.
        files: those that are published because the text links to them with ``{static}`` or ``{attach}``.
        attached: those that are published beside the page, because the text links to them with ``{attach}``.
    """

    is_essay: bool
    path: str
    slug: str
    lang: str
    in_default_lang: bool
    url: tuple[str, str]
    save_as: tuple[str, str]
    title: str
    summary: str
    word_count: int
    minutes: int
    status: str
    date: str
    modified: str
    authors: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str, str], ...]
    licence: str
    translation: str
    listed: bytes
    options: dict[str, Any]
    links: tuple[str, ...]
    files: tuple[str, ...]
    attached: tuple[str, ...]


def record(content: Content, words_per_minute: int) -> Record:
    """Return what a content object of Pelican's says; its links are as they were written."""
    html = content._content or ""
    is_essay = isinstance(content, Article)
    written = content.metadata.get("summary")
    count = words(TAG.sub("", html))
    addresses = _addresses(content)
    date = getattr(content, "date", None) if is_essay else None
    modified = getattr(content, "modified", None)
    links = list(_links(content))
    shown: dict[str, Any] = {
        "title": plain(_NO_TAG.sub("&lt;", content.title)),
        "summary": plain(written) if written else shorten(_beginning(html) or plain(html), SUMMARY_LENGTH),
        "minutes": minutes(count, words_per_minute),
        "date": date.isoformat() if date else "",
        "lang": cased(content.lang),
        "tags": _tags(content) if is_essay else (),
        "url": addresses["url"],
    }
    return Record(
        is_essay=is_essay,
        path=content.get_relative_source_path(),
        slug=content.slug,
        in_default_lang=content.in_default_lang,
        save_as=addresses["save_as"],
        word_count=count,
        status=content.status,
        modified=modified.isoformat() if modified else "",
        authors=tuple((author.name, author.url) for author in _named(content, "authors")),
        licence=str(content.metadata.get("licence", "")),
        translation=str(content.metadata.get("translation", "")),
        listed=fingerprint(*shown.values()),
        options=_options(content),
        links=tuple(dict.fromkeys(path for _, path in links)),
        files=tuple(sorted(content.get_static_links())) if links else (),
        attached=tuple(dict.fromkeys(path for what, path in links if what == "attach")),
        **shown,
    )


def _tags(content: Content) -> tuple[tuple[str, str, str], ...]:
    """Return the themes, each once however it is written."""
    found: dict[str, tuple[str, str, str]] = {}
    for tag in _named(content, "tags"):
        found.setdefault(tag.slug, (tag.name, tag.slug, tag.url))
    return tuple(found.values())


def _named(content: Content, what: str) -> Iterator[Any]:
    """Yield authors or themes that have an address: ``AUTHOR = ""`` makes one of no name."""
    return (one for one in getattr(content, what, ()) if one.slug)


def _beginning(html: str) -> str:
    """Return the text of the first paragraph that says something."""
    return next((text for p in _PARAGRAPH.finditer(html) if len(text := plain(TAG.sub("", p[1]))) > 40), "")


def _addresses(content: Content) -> dict[str, tuple[str, str]]:
    """Return ``url`` and ``save_as``, each as a published page has it and as a draft has it."""
    status = content.status
    found = {}
    for key in ("url", "save_as"):
        both = []
        for content.status in (PUBLISHED if status == DRAFT else status, DRAFT):
            both.append(getattr(content, key))
        found[key] = (both[0], both[1])
    content.status = status
    return found


def _options(content: Content) -> dict[str, Any]:
    meta = getattr(content, "front_matter", None)
    values: Mapping[str, Any] = meta.values if meta else content.metadata
    return {name: _plain(value) for name, value in values.items() if name not in _IN_FIELDS and name != "front_matter"}


def _plain(value: Any) -> Any:
    """Return a header's value as plain data; what another plugin put there as an object is its text."""
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, bool) else str(value)


def may_have_links(html: str) -> bool:
    """Whether a text may have links that Pelican resolves, such as ``{filename}b.md``."""
    return "{" in html or "|" in html


def _links(content: Content) -> Iterator[tuple[str, str]]:
    """Yield (``filename``, ``static`` or ``attach``, path) of what a text may link to, as Pelican looks for it."""
    html = content._content or ""
    if not may_have_links(html):
        return
    for found in content._get_intrasite_link_regex().finditer(html):
        written = found["value"]
        for path in (urlsplit(written).path, unquote(urlsplit(written).path), urlsplit(unescape(written)).path):
            if path.startswith("/"):
                yield found["what"], path[1:]
            elif path:
                yield found["what"], content.get_relative_source_path(os.path.join(content.relative_dir, path))  # noqa: PTH118
