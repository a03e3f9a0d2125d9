"""The intake's pages, in the look of the site they belong to."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct
from msgspec.structs import asdict

from reflectory.comments.bodies import Renderer
from reflectory.comments.inbox.records import Held
from reflectory.comments.inbox.states import State
from reflectory.comments.intake.essays import Known, Listing
from reflectory.comments.intake.typed import Typed
from reflectory.comments.openings import POLICY, PRIVACY
from reflectory.comments.views import FormView
from reflectory.site.models import Link

_TEMPLATES = [Path(__file__).parent / "templates", Path(__file__).parents[1] / "templates"]


class Said(Struct, frozen=True):
    """A page's words.

    Attributes:
        title: its heading.
        text: a sentence or two below it, "" for none.
        links: ways on.
    """

    title: str
    text: str = ""
    links: tuple[Link, ...] = ()


class Pages:
    """Draws pages; what it draws from comes in, and nothing else is known."""

    def __init__(self, max_body: int) -> None:
        self._max_body = max_body
        self._renderer = Renderer(max_body)
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def message(self, listing: Listing, said: Said) -> str:
        """Return a page that says one thing."""
        return self._drawn("intake/message.html", listing, said, "")

    def form(self, listing: Listing, known: Known, typed: Typed, said: Said, errors: dict[str, str]) -> str:
        """Return the form with what was typed, and what is wrong with it."""
        return self._answering("intake/form.html", listing, known, typed, said, errors=errors)

    def preview(self, listing: Listing, known: Known, typed: Typed, said: Said) -> str:
        """Return a comment as it would be shown, and the form that sends it."""
        body = self._body(typed.body)
        return self._answering("intake/preview.html", listing, known, typed, said, body=body, errors={})

    def typed(self, listing: Listing, typed: Typed, said: Said) -> str:
        """Return what was typed on something that takes no comments, so that it can be copied."""
        return self._drawn("intake/typed.html", listing, said, "", typed=typed)

    def status(self, listing: Listing, known: Known | None, held: Held, said: Said, error: str) -> str:
        """Return where a comment is on its way; its text only while it is not withdrawn."""
        shown = held.state is not State.WITHDRAWN
        return self._drawn(
            "intake/status.html",
            listing,
            said,
            "../",
            about=_link(listing, known) if known else None,
            author=held.author,
            body=self._body(held.body) if shown else None,
            error=error,
        )

    def _answering(self, template: str, listing: Listing, known: Known, typed: Typed, said: Said, **more: Any) -> str:
        form = FormView(
            "./", str(known.target), known.title, self._max_body, listing.page(PRIVACY), listing.page(POLICY)
        )
        about = _link(listing, known)
        answers = Link("a comment", f"{about.url}#comment-{quote(typed.reply_to)}") if typed.reply_to else None
        return self._drawn(
            template, listing, said, "", form=form, values=asdict(typed), answers=answers, about=about, **more
        )

    def _body(self, text: str) -> Markup:
        return self._renderer.render(text)

    def _drawn(self, template: str, listing: Listing, said: Said, up: str, **more: Any) -> str:
        return self._environment.get_template(template).render(
            site=listing.site, root=listing.site.url, said=said, up=up, **more
        )


def _link(listing: Listing, known: Known) -> Link:
    return Link(known.title, f"{listing.site.url}/{known.url}")
