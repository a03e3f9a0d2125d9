"""What a browser is told while it shows a page, as server-sent events.

The format is that of https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from reflectory.building.preview import problems
from reflectory.building.preview.board import Board
from reflectory.building.preview.pages import Pages, Seen, with_script

HEARTBEAT = 15.0
"""Seconds of silence after which a word is sent, so that a browser that has gone is noticed."""

RETRY = 500
"""Milliseconds after which a browser looks again for a preview that has ended."""


def events(pages: Pages, board: Board, path: str, seen: Seen) -> Iterator[str]:
    """Yield what a browser that shows the page at ``path`` as in ``seen`` is told, for ever.

    ``page``: the page has changed, from this HTML to that. ``styles``: its style sheets have. ``reload``: something
    else has that it shows, or nobody knows what. ``problems``: the HTML that tells what is wrong, "" where nothing is.
    """
    yield f"retry: {RETRY}\n\n"
    before: bytes | None = None
    while True:
        builds, wrong = board.latest
        after = pages.plain(path).content
        now = pages.seen(path, after)
        yield from _changes(seen, now, before, after)
        seen, before = now, after
        if not pages.never_built:  # else the page itself tells what is wrong
            yield _event("problems", problems.panel(wrong))
        while not board.wait(builds, HEARTBEAT):
            yield ": still here\n\n"


def _changes(seen: Seen, now: Seen, before: bytes | None, after: bytes) -> Iterator[str]:
    if now.others != seen.others or (now.page != seen.page and before is None):
        yield _event("reload")
        return
    if now.page != seen.page and before is not None:
        versions = {"before": _text(before, seen), "after": _text(after, seen)}
        yield _event("page", versions, now)
    if now.styles != seen.styles:
        yield _event("styles", seen=now)


def _text(content: bytes, seen: Seen) -> str:
    """Return a page as the browser has it: with our script, in both versions the same."""
    return with_script(content, seen).decode(errors="replace")


def _event(name: str, data: object = None, seen: Seen | None = None) -> str:
    """Return an event; its id, where it has one, is how the browser has the page then, and names when it comes back."""
    identity = f"id: {seen}\n" if seen else ""
    return f"{identity}event: {name}\ndata: {json.dumps(data)}\n\n"
