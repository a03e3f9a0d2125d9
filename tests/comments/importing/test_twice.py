"""Importing twice is importing once, whatever is in the file; each post is there once, as WordPress writes it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from exports import comment, export, item
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from reflectory.comments.importing.wordpress import Import
from reflectory.comments.inbox.store import Inbox

SETTINGS = {"TIMEZONE": "Europe/London"}

texts = st.text(st.sampled_from("ab \n<>&*[]()é😀#-1."), max_size=40).map(
    lambda text: text.replace("]]>", "]]]]><![CDATA[>")  # as WordPress writes it
)
comments = st.builds(
    lambda number, content, state, parent, kind: comment(
        number, content, comment_approved=state, comment_parent=str(parent), comment_type=kind
    ),
    st.integers(1, 6),
    texts,
    st.sampled_from(["1", "1", "1", "0", "spam", "trash", "?"]),
    st.integers(0, 6),
    st.sampled_from(["", "", "comment", "pingback", "note"]),
)
items = st.builds(
    lambda number, content, said, slug, status, kind: item(
        number, content, *said, post_name=slug, status=status, post_type=kind
    ),
    st.integers(1, 4),
    texts,
    st.lists(comments, max_size=5),
    st.sampled_from(["hope", "search", "", "a%20b"]),
    st.sampled_from(["publish", "publish", "draft", "private", "trash"]),
    st.sampled_from(["post", "post", "page", "attachment", "other"]),
)


def quietly(label: str, things: Iterable[Any], length: int) -> Iterable[Any]:
    """Show nothing going by."""
    return things


def imported(site: Path) -> tuple[dict[str, bytes], list[tuple[str, str]], list[Any], list[str]]:
    """Import a site's export; returns every file, what is in the inbox, and what the receipt says."""
    with Inbox(site) as inbox:
        receipt = Import(site, SETTINGS, site / "export.xml", None, inbox).run(quietly)
        held = [(one.public_id, one.body) for one in inbox.find()]
    files = {str(file): file.read_bytes() for file in (site / "content").rglob("*") if file.is_file()}
    return files, held, receipt.items, receipt.amiss


@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@example([item(3, "]]> and on ]]>")])
@example([item(3, "&#1", comment(1, "&#1"))])
@given(st.lists(items, max_size=4, unique_by=lambda one: one.partition("post_id>")[2][:20]))
def test_twice_is_once_and_adds_up(some: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        (site / "export.xml").write_text(export(*some), "utf-8")
        first = imported(site)
        assert first[3] == []
        assert imported(site) == first
