"""Comments in a build: archives in; threads, feeds and months out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from reflectory.comments import openings, pages
from reflectory.comments.archive import Archive
from reflectory.comments.openings import Ways
from reflectory.comments.options import chosen
from reflectory.comments.pages import Talk, heading
from reflectory.comments.reading import ArchiveGist, ArchiveReading, KeptArchive
from reflectory.comments.threads import Node, thread
from reflectory.comments.views import CommentsView, CommentView
from reflectory.site import hits
from reflectory.site.clutter import is_clutter
from reflectory.site.errors import remedy
from reflectory.site.hits import Hit, Hits
from reflectory.site.models import Essay, Library, Link, Page
from reflectory.site.part import Part, Source
from reflectory.site.run import Run
from reflectory.site.text import plain, shorten
from reflectory.site.views import Output

FOLDER = "comments"
PAGES = "pages"
SUFFIX = ".yaml"
WORDS = ("open", "closed", "none")
SCRIPT = "comments/form.js"
IN_DATA = 20
"""How many comments a page's JSON-LD repeats; all of them stand on the page itself."""


class CommentsPart(Part):
    """Shows archives below what they belong to."""

    name = "comments"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.options = chosen(run.settings)
        self.archives: dict[tuple[str, str], KeptArchive] = {}
        self.files: dict[tuple[str, str], str] = {}
        self.owners: dict[tuple[str, str], str] = {}
        self._of: dict[str, KeptArchive | None] = {}

    def read(self, sources: tuple[Source, ...]) -> None:
        """Read every archive; a broken one is told with its lines."""
        reading = ArchiveReading(self.options.max_body, str(self.run.zone))
        wanted = []
        for file, path in self._archives():
            key = self.run.keeper.key("archive", self.run.files.fingerprint(path), reading.max_body, reading.zone)
            wanted.append((key, (file, path)))
        for (file, path), key, gist in self.run.keep("Comments", reading, wanted):
            again = partial(_value, reading, (file, path))
            self.archives[_owner(path)] = KeptArchive(key, ArchiveGist._make(gist), self.run.keeper, again)

    def _archives(self) -> Iterator[tuple[str, str]]:
        """Yield each archive as messages name it, and its path."""
        folder = os.path.join(self.run.content, FOLDER, "")  # noqa: PTH118 - there are thousands of archives
        for path in self.run.found(FOLDER, lambda: _visible(folder, self.run.files.below(folder))):
            file = self.run.file(path)
            if path.endswith(SUFFIX) and path[len(folder) :].rpartition(os.sep)[0] in ("", PAGES):
                self.files[_owner(path)] = file
                yield file, path
            else:
                remedy = "an archive is comments/<essay-slug>.yaml or comments/pages/<page-slug>.yaml"
                self.run.problems.add(file, 0, f"this is no archive; {remedy}; rename it or move it away.")

    def check(self, library: Library) -> None:
        """Tell archives without an essay or page, and essays whose ``comments`` is no word we know."""
        essays = library.essays_by_slug()
        known = {"essays": essays.keys(), PAGES: {page.slug for page in (*library.pages, *library.draft_pages)}}
        self.owners = {("essays", slug): essay.file for slug, essay in essays.items()}
        self.owners |= {(PAGES, page.slug): page.file for page in reversed(library.pages)}
        for (kind, slug), file in self.files.items():
            if slug not in known[kind] and not self._waits_for(slug):
                instead = remedy(slug, known[kind], "name the file after the slug it belongs to.")
                what = "page" if kind == PAGES else "essay"
                self.run.problems.add(file, 0, f"there is no {what} with the slug “{slug}”; {instead}")
        for page in library.everything():
            if page.option("comments") not in (None, *WORDS):
                message = f"comments is “{page.option('comments')}”; write open, closed or none."
                self.run.problems.add(page.file, self.run.line(page.file, "comments"), message)

    def _waits_for(self, slug: str) -> bool:
        """Whether a source that may be the archive's own could not be read: that is told already."""
        blamed = map(PurePosixPath, self.run.problems.blamed)
        return any(file.stem.endswith(slug) and file.suffix != ".yaml" for file in blamed)

    def archive(self, page: Page) -> KeptArchive | None:
        """Return a page's archive, ``None`` where comments are hidden or there is none.

        A translation has none of its own: what was said stands below the page that readers answered.
        """
        if page.file not in self._of:
            self._of[page.file] = self._found(page)
        return self._of[page.file]

    def _found(self, page: Page) -> KeptArchive | None:
        if page.option("comments") == "none" or (page.status == "draft" and not self.run.options.drafts):
            return None
        key = ("essays" if isinstance(page, Essay) else PAGES, page.slug)
        return self.archives.get(key) if self.owners.get(key) == page.file else None

    def is_open(self, page: Page) -> bool:
        """Whether a reader may still answer: by the site's, the essay's or the archive's word, by a date or an age."""
        if self.options.closed:
            return False
        word, archive = page.option("comments"), self.archive(page)
        if word in ("closed", "none") or (archive and self._is_closed(archive.gist.closed)):
            return False
        days = self.options.close_after_days
        if not days or word == "open" or not isinstance(page, Essay):
            return True
        return not self.run.passed(page.date + timedelta(days=days))

    def _is_closed(self, closed: bool | str | None) -> bool:
        return self.run.passed(datetime.fromisoformat(closed)) if isinstance(closed, str) else bool(closed)

    def takes(self, page: Page) -> bool:
        """Whether comments on a page can be sent: it is open, listed, and what the archive of its name belongs to.

        A page that is no essay takes none unless it says ``comments: open``.
        """
        key = ("essays" if isinstance(page, Essay) else PAGES, page.slug)
        wanted = isinstance(page, Essay) or page.option("comments") == "open"
        is_open = self.is_open(page)  # asked in any case: it notes when that changes by itself
        return is_open and wanted and page.status == "published" and self.owners.get(key) == page.file

    @cached_property
    def ways(self) -> Ways:
        """How readers of this site answer."""
        return Ways.of(self.options, self.run.library)

    def needs(self, page: Page) -> tuple[Any, ...]:
        """Return a page's archive, whether it is open and takes comments, and the pages named at its form."""
        archive = self.archive(page)
        takes = self.takes(page)
        named = tuple(tuple(link) for link in (self.ways.privacy, self.ways.policy) if link) if takes else ()
        return (archive.key if archive else b"", self.is_open(page), takes, named)

    def section(self, page: Page, facts: Any) -> CommentsView | None:
        """Return a page's comments; ``None`` where there is nothing to show."""
        kept = self.archive(page)
        archive = kept.whole() if kept else Archive()
        closed = page.option("comments") != "none" and not self.is_open(page)
        takes = self.takes(page)
        form, mail = (self.ways.form(page), self.ways.mail(page)) if takes else (None, None)
        if not archive.comments and not (closed and isinstance(page, Essay)) and not (form or mail):
            return None
        count = len(archive.thoughts)
        answerable = page if form or mail else None
        return CommentsView(
            heading=heading(count, page.title),
            count=count,
            thread=tuple(self._shown(node, answerable) for node in thread(archive.thoughts, self.options.max_depth)),
            pings=tuple(self.view(Node(ping)) for ping in archive.pings),
            closed=closed,
            feed=Link("Comments as a feed", pages.feed_of(page)) if archive.thoughts else None,
            form=form,
            mail=mail,
        )

    def scripts(self, page: Page, facts: Any) -> Iterable[str]:
        """Return the form's module, where there is a form."""
        return (SCRIPT,) if self.options.action and self.takes(page) else ()

    def _shown(self, node: Node, page: Page | None) -> CommentView:
        """Return a comment with its replies, and the way to answer it on a page that is open.

        The depth is bounded by ``COMMENTS_MAX_DEPTH``.
        """
        reply = self.ways.reply(page, node.comment.id) if page else ""
        return self.view(node, tuple(self._shown(one, page) for one in node.replies), reply)

    def view(self, node: Node, replies: tuple[CommentView, ...] = (), reply: str = "") -> CommentView:
        """Return one comment as a page shows it."""
        comment = node.comment
        return CommentView(
            anchor=comment.anchor,
            author=comment.author,
            url=comment.url,
            date=self.run.when(comment.date),
            body=Markup(comment.html),  # noqa: S704 - sanitised when it was rendered
            by_author=comment.by_author,
            edited=comment.edited,
            answers=Link(node.answers.author, f"#{node.answers.anchor}") if node.answers else None,
            reply=reply,
            replies=replies,
        )

    def badges(self, page: Page) -> Iterable[Link]:
        """Return the count of comments, as lists show it."""
        count = self.answers(page)
        return (Link("1 thought" if count == 1 else f"{count} thoughts", f"{page.url}#comments"),) if count else ()

    def notices(self) -> Iterable[Link]:
        """Return the comment policy and the privacy notice, where the site has them."""
        return filter(None, (self.ways.policy, self.ways.privacy))

    def feeds(self, page: Page | None) -> Iterable[Link]:
        """Return a page's feed of comments, or the site's."""
        if page is None:
            ours = Link(f"{self.run.settings['SITENAME']}: comments", pages.SITE_FEED)
            return (ours,) if pages.listed(self.talks) else ()
        if not self.answers(page):
            return ()
        return (Link(f"Comments on “{page.title}”", pages.feed_of(page)),)

    def data(self, page: Page, facts: Any) -> Mapping[str, object]:
        """Return the comments as schema.org has them."""
        if not self.answers(page):
            return {}
        archive = self.archive(page)
        thoughts = archive.whole().thoughts if archive else ()
        comments = [
            {
                "@type": "Comment",
                "url": self.run.absolute(f"{page.url}#{comment.anchor}"),
                "author": {"@type": "Person", "name": comment.author},
                "dateCreated": self.run.when(comment.date).iso,
                "text": shorten(plain(comment.html), 400),
            }
            for comment in thoughts[:IN_DATA]
        ]
        return {"commentCount": len(thoughts), "comment": comments}

    def answers(self, page: Page) -> int:
        """Return how many comments a page has, without pings."""
        archive = self.archive(page)
        return len(archive.gist.thoughts) if archive else 0

    @cached_property
    def talks(self) -> Sequence[Talk]:
        """Every essay and page that has an address and comments, pings left out."""
        drafts = self.run.library.drafts if self.run.options.drafts else ()
        written = (*self.run.library.written(), *drafts)
        return [Talk(page, archive) for page in written if (archive := self.archive(page)) and archive.gist.thoughts]

    def outputs(self) -> Iterator[Output]:
        """Yield what the intake reads, the feeds and the months."""
        published = (page for page in self.run.library.written() if page.status == "published")
        states = ((page, self._state(page)) for page in published)
        yield openings.output(self.run, ((page, state) for page, state in states if state))
        yield from pages.outputs(self.run, self.talks, self.view, self.options.feed_comments)

    def hits(self) -> Iterator[Hits]:
        """Yield the comments on each page that the site lists."""
        for talk in pages.listed(self.talks):
            yield Hits(hits.COMMENT, (talk.archive.key,), partial(self._hits, talk), talk.page)

    def _hits(self, talk: Talk) -> Iterator[Hit]:
        for comment in talk.archive.whole().thoughts:
            when = self.run.when(comment.date)
            place, text = f"{talk.page.url}#{comment.anchor}", plain(comment.html)
            yield Hit(place, talk.page.title, text, comment.author, (when.iso, when.text))

    def _state(self, page: Page) -> str:
        """Return ``open``, ``closed`` or ``none`` for what has comments of its own; "" for another's translation."""
        takes = self.takes(page)
        if self.owners.get(("essays" if isinstance(page, Essay) else PAGES, page.slug)) != page.file:
            return ""
        if takes:
            return "open"
        has_some = isinstance(page, Essay) or self.archive(page)
        return "closed" if has_some and page.option("comments") != "none" else "none"


def _visible(folder: str, paths: Iterable[str]) -> list[str]:
    return [path for path in paths if not is_clutter(path[len(folder) :])]


def _owner(path: str) -> tuple[str, str]:
    """Return what an archive belongs to: ``essays`` or ``pages``, and the slug."""
    *_, folder, name = path.split(os.sep)  # noqa: PTH206 - as above
    return (PAGES if folder == PAGES else "essays", name.removesuffix(SUFFIX))


def _value(reading: ArchiveReading, item: tuple[str, str]) -> Archive:
    return reading(item).value
