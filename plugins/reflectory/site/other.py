"""Our parts in a theme that knows nothing of views: Pelican's ``simple``, or anyone's.

Essays get their terms and, below them, each part's section; the parts' own pages are set into the theme's
``base.html``. Everything else is Pelican's, as before.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pelican.contents import Content
from pelican.generators import ArticlesGenerator, PagesGenerator
from pelican.writers import Writer

from reflectory.site import bodies, compose, render
from reflectory.site.html import ROOT
from reflectory.site.part import READER
from reflectory.site.run import Run
from reflectory.site.showing import root_from
from reflectory.site.views import Output


def renderer(run: Run) -> render.Renderer:
    """Return what renders the parts' own templates for such a theme."""
    theme, own = Path(run.settings["THEME"]), render.own(run.settings)
    return render.Renderer(render.folders(run), compose.site_view(run), theme, own)


def adapt(run: Run, articles: ArticlesGenerator, pages: PagesGenerator) -> None:
    """Give Pelican's own essays and pages our marks, and what ``article.html`` shows below them."""
    _place_drafts(run, articles, pages)
    sections = renderer(run)
    by_file = {page.file: page for page in run.library.everything()}
    for content in (
        *everything(articles, "articles", "drafts"),
        *everything(pages, "pages", "draft_pages"),
    ):
        page = by_file.get(run.file(content.source_path))
        if page:
            view = compose.page_view(run, page)
            content.get_content = _content(bodies.marked(run, page, READER))
            content.reflectory_scripts = view.head.scripts
            content.reflectory_sections = sections.render(Output(page.save_as, "sections.html", view)).decode()


def _place_drafts(run: Run, articles: ArticlesGenerator, pages: PagesGenerator) -> None:
    """Keep drafts out of what Pelican writes; in a preview they are written as hidden essays are.

    Pelican's own way with drafts asks each for its category, which a site without categories does not have.
    """
    if run.options.drafts:
        articles.hidden_articles += [*articles.drafts, *articles.drafts_translations]
        pages.hidden_pages += [*pages.draft_pages, *pages.draft_translations]
    articles.drafts, articles.drafts_translations = [], []
    pages.draft_pages, pages.draft_translations = [], []


def everything(generator: Any, *kinds: str) -> list[Content]:
    """Return all that one of Pelican's generators has read: of the kinds, hidden, and in other languages."""
    names = (
        *kinds,
        "translations",
        "hidden_articles",
        "hidden_translations",
        "hidden_pages",
        "drafts_translations",
    )
    return [content for name in names for content in getattr(generator, name, ())]


def _content(html: str) -> Callable[[str], str]:
    """Return what stands in for Pelican's ``Content.get_content``, which themes and feeds call."""
    return lambda siteurl: html.replace(ROOT, siteurl)


def write_page(generator: Any, writer: Writer, output: Output, body: str) -> None:
    """Write a part's own page inside the theme's ``base.html``."""
    head = getattr(output.view, "head")  # noqa: B009 - every view of a page has one
    writer.write_file(
        output.path,
        generator.get_template("reflectory_page"),
        generator.context,
        relative_urls=True,
        url=head.url,
        title=head.title,
        body=Markup(body),  # noqa: S704 - rendered by our own templates, which escape
        reflectory_root=root_from(head.url),
        page_name=head.url,
    )
