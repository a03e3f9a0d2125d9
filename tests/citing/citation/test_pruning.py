"""A style loses what no blog post asks of it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from reflectory.citing.citation.pruning import pruned

TITLE, YEAR, TERM = '<text variable="title"/>', '<text variable="issued"/>', '<text term="in"/>'
BOOK = '<text variable="edition"/>'
NAMES = '<names variable="editor"><substitute><names variable="author"/></substitute></names>'
EITHER = f'<choose><if locator="page">{TITLE}</if><else>{YEAR}</else></choose>'


def layout(tmp_path: Path, inside: str, macros: str = "") -> str:
    """What a style's layout holds once it is pruned."""
    style = tmp_path / "a.csl"
    style.write_text(
        f'<style xmlns="http://purl.org/net/xbiblio/csl">{macros}<bibliography><sort><key variable="title"/></sort>'
        f"<layout>{inside}</layout></bibliography></style>"
    )
    [found] = etree.fromstring(pruned(style)).iter("{*}layout")
    whole = "".join(etree.tostring(child, encoding="unicode") for child in found)
    return whole.replace(' xmlns="http://purl.org/net/xbiblio/csl"', "")


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (f"{TITLE}{BOOK}", TITLE),
        (f"<group>{TERM}{TITLE}{BOOK}</group>", f"<group>{TERM}{TITLE}</group>"),
        # A group of which every variable is empty is not shown, nor are its words.
        (f"<group>{TERM}{BOOK}</group>{TITLE}", TITLE),
        (f"<group>{TERM}<group>{BOOK}</group></group>{TITLE}", TITLE),
        # A group that names none is; a branch that is not taken names none.
        (f"<group>{TERM}</group>", f"<group>{TERM}</group>"),
        (f'<group>{TERM}<choose><if type="book">{BOOK}</if></choose></group>', f"<group>{TERM}</group>"),
        (f'<choose><if type="book post-weblog" match="any">{TITLE}</if><else>{YEAR}</else></choose>', TITLE),
        (f'<choose><if type="book">{YEAR}</if><else-if variable="edition">{YEAR}</else-if></choose>{TITLE}', TITLE),
        (f'<choose><if type="book" match="none">{TITLE}</if></choose>', TITLE),
        (f'<choose><if type="book">{YEAR}</if><else>{TITLE}</else></choose>', TITLE),
        (EITHER, EITHER),
        (f'<choose><if type="post-weblog" locator="page">{TITLE}</if><else>{YEAR}</else></choose>', EITHER),
        (f'<choose><if type="book">{YEAR}</if>{EITHER[8:-9]}</choose>', EITHER),
        (f'<choose><if locator="page">{TITLE}</if><else-if type="post-weblog">{YEAR}</else-if></choose>', EITHER),
        (f"{TITLE}{NAMES.replace('author', 'translator')}", TITLE),
        (NAMES, NAMES),
    ],
)
def test_what_is_decided_already_is_gone(tmp_path: Path, inside: str, expected: str) -> None:
    assert layout(tmp_path, inside) == expected


def test_a_macro_is_pruned_once_and_goes_where_it_says_nothing(tmp_path: Path) -> None:
    macros = f'<macro name="a">{BOOK}</macro><macro name="b"><group>{TERM}<text macro="a"/>{TITLE}</group></macro>'
    used = '<text macro="b"/>'
    assert layout(tmp_path, f'<group>{TERM}<text macro="a"/></group>{used}{used}', macros) == used * 2
