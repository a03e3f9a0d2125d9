"""The pages that show something; none of them changes anything, however often and from wherever it is asked for."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Flask, abort, render_template, request

from reflectory.comments.desk.asking import MARKS, Filter
from reflectory.comments.desk.desk import EDITED, Desk, new_key
from reflectory.comments.desk.guard import here
from reflectory.comments.desk.views import STATES, items, past, queue
from reflectory.comments.inbox.records import Held, InboxError
from reflectory.comments.inbox.states import State

DECLINE = ("It may identify a person", "It is not about the essay", "It would hurt somebody", "It advertises")
"""Reasons for declining that the desk proposes; any other may be written."""


def install(app: Flask, desk: Desk) -> None:
    """Add the desk's pages to an application."""

    @app.context_processor
    def common() -> dict[str, Any]:
        return {"desk": desk, "new_key": new_key, "decline_reasons": DECLINE}

    @app.get("/")
    def held() -> str:
        view = queue(desk, Filter.read(request.args))
        return page("desk/queue.html", view=view, marks=MARKS, back=view.filter.address())

    @app.get("/comments/<int:number>")
    def comment(number: int) -> str:
        found = get(desk, number)
        (item,) = items(desk, [found])
        return page(
            "desk/comment.html",
            item=item,
            past=past(desk, found.history),
            undo=_to_undo(found),
            back=f"/comments/{number}",
        )

    @app.get("/comments/<int:number>/edit")
    def edit(number: int) -> str:
        found = get(desk, number)
        if found.state is State.WITHDRAWN:
            abort(404)
        return edit_page(desk, found, body=found.body, note=found.edited or EDITED, keep=True)

    @app.get("/publish")
    def publishing() -> str:
        return page("desk/publish.html", publisher=desk.publisher)


def page(template: str, **view: Any) -> str:
    """Return a page with what was done just before, as its address says."""
    said = request.args.get("said", "")
    notice = here().notices.get(int(said)) if said.isascii() and said.isdigit() and len(said) < 8 else None
    return render_template(template, notice=notice, csrf=here().csrf, states=STATES, **view)


def get(desk: Desk, number: int) -> Held:
    """Return a comment; without one there is no such page."""
    try:
        return desk.inbox.get(number)
    except InboxError:
        abort(404)


def edit_page(desk: Desk, held: Held, *, body: str, note: str, keep: bool, problem: str = "") -> str:
    """Return the form in which a comment's text is changed before it is published."""
    (item,) = items(desk, [held])
    found = {(body[mark.start : mark.end], mark.kind): mark for mark in desk.marker.found(body)}
    return page(
        "desk/edit.html",
        item=item,
        body=body,
        marked=desk.marker.source(body),
        found=list(found.values()),
        seen=seen(held),
        note=note,
        keep=keep,
        problem=problem,
    )


def seen(held: Held) -> str:
    """Return what stands for the text that somebody has before them, so that no later one is overwritten."""
    return hashlib.sha256(held.body.encode()).hexdigest()[:16]


def _to_undo(held: Held) -> int:
    """Return the decision that stands and may be taken back at the desk, 0 if there is none."""
    standing = [one for one in held.history if not one.undone]
    return standing[-1].batch if standing and standing[-1].after is not State.WITHDRAWN else 0
