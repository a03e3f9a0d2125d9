"""Archives give back every text that was put into them, whatever signs it is made of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflectory.comments import harmless
from reflectory.comments.archiving import changed
from reflectory.site.frontmatter import read_yaml

TEXTS = st.text(
    st.one_of(st.sampled_from("ab \n#:-|>'\"\t\u00a0\ufeff😀é~"), st.characters(codec="utf-8")), max_size=60
).map(lambda text: harmless.source(text).replace("\x85", " "))


def row(body: str, author: str = "A Reader", number: str = "1") -> dict[str, str]:
    return {"id": number, "author": author, "date": "2013-01-06T18:12:00Z", "body": body}


@settings(max_examples=500, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_every_text_comes_back(author: str, body: str, other: str) -> None:
    first = row(body.strip("\n") + "\n", author.replace("\n", " "))
    second = row(other.strip("\n") + "\n", number="2")
    text = changed(changed("", put=[first]), put=[second])
    assert read_yaml(text).values["comments"] == [first, second]


@pytest.mark.parametrize("body", ["\n", " \n", "\u00a0\n", "  indented\nand not\n", "\tx\n", "😀\nx\n"])
def test_awkward_beginnings_come_back(body: str) -> None:
    assert read_yaml(changed("", put=[row(body), row(body, number="2")])).values["comments"][1]["body"] == body


def test_a_plain_text_is_a_block_that_can_be_read() -> None:
    assert changed("", put=[row("One.\n\nTwo 😀.\n")]).endswith("body: |\n      One.\n\n      Two 😀.\n")
