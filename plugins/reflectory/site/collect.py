"""From Pelican's content objects to our own values."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from pelican.contents import Content
from pelican.generators import ArticlesGenerator, PagesGenerator

from reflectory.site.frontmatter import FrontMatter
from reflectory.site.html import ROOT, TAG
from reflectory.site.models import Essay, Library, Link, Page, Tag
from reflectory.site.run import Run, cased
from reflectory.site.text import plain, shorten, words

SUMMARY_LENGTH = 240
"""Characters of a summary that the author did not write."""

RESERVED = frozenset(
    """essays themes glossary comments series authors search feeds embed packs theme images pagefind page
    sitemap.xml feed.xml feed.json essays.json glossary.json 404.html index.html""".split()
)
"""First segments of addresses that belong to the site, so that no page may have them."""

SLUG = re.compile(r"\w[\w.~-]*")
"""What may be part of an address without being escaped (letters of any script included)."""

_UNRESOLVED = re.compile(r"""(?:href|src)\s*=\s*["'][{|](?:filename|static|attach)[}|](?P<target>[^"']*)""")
_PARAGRAPH = re.compile(r"<p\b[^>]*>(.*?)</p>", re.S | re.I)


def collect(run: Run, articles: ArticlesGenerator, pages: PagesGenerator) -> Library:
    """Return everything that Pelican read; slugs that clash and links that lead nowhere become problems."""
    listed = [_essay(run, article) for article in articles.articles]
    unlisted = chain(articles.translations, articles.hidden_articles, articles.hidden_translations)
    drafts = chain(articles.drafts, articles.drafts_translations)
    menu = pages.pages if run.settings.get("DISPLAY_PAGES_ON_MENU", True) else []
    library = Library(
        essays=tuple(sorted(listed, key=lambda essay: (essay.date, essay.slug), reverse=True)),
        unlisted=tuple(_essay(run, article) for article in unlisted),
        drafts=tuple(_essay(run, article) for article in drafts),
        pages=tuple(_page(run, page) for page in chain(pages.pages, pages.translations, pages.hidden_pages)),
        draft_pages=tuple(_page(run, page) for page in chain(pages.draft_pages, pages.draft_translations)),
        menu=tuple(Link(plain(page.title), page.url) for page in menu),
    )
    if run.speaks_views:
        _tell_clashes(run, library)
    return library


def resolve_links(run: Run, content: Content, html: str) -> str:
    """Return HTML in which Pelican's ``{filename}`` and ``{static}`` links lead from ``ROOT``."""
    if "{" not in html and "|" not in html:
        return html
    resolved: str = content._update_content(html, ROOT)
    for broken in _UNRESOLVED.finditer(resolved):
        target = broken["target"]
        file = run.file(content.source_path)
        run.problems.warn(file, run.line_of(content.source_path, target), f"the link to “{target}” leads to no file.")
    return resolved


def _common(run: Run, content: Content) -> dict[str, Any]:
    html = resolve_links(run, content, content._content or "")
    meta = getattr(content, "front_matter", None) or FrontMatter(content.metadata)
    written = content.metadata.get("summary")
    return {
        "file": run.file(content.source_path),
        "slug": content.slug,
        "lang": cased(content.lang),
        "url": content.url,
        "save_as": content.save_as,
        "title": plain(content.title),
        "summary": plain(written) if written else shorten(_beginning(html) or plain(html), SUMMARY_LENGTH),
        "html": html,
        "word_count": words(TAG.sub("", html)),
        "modified": getattr(content, "modified", None),
        "status": content.status,
        "meta": meta,
        "translations": tuple(sorted(Link(cased(other.lang), other.url) for other in content.translations)),
    }


def _beginning(html: str) -> str:
    """Return the text of the first paragraph that says something."""
    return next((text for p in _PARAGRAPH.finditer(html) if len(text := plain(TAG.sub("", p[1]))) > 40), "")


def _page(run: Run, content: Content) -> Page:
    return Page(**_common(run, content))


def _essay(run: Run, article: Content) -> Essay:
    return Essay(
        **_common(run, article),
        date=article.date,
        authors=tuple(Link(author.name, author.url) for author in getattr(article, "authors", ())),
        tags=tuple(Tag(tag.name, tag.slug, tag.url) for tag in getattr(article, "tags", ())),
        licence=str(article.metadata.get("licence", "")),
    )


def bad_slug(slug: str) -> str:
    """Return what is wrong with a slug that cannot be part of an address."""
    return (
        f"“{slug}” cannot be part of an address; name the file with letters, digits and hyphens, or write “slug: ...”."
    )


def _tell_clashes(run: Run, library: Library) -> None:
    """Record slugs that cannot be or that two essays share, and pages whose address belongs to the site."""
    for page in library.everything():
        if not SLUG.fullmatch(page.slug):
            run.problems.add(page.file, page.meta.line("slug"), bad_slug(page.slug))
    for first, second in _same(chain(library.essays, library.unlisted, library.drafts)):
        run.problems.add(
            second.file,
            second.meta.line("slug"),
            f"the slug “{second.slug}” belongs to {first.file} already; give one of them another with “slug: ...”.",
        )
    for first, second in _same(library.pages):
        run.problems.add(
            second.file, 0, f"the address /{second.url} belongs to {first.file} already; rename one of them."
        )
    for page in library.pages:
        if page.url.split("/")[0] in RESERVED:
            remedy = "give the page another with “slug: ...”."
            run.problems.add(
                page.file, page.meta.line("slug"), f"the address /{page.url} belongs to the site; {remedy}"
            )


def _same(pages: Iterable[Page]) -> Iterator[tuple[Page, Page]]:
    """Yield each page that shares slug and language with one before it, with that one."""
    found: dict[tuple[str, str], list[Page]] = defaultdict(list)
    for page in sorted(pages, key=lambda page: page.file):
        found[page.slug, page.lang].append(page)
    for same in found.values():
        yield from ((same[0], other) for other in same[1:])
