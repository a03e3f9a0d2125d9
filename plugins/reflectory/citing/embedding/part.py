"""Embedding in a build: a card and an oEmbed document for each essay and word, once the site has a public address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from markupsafe import escape

from reflectory.citing.embedding.oembed import DATA, DISCOVERY, answer, card_url, frame
from reflectory.citing.embedding.views import CardPageView, EmbedView
from reflectory.site import redirects
from reflectory.site.models import Essay, Link, Page
from reflectory.site.part import Part
from reflectory.site.render import json_text
from reflectory.site.run import Run
from reflectory.site.views import HeadTag, Output

_WORDS = "glossary"
"""The folder of the words' pages."""


class EmbeddingPart(Part):
    """Makes what other sites show of this one."""

    name = "embedding"

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.is_on = bool(run.site_url) and run.speaks_views

    def _has_card(self, page: Page | None) -> bool:
        """Whether a page has a card: an essay that readers have, at an address in which files can lie."""
        return self.is_on and isinstance(page, Essay) and page.url.endswith("/") and page.status == "published"

    def section(self, page: Page, facts: Any) -> EmbedView | None:
        """Return how an essay is shown elsewhere."""
        return EmbedView(self.code(page.url, page.title)) if self._has_card(page) else None

    def code(self, url: str, title: str) -> str:
        """Return the HTML that shows a page's card."""
        return frame(self.run.absolute(card_url(url)), f"{title} – {self.run.settings['SITENAME']}")

    def tags(self, page: Page | None, url: str) -> Iterable[HeadTag]:
        """Return where the oEmbed document of an essay or a word is (oEmbed, 4: discovery)."""
        if self._has_card(page) or (self.is_on and page is None and url.startswith(f"{_WORDS}/")):
            address = self.run.absolute(f"{card_url(url)}{DATA}")
            yield HeadTag("link", (("rel", "alternate"), ("type", DISCOVERY), ("href", address)))

    def outputs(self) -> Iterator[Output]:
        """Yield the card and the oEmbed document of each essay and word."""
        if not self.is_on:
            return
        for essay in (*self.run.library.essays, *self.run.library.unlisted):
            if self._has_card(essay):
                yield from self._essay(essay)
        yield from self._words()
        yield from self._former()

    def _former(self) -> Iterator[Output]:
        """Yield pages that lead from the cards of essays and words that have another address now to their cards."""
        essays = filter(self._has_card, (*self.run.library.essays, *self.run.library.unlisted))
        titles = {essay.url: essay.title for essay in essays}
        titles |= {word.url: word.term for word in self.run.cards(None)}  # type: ignore[attr-defined]
        for one in redirects.known(self.run):
            old, new = redirects.path_of(one.old).removesuffix("index.html"), redirects.address_of(one.new)
            if new in titles and _folder(old) == _folder(new):
                path = f"{card_url(old)}index.html"
                yield Output(path, view=redirects.page(self.run, path, card_url(new), titles[new]))

    def _essay(self, essay: Essay) -> Iterator[Output]:
        needs, folder = essay.content, card_url(essay.url)
        yield Output(f"{folder}index.html", "embedding/card.html", later=partial(self._card, essay), needs=needs)
        yield Output(f"{folder}{DATA}", later=partial(self._answer, essay), needs=needs)

    def _card(self, essay: Essay) -> CardPageView:
        return CardPageView(
            head=self.run.head(essay.title, card_url(essay.url), robots="noindex", lang=self.run.foreign(essay.lang)),
            page=Link(essay.title, essay.url),
            passage=escape(essay.summary),
            authors=tuple(author.label for author in essay.authors),
            date=self.run.when(essay.date),
            licence=essay.licence or self.run.options.licence,
        )

    def _answer(self, essay: Essay) -> str:
        author = essay.authors[0] if essay.authors else Link("", "")
        return self._document(
            essay.title,
            essay.url,
            ", ".join(one.label for one in essay.authors),
            author.url and self.run.absolute(author.url),
        )

    def _document(self, title: str, url: str, author: str = "", author_url: str = "") -> str:
        run = self.run
        card = run.absolute(card_url(url))
        site, address = run.settings["SITENAME"], run.absolute("")
        return json_text(
            answer(title=title, card=card, site=site, site_url=address, author=author, author_url=author_url)
        )

    def _words(self) -> Iterator[Output]:
        for word in self.run.cards(None):
            yield from self._word(word)

    def _word(self, word: Any) -> Iterator[Output]:
        """Yield a word's card and document; ``word`` is a card of the glossary's."""
        folder, title = card_url(word.url), f"{word.term} ({word.sense})" if word.sense else word.term
        view = CardPageView(
            head=self.run.head(title, folder, robots="noindex"),
            page=Link(title, word.url),
            passage=escape(word.short),
            more=word.origin,
        )
        yield Output(f"{folder}index.html", "embedding/card.html", view)
        yield Output(f"{folder}{DATA}", view=self._document(title, word.url))


def _folder(url: str) -> str:
    """Return the folder below which a page's own lies: cards of ours stood beside those of today."""
    return url.rstrip("/").rpartition("/")[0]
