"""Typography is typogrify's, only sooner."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflectory.site import typesetting

SIGNS = st.text(alphabet="ab1 s\n'\"-.\\`&;quot<>/p", max_size=30)


def untouched() -> ModuleType:
    """A copy of smartypants as it comes."""
    found = importlib.util.find_spec("smartypants")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


PLAIN = untouched()


@pytest.mark.parametrize("name", typesetting.SIGNS)
@given(text=SIGNS)
def test_a_step_that_is_spared_would_have_changed_nothing(name: str, text: str) -> None:
    step = getattr(PLAIN, name)
    assert typesetting.spared(step, typesetting.SIGNS[name])(text) == step(text)


@given(text=st.text(alphabet="ab1 s\n\u00a0'\"-.,()[{&;nbsp#8211mdah!?é", max_size=60))
def test_quotation_marks_are_turned_as_they_would_be(text: str) -> None:
    assert typesetting.by_word(PLAIN.convert_quotes)(text) == PLAIN.convert_quotes(text)


@given(text=SIGNS)
def test_the_whole_is_what_smartypants_makes(text: str) -> None:
    settings = {
        typesetting.TYPOGRIFY: True,
        "TYPOGRIFY_IGNORE_TAGS": [],
        "TYPOGRIFY_OMIT_FILTERS": ["amp", "caps", "initial_quotes", "widont"],
        "TYPOGRIFY_DASHES": "default",
    }
    assert typesetting.Typesetter(settings)(text) == PLAIN.smartypants(text, PLAIN.Attr.set1 | PLAIN.Attr.w)
