"""An import of comments from Disqus's export (https://help.disqus.com/en/articles/1717164-comments-export)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from reflectory.comments.archive import Comment
from reflectory.comments.importing.cleaning import CleanStream
from reflectory.comments.importing.delivery import Delivered, Delivery, fit, public_id
from reflectory.comments.importing.elsewhere import Essays
from reflectory.comments.importing.inline import good_address
from reflectory.comments.importing.markdown import Converter
from reflectory.comments.importing.receipt import Receipt
from reflectory.comments.importing.records import ImportingError, Numbers
from reflectory.comments.importing.remembered import Remembered
from reflectory.comments.inbox.records import Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox

Progress = Callable[[str, Iterable[Any], int], Iterable[Any]]

_NOWHERE = "no essay or page of this site is what it was said on"
_DELETED = "it was deleted on Disqus"


class _Post(NamedTuple):
    """A comment as the export has it."""

    id: str
    thread: str
    parent: str
    author: str
    email: str
    message: str
    created: str
    is_deleted: bool
    is_spam: bool
    is_approved: bool


class Import:
    """One import; ``inbox`` ``None`` writes nothing."""

    def __init__(self, site: Path, file: Path, inbox: Inbox | None) -> None:
        self._site, self._file, self._inbox = site, file, inbox
        self.receipt = Receipt(f"disqus {file.name}")
        self._threads: dict[str, tuple[str, str]] = {}
        self._forum = ""

    def run(self, progress: Progress) -> Receipt:
        """Import every comment, and return the receipt, which is not written yet.

        Raises:
            ReflectoryError: the file or an archive cannot be used.
        """
        by_thread: defaultdict[str, list[_Post]] = defaultdict(list)
        for post in self._posts():
            by_thread[post.thread].append(post)
            self.receipt.in_file["comments"] += 1
        essays = Essays(self._site)
        name = f"disqus-{public_id(self._forum)}" if self._forum else "disqus"
        remembered = Remembered(self._site, name, dry=self._inbox is None)
        delivery = Delivery(self._site, "disqus", self._forum, remembered, self.receipt, self._inbox)
        by_target: defaultdict[Target | None, list[Delivered]] = defaultdict(list)
        for thread, posts in by_thread.items():
            link, identifier = self._threads.get(thread, ("", ""))
            target = (essays.meant(link) if link else None) or (essays.meant(identifier) if identifier else None)
            if target is None:
                self.receipt.note(f"the thread {thread} belongs to no essay or page of this site")
            by_target[target] += [self._read(post) for post in posts]
        for target, said in progress("Importing", by_target.items(), len(by_target)):
            if target is None:
                delivery.refuse(said, _NOWHERE)
            else:
                delivery.bring(target, said)
        delivery.finish()
        remembered.save()
        return self.receipt

    def _posts(self) -> Iterator[_Post]:
        try:
            with closing(CleanStream(self._file)) as stream:
                yield from self._elements(stream)
                for remark in stream.remarks():
                    self.receipt.note(remark)
        except etree.XMLSyntaxError as error:
            reason = " ".join((error.msg or "it ends too early").split(", line ")[0].split())
            raise ImportingError(
                f"{self._file}, line {error.lineno or 1}: this is not well-formed XML ({reason}); export it again."
            ) from None
        except OSError as error:
            raise ImportingError(f"{self._file} cannot be read ({error.strerror}).") from error

    def _elements(self, stream: CleanStream) -> Iterator[_Post]:
        count, numbers = 0, Numbers()
        for _, element in etree.iterparse(
            stream, events=("end",), huge_tree=True, resolve_entities=False, no_network=True, load_dtd=False,
            remove_comments=True, remove_pis=True, encoding="utf-8",
        ):  # fmt: skip
            parent = element.getparent()
            if parent is None:
                if _name(element) != "disqus":
                    raise ImportingError(
                        f"{self._file} is no export of Disqus; its first element is “{_name(element)}”."
                    )
                continue
            if parent.getparent() is not None:
                continue
            if _name(element) == "thread":
                self._threads[_number(element)] = (_text(element, "link"), _text(element, "id"))
                self._forum = self._forum or _text(element, "forum")
            elif _name(element) == "post":
                count += 1
                yield _post(element, count, numbers)
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del parent[0]

    def _read(self, post: _Post) -> Delivered:
        state = State.SPAM if post.is_spam else State.APPROVED if post.is_approved else State.PENDING
        body = Converter(is_essay=False, link=lambda url: url if good_address(url) and "://" in url else "")
        date = _moment(post.created)
        reasons: tuple[str, ...] = ("It was waiting on Disqus.",) if state is State.PENDING else ()
        if date is None:
            self.receipt.note(f"comment {post.id} has no date; it is held")
            state = State.PENDING if state is State.APPROVED else state
            reasons = (*reasons, "The export does not say when it was written.")
        comment = Comment(
            id=post.id,
            author=fit(" ".join(post.author.split())),
            date=date or datetime(1970, 1, 1, tzinfo=UTC),
            body=fit(body.convert(post.message)),
            reply_to=post.parent,
        )
        return Delivered(comment, state, post.email, reasons, refused=_DELETED if post.is_deleted else "")


def _post(element: Any, count: int, numbers: Numbers) -> _Post:
    author = next((child for child in element if _name(child) == "author"), None)
    thread = next((child for child in element if _name(child) == "thread"), None)
    parent = next((child for child in element if _name(child) == "parent"), None)
    name = _text(author, "name") or _text(author, "username")
    return _Post(
        id=numbers.own(public_id(_number(element) or f"e{count}")),
        thread=_number(thread),
        parent=public_id(_number(parent)) if _number(parent) else "",
        author=name,
        email=_text(author, "email"),
        message=_text(element, "message"),
        created=_text(element, "createdAt"),
        is_deleted=_text(element, "isDeleted").lower() == "true",
        is_spam=_text(element, "isSpam").lower() == "true",
        is_approved=_text(element, "isApproved").lower() != "false",
    )


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _number(element: Any) -> str:
    """Return an element's ``dsq:id``, whatever the prefix stands for."""
    if element is None:
        return ""
    return next((str(value) for key, value in element.attrib.items() if key.rpartition("}")[2] == "id"), "")


def _text(element: Any, name: str) -> str:
    if element is None:
        return ""
    return next(((child.text or "").strip() for child in element if _name(child) == name), "")


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
