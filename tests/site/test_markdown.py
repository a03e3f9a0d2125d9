"""What we change in Python-Markdown changes no text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown
from markdown.inlinepatterns import SimpleTagInlineProcessor
from markdown.treeprocessors import InlineProcessor

from reflectory.site.markdown import AlignClasses, leaves_plain_lines, spare_plain_texts
from sites import Built, essay

EXTENSIONS = ["markdown.extensions.extra", "markdown.extensions.sane_lists"]
PIECES = ["word ", "it's", "*a*", "_b_", "`c`", "[d](e)", "![f](g)", "<h@i.j>", "https://k.l ", "&amp;", "\\*", "  \n",
          "\n\n", "\n", "- ", "# ", "> ", "1. ", "[^m]", "\n\n[^m]: n\n\n", "| o | p |\n|---|---|\n| q | r |\n", ": ", "~", "=",
          "*[HTML]: x\n\n", "HTML ", "{#s}", "<b>", "</b>", "    ", "\ttab"]  # fmt: skip


def spared(**options: object) -> Markdown:
    converter = Markdown(**{"extensions": EXTENSIONS, **options})
    spare_plain_texts(converter)
    return converter


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_a_text_that_is_spared_would_not_have_changed(text: str) -> None:
    assert spared().convert(text) == Markdown(extensions=EXTENSIONS).convert(text)


@pytest.mark.parametrize("text", ["Plain words.", "Two\nlines."])
def test_plain_texts_are_not_looked_through(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> str:
        raise AssertionError(args)

    converter = spared()
    monkeypatch.setattr(InlineProcessor, "_InlineProcessor__applyPattern", refuse)
    assert converter.convert(text) == f"<p>{text}</p>"


def test_a_pattern_of_somebody_elses_is_tried_on_every_text() -> None:
    converter = Markdown(extensions=EXTENSIONS)
    converter.inlinePatterns.register(SimpleTagInlineProcessor(r"()~~(.*?)~~", "del"), "strike", 60)
    spare_plain_texts(converter)
    assert converter.convert("~~gone~~") == "<p><del>gone</del></p>"


@pytest.mark.parametrize("name", ["smarty", "nl2br", "wikilinks", "legacy_attrs"])
def test_an_extension_that_is_not_known_may_change_plain_lines(name: str) -> None:
    assert leaves_plain_lines(spared(extensions=[*EXTENSIONS, "codehilite", "toc", AlignClasses()]))
    assert not leaves_plain_lines(spared(extensions=[*EXTENSIONS, name]))


def test_a_summary_is_read_by_the_extensions_of_the_site(build_site: Callable[..., Built]) -> None:
    source = essay(summary="A -- b")
    smarty = {"MARKDOWN": {"extensions": [*EXTENSIONS, "markdown.extensions.smarty"]}, "TYPOGRIFY": False}
    assert "A – b" in build_site({"essays/a.md": source}, **smarty).text("index.html")
