"""One post of another blog as a source of this site: header and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any

import yaml
from pelican.utils import slugify

from reflectory.comments.importing.records import Entry
from reflectory.comments.importing.tree import plain
from reflectory.site.text import clean, shorten

_THEMES = frozenset(["category", "post_tag", "tag"])
_NONE = "uncategorized"
_SUMMARY = 600


@dataclass
class Names:
    """Names of themes and authors: those of the same address are written alike, as they were written first."""

    settings: Mapping[str, Any]
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def theme(self, name: str) -> str:
        """Return a theme's name, "" where it could have no address."""
        return self._same("TAG", name)

    def author(self, name: str) -> str:
        """Return an author's name, "" where it could have no address."""
        return self._same("AUTHOR", name)

    def _same(self, kind: str, name: str) -> str:
        name = " ".join(clean(unescape(unescape(name))).split())
        slug = slugify(
            name,
            regex_subs=self.settings.get(
                f"{kind}_REGEX_SUBSTITUTIONS", self.settings.get("SLUG_REGEX_SUBSTITUTIONS", ())
            ),
            preserve_case=False,
            use_unicode=bool(self.settings.get("SLUGIFY_USE_UNICODE", False)),
        )
        return self._known.setdefault((kind, slug), name) if slug else ""


def themes(entry: Entry, names: Names) -> tuple[list[str], list[str]]:
    """Return a post's themes, from its categories and its tags, and those that could have no address."""
    found: dict[str, None] = {}
    lost = []
    for kind, short, name in entry.terms:
        if kind not in _THEMES or _NONE in (short.lower(), name.lower()) or not name:
            continue
        called = names.theme(name)
        if called:
            found[called] = None
        else:
            lost.append(name)
    return list(found), lost


def source(
    entry: Entry,
    *,
    title: str,
    date: datetime,
    modified: datetime | None,
    author: str,
    tags: Iterable[str],
    is_draft: bool,
    summary: str,
    slug: str,
    body: str,
) -> bytes:
    """Return a post's source; ``slug`` is "" where the file's name says it."""
    header: dict[str, Any] = {"title": title, "date": _written(date)}
    if modified and modified > date:
        header["modified"] = _written(modified)
    if author:
        header["author"] = author
    if tags:
        header["tags"] = list(tags)
    if summary:
        header["summary"] = summary
    if slug:
        header["slug"] = slug
    if is_draft:
        header["status"] = "draft"
    if entry.answering == "closed":
        header["comments"] = "closed"
    return f"---\n{_yaml(header)}---\n\n{body.strip(chr(10))}\n".encode()


def summary_of(entry: Entry, before_more: str) -> str:
    """Return a post's own summary as plain words: its excerpt, else what stands before ``<!--more-->``."""
    words = plain(entry.excerpt) or plain(before_more)
    return shorten(words, _SUMMARY)


def _written(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")


def _yaml(header: Mapping[str, Any]) -> str:
    rows = []
    for key, value in header.items():
        if key in ("date", "modified"):
            rows.append(f"{key}: {value}\n")
        elif isinstance(value, list):
            rows.append(f"{key}: {yaml.safe_dump(value, allow_unicode=True, width=1 << 20, default_flow_style=True)}")
        else:
            rows.append(yaml.safe_dump({key: value}, allow_unicode=True, width=1 << 20))
    return "".join(rows)
