"""Links from one source to another, ``{filename}b.md``, as Pelican resolves them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pelican.contents import Content

from reflectory.site.html import ROOT, TAG
from reflectory.site.records import may_have_links

_TARGET = re.compile(
    r"""<(?P<tag>[a-z][a-z0-9]*)\b[^>]*?\s(?:href|src)\s*=\s*(?P<quote>["'])(?P<target>.*?)(?P=quote)""", re.I | re.S
)
_MARKED = re.compile(r"[{|](?P<what>\w+)[}|](?P<path>.*)", re.S)
"""A link as Pelican writes it, where it has not been resolved."""

_RELATIVE = re.compile(rf"(?![a-z][a-z0-9+.-]*:|[/#?{ROOT}]|\Z)", re.I)
_SOURCES = (".md", ".markdown", ".mkd")
_CODE = re.compile(r"<(pre|code)\b.*?</\1>", re.I | re.S)
_AS_TEXT = re.compile(r"\]\(\{(?:filename|static|attach)\}[^)\s]*\)")

_LINK = re.compile(
    r"""\b(?:href|src|poster|data|cite|formaction|action|content)\s*=\s*
        (?P<quote>["'])(?P<written>(?:[{|]\w+[}|])?(?P<target>.*?))(?P=quote)""",
    re.X | re.S | re.I,
)
"""The attributes in which Pelican resolves links, with what it takes for the address of one."""

NEEDED = (
    "PATH RELATIVE_URLS INTRASITE_LINK_REGEX INDEX_SAVE_AS CATEGORY_URL CATEGORY_SAVE_AS TAG_URL TAG_SAVE_AS"
    " AUTHOR_URL AUTHOR_SAVE_AS SLUGIFY_USE_UNICODE SLUGIFY_PRESERVE_CASE SLUG_REGEX_SUBSTITUTIONS"
    " CATEGORY_REGEX_SUBSTITUTIONS TAG_REGEX_SUBSTITUTIONS AUTHOR_REGEX_SUBSTITUTIONS"
).split()
"""The settings that Pelican's resolving of links reads."""


_DEAD = re.compile(r"""(<a\b[^>]*?)\shref\s*=\s*(["'])[{|](?:filename|static|attach)[}|].*?\2""", re.I | re.S)
"""A link that leads to no file, before its address and with it."""


class _Target(NamedTuple):
    url: str

    def attach_to(self, content: Content) -> None:
        """Do nothing: where a file goes that is attached to a page is known before links are resolved."""


class _Linking(Content):  # type: ignore[misc]
    """Pelican's resolving of links without the rest of a content object, which would have to be read for it."""

    def __init__(self, settings: Mapping[str, Any], source_path: str, context: Mapping[str, Any]) -> None:
        self.settings, self.source_path, self._context = settings, source_path, context


@dataclass
class Links:
    """Resolves the links of a site's sources.

    Attributes:
        settings: Pelican's, at least those of ``NEEDED``.
        sources: the address of each source, by its path below ``content/``; ``None`` where it could not be read.
        files: the address of each other file of the site.
    """

    settings: Mapping[str, Any]
    sources: Mapping[str, str | None]
    files: Mapping[str, str]

    def resolved(self, source_path: str, html: str) -> str:
        """Return HTML in which the links of the source lead from ``ROOT``; those that lead nowhere stay as they are."""
        if not may_have_links(html):
            return html
        resolved: str = _Linking(self.settings, source_path, self._context)._update_content(html, ROOT)
        return resolved

    @property
    def _context(self) -> Mapping[str, Any]:
        return {"generated_content": _Targets(self.sources), "static_content": _Targets(self.files)}

    def addresses(self, paths: tuple[str, ...]) -> tuple[str | None, ...]:
        """Return where links to these paths lead now: a text with such links is another when one of them moves."""
        return tuple(self.sources.get(path) or self.files.get(path) for path in paths)


class _Targets:
    """A mapping from paths to what Pelican takes for content objects."""

    def __init__(self, addresses: Mapping[str, str | None]) -> None:
        self._addresses = addresses

    def get(self, path: str, default: None = None) -> _Target | None:
        address = self._addresses.get(path)
        return _Target(address) if address is not None else default


def faults(html: str) -> Iterator[tuple[str, str]]:
    """Yield (what was written, what is wrong with it) for links and pictures of a body that lead nowhere."""
    for found in _TARGET.finditer(html) if "href" in html or "src" in html else ():
        target, is_picture = found["target"], found["tag"].lower() == "img"
        marked = _MARKED.match(target)
        if marked:
            yield _of_a_mark(marked["what"], marked["path"])
        elif is_picture and _RELATIVE.match(target):
            yield target, f"the picture “{target}” is looked for below the page itself; {_instead('static', target)}"
        elif _RELATIVE.match(target) and target.partition("#")[0].endswith(_SOURCES):
            yield target, f"the link to “{target}” leads to a source, not to a page; {_instead('filename', target)}"
    for found in _AS_TEXT.finditer(_CODE.sub("", html)) if may_have_links(html) else ():
        remedy = 'write markdown="1" into the tag around it.'
        yield found[0], f"“{found[0]}” stands in HTML, where no Markdown is read; {remedy}"


def without_dead(html: str) -> str:
    """Return HTML in which what leads to no file is text: an ``a`` without an address (HTML, 4.5.1)."""
    return _DEAD.sub(r"\1", html) if may_have_links(html) else html


def _of_a_mark(what: str, path: str) -> tuple[str, str]:
    if what in ("filename", "static", "attach"):
        return path, f"the link to “{path}” leads to no file."
    written = f"{{{what}}}{path}"
    return written, f"“{written}” means nothing; write {{filename}}, {{static}} or {{attach}} before a path."


def _instead(what: str, target: str) -> str:
    return f"write “{{{what}}}{target}” (or “{{{what}}}/...”, from content/ on)."


def malformed(html: str) -> Iterator[str]:
    """Yield the links that no program can take for addresses (``https://[b/``), as they were written."""
    for tag in TAG.finditer(html) if "//" in html else ():
        for found in _LINK.finditer(tag[0]):
            if not _is_address(unescape(found["target"])):
                yield unescape(found["written"])


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True
