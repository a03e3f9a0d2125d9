"""Where everything of an old blog goes: which file each post and page becomes, and what leads there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from reflectory.comments.importing.media import bare
from reflectory.comments.importing.places import ESSAYS, PAGES, Place, Slugs, day_of, slug_of, sources, url_of
from reflectory.comments.importing.records import Entry
from reflectory.comments.importing.remembered import Remembered
from reflectory.comments.importing.tree import plain
from reflectory.comments.inbox.records import Target

KINDS = {"post": ESSAYS, "page": PAGES}
"""What WordPress's kinds of texts become."""


@dataclass
class Plan:
    """What the first reading found.

    Attributes:
        places: by a post's number, where it goes.
        leads: by an old address (a path without slashes at its ends, or ``?p=12``), the post's number.
        files: by an attachment's number, its address, what it shows, what is said below it, and its post's number.
        private_files: by an attachment's address, whether it belongs to something that nobody could read.
    """

    places: dict[str, Place] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)
    private_files: dict[str, bool] = field(default_factory=dict)

    def post_at(self, path: str, query: str) -> str:
        """Return the number of the post at an old address, "" where there is none."""
        return self.leads.get(_key(path, query), "")


def of(
    seen: Sequence[Entry],
    site: Path,
    remembered: Remembered,
    date: Callable[[Entry], datetime],
    note: Callable[[str], None],
) -> Plan:
    """Return where everything goes; a post that was imported before goes where it went then.

    Args:
        seen: every entry, without what is long in it.
        site: the folder of ``pelicanconf.py``.
        remembered: what was imported before; takes where each post goes.
        date: the day of a post.
        note: takes what the receipt says of a name that was taken.
    """
    plan = Plan()
    there = sources(site)
    slugs = Slugs(there)
    known = {path: target for target, path in there.items()}
    posts = [entry for entry in seen if entry.type in KINDS and entry.status != "trash"]
    again = [entry for entry in posts if entry.id in remembered.posts]
    for entry in (*again, *(entry for entry in posts if entry.id not in remembered.posts)):
        if entry.id in plan.places:
            continue
        kind, path = KINDS[entry.type], remembered.posts.get(entry.id, "")
        if path:
            target, why = known.get(path) or _target_of(path, kind), ""
            slugs.take(target, f"{path}#")
        else:
            slug = slug_of(entry.slug) or slug_of(plain(entry.title)) or slug_of(f"{entry.type}-{entry.id}")
            target, path, why = slugs.place(kind, slug, day_of(date(entry)))
        if why:
            note(f"“{target.slug}” is a new name for an essay or page: {why}")
        remembered.posts[entry.id] = path
        hidden = _why_hidden(entry)
        plan.places[entry.id] = Place(target, path, url_of(target), not hidden, hidden)
        for old in _old_addresses(entry):
            plan.leads.setdefault(old, entry.id)
    _add_files(plan, seen)
    return plan


def _add_files(plan: Plan, seen: Iterable[Entry]) -> None:
    """Note every attachment, and whether it belongs to something that nobody could read."""
    for entry in seen:
        if entry.type == "attachment" and entry.file:
            shows = entry.meta.get("_wp_attachment_image_alt", "")
            plan.files[entry.id] = (entry.file, shows, plain(entry.excerpt), entry.parent)
            place = plan.places.get(entry.parent)
            plan.private_files[bare(entry.file)] = bool(place and not place.is_public)


def _target_of(path: str, kind: str) -> Target:
    name = Path(path).stem
    return Target(name[11:] if kind == ESSAYS else name, kind)


def _why_hidden(entry: Entry) -> str:
    """Return why a post was not for everybody, "" where it was."""
    if entry.password:
        return "password-protected"
    told = {"draft": "a draft", "private": "private", "future": "planned for later", "pending": "waiting for review"}
    return "" if entry.status == "publish" else told.get(entry.status, "not published")


def _key(path: str, query: str) -> str:
    """Return an old address as the plan knows it."""
    asked = parse_qs(query)
    number = (asked.get("p") or asked.get("page_id") or [""])[0]
    return f"?p={number}" if number else path.strip("/").lower()


def _old_addresses(entry: Entry) -> Iterator[str]:
    parts = urlsplit(entry.link)
    if parts.path.strip("/") and not parts.query:
        yield _key(parts.path, "")
    yield f"?p={entry.id}"
