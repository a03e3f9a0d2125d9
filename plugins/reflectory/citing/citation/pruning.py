"""Styles of the Citation Style Language without what no blog post asks of them.

A style has branches for dozens of kinds of works and names a hundred variables, and a processor walks through all of it
for each work. What is the same for every work that we cite is decided once here. One work gives the same reference with
it and without (the rules are those of https://docs.citationstyles.org/en/stable/specification.html).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from reflectory.citing.citation.processor import CITED

TYPE = "post-weblog"
"""The type of every work, as CSL-JSON calls it."""

VARIABLES = CITED.union(
    "URL accessed title-short container-title-short".split(),
    "locator year-suffix citation-number citation-label first-reference-note-number".split(),
)
"""What a work may have, or a citation; every other variable is empty."""

_CSL = "{http://purl.org/net/xbiblio/csl}"
_CONDITIONS = f"{_CSL}if", f"{_CSL}else-if"


@cache
def pruned(style: Path) -> str:
    """Return a style, given as its file, as XML that does for one blog post what the whole would."""
    root = etree.parse(style, etree.XMLParser(remove_comments=True)).getroot()
    _for_one_work(root)
    _Pruning(root)()
    return str(etree.tostring(root, encoding="unicode"))


def _for_one_work(root: Any) -> None:
    """Remove what concerns lists of several works: their order, and what tells them apart."""
    for sort in list(root.iter(f"{_CSL}sort")):
        _remove(sort)
    for citation in root.iter(f"{_CSL}citation"):
        for name in list(citation.attrib):
            if name.startswith(("disambiguate", "givenname", "collapse")):
                del citation.attrib[name]


class _Pruning:
    """Prunes a style's layouts and the macros that they use; what they do not use is removed."""

    def __init__(self, root: Any) -> None:
        self._layouts = list(root.iter(f"{_CSL}layout"))
        self._macros = {macro.get("name"): macro for macro in root.iter(f"{_CSL}macro")}
        self._lost: dict[str, bool] = {}  # by macro that is used: see _inside

    def __call__(self) -> None:
        for layout in self._layouts:
            self._inside(layout)
        for name, macro in self._macros.items():
            if name not in self._lost or not len(macro):
                _remove(macro)

    def _inside(self, parent: Any) -> bool:
        """Prune what is in an element; returns whether it lost a variable that is always empty."""
        return self._all(list(parent))

    def _all(self, elements: list[Any]) -> bool:
        lost = [self._one(element) for element in elements]
        return any(lost)

    def _one(self, element: Any) -> bool:
        if element.tag == f"{_CSL}choose":
            return self._choose(element)
        if element.tag == f"{_CSL}group":
            lost = self._inside(element)
            # A group is left out where it names variables and all of them are empty.
            is_empty = not len(element) or (lost and not self._has_variables(element))
        elif name := element.get("macro"):
            lost = self._macro(name)
            is_empty = not len(self._macros[name])
        else:
            lost = is_empty = self._is_empty(element)
        if is_empty:
            _remove(element)
        return lost

    def _macro(self, name: str) -> bool:
        if name not in self._lost:
            self._lost[name] = self._inside(self._macros[name])
        return self._lost[name]

    def _is_empty(self, element: Any) -> bool:
        """Whether an element shows variables that are always empty, and nothing in their place."""
        if not element.get("variable") or not VARIABLES.isdisjoint(element.get("variable").split()):
            return False
        for substitute in element.findall(f"{_CSL}substitute"):
            self._inside(substitute)
            if len(substitute):
                return False
        return True

    def _has_variables(self, element: Any) -> bool:
        inner = [one for one in element.iter() if one.tag not in _CONDITIONS]
        macros = [self._macros[one.get("macro")] for one in inner if one.get("macro")]
        return any(one.get("variable") for one in inner) or any(map(self._has_variables, macros))

    def _choose(self, choose: Any) -> bool:
        """Keep the branches that may be taken; one that is taken in any case stands in the place of them all."""
        decided = None
        for branch in list(choose):
            is_taken = _decided(branch) if decided is None else False
            if is_taken is False:
                choose.remove(branch)
            decided = branch if is_taken else decided
        if not len(choose) or choose[0] is not decided:
            return self._undecided(choose, decided)
        children = list(decided)
        for child in children:
            choose.addprevious(child)
        _remove(choose)
        return self._all(children)

    def _undecided(self, choose: Any, last: Any) -> bool:
        for branch in choose:
            branch.tag = _CONDITIONS[0 if branch is choose[0] else 1]
        if last is not None:
            last.tag = f"{_CSL}else"
            last.attrib.clear()
        lost = [self._inside(branch) for branch in choose]
        if not any(len(branch) for branch in choose):
            _remove(choose)
        return any(lost)


def _decided(branch: Any) -> bool | None:
    """Return whether a branch is taken, ``None`` where that depends on the work; what is known of it is removed."""
    if branch.tag not in _CONDITIONS:
        return True
    match, is_open = str(branch.get("match", "all")), False
    for test in [name for name in branch.attrib if name != "match"]:
        unknown = []
        for value in branch.get(test).split():
            holds = _holds(test, value)
            if holds is None:
                unknown.append(value)
            elif holds != (match == "all"):
                return match == "any"
        branch.set(test, " ".join(unknown))
        if not unknown:
            del branch.attrib[test]
        is_open = is_open or bool(unknown)
    return None if is_open else match != "any"


def _holds(test: str, value: str) -> bool | None:
    if test == "type":
        return value == TYPE
    if test in ("variable", "is-numeric", "is-uncertain-date") and value not in VARIABLES:
        return False
    return None


def _remove(element: Any) -> None:
    element.getparent().remove(element)
