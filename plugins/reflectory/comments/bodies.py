"""A comment's body: Markdown without raw HTML, then sanitised to an allow-list.

Nothing that Markdown leaves over is trusted: the sanitiser is a real HTML parser (nh3, on ammonia and html5ever)
and has the last word at every build. The Markdown is CommonMark by markdown-it-py: its time grows with the text
where Python-Markdown's grows with the square of it, and it can be told to know no HTML and how deep to go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, smartquotes
from markdown_it.token import Token
from markupsafe import Markup

from reflectory.comments.harmless import address
from reflectory.site.text import clean

TAGS = frozenset("p br em strong a blockquote ul ol li code pre del hr".split())
"""Everything a comment may be made of."""

REL = "nofollow ugc noopener"
"""For search engines (``nofollow ugc``) and the opened page (``noopener``)."""

MAX_DEPTH = 12
"""How deep blocks in one comment may nest (a list counts twice, as list and item) before it is plain text."""

_MAX_EMPHASIS = 30
_MAX_BRACKETS = 1_000
_MAX_LINES = 2_000
_MAX_QUOTES = 1_000
_MAX_UNCLOSED = 1_000
_MAX_ROUNDS = 5
_LONGEST_ADDRESS = 500
_ADDRESS = re.compile(r"(?<![\w/@.=])https?://[^\s<>\"`\\{}|^“”„«»（）「」『』【】《》、。，！？；：]+", re.I)
_EMPTY_LINK = re.compile(r'<a(?: rel="[^"]*")?>(.*?)</a>', re.S)


class Renderer:
    """Renders comments with one converter."""

    def __init__(self, max_body: int = 20_000) -> None:
        self._max_body = max_body
        self._markdown = _Markdown()

    def render(self, body: str) -> Markup:
        """Return a body's safe HTML; what is too long or too deep to be read as Markdown is plain paragraphs."""
        text = clean(body).strip("\n")
        html = plain_paragraphs(text) if self._is_too_much(text) else self._read(text)
        return Markup(sanitise(html))  # noqa: S704 - sanitised on this very line

    def _is_too_much(self, text: str) -> bool:
        """Whether a text is longer than Markdown is read, or has more brackets or lines than anybody's comment.

        The parser looks for the partner of each bracket, and asks of each line whether it goes on with a quotation
        or a list; a text of nothing else takes several times as long as any other.
        """
        signs = text.count("[") > _MAX_BRACKETS or text.count("\n") > _MAX_LINES
        return signs or len(text) > self._max_body

    def _read(self, text: str) -> str:
        try:
            tokens = self._markdown.parse(text)
        except (RecursionError, ValueError):
            return plain_paragraphs(text)
        if _too_deep(tokens):
            return plain_paragraphs(text)
        html: str = self._markdown.renderer.render(tokens, self._markdown.options, {})
        return html


def _too_deep(tokens: Sequence[Token]) -> bool:
    """Whether blocks nest deeper than the parser reads on, or emphasis deeper than other parsers of HTML follow."""
    return any(
        token.level >= MAX_DEPTH - 1 or any(child.level > _MAX_EMPHASIS for child in token.children or ())
        for token in tokens
    )


class _Markdown(MarkdownIt):
    """CommonMark with WordPress's line breaks, in which a comment has no headings and no pictures."""

    def __init__(self) -> None:
        options = {"html": False, "breaks": True, "maxNesting": MAX_DEPTH, "typographer": True}
        super().__init__("commonmark", options)
        self.core.ruler.push("simpler", _simplify)
        self.core.ruler.push("quotation_marks", _typeset)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        """Leave e-mail links as they are written; any other bad address goes, and its link with it, when sanitised."""
        return not url.lower().startswith("mailto:")


def _simplify(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.type, token.tag = "html_block", ""
            token.content = "<p><strong>" if token.nesting == 1 else "</strong></p>\n"
        elif token.children:
            token.children = list(_simpler(token.children))


def _typeset(state: StateCore) -> None:
    """Set quotation marks and ellipses as an essay's are; the rule for the former slows down with their number."""
    if len(re.findall("[\"']", state.src)) <= _MAX_QUOTES:
        smartquotes(state)
    for child in (child for token in state.tokens for child in token.children or ()):
        if child.type == "text":
            child.content = child.content.replace("...", "…")


def _simpler(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield a line's tokens with pictures as links, no link without a text, and bare addresses as links."""
    within = 0
    for index, token in enumerate(tokens):
        within += token.nesting if token.tag == "a" else 0
        if token.type == "image":
            source = str(token.attrs.get("src", ""))
            described = "".join(child.content for child in token.children or ()).strip()
            level = token.level + (not within)
            label = _text(described, level) if described else _verbatim(source, level)
            yield from (label,) if within else _link(source, label)
        elif token.type == "text" and not within:
            yield from _linked(token.content, token.level)
        else:
            yield token
            if token.type == "link_open" and tokens[index + 1].type == "link_close":
                yield _verbatim(str(token.attrs.get("href", "")), token.level + 1)


def _linked(text: str, level: int) -> Iterator[Token]:
    """Yield text with its bare web addresses as links, as WordPress has them."""
    position = 0
    for found in _ADDRESS.finditer(text) if "://" in text else ():
        target = _without_stop(found[0]) if len(found[0]) <= _LONGEST_ADDRESS else ""
        if address(target):
            yield _text(text[position : found.start()], level)
            yield from _link(target, _verbatim(target, level + 1))
            position = found.start() + len(target)
    yield _text(text[position:], level)


def _without_stop(target: str) -> str:
    """Return an address without its sentence's punctuation; ``wiki/Hope_(virtue)`` keeps its bracket."""
    while target[-1] in ".,;:!?…*_'’”]" or (target[-1] == ")" and target.count(")") > target.count("(")):
        target = target[:-1]
    return target


def _text(content: str, level: int) -> Token:
    return Token("text", "", 0, content=content, level=level)


def _verbatim(address: str, level: int) -> Token:
    """Return a text whose apostrophes nobody turns."""
    return Token("html_inline", "", 0, content=escape(address), level=level)


def _link(target: str, label: Token) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": target}, level=label.level - 1)
    yield label
    yield Token("link_close", "a", -1, level=label.level - 1)


def plain_paragraphs(text: str) -> str:
    """Return text as paragraphs and line breaks, every sign in it as it is."""
    paragraphs = re.split(r"\n[ \t]*\n", text)
    return "\n".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in paragraphs if part.strip())


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "ol" and name == "start":
        return value if re.fullmatch(r"[0-9]{1,6}", value) else None
    if tag == "a" and name == "rel":
        return REL
    return value if tag == "a" and name == "href" and _is_absolute(value) else None


def _is_absolute(value: str) -> bool:
    """Whether an address is http(s) with a host and no password, and reads the same to every browser."""
    if not re.match(r"https?://[^/\\?#]", value, re.I) or clean(value) != value or re.search(r"[\s\\]", value):
        return False
    try:
        return bool(urlsplit(value).hostname) and "@" not in urlsplit(value).netloc
    except ValueError:
        return False


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={"a": {"href"}, "ol": {"start"}},
    attribute_filter=_attribute,
    url_schemes={"http", "https"},
    link_rel=REL,
)


def sanitise(html: str) -> str:
    """Return HTML of the allow-list alone; a link without a good address is its text. Twice is as once.

    Taking elements away can leave others where the parser would put them elsewhere (a paragraph in a paragraph), so
    this goes on until nothing changes. What does not come to rest, or nests too deep to be parsed in good time,
    is shown as the text that it is.
    """
    void = html.count("<br") + html.count("<hr")
    if html.count("<") - 2 * html.count("</") - void > _MAX_UNCLOSED:
        return sanitise(escape(html))
    for _ in range(_MAX_ROUNDS):
        cleaned = clean(_EMPTY_LINK.sub(r"\1", _cleaner.clean(html)))  # an entity may have stood for what has to go
        if cleaned == html:
            return html
        html = cleaned
    return sanitise(escape(html))
