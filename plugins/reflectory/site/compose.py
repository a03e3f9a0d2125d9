"""The ordinary pages: what each shows, as a view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from reflectory.building.fingerprint import fingerprint
from reflectory.site import bodies, feeds, following, statics
from reflectory.site.html import ROOT
from reflectory.site.models import Essay, Link, Page, Titled
from reflectory.site.render import linked_data
from reflectory.site.run import Run, paginate
from reflectory.site.text import shorten
from reflectory.site.views import (
    EssayView,
    Head,
    HomeView,
    ListView,
    MessageView,
    Output,
    Pager,
    SitemapView,
    SiteView,
)
from reflectory.site.wording import counted

ESSAYS = "essays/"
ESSAYS_A_PAGE = 100
"""How many lines ``/essays/`` has before it goes on to a further page."""

IN_A_SITEMAP = 50_000
"""How many addresses one sitemap may hold (https://www.sitemaps.org/protocol.html#index)."""

DESCRIPTION = 200
"""Characters of a page's description for search engines, which show about 160."""


def site_view(run: Run) -> SiteView:
    """Return what every page shows of the site."""
    settings, options = run.settings, run.options
    essays = [Link("Essays", ESSAYS)] if run.library.essays else []
    more = [Link(label, _from_root(url)) for label, url in settings.get("MENUITEMS", ())]
    at_foot = set(run.each(lambda part: part.notices()))
    pages = [page for page in run.library.menu if page not in at_foot]
    return SiteView(
        name=settings["SITENAME"],
        subtitle=settings.get("SITESUBTITLE", ""),
        description=options.description,
        lang=run.lang,
        url=run.site_url,
        author=settings.get("AUTHOR", "") or "",
        menu=(*essays, *run.each(lambda part: part.menu()), *pages, *more),
        feeds=(*site_feeds(run), *run.each(lambda part: part.feeds(None))),
        byways=tuple(run.each(lambda part: part.byways())),
        notices=tuple(page for page in run.library.menu if page in at_foot),
        styles=(f"{settings['THEME_STATIC_DIR']}/{statics.STYLES}",),
        assets=str(settings["THEME_STATIC_DIR"]),
        licence=Link(options.licence, options.licence_url) if options.licence else None,
    )


def _from_root(address: str) -> str:
    """Return an address without its leading slash, unless that of another host begins so (``//example.org/``)."""
    return address if address.startswith("//") else address.removeprefix("/")


def site_feeds(run: Run) -> tuple[Link, ...]:
    """Return the feed of essays, as Atom and as JSON, once there is an essay."""
    if not run.library.essays:
        return ()
    name = f"{run.settings['SITENAME']}: essays"
    return Link(name, feeds.ESSAYS), Link(f"{name} (JSON Feed)", feeds.ESSAYS_JSON)


def outputs(run: Run, others: Sequence[Output]) -> Iterator[Output]:
    """Yield every ordinary page, and a sitemap of them and of the ``others``, which the parts made."""
    written = [*_pages(run), *feeds.outputs(run)]
    written += following.outputs(run, (*written, *others))
    yield from written
    yield from _sitemaps(run, sorted((one.url, one.changed) for one in (*written, *others) if one.url is not None))


def _pages(run: Run) -> Iterator[Output]:
    library = run.library
    yield Output("index.html", "home.html", home_view(run), url="")
    for page in library.everything() if run.options.drafts else library.written():
        yield page_output(run, page)
    if library.essays:
        years = _years(run, library.essays)
        yield from list_outputs(
            run, library.essays, ESSAYS, "Essays", size=ESSAYS_A_PAGE, template="essays.html", years=years
        )
    for author, essays in _by_author(library.essays).items():
        yield from _author_outputs(run, author, essays)
    yield Output("404.html", "404.html", not_found_view(run))


def _by_author(essays: Sequence[Essay]) -> dict[Link, list[Essay]]:
    found: dict[Link, list[Essay]] = {}
    for essay in essays:
        for author in essay.authors:
            found.setdefault(author, []).append(essay)
    return dict(sorted(found.items()))


def _years(run: Run, essays: Sequence[Essay]) -> tuple[Link, ...]:
    """Return the page and place where each year of all essays begins, the latest first; none if one page has all."""
    found: dict[int, Link] = {}
    for address, pager, some in paginate(ESSAYS, essays, ESSAYS_A_PAGE):
        for year in dict.fromkeys(essay.date.astimezone(run.zone).year for essay in some if pager.count > 1):
            found.setdefault(year, Link(str(year), f"{address}#year-{year}"))
    return tuple(found.values())


def _author_outputs(run: Run, author: Link, essays: Sequence[Essay]) -> Iterator[Output]:
    feed = Link(f"{run.settings['SITENAME']}: {author.label}", f"{author.url}feed.xml")
    trail = (Link("Essays", ESSAYS),)
    yield from list_outputs(run, essays, author.url, author.label, kicker="Essays by", trail=trail, feed=feed)
    yield feeds.essay_feed(run, essays, feed.url, feed.label, author.url)


def page_output(run: Run, page: Page) -> Output:
    """Return an essay's or page's own page."""
    moment = page.modified or getattr(page, "date", None)
    return Output(
        page.save_as,
        "essay.html" if isinstance(page, Essay) else "page.html",
        later=partial(page_view, run, page),
        needs=(bodies.made_from(run, page), page.status, page.url, *_around(run, page)),
        url=page.url if page.status == "published" else None,
        changed=moment.astimezone(run.zone).date().isoformat() if moment else "",
    )


def _around(run: Run, page: Page) -> Iterator[tuple[Any, ...]]:
    yield tuple(map(tuple, page.translations))
    for one in run.library.neighbours(page) if isinstance(page, Essay) else ():
        yield (one.title, one.url, one.lang) if one else ()


def home_view(run: Run) -> HomeView:
    """Return the first page: the newest essays, and what the parts show there."""
    newest = run.library.essays[: run.options.home_essays]
    left = len(run.library.essays) - len(newest)
    description = run.options.description or run.settings.get("SITESUBTITLE", "")
    about = {
        "@context": "https://schema.org",
        "@type": "Blog",
        "name": run.settings["SITENAME"],
        "url": run.absolute(""),
    }
    return HomeView(
        head=run.head(run.settings["SITENAME"], "", description=description, data=linked_data(about)),
        essays=tuple(map(run.item, newest)),
        more=Link(f"All {len(run.library.essays)} essays", ESSAYS) if left > 0 else None,
        sections={part.name: shown for part in run.parts if (shown := part.home()) is not None},
    )


def page_view(run: Run, page: Page) -> EssayView:
    """Return an essay's or page's own view."""
    facts = {part.name: run.facts(part.name, page) for part in run.parts}
    more: dict[str, Any] = _dated(run, page) if isinstance(page, Essay) else {"is_essay": False}
    return EssayView(
        head=_page_head(run, page, facts),
        title=page.title,
        body=bodies.for_page(run, page),
        draft=page.status == "draft",
        translations=page.translations,
        badges=tuple(run.each(lambda part: part.badges(page))),
        sections={
            part.name: shown for part in run.parts if (shown := part.section(page, facts[part.name])) is not None
        },
        **more,
    )


def _dated(run: Run, essay: Essay) -> dict[str, Any]:
    newer, older = run.library.neighbours(essay)
    return {
        "date": run.when(essay.date),
        "modified": run.when(essay.modified) if essay.modified else None,
        "minutes": essay.minutes,
        "authors": essay.authors,
        "tags": tuple(Link(tag.name, tag.url) for tag in essay.tags),
        "licence": essay.licence,
        "newer": _titled(run, newer),
        "older": _titled(run, older),
    }


def _titled(run: Run, essay: Essay | None) -> Titled | None:
    return Titled(run.foreign(essay.lang), essay.title, essay.url) if essay else None


def _page_head(run: Run, page: Page, facts: dict[str, Any]) -> Head:
    is_essay = isinstance(page, Essay)
    hidden = page.status != "published"
    return run.head(
        page.title,
        page.url,
        description=shorten(page.summary, DESCRIPTION),
        lang=run.foreign(page.lang),
        kind="article" if is_essay else "website",
        image=next((run.absolute(address) for address in _pictured(run, page)), ""),
        feeds=tuple(run.each(lambda part: part.feeds(page))),
        scripts=tuple(dict.fromkeys(run.each(lambda part: part.scripts(page, facts[part.name])))),
        tags=tuple(run.each(lambda part: part.tags(page, page.url))),
        data=linked_data(_essay_data(run, page, facts)) if isinstance(page, Essay) else Markup(""),
        robots="noindex" if hidden else "",
    )


def _pictured(run: Run, page: Page) -> Iterator[str]:
    """Yield the addresses of the site's photographs in a page, in their order."""
    images = (image.removeprefix(f"{ROOT}/") for image in run.gists[page.file].images)
    return (image for image in images if image in run.pictures)


def _essay_data(run: Run, essay: Essay, facts: dict[str, Any]) -> list[dict[str, object]]:
    posting: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": essay.title,
        "description": essay.summary,
        "url": run.absolute(essay.url),
        "mainEntityOfPage": run.absolute(essay.url),
        "datePublished": run.when(essay.date).iso,
        "dateModified": run.when(essay.modified or essay.date).iso,
        "author": [
            {"@type": "Person", "name": author.label, "url": run.absolute(author.url)} for author in essay.authors
        ],
        "inLanguage": essay.lang,
        "wordCount": essay.word_count,
        "keywords": [tag.name for tag in essay.tags],
        "isAccessibleForFree": True,
    }
    for part in run.parts:
        posting.update(part.data(essay, facts[part.name]))
    return [posting, breadcrumb(run, (Link("Essays", ESSAYS), Link(essay.title, essay.url)))]


def breadcrumb(run: Run, trail: Sequence[Link]) -> dict[str, object]:
    """Return the way from the home page as schema.org's ``BreadcrumbList``."""
    steps = [Link(run.settings["SITENAME"], ""), *trail]
    items = [
        {"@type": "ListItem", "position": number, "name": step.label, "item": run.absolute(step.url)}
        for number, step in enumerate(steps, 1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}


def list_outputs(
    run: Run,
    essays: Sequence[Essay],
    url: str,
    title: str,
    *,
    size: int = 0,
    template: str = "list.html",
    trail: tuple[Link, ...] = (),
    **more: Any,
) -> Iterator[Output]:
    """Yield the pages of a list of essays, newest first and by year; ``size`` is ``DEFAULT_PAGINATION`` if 0."""
    places = list(paginate(url, essays, size or run.settings["DEFAULT_PAGINATION"] or len(essays) or 1))
    same = fingerprint(title, len(essays), trail, more)
    for address, pager, some in places:
        yield Output(
            f"{address}index.html",
            template,
            later=partial(list_view, run, some, url, title, len(essays), address, pager, trail, more),
            needs=(same, pager.number, pager.count, tuple(map(run.listed, some))),
            url=address,
        )


def list_view(
    run: Run,
    essays: Sequence[Essay],
    url: str,
    title: str,
    count: int,
    address: str,
    pager: Pager,
    trail: tuple[Link, ...],
    more: Mapping[str, Any],
) -> ListView:
    """Return one page of a list."""
    description = more.get("short") or f"{title}: {counted(count, 'essay')} on {run.settings['SITENAME']}."
    feed = more.get("feed")
    number = f" (page {pager.number})" if pager.number > 1 else ""
    head = run.head(
        title + number,
        address,
        description=shorten(description, DESCRIPTION),
        feeds=(feed,) if feed else (),
        data=linked_data(breadcrumb(run, (*trail, Link(title, url)))),
        previous=pager.newer,
        next=pager.older,
    )
    return ListView(head, title, run.by_year(essays), count, pager, trail=trail, **more)


def not_found_view(run: Run) -> MessageView:
    """Return the page for addresses that lead nowhere; a host may serve it at any depth, so links are absolute."""
    root = urlsplit(run.site_url).path.rstrip("/")
    head = Head(title="Page not found", url="404.html", root=root, robots="noindex")
    menu = site_view(run).menu
    return MessageView(head, "This page is not here", (Link("The newest essays", ""), *menu))


def _sitemaps(run: Run, listed: list[tuple[str, str]]) -> Iterator[Output]:
    """Yield the sitemap; where it holds more than the protocol allows, its parts and an index of them."""
    if len(listed) <= IN_A_SITEMAP:
        yield Output("sitemap.xml", "sitemap.xml", later=partial(_sitemap, run, listed), needs=tuple(listed))
        return
    parts = {
        f"sitemap-{number}.xml": listed[start : start + IN_A_SITEMAP]
        for number, start in enumerate(range(0, len(listed), IN_A_SITEMAP), 1)
    }
    for path, some in parts.items():
        yield Output(path, "sitemap.xml", later=partial(_sitemap, run, some), needs=tuple(some))
    yield Output("sitemap.xml", "sitemapindex.xml", SitemapView(tuple((run.absolute(path), "") for path in parts)))


def _sitemap(run: Run, listed: Iterable[tuple[str, str]]) -> SitemapView:
    return SitemapView(tuple(sorted((run.absolute(url), changed) for url, changed in listed)))
