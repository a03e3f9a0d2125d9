"""HTML as a tree, whatever is wrong with it, and what of it is a block, unseen or a player."""

from __future__ import annotations

import re
import sys
from html import unescape

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, fragment_fromstring

from reflectory.site.html import VOID, tags
from reflectory.site.text import clean

BLOCKS = frozenset(
    """address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer form
    h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul
    caption body""".split()
)
UNSEEN = frozenset("script style head title meta link base template noframes param source track col colgroup".split())
"""What shows no words."""

PLAYERS = frozenset("iframe embed object video audio".split())
"""What would ask somebody else's server for something; a link is in its place."""

MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
"""Inline elements that Markdown has a sign for."""

_UNMARKED = ("u", "font", "big", "bdo", "span")
"""Inline elements that no Markdown has a sign for."""

MAX_DEPTH = 90
"""How deep elements may nest: the parser itself would drop what is much deeper."""


_REFERENCE = re.compile("&#(?:[0-9]{1,10}|[xX][0-9a-fA-F]{1,8});?")


def _fit(reference: re.Match[str]) -> str:
    """Return a reference to a character as it is, what it means where it has a number of Windows' own, or "".

    Old blogs are full of the second kind, such as ``&#146;``; "" is for what no text can hold.
    (https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state)
    """
    meant = clean(unescape(reference[0]))
    return meant if meant != _named(reference[0]) else reference[0]


def _named(reference: str) -> str:
    """Return the character that has a reference's number, "" where there is none."""
    digits = reference[2:].rstrip(";")
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    return chr(number) if number <= sys.maxunicode else ""


def parsed(html: str) -> HtmlElement:
    """Return HTML as a tree, whatever is wrong with it."""
    parser = HTMLParser(huge_tree=True, no_network=True, remove_pis=True, encoding="utf-8")
    html = _REFERENCE.sub(_fit, html)
    try:
        # The body's tag is for a text that begins with <html>: it would be taken for a whole page, and may have none.
        return fragment_fromstring(b"<body>" + html.encode(), create_parent="div", parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it but comments, say
        return fragment_fromstring("", create_parent="div", parser=parser)


def plain(html: str) -> str:
    """Return the words of HTML on one line."""
    html = clean(html)
    if "<" not in html and "&" not in html:
        return " ".join(html.split())
    root = parsed(html)
    etree.strip_elements(root, *UNSEEN, with_tail=False)
    return " ".join("".join(root.itertext()).split())


def depth(html: str) -> int:
    """Return how deep elements nest, 0 where there are too few to be too deep."""
    deepest = level = 0
    if html.count("<") > MAX_DEPTH:
        for tag in tags(html):
            if tag.name and tag.name not in VOID and not tag.closed:
                level += -1 if tag.closing else 1
                deepest = max(deepest, level)
    return deepest


def own(element: HtmlElement, *tags: str) -> list[HtmlElement]:
    """Return the elements of a table or list that belong to no other within it."""
    return [one for one in element.iter(*tags) if next(one.iterancestors(element.tag), None) is element]


def merge_marks(tree: HtmlElement) -> None:
    """Make one of two elements that are written with the same stars and touch: stars beside stars read otherwise."""
    for element in [one for one in tree.iter(*_UNMARKED) if not one.attrib]:
        element.drop_tag()
    for element in list(tree.iter(*MARKS)):
        before = element.getprevious()
        if before is not None and not before.tail and MARKS.get(before.tag) == MARKS[element.tag]:
            last = before[-1] if len(before) else None
            if last is None:
                before.text = (before.text or "") + (element.text or "")
            else:
                last.tail = (last.tail or "") + (element.text or "")
            before.extend(list(element))
            before.tail = element.tail
            element.getparent().remove(element)
