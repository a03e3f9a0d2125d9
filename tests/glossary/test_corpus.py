"""Which words become terms: readable cases, each an input, a dot and what comes of it.

In the expected HTML ``<a compassion>`` stands for the whole opening tag of a term whose id is ``term-compassion``;
another id is named after ``#``.
"""

from __future__ import annotations

import re

import docutils.core
import pytest
from glossary_words import MATCHER, entry
from markdown import markdown

from reflectory.glossary.marks import Marks, Wishes, edits, mark
from reflectory.glossary.matcher import Matcher
from reflectory.glossary.options import ALL, FIRST, PER_SECTION
from reflectory.site.html import splice
from sites import ROOT

CASES = [
    pytest.param(title, given, wanted, id=f"{file.stem}: {title}")
    for file in sorted((ROOT / "tests" / "fixtures" / "terms").glob("*.md"))
    for title, given, wanted in re.findall(r"([^\n]+)\n\.\n(.*?)\n\.\n(.*?)\n\.\n", file.read_text("utf-8"), re.S)
]


def linked(html: str, marks: Marks, matcher: Matcher = MATCHER) -> str:
    """HTML with terms in their short form."""
    full = splice(html, edits(marks, {slug: f"<a {slug}{{id}}>" for slug in matcher.entries}, with_ids=True))
    return re.sub(r'<a ([\w-]+) id="([\w-]+)">', lambda tag: f"<a {tag[1]}{_other_id(tag[1], tag[2])}>", full)


def _other_id(slug: str, name: str) -> str:
    return "" if name == f"term-{slug}" else f"#{name}"


@pytest.mark.parametrize(("title", "given", "wanted"), CASES)
def test_the_corpus(title: str, given: str, wanted: str) -> None:
    assert linked(given, mark(given, MATCHER, Wishes())) == wanted, title


def test_the_corpus_is_read() -> None:
    assert len(CASES) > 35


SECTIONS = "<p>care, care</p><h2>x</h2><p>care</p><h3>y</h3><p>care</p>"


@pytest.mark.parametrize(("link", "count"), [(FIRST, 1), (PER_SECTION, 3), (ALL, 4), ("", 0)])
def test_how_many_uses_become_terms_is_a_setting(link: str, count: int) -> None:
    places = mark(SECTIONS, MATCHER, Wishes(link)).places
    assert [place.id for place in places] == ["term-care", "term-care-2", "term-care-3", "term-care-4"][:count]


def test_an_essay_may_skip_a_word() -> None:
    marks = mark("<p>care and kindness</p>", MATCHER, Wishes(skip=frozenset({"care"})))
    assert marks.slugs == ("kindness",)
    assert marks.suppressed == (("care", "the essay skips it"),)


def test_an_essay_may_choose_a_sense() -> None:
    assert mark("<p>patient</p>", MATCHER, Wishes(sense={"patient": "patience"})).slugs == ("patience",)


def test_without_a_default_a_shared_form_is_not_linked() -> None:
    assert not mark("<p>I object.</p>", MATCHER, Wishes()).places
    assert mark("<p>[[object|object-verb]]</p>", MATCHER, Wishes()).slugs == ("object-verb",)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("<p>[[nonsense]]</p>", "no entry is called “nonsense”"),
        ("<p>[[object]]</p>", "“object” may mean object-noun or object-verb"),
        ("<p>[[a <em>b|care]] c</em></p>", "it begins and ends in different formatting"),
    ],
)
def test_a_mark_that_leads_nowhere_is_a_fault(given: str, fault: str) -> None:
    assert fault in mark(given, MATCHER, Wishes()).faults[0][1]


def test_a_place_knows_its_sentence() -> None:
    marks = mark("<p>One. Then came &quot;kindness&quot;, at last. Three.</p>", MATCHER, Wishes())
    assert marks.places[0].sentence == 'Then came "kindness", at last.'


def test_markdown_and_restructuredtext_are_served_alike() -> None:
    text = "Of *kindness*.\n\n> care\n\n``compassion``\n"
    rst = docutils.core.publish_parts(text.replace("> care", "  care"), writer="html4")["body"]
    for html in (markdown(text.replace("``", "`")), rst):
        assert mark(html, MATCHER, Wishes()).slugs == ("kindness",)


def test_five_hundred_entries_are_found_at_once() -> None:
    many = Matcher([entry(f"wort{number}") for number in range(500)])
    html = "".join(f"<p>Then wort{number} came.</p>" for number in range(500))
    assert len(mark(html, many, Wishes()).places) == 500
