"""Comments as a WordPress export, WXR 1.2: an item for each essay or page, its comments in it.

Bodies are HTML there, as WordPress keeps them. What it has no room for (a note of what was taken out, who decided and
why) is left out: the export in JSON has all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from reflectory.comments.archive import COMMENT, Comment, parse
from reflectory.comments.archiving import rows
from reflectory.comments.bodies import Renderer
from reflectory.comments.inbox.publishing import archive_of
from reflectory.comments.inbox.records import Held, Target
from reflectory.comments.inbox.states import State
from reflectory.site.frontmatter import FrontMatter
from reflectory.site.models import Essay, Page
from reflectory.site.text import clean

APPROVED = {State.APPROVED: "1", State.PENDING: "0", State.SPAM: "spam"}
"""How WordPress calls a state; anything else is its trash."""

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""


class _Said(Struct, frozen=True):
    comment: Comment
    email: str = ""
    approved: str = "1"


class _Post(Struct, frozen=True):
    """An essay or page in the file; ``author`` is the number of its ``creator``, ``zone`` that of the site's clocks."""

    number: int
    page: Page
    creator: str
    author: int
    zone: ZoneInfo


def export(
    site: Path, pages: Sequence[Page], settings: Mapping[str, Any], held: Iterable[Held] = (), max_body: int = 20_000
) -> Iterator[str]:
    """Yield the parts of an export.

    Args:
        site: its folder.
        pages: every essay and page.
        settings: Pelican's.
        held: comments that are not public, to be given back too.
        max_body: characters up to which a comment is read as Markdown.
    """
    waiting: dict[Target, list[_Said]] = {}
    for one in held:
        if not one.state.is_public:
            approved = APPROVED.get(one.state, "trash")
            waiting.setdefault(one.target, []).append(_Said(_comment(one), one.email, approved))
    renderer, base = Renderer(max_body), str(settings.get("SITEURL") or "").rstrip("/")
    yield _HEAD
    yield _tag("title", settings["SITENAME"]) + _tag("link", base) + _tag("language", settings["DEFAULT_LANG"])
    yield _tag("wp:wxr_version", "1.2") + _tag("wp:base_site_url", base) + _tag("wp:base_blog_url", base)
    answered = [
        page for page in _in_order(pages) if archive_of(site, Target.of(page)).exists() or Target.of(page) in waiting
    ]
    authors = _numbered_authors(_creator(page, settings) for page in answered)
    for name, number in authors.items():
        yield _author(name, number)
    posts, zone = count(1), ZoneInfo(settings["TIMEZONE"])
    for page in answered:
        said = [*_archived(archive_of(site, Target.of(page))), *waiting.get(Target.of(page), ())]
        if said:
            creator = _creator(page, settings)
            said = sorted(said, key=lambda one: one.comment.date)
            yield _item(_Post(next(posts), page, creator, authors[creator], zone), base, said, renderer)
    yield "</channel>\n</rss>\n"


def _creator(page: Page, settings: Mapping[str, Any]) -> str:
    """Return by whom something is, in one name: WordPress knows one author of each."""
    named = ", ".join(author.label for author in page.authors) if isinstance(page, Essay) else ""
    return named or str(settings.get("AUTHOR") or settings["SITENAME"])


def _numbered_authors(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(sorted(set(names)), 1)}


def _author(name: str, number: int) -> str:
    told = _tag("wp:author_id", str(number)) + _tag("wp:author_login", name) + _tag("wp:author_display_name", name)
    return f"<wp:author>\n{told}</wp:author>\n"


def _in_order(pages: Sequence[Page]) -> list[Page]:
    """Return pages so that each has the same number whenever they are exported; a translation has no archive."""
    seen: dict[tuple[bool, str], Page] = {}
    for page in pages:
        seen.setdefault((not isinstance(page, Essay), page.slug), page)
    return [page for _, page in sorted(seen.items(), key=lambda one: one[0])]


def _archived(file: Path) -> list[_Said]:
    archive, _ = parse(FrontMatter({"comments": rows(file)}))
    return [_Said(one) for one in archive.comments]


def _comment(held: Held) -> Comment:
    return Comment(
        id=held.public_id,
        author=held.author,
        date=held.written,
        body=held.body,
        url=held.url,
        kind=held.kind,
        reply_to=held.reply_to,
        by_author=held.by_author,
    )


def numbers(ids: Iterable[str]) -> dict[str, int]:
    """Return a number for each id: its own where it is one, else the next above all of those."""
    found = list(ids)
    own = {name: int(name) for name in found if name.isascii() and name.isdigit() and name == str(int(name)) != "0"}
    after = max(own.values(), default=0)
    others = [name for name in dict.fromkeys(found) if name not in own]
    return own | {name: after + place for place, name in enumerate(others, 1)}


def _item(post: _Post, base: str, said: Sequence[_Said], renderer: Renderer) -> str:
    page = post.page
    date = page.date if isinstance(page, Essay) else (page.modified or said[0].comment.date)
    ids = numbers(one.comment.id for one in said)
    return "".join(
        [
            "<item>\n",
            _tag("title", page.title),
            _tag("link", f"{base}/{page.url}"),
            _tag("dc:creator", post.creator),
            f'<guid isPermaLink="false">{escape(f"{base}/{page.url}")}</guid>\n',
            _tag("content:encoded", ""),
            _tag("wp:post_id", str(post.number)),
            _tag("wp:post_date", _local(date.astimezone(post.zone))),
            _tag("wp:post_date_gmt", _gmt(date)),
            _tag("wp:comment_status", "closed" if page.option("comments") in ("closed", "none") else "open"),
            _tag("wp:post_name", page.slug),
            _tag("wp:status", "draft" if page.status == "draft" else "publish"),
            _tag("wp:post_type", "post" if isinstance(page, Essay) else "page"),
            *(_said(one, ids, post, renderer) for one in said),
            "</item>\n",
        ]
    )


def _said(one: _Said, ids: Mapping[str, int], post: _Post, renderer: Renderer) -> str:
    comment = one.comment
    return "".join(
        [
            "<wp:comment>\n",
            _tag("wp:comment_id", str(ids[comment.id])),
            _tag("wp:comment_author", comment.author),
            _tag("wp:comment_author_email", one.email),
            _tag("wp:comment_author_url", comment.url),
            _tag("wp:comment_author_IP", ""),
            _tag("wp:comment_date", _local(comment.date.astimezone(post.zone))),
            _tag("wp:comment_date_gmt", _gmt(comment.date)),
            _tag("wp:comment_content", str(renderer.render(comment.body))),
            _tag("wp:comment_approved", one.approved),
            _tag("wp:comment_type", comment.kind if comment.kind != COMMENT else "comment"),
            _tag("wp:comment_parent", str(ids.get(comment.reply_to, 0))),
            _tag("wp:comment_user_id", str(post.author) if comment.by_author else "0"),
            "</wp:comment>\n",
        ]
    )


def _tag(name: str, text: str) -> str:
    """Return an element with a text, which cannot end the section that it stands in."""
    inner = clean(str(text)).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{inner}]]></{name}>\n"


def _local(moment: datetime) -> str:
    """Return a moment as the site's clocks had it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def _gmt(moment: datetime) -> str:
    return _local(moment.astimezone(UTC))
