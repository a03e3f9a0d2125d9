"""The page that says what feeds are and names all of them, and the same list for feed readers (OPML 2.0)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from reflectory.site import feeds
from reflectory.site.models import Link
from reflectory.site.run import Run
from reflectory.site.views import FeedGroup, FeedsView, FollowedView, OutlinesView, Output

FEEDS = "feeds/"
OUTLINES = "feeds/feeds.opml"


def outputs(run: Run, others: Iterable[Output]) -> Iterator[Output]:
    """Yield the page of feeds and its list for programs, where any of the ``others`` is a feed to be named."""
    found = tuple((one.path, one.feed) for one in others if one.feed)
    if found:
        groups = tuple(_groups(run, found))
        yield Output(f"{FEEDS}index.html", "feeds.html", later=partial(_view, run, groups), needs=groups, url=FEEDS)
        yield Output(OUTLINES, "outlines.xml", later=partial(_outlines, run, groups), needs=groups)


def _groups(run: Run, found: Sequence[tuple[str, Link]]) -> Iterator[FeedGroup]:
    """Yield feeds under their headings, by the first folder of their address; all others are about everything."""
    folders = [_folder(run.settings["TAG_URL"]), "series", _folder(run.settings["AUTHOR_URL"])]
    headings = dict(zip(folders, ("Themes", "Series", "Authors"), strict=True))

    def order(feed: FollowedView) -> tuple[int, str]:
        folder = _folder(feed.url)
        place = folders.index(folder) if folder in headings else -1
        return place, "" if feed.url == feeds.ESSAYS else feed.label.casefold()

    named = sorted((_followed(run, path, page) for path, page in found), key=order)
    for heading, some in groupby(named, key=lambda feed: headings.get(_folder(feed.url), "Everything")):
        yield FeedGroup(heading, tuple(some))


def _folder(url: str) -> str:
    return url.partition("/")[0]


def _followed(run: Run, path: str, page: Link) -> FollowedView:
    label = "All essays" if path == feeds.ESSAYS else page.label.removeprefix(f"{run.settings['SITENAME']}: ")
    return FollowedView(label, page.url, path)


def _view(run: Run, groups: tuple[FeedGroup, ...]) -> FeedsView:
    name = run.settings["SITENAME"]
    first = groups[0].feeds[0].url
    return FeedsView(
        head=run.head("Feeds", FEEDS, description=f"How to be told of what is new on {name}, and every feed there is."),
        groups=groups,
        count=sum(len(group.feeds) for group in groups),
        example=run.absolute(first),
        json=feeds.ESSAYS_JSON if run.library.essays else "",
        outlines=OUTLINES,
    )


def _outlines(run: Run, groups: Iterable[FeedGroup]) -> OutlinesView:
    """Return the same feeds with whole addresses, for programs."""
    return OutlinesView(
        tuple(
            FeedGroup(
                group.heading,
                tuple(FollowedView(one.label, run.absolute(one.page), run.absolute(one.url)) for one in group.feeds),
            )
            for group in groups
        )
    )
