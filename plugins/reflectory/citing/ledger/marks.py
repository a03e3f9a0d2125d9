"""What the ledger adds to a body: ids, anchors of what was merged, and notes where something is gone."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator

from markupsafe import escape

from reflectory.citing.ledger.blocks import WHOLE, Body
from reflectory.citing.ledger.placing import Placed, stood_after
from reflectory.citing.ledger.record import Gone
from reflectory.site.html import Edit


def edits(body: Body, placed: Placed, note: Callable[[Gone], str], length: int) -> Iterator[Edit]:
    """Yield the insertions for a page.

    Args:
        body: the blocks.
        placed: their ids.
        note: returns what a reader is told of something that is gone, as HTML.
        length: of the whole body, in characters.
    """
    for block, name, also in zip(body.blocks, placed.ids, placed.also, strict=True):
        anchors = "".join(f'<span class="place" id="{escape(one)}"></span>' for one in also)
        if not block.own:
            at = block.start + 1 + len(block.kind)
            yield Edit(at, at, 0, f' id="{name}"')
        if anchors:  # nothing but its own may begin a table or a figure
            at = block.start if block.kind in WHOLE else block.end
            yield Edit(at, at, 0, anchors)
    yield from _notes(body, placed, note, length)


def _notes(body: Body, placed: Placed, note: Callable[[Gone], str], length: int) -> Iterator[Edit]:
    """Yield the notes, each behind the outermost element in which stood what was before it."""
    for one, number in zip(placed.gone, stood_after(placed), strict=True):
        before = body.blocks[number].top if number >= 0 else -1
        following = bisect_right(body.tops, before)
        at = body.tops[following] if following < len(body.tops) else length
        yield Edit(at, at, 0, note(one))  # a term that ends here is closed first: “</a>” comes before “<p”


def notes(text: Callable[[Gone], str], lang: str) -> Callable[[Gone], str]:
    """Return what makes a note of something that is gone; ``lang`` is the note's, where that of the page is another."""
    attributes = f' lang="{escape(lang)}"' if lang else ""
    return lambda one: f'<p class="gone" id="{escape(one.id)}"{attributes}>{text(one)}</p>\n'
