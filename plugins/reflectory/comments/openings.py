"""What is open: the way to answer below a page, and ``essays.json``, by which the intake knows what it may take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from urllib.parse import quote

from msgspec import Struct

from reflectory.comments.inbox.records import Target
from reflectory.comments.options import CommentsOptions
from reflectory.comments.views import FormView, MailView
from reflectory.site import statics
from reflectory.site.models import Library, Link, Page
from reflectory.site.render import json_text
from reflectory.site.run import Run
from reflectory.site.views import Output

FILE = "essays.json"
PRIVACY, POLICY = "privacy", "comment-policy"
"""The slugs of the pages that stand at the form."""

SUBJECT = "Comment on {title} [{name}]"
"""Of a comment by e-mail; what it answers is found by what stands in the brackets."""


class Ways(Struct, frozen=True):
    """How readers answer on a site.

    Attributes:
        privacy, policy: the pages that say what becomes of a comment.
    """

    options: CommentsOptions
    privacy: Link | None = None
    policy: Link | None = None

    @classmethod
    def of(cls, options: CommentsOptions, library: Library) -> Ways:
        """Return the ways of a site with some pages."""
        pages = {page.slug: Link(page.title, page.url) for page in reversed(library.pages)}
        return cls(options, pages.get(PRIVACY), pages.get(POLICY))

    def form(self, page: Page) -> FormView | None:
        """Return the form below an open page."""
        if not self.options.action:
            return None
        name = str(Target.of(page))
        return FormView(self.options.action, name, page.title, self.options.max_body, self.privacy, self.policy)

    def mail(self, page: Page) -> MailView | None:
        """Return the link for an answer by e-mail to an open page."""
        if self.options.by != "email":
            return None
        return MailView(self.options.email, self._written_to(page), self.privacy, self.policy)

    def reply(self, page: Page, comment: str) -> str:
        """Return where a comment on an open page is answered."""
        if self.options.by == "email":
            return self._written_to(page, comment)
        if not self.options.action:
            return ""
        return f"{self.options.action}?essay={quote(str(Target.of(page)))}&reply_to={quote(comment, safe='')}"

    def _written_to(self, page: Page, comment: str = "") -> str:
        name = f"{Target.of(page)}#{comment}" if comment else str(Target.of(page))
        subject = SUBJECT.format(title=f"“{page.title}”", name=name)
        return f"mailto:{quote(self.options.email, safe='@')}?subject={quote(subject, safe='')}"


def output(run: Run, states: Iterable[tuple[Page, str]]) -> Output:
    """Return ``essays.json``: the site, and of each published page whether it is open, closed or none."""
    site = {
        "name": run.settings["SITENAME"],
        "url": run.site_url,
        "lang": run.lang,
        "style": f"{str(run.settings['THEME_STATIC_DIR']).strip('/')}/{statics.STYLES}",
    }
    rows = sorted(_rows(states), key=lambda row: row[_KEYS.index("url")])
    return Output(FILE, later=partial(_text, site, rows), needs=(tuple(site.items()), tuple(rows)))


_KEYS = ("slug", "kind", "title", "url", "comments")
"""What is told of each page."""


def _rows(states: Iterable[tuple[Page, str]]) -> Iterator[tuple[str, ...]]:
    for page, state in states:
        target = Target.of(page)
        yield (target.slug, target.kind, page.title, page.url, state)


def _text(site: Mapping[str, str], rows: Iterable[tuple[str, ...]]) -> str:
    return json_text({"site": site, "essays": [dict(zip(_KEYS, row, strict=True)) for row in rows]})
