"""Which elements are open at a place, as browsers see it: forgiving, and in time that does not grow with depth.

The rules are those of the tree construction in the HTML standard that decide whether a word stands in a link, a
heading or a quotation (https://html.spec.whatwg.org/multipage/parsing.html#tree-construction).
"""

from __future__ import annotations

from collections import defaultdict

RAW = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"})
"""Elements whose content is no markup."""

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q ruby rb rt rp s samp small
    span strike strong sub sup time tt u var wbr button math svg""".split()
)
"""Elements that stand within a line: a word may run on through them. Everything else ends a run of text."""

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})

FOREIGN = frozenset({"svg", "math"})
"""Elements in which ``<name/>`` closes itself."""

_ENDS_PARAGRAPH = HEADINGS | frozenset(
    """address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form
    header hgroup hr main menu nav ol p pre search section summary ul li dd dt table""".split()
)
_FORMATTING = ("a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u")
_BOUNDARIES = frozenset({"table", "td", "th", "caption", "object", "template"}) | FOREIGN
"""Elements out of which a closing tag for something around them does not reach."""


class OpenElements:
    """The stack of open elements.

    Args:
        matter: the elements that ``inside`` tells of.
    """

    def __init__(self, matter: frozenset[str]) -> None:
        self.inside: frozenset[str] = frozenset()
        self._matter = matter
        self._names: list[str] = []
        self._places: defaultdict[str, list[int]] = defaultdict(list)
        self._boundaries: list[int] = []

    def holds(self, name: str) -> bool:
        """Whether an element of this name is open."""
        return bool(self._places[name])

    @property
    def foreign(self) -> bool:
        """Whether this is within a drawing or a formula."""
        return any(map(self.holds, FOREIGN))

    def open(self, name: str) -> None:
        """Open an element; what cannot stand around it is closed first."""
        if name in _ENDS_PARAGRAPH:
            self.close("p")
        if name == "a" or (name in HEADINGS and self._names and self._names[-1] in HEADINGS):
            self.close(name if name == "a" else self._names[-1])
        if name not in VOID:
            self._push(name)

    def close(self, name: str) -> None:
        """Close the nearest open ``name`` and all within it; a closing tag that closes nothing is ignored.

        Formatting goes on beyond the end of the block in which it was opened and not closed.
        """
        if name in HEADINGS:  # the end of any heading is the end of the one that is open
            name = max(HEADINGS, key=lambda heading: (self._places[heading] or [-1])[-1])
        place = (self._places[name] or [-1])[-1]
        if place < 0 or (self._boundaries and place < self._boundaries[-1]):
            return
        popped = set()
        while len(self._names) > place:
            popped.add(self._pop())
        if name not in _BOUNDARIES:
            for formatting in _FORMATTING:
                if formatting in popped and formatting != name:
                    self._push(formatting)

    def _push(self, name: str) -> None:
        if name in _BOUNDARIES:
            self._boundaries.append(len(self._names))
        self._places[name].append(len(self._names))
        self._names.append(name)
        if name in self._matter and name not in self.inside:
            self.inside |= {name}

    def _pop(self) -> str:
        name = self._names.pop()
        self._places[name].pop()
        if name in _BOUNDARIES:
            self._boundaries.pop()
        if name in self.inside and not self._places[name]:
            self.inside -= {name}
        return name
