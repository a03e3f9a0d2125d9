"""Entries: what a file may say, and what its author is told."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from reflectory.glossary.entries import Entry, clashes, parse
from reflectory.glossary.languages import lang_of
from reflectory.site.frontmatter import read
from reflectory.site.part import Source

WHOLE = """\
---
term: compassion
forms: [compassionate, compassionately]
except: [compassion fatigue]
part_of_speech: noun
short: Feeling with someone who suffers -- and "wanting" to ease it.
etymology:
  - form: compati
    language: Latin
    meaning: to suffer with
    parts: [{form: com-, meaning: with}, {form: pati, meaning: to suffer}]
  - {form: compassio, language: Late Latin}
first_attested: 14th century
sources: [{title: Online Etymology Dictionary, url: https://www.etymonline.com/, accessed: 2026-01-31}]
see_also: [kindness]
contrast: {with: kindness, says: The one is felt; the other is done.}
sense: in care
default: true
---
The full definition.
"""


def parsed(text: str, slug: str = "compassion") -> tuple[Entry | None, list[tuple[int, str]]]:
    meta = read(text)
    return parse(Source(file=f"content/glossary/{slug}.md", slug=slug, meta=meta, html=meta.body))


def faults(header: str) -> list[tuple[int, str]]:
    """What is wrong with an entry whose lines are ``header``, after a good term and short on lines 2 and 3."""
    return parsed(f"---\nterm: hope\nshort: A word.\n{header}\n---\n")[1]


def entry(slug: str, **more: str) -> Entry:
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    found, wrong = parsed(
        f"---\nterm: {more.get('term', slug)}\nshort: A word.\n{lines.replace('term:', 'title:')}---\n", slug
    )
    assert found, wrong
    return found


def told(*entries: Entry, others: Iterable[str] = ()) -> list[tuple[str, str, str]]:
    return [(wrong.slug, key, message) for wrong, key, message in clashes(entries, others)]


def test_an_entry_is_read_whole() -> None:
    found, wrong = parsed(WHOLE)
    assert found
    assert not wrong
    assert found.forms == ("compassion", "compassionate", "compassionately")
    assert found.exceptions == ("compassion fatigue",)
    assert [(step.form, step.lang) for step in found.etymology] == [("compati", "la"), ("compassio", "la")]
    assert [piece.form for piece in found.etymology[0].parts] == ["com-", "pati"]
    assert found.sources[0].accessed == "2026-01-31"
    assert found.contrast
    assert (found.contrast.slug, found.default, found.label) == ("kindness", True, "compassion (in care)")


def test_an_entry_needs_no_more_than_term_and_short() -> None:
    found, wrong = parsed("---\nterm: hope\nshort: A word.\n---\n")
    assert found
    assert not wrong
    assert found.label == "hope"


def test_the_short_definition_gets_typographic_signs() -> None:
    found, _ = parsed(WHOLE)
    assert found
    assert found.short == "Feeling with someone who suffers — and “wanting” to ease it."


def test_the_term_is_its_own_first_form_and_no_form_stands_twice() -> None:
    found = entry("hope", forms="[hopes, hope, hopes]")
    assert found.forms == ("hope", "hopes")


@pytest.mark.parametrize(
    ("header", "line", "message"),
    [
        ("form: [hopes]", 4, "“form” is no key of an entry; did you mean “forms”?"),
        ("zzz: 1", 4, "“zzz” is no key of an entry; remove it."),
        ("forms: hopes", 4, "“forms” should be a list of words, such as [hopes]."),
        ("forms:\n  - hopes\n  - {a: b}", 6, "“forms” should be a list of words; this is “a”."),
        ("forms: [hopes, true]", 4, "“forms” should be a list of words; this is “true”."),
        ("except: kind of", 4, "“except” should be a list of words, such as [kind of]."),
        ("part_of_speech: [noun]", 4, "“part_of_speech” should be text, not a list; write it as one value."),
        ("first_attested: true", 4, "“first_attested” should be text; put quotation marks around true."),
        ("default: yes", 4, "“default” is “yes”; it should be true or false."),
        ("see_also: hope", 4, "“see_also” should be a list of words, such as [hope]."),
        ("etymology: Latin", 4, "“etymology” should be a list of steps, each with form and language."),
        ("etymology: [passus]", 4, "“etymology” should be a list of steps, each with form and language; this is “passus”."),
        (
            "etymology:\n  - {form: pati, language: Latin}\n  - form: passus\n    meaning: suffered",
            6,
            "etymology needs “language” for the form “passus”; add it or remove the step.",
        ),
        (
            'etymology: [{form: passus, language: ""}]',
            4,
            "etymology needs “language” for the form “passus”; add it or remove the step.",
        ),
        (
            "etymology: [{language: Latin}]",
            4,
            "etymology needs “form” (the word as it was) in every step; add it or remove the step.",
        ),
        (
            "etymology:\n  - form: [a]\n    language: Latin",
            5,
            "“form” should be text, not a list; write it as one value.",
        ),
        (
            "etymology:\n  - form: a\n    langauge: Latin\n    language: Latin",
            6,
            "“langauge” is no key of a step of the etymology; did you mean “language”?",
        ),
        ("etymology: [{form: a, language: Latin, parts: com}]", 4, "“parts” should be a list, each with form and meaning."),
        (
            "etymology: [{form: a, language: Latin, parts: [{meaning: with}]}]",
            4,
            "every one of “parts” needs “form”; add it or remove the part.",
        ),
        ("sources: [{url: https://example.org}]", 4, "every one of “sources” needs “title”; add it or remove the source."),
        ("sources: [OED]", 4, "“sources” should be a list of sources, each with title and url; this is “OED”."),
        ("contrast: kindness", 4, "“contrast” needs two keys: with (an entry) and says (what tells them apart)."),
        ("contrast: {with: kindness}", 4, "“says” is missing; it is a sentence on what tells the two apart."),
        ("contrast: {says: x}", 4, "“with” is missing; it is the entry that this one is read against."),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_the_remedy(header: str, line: int, message: str) -> None:
    assert faults(header) == [(line, message)]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "www.etymonline.com", "https://", "http:// a.org", "//a.org"])
def test_a_source_links_only_to_the_web(url: str) -> None:
    [(line, message)] = faults(f'sources:\n  - title: A\n    url: "{url}"')
    assert line == 6
    assert message == (
        f"the address “{url}” should begin with https:// or http:// and hold no spaces; correct it or remove it."
    )


def test_what_is_missing_is_told_by_its_name() -> None:
    found, wrong = parsed("---\nforms: [hopes]\n---\n")
    assert found is None
    assert [message for _, message in wrong] == [
        "“term” is missing; it is the word itself.",
        "“short” is missing; it is one sentence that says what the word means.",
    ]


def test_an_empty_value_is_missing() -> None:
    assert [line for line, _ in parsed("---\nshort: A word.\nterm:\n---\n")[1]] == [3]


def test_everything_wrong_with_a_file_is_told_at_once() -> None:
    wrong = faults("form: x\ndefault: maybe\nsources: [{url: ftp://a}]\netymology: [{form: a}, {language: Latin}]")
    assert [line for line, _ in wrong] == [4, 7, 7, 6, 6, 5]


def test_a_header_of_nothing_is_no_crash() -> None:
    assert parsed("Some text without a header.")[0] is None


def test_names_of_entries_that_do_not_exist_are_told_with_the_nearest() -> None:
    wrong = told(entry("kindness", see_also="[empaty, zebra]"), entry("empathy"))
    assert wrong == [
        ("kindness", "see_also", "see_also names “empaty”, which is no entry; did you mean “empathy”?"),
        ("kindness", "see_also", "see_also names “zebra”, which is no entry; write it, or remove the name."),
    ]


def test_a_contrast_needs_an_entry() -> None:
    [(slug, key, message)] = told(entry("kindness", contrast="{with: hop, says: x}"), entry("hope"))
    assert (slug, key) == ("kindness", "contrast")
    assert message == "contrast names “hop”, which is no entry; did you mean “hope”?"


def test_mutual_names_are_welcome() -> None:
    assert told(entry("a", see_also="[b]"), entry("b", see_also="[a]", contrast="{with: a, says: x}")) == []


def test_a_broken_entry_may_be_named() -> None:
    assert told(entry("a", see_also="[b]"), others=["b"]) == []


def test_a_shared_form_without_senses_is_told_to_both() -> None:
    wrong = told(entry("patient"), entry("patience", forms="[Patient]"))
    assert [(slug, key) for slug, key, _ in wrong] == [("patient", "forms"), ("patience", "forms")]
    assert wrong[0][2] == (
        "the form “patient” belongs to content/glossary/patience.md too; "
        "give both a “sense”, or take the form out of one."
    )


def test_a_shared_form_with_one_sense_is_told_to_the_other() -> None:
    assert [slug for slug, _, _ in told(entry("patient", sense="a person"), entry("calm", term="patient"))] == ["calm"]


def test_entries_with_different_senses_may_share_a_form() -> None:
    person, calm = entry("patient", sense="a person", default="true"), entry("calm", term="patient", sense="calm")
    assert told(person, calm) == []


def test_equal_senses_are_told() -> None:
    [(slug, key, message)] = told(entry("patient", sense="a person"), entry("calm", term="patient", sense="A person"))
    assert (slug, key) == ("calm", "sense")
    assert message == (
        "“A person” is the sense of content/glossary/patient.md too, which shares the form “patient”; change one."
    )


def test_two_defaults_are_told() -> None:
    first = entry("patient", sense="a person", default="true")
    [(slug, key, message)] = told(first, entry("calm", term="patient", sense="calm", default="true"))
    assert (slug, key) == ("calm", "default")
    assert "content/glossary/patient.md" in message


@pytest.mark.parametrize(
    ("language", "tag"),
    [
        ("Latin", "la"),
        ("Late Latin", "la"),
        ("Old French", "fro"),
        ("Anglo-Norman", "xno"),
        ("Middle English", "enm"),
        ("Old English", "ang"),
        ("Greek", "grc"),
        (" ancient GREEK ", "grc"),
        ("Old Norse", "non"),
        ("Hebrew", "he"),
        ("Klingon of the north", ""),
    ],
)
def test_a_language_known_by_name_has_its_tag(language: str, tag: str) -> None:
    assert lang_of(language) == tag
