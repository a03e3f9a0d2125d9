"""What comes to the site of the proof by our own commands: comments approved and taken back, and other blogs.

Each runs in a process of its own, as a command does, and writes into the site's folder; what it wrote is an item of the
site from then on, that an author may spoil, delete or add to like any other.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import shutil
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from hypothesis import strategies as st

from proof_changes import BLOCKS, COMMENT, SLUGS
from proof_site import PLACES, Site, Written
from reflectory.cli import main
from reflectory.comments.archiving import rows
from reflectory.comments.inbox.publishing import archive_of, reconcile
from reflectory.comments.inbox.records import Arrival, Target
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from reflectory.site.errors import ReflectoryError
from sites import own_signals

Data = st.DataObject
Said = Mapping[str, Any]
"""One comment: what ``COMMENT`` draws, and what becomes of it where it is imported."""

ABOUT = (*SLUGS, "pages/about", "from-afar", "a-letter")
"""What comments are about: essays of the author's, pages, and essays that an import brings."""

COMES = ("content/essays", "content/pages", "content/comments")
FATES = ("1", "1", "1", "0", "spam", "trash")

_comments = st.lists(
    st.fixed_dictionaries({**COMMENT, "reply_to": st.integers(0, 9), "fate": st.sampled_from(FATES)}),
    min_size=1,
    max_size=3,
)
_posts = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(("from-afar", "a-letter", "hope")),
            "kind": st.sampled_from(("post", "post", "post", "page")),
            "status": st.sampled_from(("publish", "publish", "publish", "draft", "private")),
            "body": st.lists(st.sampled_from(BLOCKS[:4]), max_size=2),
            "tag": st.sampled_from(("hope", "Being kind", "new")),
            "said": _comments,
        }
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda post: post["name"],
)


class Arrivals:
    """The steps of the proof by which something arrives; mixed into it."""

    folder: Path
    site: Site
    written: dict[str, bytes]

    def approve(self, data: Data) -> None:
        """Comments come in by the form, and are approved."""
        target = data.draw(st.sampled_from(ABOUT), label="about")
        self._arrive(_approve, target, data.draw(_comments, label="comments"))

    def take_back(self, data: Data) -> None:
        """A decision is undone, a comment redacted, or one that was approved declined after all."""
        how = data.draw(st.sampled_from(["undo", "redact", "decline"]), label="how")
        self._arrive(_take_back, how, data.draw(st.integers(0, 99), label="which"))

    def import_wordpress(self, data: Data) -> None:
        """Another blog is brought along, perhaps again, perhaps after it was forgotten that it had been."""
        if data.draw(st.booleans(), label="forget what was imported"):
            shutil.rmtree(self.folder / "private" / "imports", ignore_errors=True)
        self._arrive(_import, "wordpress", _wordpress(data.draw(_posts, label="posts")))

    def import_disqus(self, data: Data) -> None:
        """Comments come from Disqus to the essays that are here."""
        threads = data.draw(st.dictionaries(st.sampled_from(SLUGS), _comments, min_size=1, max_size=3), label="threads")
        self._arrive(_import, "disqus", _disqus(threads))

    def _write(self) -> None:
        raise NotImplementedError

    def _arrive(self, act: Callable[..., None], *given: Any) -> None:
        """Do something to the folder as the site is, and take over what came of it."""
        self._write()
        wrong = _apart(self.folder, act, *given)
        assert not wrong, wrong
        for path in (*(path for folder in COMES for path in (self.folder / folder).rglob("*") if path.is_file()),
                     *(self.folder / "content").glob("redirects.yaml")):  # fmt: skip
            name, content = path.relative_to(self.folder).as_posix(), path.read_bytes()
            if self.written.get(name) != content:
                self.written[name] = content
                if kept := _item(name):
                    self.site[kept[0]][kept[1]] = Written(content)


def _item(path: str) -> tuple[str, str] | None:
    """Return the kind and name of what lies at a path."""
    for kind in ("essays", "pages", "comments", "redirects"):
        before, _, after = PLACES[kind].partition("{}")
        if path.startswith(before) and path.endswith(after):
            return kind, path.removeprefix(before).removesuffix(after)
    return None


def _apart(folder: Path, act: Callable[..., None], *given: Any) -> str:
    """Run something in a process of its own; returns the traceback of what went wrong, "" for nothing."""
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    process = fork.Process(target=_run, args=(theirs, folder, act, given))
    process.start()
    theirs.close()
    try:
        said: str = ours.recv()
    except EOFError:
        said = "the process died"
    process.join()
    ours.close()
    return said


def _run(to: Any, folder: Path, act: Callable[..., None], given: Sequence[Any]) -> None:
    try:
        with contextlib.chdir(folder), own_signals():
            act(folder, *given)
        to.send("")
    except BaseException:  # whatever it is, the test has to see it
        to.send(traceback.format_exc())


def _approve(folder: Path, target: str, said: Sequence[Said]) -> None:
    about = Target.named(target)
    with Inbox(folder) as inbox:
        there = [str(row["id"]) for row in rows(archive_of(folder, about))]
        count = sum(inbox.count().values())
        numbers = inbox.add(
            _arrival(about, f"{count + number}", one, [*there, ""]) for number, one in enumerate(said, 1)
        )
        inbox.decide(numbers, State.APPROVED, who="Hannah")
        reconcile(inbox)


def _arrival(about: Target, number: str, one: Said, there: Sequence[str]) -> Arrival:
    written = datetime.fromisoformat(one["date"])
    return Arrival(
        about, "intake", number, one["author"], one["body"], written if written.tzinfo else written.replace(tzinfo=UTC),
        email=f"{number}@example.org", url=one["url"], reply_to=there[one["reply_to"] % len(there)],
    )  # fmt: skip


def _take_back(folder: Path, how: str, which: int) -> None:
    with Inbox(folder) as inbox:
        approved = [held for held in inbox.find() if held.state is State.APPROVED]
        if not approved:
            return
        one = approved[which % len(approved)]
        if how == "redact":
            inbox.redact(one.id, f"Less was said, {which}.", note="Shortened.", keep_original=True)
        elif how == "decline":
            inbox.decide([one.id], State.DECLINED, who="Hannah")
        else:
            with contextlib.suppress(ReflectoryError):  # everything may be undone by now
                inbox.undo(who="Hannah")
        reconcile(inbox)


def _import(folder: Path, source: str, export: str) -> None:
    file = folder.parent / f"{source}.xml"
    file.write_text(export, "utf-8")
    ended = CliRunner().invoke(main, ["import", source, str(file)])
    assert ended.exit_code == 0, ended.output


_WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Old blog</title><link>https://old.example</link>
<wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>https://old.example</wp:base_blog_url>{}</channel></rss>
"""


def _fields(**values: Any) -> str:
    return "".join(f"<wp:{name}><![CDATA[{value}]]></wp:{name}>" for name, value in values.items())


def _wordpress(posts: Sequence[Mapping[str, Any]]) -> str:
    """Return an export of WordPress; a post has the same number in each, and so have its comments."""
    return _WXR.format("".join(map(_post, posts)))


def _post(post: Mapping[str, Any]) -> str:
    number = 10 + ("from-afar", "a-letter", "hope").index(post["name"])
    text = "\n".join(f"<p>{block}</p>" for block in post["body"])
    said = "".join(_wp_comment(100 * number + at, one) for at, one in enumerate(post["said"], 1))
    fields = _fields(post_id=number, post_date_gmt="2013-01-06 17:12:00", post_date="2013-01-06 17:12:00",
                     post_name=post["name"], status=post["status"], post_type=post["kind"])  # fmt: skip
    return (
        f"<item><title>{post['name'].title()}</title><link>https://old.example/2013/01/06/{post['name']}/</link>"
        f'<content:encoded><![CDATA[{text}]]></content:encoded>{fields}<category domain="post_tag" '
        f'nicename="{post["tag"]}"><![CDATA[{post["tag"]}]]></category>{said}</item>'
    )


def _wp_comment(number: int, one: Said) -> str:
    answers = number - one["reply_to"] if 0 < one["reply_to"] < number % 100 else 0
    fields = _fields(
        comment_id=number, comment_author=one["author"], comment_author_email=f"{number}@private.example",
        comment_author_url=one["url"], comment_date_gmt=one["date"][:10] + " 10:00:00", comment_approved=one["fate"],
        comment_parent=answers, comment_type="" if one["kind"] == "comment" else one["kind"],
    )  # fmt: skip
    return f"<wp:comment>{fields}<wp:comment_content><![CDATA[{one['body']}]]></wp:comment_content></wp:comment>"


def _disqus(threads: Mapping[str, Sequence[Said]]) -> str:
    """Return an export of Disqus."""
    head = "".join(
        f'<thread dsq:id="{SLUGS.index(slug) + 1}"><id/><link>https://old.example/{slug}/</link></thread>'
        for slug in threads
    )
    posts = "".join(
        _dsq_post(1000 * (SLUGS.index(slug) + 1) + number, SLUGS.index(slug) + 1, one)
        for slug, said in threads.items()
        for number, one in enumerate(said, 1)
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><disqus xmlns="http://disqus.com" '
        f'xmlns:dsq="http://disqus.com/disqus-internals">{head}{posts}</disqus>'
    )


def _dsq_post(number: int, thread: int, one: Said) -> str:
    flags = f"<isDeleted>{str(one['fate'] == 'trash').lower()}</isDeleted><isSpam>{str(one['fate'] == 'spam').lower()}</isSpam>"
    return (
        f'<post dsq:id="{number}"><message><![CDATA[<p>{one["body"]}</p>]]></message>'
        f"<createdAt>{one['date'][:10]}T10:00:00Z</createdAt>{flags}"
        f'<author><email>{number}@private.example</email></author><thread dsq:id="{thread}"/></post>'
    )
