"""The intake's answers: it takes a comment, shows what became of one, gives a challenge, and does nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, Request, Response, request
from msgspec.structs import replace
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from reflectory.comments import harmless, holding
from reflectory.comments.inbox.publishing import reconcile
from reflectory.comments.inbox.records import Arrival, Held, InboxError
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.intake import headers, sentences
from reflectory.comments.intake.essays import Essays, Known, Listing
from reflectory.comments.intake.limiter import Limiter
from reflectory.comments.intake.notices import Notices
from reflectory.comments.intake.options import IntakeOptions
from reflectory.comments.intake.origins import Origin, judged
from reflectory.comments.intake.pages import Pages
from reflectory.comments.intake.stamps import Pace, Stamps
from reflectory.comments.intake.typed import KIND, FormError, Typed
from reflectory.comments.intake.work import Work
from reflectory.comments.intake.writer import Writer
from reflectory.comments.options import CommentsOptions, chosen
from reflectory.site.errors import ReflectoryError
from reflectory.site.settings import choose

LOG = logging.getLogger("reflectory.intake")

SOURCE = "intake"
TRUSTED = "COMMENTS_TRUST"
"""Who decided, where the practitioner has decided beforehand."""


def most_bytes(max_body: int) -> int:
    """Return how large a form may be: every sign of the longest comment in four bytes, each as ``%AB``."""
    return max_body * 12 + 20_000


@dataclass
class Intake:
    """All that an intake stands on.

    Attributes:
        essays: what is open.
        least: seconds below which a form is sent too quickly.
    """

    inbox: Inbox
    essays: Essays
    options: CommentsOptions
    stamps: Stamps
    limiter: Limiter
    writer: Writer
    notices: Notices
    work: Work = field(default_factory=Work)
    publishing: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def opened(cls, inbox: Inbox, output: Path, settings: Mapping[str, Any], stamps: Stamps) -> Intake:
        """Return an intake of a site whose build is in ``output``."""
        limiter = Limiter(choose(IntakeOptions, settings).rate)
        essays = Essays(output)
        return cls(inbox, essays, chosen(settings), stamps, limiter, Writer(inbox), Notices(inbox, settings))


def create_app(intake: Intake, proxies: int = 0) -> Flask:
    """Return the application.

    Args:
        intake: what it stands on.
        proxies: how many proxies stand before it and say whom they speak for.
    """
    app = Flask(__name__, static_folder=None, template_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = most_bytes(intake.options.max_body)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    desk = _Counter(intake)
    app.add_url_rule("/", "form", desk.form, methods=["GET"])
    app.add_url_rule("/", "take", desk.take, methods=["POST"])
    app.add_url_rule("/status/<status>", "status", desk.status, methods=["GET"])
    app.add_url_rule("/status/<status>", "withdraw", desk.withdraw, methods=["POST"])
    app.add_url_rule("/challenge", "challenge", desk.challenge, methods=["GET"])
    app.register_error_handler(Exception, desk.failed)

    app.after_request(lambda response: headers.careful(response, intake.essays.listing().site.url))
    return app


class _Counter:
    """Where readers come to."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._pages = Pages(intake.options.max_body)

    # Taking

    def form(self) -> Response:
        """Show the form for an answer to a comment, for those without script."""
        listing = self._intake.essays.listing()
        typed = Typed.cleaned({name: request.args.get(name, "") for name in ("essay", "reply_to")})
        known = listing.known.get(typed.essay)
        if known is None:
            return _page(self._pages.message(listing, sentences.nothing(listing)), HTTPStatus.NOT_FOUND)
        if not known.is_open:
            return _page(self._pages.message(listing, sentences.closed(listing, known)), HTTPStatus.FORBIDDEN)
        return _page(self._pages.form(listing, known, typed, sentences.ANSWER, {}))

    def take(self) -> Response:
        """Take a comment, or say why not on a page that keeps what was typed."""
        listing = self._intake.essays.listing()
        typed = _typed(request)
        known = listing.known.get(typed.essay)
        if known is None or not known.is_open:
            said = sentences.closed(listing, known) if known else sentences.unknown(listing)
            status = HTTPStatus.FORBIDDEN if known else HTTPStatus.NOT_FOUND
            return _page(self._pages.typed(listing, typed, said), status)
        return self._refused(listing, known, typed) or self._kept(listing, known, typed)

    def _refused(self, listing: Listing, known: Known, typed: Typed) -> Response | None:
        """Return the page for a comment that is not taken yet, ``None`` for one that is."""
        origin = _origin(request, listing)
        if origin is Origin.FOREIGN:
            return self._read_over(listing, known, typed, sentences.FOREIGN, HTTPStatus.FORBIDDEN)
        wait = self._intake.limiter.wait(request.remote_addr or "")
        if wait:
            page = self._pages.form(listing, known, replace(typed, altcha=""), sentences.too_often(wait), {})
            answer = _page(page, HTTPStatus.TOO_MANY_REQUESTS)
            answer.headers["Retry-After"] = str(wait)
            return answer
        errors = typed.errors(self._intake.options.max_body)
        if errors:
            page = self._pages.form(listing, known, typed, sentences.MENDED, errors)
            return _page(page, HTTPStatus.UNPROCESSABLE_ENTITY)
        if not typed.started:
            return self._read_over(listing, known, typed, sentences.READ_OVER, HTTPStatus.OK)
        pace = self._intake.stamps.pace(typed.started)
        if pace is Pace.GOOD:
            return None
        started = typed.started if pace is Pace.QUICK else ""
        return self._read_over(
            listing, known, replace(typed, started=started), sentences.PACES[pace], HTTPStatus.UNPROCESSABLE_ENTITY
        )

    def _read_over(self, listing: Listing, known: Known, typed: Typed, said: Any, status: HTTPStatus) -> Response:
        """Return the page on which a comment is read over; its form says when it was begun."""
        begun = replace(typed, started=typed.started or self._intake.stamps.started())
        if typed.errors(self._intake.options.max_body):
            return _page(self._pages.form(listing, known, begun, said, {}), status)
        return _page(self._pages.preview(listing, known, begun, said), status)

    def _kept(self, listing: Listing, known: Known, typed: Typed) -> Response:
        """Keep a comment, and lead to its status; what cannot be kept comes back as it was typed."""
        arrival, earlier = self._arrival(listing, known, typed)
        try:
            number = self._intake.writer.add(arrival, earlier)
        except (ReflectoryError, TimeoutError) as error:
            LOG.error("a comment could not be kept: %s", error or "the disk is too slow")
            page = self._pages.form(listing, known, replace(typed, altcha=""), sentences.NOT_KEPT, {})
            return _page(page, HTTPStatus.SERVICE_UNAVAILABLE)
        if arrival.state is State.PENDING and not self._published(number, arrival):
            self._intake.notices.held(number)
        received = self._intake.inbox.get(number).received
        answer = Response(status=HTTPStatus.SEE_OTHER)
        answer.headers["Location"] = f"status/{self._intake.stamps.status(number, received)}"
        return answer

    def _arrival(self, listing: Listing, known: Known, typed: Typed) -> tuple[Arrival, str]:
        """Return a comment as the inbox keeps it, and what it would have been known by some hours ago."""
        intake = self._intake
        author = harmless.name(typed.author)
        signs = holding.Signs(
            known=intake.inbox.has_been_approved(typed.email) if typed.email else None,
            worked=intake.work.done(typed.altcha),
            origin=_origin(request, listing) is Origin.OURS,
            trapped=bool(typed.website),
        )
        now, earlier = intake.stamps.same(str(known.target), author, typed.email.casefold(), typed.body)
        arrival = Arrival(
            target=known.target,
            source=SOURCE,
            source_id=now,
            author=author,
            body=typed.body,
            written=datetime.now(UTC).replace(microsecond=0),
            email=typed.email,
            url=harmless.address(typed.url),
            reply_to=typed.reply_to,
            reasons=holding.reasons(typed.body, author, typed.url, signs, intake.options.hold_words),
            state=State.SPAM if signs.trapped else State.PENDING,
        )
        return arrival, earlier

    def _published(self, number: int, arrival: Arrival) -> bool:
        """Approve a comment of somebody who is trusted; whether it was. A decision that was made is left alone."""
        intake = self._intake
        if arrival.email.casefold() not in intake.options.trusted:
            return False
        held = intake.inbox.get(number)
        if held.state is not State.PENDING or held.history:
            return False
        intake.inbox.decide([number], State.APPROVED, who=TRUSTED, why="The address is named there.")
        self._reconciled()
        return True

    def _reconciled(self) -> None:
        try:
            with self._intake.publishing:
                reconcile(self._intake.inbox)
        except ReflectoryError:  # the decision stands, and the next one that reconciles writes the archive
            LOG.warning("an archive could not be written; “reflectory check” says why, and the next decision mends it.")

    # What became of it

    def status(self, status: str) -> Response:
        """Show whoever wrote a comment where it is."""
        return self._status(status)

    def withdraw(self, status: str) -> Response:
        """Take a comment back for whoever wrote it."""
        listing = self._intake.essays.listing()
        if _origin(request, listing) is Origin.FOREIGN:
            return self._status(status, sentences.NOT_FROM_HERE, HTTPStatus.FORBIDDEN)
        held = self._held(status)
        if held is None:
            return self._status(status)
        if request.mimetype != KIND or request.form.get("withdraw") != "yes":
            return self._status(status, sentences.UNSURE, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            self._intake.inbox.decide([held.id], State.WITHDRAWN, who="its writer", why="Withdrawn on its status page.")
        except InboxError:
            return self._status(status)
        self._reconciled()
        answer = Response(status=HTTPStatus.SEE_OTHER)
        answer.headers["Location"] = status
        return answer

    def _status(self, status: str, error: str = "", code: HTTPStatus = HTTPStatus.OK) -> Response:
        listing = self._intake.essays.listing()
        held = self._held(status)
        if held is None:
            return _page(self._pages.message(listing, sentences.gone(listing)), HTTPStatus.NOT_FOUND)
        known = listing.known.get(str(held.target))
        said = sentences.status(listing, known, held)
        return _page(self._pages.status(listing, known, held, said, error), code)

    def _held(self, status: str) -> Held | None:
        number = self._intake.stamps.number(status)
        try:
            held = self._intake.inbox.get(number) if number else None
        except InboxError:
            return None
        return held if held and self._intake.stamps.shows(status, held.id, held.received) else None

    # And the rest

    def challenge(self) -> Response:
        """Give a challenge to the form's script, which may stand on another host: the site's."""
        answer = Response(mimetype="application/json")
        answer.set_data(_json(self._intake.work.challenge(self._intake.stamps.started())))
        return headers.shared(answer, self._intake.essays.listing().site.url)

    def failed(self, error: Exception) -> Response:
        """Say that something went wrong and nothing of what it was, here and in the log."""
        listing = self._intake.essays.listing()
        if isinstance(error, FormError):
            said, code = sentences.no_form(str(error)), HTTPStatus.BAD_REQUEST
        elif isinstance(error, HTTPException):
            code = HTTPStatus(error.code or 500)
            said = sentences.http(listing, code)
        else:
            LOG.error("%s in %s", type(error).__name__, _place(error))
            said, code = sentences.BROKEN, HTTPStatus.INTERNAL_SERVER_ERROR
        answer = _page(self._pages.message(listing, said), code)
        if isinstance(error, HTTPException) and "Allow" in (allowed := dict(error.get_headers())):
            answer.headers["Allow"] = allowed["Allow"]
        return answer


def _typed(asked: Request) -> Typed:
    if asked.mimetype != KIND:
        raise FormError("Only a form is taken here, and no file.")
    return Typed.read(asked.get_data(cache=False))


def _origin(asked: Request, listing: Listing) -> Origin:
    return judged(asked.headers.get("Origin"), asked.headers.get("Sec-Fetch-Site"), asked.host, listing.site.url)


def _page(text: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(text, status=status, mimetype="text/html")


def _json(data: Mapping[str, Any]) -> str:
    from reflectory.site.render import json_text

    return json_text(data)


def _place(error: BaseException) -> str:
    """Return where in the program something was raised, without a value in it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}, line {trace.tb_lineno}" if trace else "the program"
