"""The tree as (X)HTML: for the pack's page, for the book and for the cartridge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from reflectory.citing.packs.tree import HEADINGS, Node, Piece

_DEEPEST = len(HEADINGS)


@dataclass
class Writer:
    """Writes trees as well-formed HTML.

    Attributes:
        link: returns where a link's address leads from the page, "" for no link.
        picture: returns the address of a picture's file, "" where it is not there and its text has to do.
        top: the level of the first headings in a text.
        notes: gathers the footnotes of what was written, in order.
        prefix: begins the ids of footnotes, which are unique in a page.
        in_book: whether it is XML, with notes marked as EPUB marks them (EPUB 3 Structural Semantics Vocabulary).
    """

    link: Callable[[str], str]
    picture: Callable[[str], str]
    top: int = 2
    prefix: str = "note"
    in_book: bool = False
    notes: list[Markup] = field(default_factory=list)

    def blocks(self, nodes: Iterable[Piece]) -> Markup:
        """Return blocks; the headings among them leave no level out."""
        ranks: list[int] = []
        made = []
        for node in nodes:
            if isinstance(node, Node) and node.name in HEADINGS:
                rank = HEADINGS.index(node.name)
                while ranks and ranks[-1] >= rank:
                    ranks.pop()
                ranks.append(rank)
                level = min(self.top + len(ranks) - 1, _DEEPEST)
                made.append(self._tag(f"h{level}", self.line(node.content), node))
            else:
                made.append(self.line([node]))
        return Markup("\n").join(made)

    def line(self, pieces: Iterable[Piece]) -> Markup:
        """Return words and nodes."""
        return Markup("").join(Markup.escape(one) if isinstance(one, str) else self._node(one) for one in pieces)

    def endnotes(self) -> Markup:
        """Return the footnotes of all that was written so far, "" for none."""
        return Markup("\n").join(self.notes)

    def _node(self, node: Node) -> Markup:
        drawn = getattr(self, f"_{node.name}", None)
        return drawn(node) if drawn else self._tag(node.name, self.line(node.content), node)

    def _tag(self, name: str, content: Markup, node: Node, **more: str) -> Markup:
        given = {"class": more.pop("class_", ""), **more, "lang": node.lang}
        attributes = Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in given.items() if value)
        if node.lang and self.in_book:
            attributes += Markup(' xml:lang="{}"').format(node.lang)
        return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), attributes, content)  # noqa: S704 - a name of the tree

    def _void(self, name: str, attributes: Markup = Markup("")) -> Markup:
        return Markup("<{}{}{}>").format(Markup(name), attributes, "/" if self.in_book else "")  # noqa: S704 - ours

    def _br(self, node: Node) -> Markup:
        return self._void("br")

    def _hr(self, node: Node) -> Markup:
        return self._void("hr")

    def _gap(self, node: Node) -> Markup:
        return Markup('<p class="gap"><span class="visually-hidden">Something is left out here.</span> […]</p>')

    def _h1(self, node: Node) -> Markup:
        """Write a heading within a quotation or an item, which is none of the page's."""
        return self._tag("p", Markup("<strong>{}</strong>").format(self.line(node.content)), node)

    _h2 = _h3 = _h4 = _h5 = _h6 = _h1

    def _pre(self, node: Node) -> Markup:
        return self._tag("pre", Markup("<code>{}</code>").format(self.line(node.content)), node)

    def _a(self, node: Node) -> Markup:
        url = self.link(node.url)
        return self._tag("a", self.line(node.content), node, href=url) if url else self._span(node)

    def _span(self, node: Node) -> Markup:
        return self._tag("span", self.line(node.content), node) if node.lang else self.line(node.content)

    def _img(self, node: Node) -> Markup:
        url = self.picture(node.url)
        if not url:
            return Markup("<em>[{}]</em>").format(node.text) if node.text else Markup("")
        return self._void("img", Markup(' src="{}" alt="{}"').format(url, node.text))

    def _ol(self, node: Node) -> Markup:
        return self._tag("ol", self.line(node.content), node, start=str(node.start) if node.start != 1 else "")

    def _table(self, node: Node) -> Markup:
        """Write a table; one on its own may be wider than the page and is framed by whoever shows it."""
        parts = [one for one in node.content if isinstance(one, Node)]
        caption = [one for one in parts if one.name == "caption"][:1]
        rows = [one for one in parts if one.name == "tr" and one.content]
        is_headed = bool(rows) and all(isinstance(cell, Node) and cell.name == "th" for cell in rows[0].content)
        body = rows[1:] if is_headed and len(rows) > 1 else rows
        head = Markup("<thead>{}</thead>").format(self.line(rows[:1])) if body is not rows else Markup("")
        return self._tag(
            "table", Markup("{}{}<tbody>{}</tbody>").format(self.line(caption), head, self.line(body)), node
        )

    def _th(self, node: Node) -> Markup:
        return self._tag("th", self.line(node.content), node, scope="col")

    def _dl(self, node: Node) -> Markup:
        """Write a list of definitions, whose groups begin with a term (HTML standard, 4.4.9)."""
        return self._tag("dl", self.line(_grouped(node.content)), node)

    def _note(self, node: Node) -> Markup:
        number = len(self.notes) + 1
        place = f"{self.prefix}-{number}"
        self.notes.append(Markup(""))  # its own number, whatever notes are in it
        back = Markup('<a href="#{}-call"{}>{}</a>').format(place, self._role("doc-backlink"), number)
        kind = Markup(' epub:type="footnote"') if self.in_book else Markup("")
        text = Markup('<aside id="{}" class="note"{}{}>{} {}</aside>')
        self.notes[number - 1] = text.format(place, kind, self._role("doc-footnote"), back, self.blocks(node.content))
        kind = Markup(' epub:type="noteref"') if self.in_book else Markup("")
        call = Markup('<sup><a id="{0}-call" href="#{0}"{1}{2}>{3}</a></sup>')
        return call.format(place, kind, self._role("doc-noteref"), number)

    def _role(self, role: str) -> Markup:
        return Markup(' role="{}"').format(role)


def _grouped(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the terms and what is said of them; what comes before any term gets an empty one, as does what ends so."""
    last = ""
    for one in (piece for piece in pieces if isinstance(piece, Node)):
        is_term = one.name == "dt"
        if not is_term and not last:
            yield Node("dt", ("–",))
        yield one if one.name in ("dt", "dd") else Node("dd", (one,))
        last = "dt" if is_term else "dd"
    if last == "dt":
        yield Node("dd", ("–",))
