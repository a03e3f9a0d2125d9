"""A comment's body: Markdown without raw HTML, then sanitised to an allow-list.

Nothing that Markdown leaves over is trusted: the sanitiser is a real HTML parser (nh3, on ammonia and html5ever)
and has the last word at every build.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import urlsplit

import nh3
from markdown import Markdown
from markupsafe import Markup

from reflectory.comments.archive import address
from reflectory.site.text import clean

TAGS = frozenset("p br em strong a blockquote ul ol li code pre del hr".split())
"""Everything a comment may be made of."""

REL = "nofollow ugc noopener"
"""For search engines (``nofollow ugc``) and the opened page (``noopener``)."""

MAX_DEPTH = 12
"""How deep quotations and lists in one comment may nest before it is shown as plain text."""

_LINE_LENGTH = 5_000
_SPECIALS = re.compile(r"[*_`\[\]!<>&\\~]")
_MAX_SPECIALS = 600
_ADDRESS = re.compile(r"(?<![\w/@.\"'=])https?://[^\s<>\"'`\\{}|^]+", re.I)
_TOKEN = re.compile(r"<(/?)([a-z0-9]+)[^>]*>|[^<]+|<")
_EMPTY_LINK = re.compile(r'<a rel="[^"]*">(.*?)</a>', re.S)

_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={"a": {"href"}, "ol": {"start"}},
    attribute_filter=lambda tag, name, value: _attribute(tag, name, value),
    url_schemes={"http", "https"},
    link_rel=REL,
    strip_comments=True,
)


class Renderer:
    """Renders comments with one converter, which is far quicker than one each."""

    def __init__(self, max_body: int = 20_000) -> None:
        self._max_body = max_body
        self._markdown = Markdown(extensions=["markdown.extensions.sane_lists", "markdown.extensions.nl2br"])
        self._markdown.preprocessors.deregister("html_block")
        for pattern in ("html", "automail", "image_link", "image_reference", "short_image_ref"):
            self._markdown.inlinePatterns.deregister(pattern)

    def render(self, body: str) -> Markup:
        """Return a body's safe HTML; what is too long or too deep to be read as Markdown is plain paragraphs."""
        text = clean(body).strip("\n")
        html = _plain(text) if self._is_too_much(text) else self._rendered(text)
        return Markup(sanitise(html))  # noqa: S704 - sanitised on this very line

    def _rendered(self, text: str) -> str:
        try:
            self._markdown.reset()
            html: str = self._markdown.convert(text)
        except (RecursionError, ValueError, AssertionError):
            return _plain(text)
        return _linked(re.sub(r"<(/?)h[1-6]>", lambda tag: "</strong></p>" if tag[1] else "<p><strong>", html))

    def _is_too_much(self, text: str) -> bool:
        """Whether Markdown would be slow or run out of depth on a text.

        Python-Markdown's inline patterns look ahead for their closing sign, so the time grows with the square of
        the signs that could open one; its blocks recurse with every level of quotation or indentation.
        """
        if len(text) > self._max_body or any(len(line) > _LINE_LENGTH for line in text.split("\n")):
            return True
        if len(_SPECIALS.findall(text)) > _MAX_SPECIALS:
            return True
        return any(_depth(line) > MAX_DEPTH for line in text.split("\n"))


def _depth(line: str) -> int:
    opening = re.match(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}\.[ \t])*", line)
    signs = opening[0].expandtabs(4) if opening else ""
    return signs.count(">") + len(re.findall(r"[-*+]\s|\d\.\s", signs)) + (len(signs) - len(signs.lstrip())) // 4


def _plain(text: str) -> str:
    paragraphs = re.split(r"\n\s*\n", text)
    return "\n".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def _linked(html: str) -> str:
    """Turn bare web addresses in text into links, as WordPress does; not in links or code."""
    if "http" not in html:
        return html
    parts, held = [], 0
    for token in _TOKEN.finditer(html):
        if token[2] in ("a", "code", "pre"):
            held += -1 if token[1] else 1
        parts.append(token[0] if held or token[2] else _ADDRESS.sub(_link, token[0]))
    return "".join(parts)


def _link(found: re.Match[str]) -> str:
    target = re.sub(r"(?:&[a-z]+;|[.,;:!?…)\]*_’”])+$", "", found[0])
    if not address(target.replace("&amp;", "&")):
        return found[0]
    return f'<a href="{target}">{target}</a>{found[0][len(target) :]}'


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "ol" and name == "start":
        return value if re.fullmatch(r"\d{1,6}", value) else None
    return value if tag == "a" and name == "href" and _is_absolute(value) else None


def _is_absolute(value: str) -> bool:
    """Whether an address is http(s) with a host, as browsers would read it."""
    if not re.match(r"https?://[^/\\?#]", value, re.I) or clean(value) != value:
        return False
    try:
        return bool(urlsplit(value).hostname) and "@" not in urlsplit(value).netloc
    except ValueError:
        return False


def sanitise(html: str) -> str:
    """Return HTML of the allow-list alone; a link without a good address is its text. Twice is as once."""
    cleaned = _cleaner.clean(html)
    return _EMPTY_LINK.sub(r"\1", cleaned)
