"""An import from WordPress: twice through the file, first for where everything goes, then for what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cached_property
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit
from zoneinfo import ZoneInfo

from reflectory.comments import harmless
from reflectory.comments.archive import COMMENT, Comment
from reflectory.comments.importing import essays, moments, plan, shortcodes
from reflectory.comments.importing.delivery import Delivered, Delivery, fit, public_id, spoken
from reflectory.comments.importing.markdown import Converter
from reflectory.comments.importing.media import Media
from reflectory.comments.importing.places import ESSAYS, Place, first_words, slug_of, slug_of_file, sources, url_of
from reflectory.comments.importing.plan import KINDS
from reflectory.comments.importing.receipt import DRAFT, PUBLISHED, REFUSED, Receipt
from reflectory.comments.importing.records import Entry, Told
from reflectory.comments.importing.remembered import Fate, Remembered
from reflectory.comments.importing.tree import plain
from reflectory.comments.importing.wxr import Export
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox

_STATES = {"1": State.APPROVED, "approved": State.APPROVED, "approve": State.APPROVED, "0": State.PENDING,
           "hold": State.PENDING, "spam": State.SPAM, "trash": None, "post-trashed": None}  # fmt: skip
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Progress = Callable[[str, Iterable[Any], int], Iterable[Any]]


class Import:
    """One import.

    Args:
        site: the folder of ``pelicanconf.py``; ``settings`` are the site's.
        media: the folder of the old blog's pictures, if there is one.
        inbox: ``None`` writes nothing, anywhere.
    """

    def __init__(
        self, site: Path, settings: Mapping[str, Any], file: Path, media: Path | None, inbox: Inbox | None
    ) -> None:
        self._site, self._settings, self._media_folder = site, settings, media
        self._zone = ZoneInfo(settings.get("TIMEZONE", "UTC"))
        self._export = Export(file)
        self._inbox = inbox
        self.receipt = Receipt(f"wordpress {file.name}")
        self._names = essays.Names(settings)
        if settings.get("AUTHOR"):
            self._names.author(str(settings["AUTHOR"]))
        self.redirects: dict[str, str] = {}

    def run(self, progress: Progress) -> Receipt:
        """Import everything, and return the receipt, which is not written yet.

        Raises:
            ReflectoryError: the file, the site's folder or an archive cannot be used.
        """
        seen = list(progress("Looking", self._outlines(), self._export.length()))
        blog = slug_of((urlsplit(self._export.site).netloc + urlsplit(self._export.site).path) or "blog")
        self._remembered = Remembered(self._site, f"wordpress-{blog}", dry=self._inbox is None)
        self._plan = plan.of(seen, self._site, self._remembered, self._date, self.receipt.note)
        self._media = Media(self._media_folder, self._export.site, self._plan.private_files, self._remembered)
        self._delivery = Delivery(self._site, "wordpress", blog, self._remembered, self.receipt, self._inbox)
        self._count()
        for entry in progress("Importing", self._export.entries(), len(seen)):
            self._take(entry)
        self._delivery.finish()
        for remark in self._export.remarks:
            self.receipt.note(remark)
        self._remembered.save()
        return self.receipt

    def _outlines(self) -> Iterator[Entry]:
        """Yield every entry without what is long in it."""
        for entry in self._export.entries():
            yield Entry(
                entry.id, entry.type, entry.status, entry.title, entry.slug, entry.link, date=entry.date,
                date_gmt=entry.date_gmt, published=entry.published, parent=entry.parent, password=entry.password,
                file=entry.file, meta=entry.meta if entry.type == "attachment" else {},
                excerpt=entry.excerpt if entry.type == "attachment" else "",
            )  # fmt: skip

    def _count(self) -> None:
        kinds = self._export.entries_in_file
        self.receipt.in_file["essays"] = sum(kinds[kind] for kind in KINDS)
        self.receipt.in_file["files"] = kinds["attachment"]
        self.receipt.in_file["others"] = kinds.total() - self.receipt.in_file["essays"] - kinds["attachment"]
        self.receipt.in_file["comments"] = self._export.comments_in_file

    @property
    def urls(self) -> set[str]:
        """Today's address of everything that the site has and that was imported."""
        return {place.url for place in self._plan.places.values()} | {url_of(one) for one in sources(self._site)}

    def _date(self, entry: Entry) -> datetime:
        found = moments.when(entry.date, entry.date_gmt, self._zone) or moments.of_letter(entry.published)
        return found or moments.of_letter(self._export.published) or _LONG_AGO

    def _take(self, entry: Entry) -> None:
        place = self._plan.places.get(entry.id) if entry.type in KINDS else None
        if entry.type == "attachment":
            self._take_file(entry)
        elif entry.type not in KINDS:
            self.receipt.add("others", entry.id, entry.type, REFUSED, "this site has no such thing")
        elif place is None or entry.status == "trash":
            self.receipt.add("essays", entry.id, _called(entry), REFUSED, "trash")
        else:
            self._take_post(entry, place)
        if entry.comments:
            self._take_comments(entry, place)

    def _take_post(self, entry: Entry, place: Place) -> None:
        fate = self._remembered.write(place.path, self._source(entry, place))
        outcome = REFUSED if fate is Fate.GONE else PUBLISHED if place.is_public else DRAFT
        why = fate.value if fate in (Fate.EDITED, Fate.GONE) else ""
        self.receipt.add("essays", entry.id, _called(entry), outcome, why or place.why)
        if fate is not Fate.GONE:
            self._redirect(entry, place)

    def _source(self, entry: Entry, place: Place) -> bytes:
        def gallery(numbers: Iterable[str]) -> str:
            chosen = list(numbers) or [one for one, file in self._plan.files.items() if file[3] == entry.id]
            return "".join(_figure(*self._plan.files[one][:3]) for one in chosen if one in self._plan.files)

        read = shortcodes.read(entry.content, gallery, entry.meta.get("footnotes", ""))
        converter = Converter(
            link=lambda url: self._link(url, place),
            picture=lambda url: self._picture(url, place),
            as_written=not read.is_blocks,
        )
        body = converter.convert(read.html, read.footnotes)
        for note in read.unknown:
            self.receipt.note(f"{_called(entry)} {entry.id}: {note} stays as it is")
        for note in converter.notes:
            self.receipt.note(note)
        tags, lost = essays.themes(entry, self._names)
        if lost:
            self.receipt.note(f"{_called(entry)} {entry.id}: a theme's name without letters was left out")
        title = plain(unescape(entry.title)) or first_words((plain(body),)) or "Untitled"
        if not plain(entry.title):
            self.receipt.note(f"{_called(entry)} {entry.id} has no title; its first words are in its place")
        if not moments.when(entry.date, entry.date_gmt, self._zone):
            self.receipt.note(f"{_called(entry)} {entry.id} has no date; the nearest that the file tells was taken")
        author = self._export.authors.get(entry.author)
        name = (author.name if author else "") or entry.author  # many sign in by their address
        if harmless.without_emails(name) != name:
            self.receipt.note(f"{_called(entry)} {entry.id}: an e-mail address was left out of its author's name")
        return essays.source(
            entry,
            title=title,
            date=self._date(entry),
            modified=moments.when(entry.modified, entry.modified_gmt, self._zone),
            author=self._names.author(harmless.without_emails(name)),
            tags=tags,
            is_draft=not place.is_public,
            summary=essays.summary_of(entry, read.before_more),
            slug="" if _says_its_slug(place) else place.target.slug,
            body=body,
        )

    def _take_file(self, entry: Entry) -> None:
        parent = self._plan.places.get(entry.parent)
        is_public = parent is None or parent.is_public
        place, why = self._media.place(entry.file, is_public=is_public) if entry.file else ("", "it has no address")
        self.receipt.add("files", entry.id, "attachment", PUBLISHED if place else REFUSED, why)

    # Links

    def _picture(self, url: str, place: Place) -> str:
        found, _ = self._media.place(urljoin(self._export.site, url), is_public=place.is_public)
        return f"{{static}}/{found}" if found else ""

    def _link(self, url: str, place: Place) -> str:
        """Return where a link leads today: to another source of this site, to a file of it, or where it led before."""
        if url.startswith("#"):
            return url
        whole = urljoin(f"{self._export.site}/", url)
        parts = urlsplit(whole)
        if parts.netloc and parts.netloc.lower() == urlsplit(self._export.site).netloc.lower():
            number = self._plan.post_at(parts.path, parts.query)
            if number:
                return self._plan.places[number].link + (f"#{parts.fragment}" if parts.fragment else "")
            found = self._picture(whole, place) if "." in parts.path.rpartition("/")[2] else ""
            if found:
                return found
        return whole.replace("{", "%7B").replace("}", "%7D").replace("|", "%7C")

    def _redirect(self, entry: Entry, place: Place) -> None:
        parts = urlsplit(entry.link)
        if parts.path.strip("/") and not parts.query:
            self.redirects[quote(parts.path, safe="/%:@!$&'()*+,;=~")] = place.url
        name = "page_id" if entry.type == "page" else "p"
        self.redirects[f"/?{name}={quote(entry.id)}"] = place.url

    # Comments

    def _take_comments(self, entry: Entry, place: Place | None) -> None:
        said = [self._read(told, entry, place) for told in entry.comments]
        below = place or self._plan.places.get(entry.parent)
        if entry.status == "trash" or below is None:
            self._delivery.refuse(said, "trash" if entry.status == "trash" else "what it was said on is not imported")
        elif self._is_gone(below):
            self._delivery.refuse(said, "what it was said on was removed by hand since")
        else:
            self._delivery.bring(below.target, said)

    def _is_gone(self, place: Place) -> bool:
        """Whether somebody has taken away what comments would stand below, so that their archive had no essay."""
        if self._inbox is None:
            return False
        return not (self._site / place.path).is_file() and place.target not in self._written

    @cached_property
    def _written(self) -> Collection[Target]:
        """What the site has of essays and pages; an import adds none of a target that somebody has taken away."""
        return sources(self._site)

    def _read(self, told: Told, entry: Entry, place: Place | None) -> Delivered:
        kind = spoken(told.kind)
        date = moments.when(told.date, told.date_gmt, self._zone)
        if not date:
            self.receipt.note(f"comment {told.id} has no date; its essay's was taken")
        body = Converter(is_essay=False, as_written=True, link=_absolute).convert(told.content)
        comment = Comment(
            id=public_id(told.id),
            author=fit(" ".join(unescape(told.author).split())),
            date=(date or self._date(entry)).astimezone(UTC),
            body=fit(body),
            url=harmless.address(told.url),
            kind=kind or COMMENT,
            reply_to=public_id(told.parent) if told.parent not in ("", "0") else "",
            by_author=self._is_by_author(told, entry),
        )
        state, reasons = self._state(told, place, kind)
        return Delivered(comment, state, told.email, reasons)

    def _state(self, told: Told, place: Place | None, kind: str) -> tuple[State | None, tuple[str, ...]]:
        word = told.approved.strip().lower()
        if word not in _STATES:
            self.receipt.note(f"comment {told.id} does not say whether it was approved; it is held")
            return State.PENDING, ("The export does not say whether it was approved.",)
        state = _STATES[word]
        if state is not State.APPROVED:
            return state, ("It was waiting on the old blog.",) if state is State.PENDING else ()
        if not kind:
            return State.PENDING, (f"It is of the kind “{told.kind}”, which this site has none of.",)
        if place is None:
            return State.PENDING, ("It was said on a picture's own page.",)
        return (state, ()) if place.is_public else (State.PENDING, (f"It was said on something that was {place.why}.",))

    def _is_by_author(self, told: Told, entry: Entry) -> bool:
        author = self._export.authors.get(entry.author)
        if author is None or told.user in ("", "0"):
            return False
        if author.id:
            return author.id == told.user
        return bool(author.email) and author.email.lower() == told.email.lower()


def _says_its_slug(place: Place) -> bool:
    """Whether a build takes the slug from the file's name; a page's may be in letters that it writes otherwise."""
    return place.target.kind == ESSAYS or slug_of_file(place.target.slug) == place.target.slug


def _called(entry: Entry) -> str:
    return "essay" if entry.type == "post" else entry.type


def _figure(address: str, alt: str, caption: str) -> str:
    return (
        f'\n\n<figure><img src="{escape(address)}" alt="{escape(alt)}">'
        f"<figcaption>{escape(caption)}</figcaption></figure>\n\n"
    )


def _absolute(url: str) -> str:
    """Return a link of a comment where it leads to a page by itself, "" otherwise."""
    return harmless.address(url) if "://" in url else ""
