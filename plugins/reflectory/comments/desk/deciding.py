"""The forms of the desk: what each does, and what the next page says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, request

from reflectory.comments.desk import reading
from reflectory.comments.desk.desk import Desk
from reflectory.comments.desk.guard import here, own_address
from reflectory.comments.desk.sessions import Notice
from reflectory.comments.inbox.records import InboxError
from reflectory.comments.inbox.states import State
from reflectory.comments.persons import Kind

_MOST = 1_000
_LONGEST_NOTE = 200

_DONE = {
    State.APPROVED: ("approved", "Readers see it once you publish.", "Readers see them once you publish."),
    State.DECLINED: ("declined", "It is not published.", "They are not published."),
    State.SPAM: ("marked as spam", "It is deleted in its time.", "They are deleted in their time."),
    State.PENDING: ("held again", "It is back in the queue.", "They are back in the queue."),
}


def install(app: Flask, desk: Desk) -> None:
    """Add what the forms do to an application."""
    _install_the_queue(app, desk)
    _install_a_comment(app, desk)
    _install_publishing(app, desk)


def _install_the_queue(app: Flask, desk: Desk) -> None:
    @app.post("/decide")
    def decide() -> Response:
        numbers = [int(one) for one in request.form.getlist("number") if one.isascii() and one.isdigit()][:_MOST]
        after = request.form.get("after", "")
        if after not in _DONE:
            return _back(Notice("Nothing was decided: the form said not what.", is_problem=True))
        if not numbers:
            return _back(Notice("Nothing was decided: tick the comments that you mean first.", is_problem=True))
        why = " ".join(request.form.get("why", "").split())[:_LONGEST_NOTE]
        return _back(_tried(lambda: _decided(desk, numbers, State(after), why)))

    @app.post("/undo")
    def undo() -> Response:
        batch = request.form.get("batch", "")
        number = int(batch) if batch.isascii() and batch.isdigit() else desk.inbox.latest(desk.who)
        return _back(_tried(lambda: _undone(desk, number)))


def _install_a_comment(app: Flask, desk: Desk) -> None:
    @app.post("/comments/<int:number>/reply")
    def reply(number: int) -> Response:
        body = _text("body")
        if not body.strip():
            return _back(Notice("The answer is empty, so that nothing was sent.", number=number, is_problem=True))
        return _back(_tried(lambda: _replied(desk, number, body, request.form.get("key", "")[:64])))

    @app.post("/comments/<int:number>/edit")
    def change(number: int) -> Response | str:
        held = reading.get(desk, number)
        body, note = _text("body"), " ".join(_text("note").split())[:_LONGEST_NOTE]
        keep = request.form.get("original") != "destroy"
        problem = _problem_with(body, request.form.get("seen", "") == reading.seen(held))
        if "take" in request.form.getlist("do") or problem:
            body = body if problem else _without(body, request.form.getlist("take"))
            return reading.edit_page(desk, held, body=body, note=note, keep=keep, problem=problem)
        return _back(_tried(lambda: _redacted(desk, number, body, note, keep)))

    @app.post("/comments/<int:number>/restore")
    def restore(number: int) -> Response:
        def restored() -> Notice:
            desk.restore(number)
            return Notice("The comment’s own text is back.", number=number)

        return _back(_tried(restored))


def _install_publishing(app: Flask, desk: Desk) -> None:
    @app.post("/publish")
    def publish() -> Response:
        if desk.heal():
            desk.publisher.publish()
        return cast(Response, redirect("/publish", 303))

    @app.post("/heal")
    def heal() -> Response:
        return _back(Notice("The archives are as you decided.") if desk.heal() else None)


def _decided(desk: Desk, numbers: list[int], after: State, why: str) -> Notice:
    batch = desk.decide(numbers, after, why)
    done, one, several = _DONE[after]
    if not batch:
        return Notice(f"Nothing had to be done: {_counted(len(numbers))} {done} already.")
    count = len(desk.inbox.made(batch))
    number = numbers[0] if count == 1 else 0
    return Notice(f"{_counted(count).capitalize()} {done}. {one if count == 1 else several}", batch, number)


def _undone(desk: Desk, batch: int) -> Notice:
    numbers = desk.undo(batch)
    some = [desk.inbox.get(number) for number in numbers]
    edited = (
        " Its text is as you edited it; its page can put the original back." if any(h.original for h in some) else ""
    )
    return Notice(f"Undone: {_counted(len(numbers))} as before.{edited}", number=numbers[0] if len(numbers) == 1 else 0)


def _replied(desk: Desk, number: int, body: str, key: str) -> Notice:
    batch = desk.reply(number, body, key)
    if not batch:
        return Notice("This answer was sent already.", number=number)
    return Notice("The comment and your answer are approved. Readers see them once you publish.", batch, number)


def _redacted(desk: Desk, number: int, body: str, note: str, keep: bool) -> Notice:
    batch = desk.redact(number, body, note=note, keep_original=keep)
    held = desk.inbox.get(number)
    kept = "the original is kept privately for a while" if held.original else "no other text of it is kept"
    return Notice(f"The comment is approved as you edited it; {kept}. Readers see it once you publish.", batch, number)


def _tried(act: Callable[[], Notice]) -> Notice:
    """Do something; what cannot be done is said in the inbox's own sentence."""
    try:
        return act()
    except InboxError as error:
        return Notice(f"Nothing was changed: {error}", is_problem=True)


def _back(notice: Notice | None) -> Response:
    """Return to the page that the form stood on, which says what was done."""
    back = own_address(request.form.get("back", "/")).partition("#")[0]
    parts = urlsplit(back)
    kept = "&".join(one for one in parts.query.split("&") if one and not one.startswith("said="))
    said = f"said={here().say(notice)}" if notice else ""
    query = "&".join(filter(None, [kept, said]))
    return cast(Response, redirect(f"{parts.path}?{query}" if query else parts.path, 303))


def _text(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n")


def _problem_with(body: str, as_seen: bool) -> str:
    if not as_seen:
        return "Somebody changed this comment’s text meanwhile. Compare it with yours below, then approve again."
    return "" if body.strip() else "The text is empty. Write what should be published, or decline the comment."


def _without(body: str, taken: list[str]) -> str:
    """Return a text in which a note stands for each thing to take out, ``kind:text``, wherever it stands."""
    for one in sorted(taken, key=len, reverse=True):
        kind, _, place = one.partition(":")
        if place and kind in Kind.__members__:
            body = body.replace(place.replace("\r\n", "\n"), f"[{Kind[kind]} removed]")
    return body


def _counted(count: int) -> str:
    return "1 comment is" if count == 1 else f"{count} comments are"
