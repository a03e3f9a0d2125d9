"""Comments from Disqus and Isso, to essays that are here already."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from exports import DATA, Blog, adds_up

from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from sites import build_folder, essay

DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="1"><id>a</id><forum>myblog</forum><link>https://old.example/2013/01/hope.html</link><title>Hope</title></thread>
<thread dsq:id="2"><id/><forum>myblog</forum><link>https://old.example/gone/</link><title>Gone</title></thread>
{posts}
</disqus>
"""


def post(number: int, thread: int = 1, more: str = "", name: str = "<name>Peter</name>", **flags: str) -> str:
    flag = "".join(
        f"<{key}>{value}</{key}>" for key, value in {"isDeleted": "false", "isSpam": "false", **flags}.items()
    )
    return (
        f'<post dsq:id="{number}"><id/><message><![CDATA[<p>So <b>be</b> it {number}.</p>]]></message>'
        f"<createdAt>2013-10-10T19:20:29Z</createdAt>{flag}<author><email>p{number}@private.example</email>{name}</author>"
        f'<ipAddress>203.0.113.77</ipAddress><thread dsq:id="{thread}"/>{more}</post>'
    )


@pytest.fixture
def hope(blog: Blog) -> Blog:
    """A site with one essay, “hope”, and one page, “about”."""
    for name in ("essays/2013-01-06-hope.md", "pages/about.md"):
        file = blog.site / "content" / name
        file.parent.mkdir(parents=True)
        file.write_text(essay(title="Hope"))
    return blog


def states(blog: Blog) -> dict[str, State]:
    with Inbox(blog.site, read_only=True) as inbox:
        return {one.public_id: one.state for one in inbox.find()}


def disqus(blog: Blog, *posts: str) -> Path:
    file = blog.site / "disqus.xml"
    file.write_text(DISQUS.format(posts="".join(posts)))
    return file


def test_disqus_comments_go_where_they_belong(hope: Blog) -> None:
    file = disqus(
        hope,
        post(4),
        post(5, more='<parent dsq:id="4"/>', name="<name/>"),
        post(6, isSpam="true"),
        post(7, isDeleted="true"),
        post(8, more='<parent dsq:id="7"/>'),
        post(9, thread=2),
    )
    receipt = hope.imported("disqus", file)
    assert receipt["comments"] == {"in_file": 6, "published": 3, "held": 1, "refused": 2}
    assert adds_up(receipt)
    assert states(hope) == {"6": State.SPAM}
    text = hope.text("content/comments/hope.yaml")
    assert "So **be** it 4." in text
    assert text.count("reply_to") == 1
    for private in ("private.example", "203.0.113.77"):
        assert private not in text + (hope.site / "private").glob("receipts/*").__next__().read_text()
    built = build_folder(hope.site)
    assert "Anonymous" in built.page("essays/hope/").select_one("#comment-5").text


def test_two_comments_of_one_number_are_both_kept(hope: Blog) -> None:
    hope.imported("disqus", disqus(hope, post(4), post(4)))
    archive = hope.text("content/comments/hope.yaml")
    assert archive.count("id: ") == 2


def test_a_comment_without_a_date_says_that_it_is_held_for_that(hope: Blog) -> None:
    hope.imported("disqus", disqus(hope, post(4).replace("2013-10-10T19:20:29Z", "soon")))
    with Inbox(hope.site, read_only=True) as inbox:
        assert [one.reasons for one in inbox.find()] == [("The export does not say when it was written.",)]


def test_disqus_twice_is_once(hope: Blog) -> None:
    file = disqus(hope, post(4), post(6, isSpam="true"))
    hope.imported("disqus", file)
    before = hope.files()
    hope.imported("disqus", file)
    assert hope.files() == before
    assert states(hope) == {"6": State.SPAM}


def test_a_thread_is_matched_by_an_old_address(hope: Blog) -> None:
    (hope.site / "content/redirects.yaml").write_text("/gone/: /about/\n")
    hope.imported("disqus", disqus(hope, post(4, thread=2)))
    assert "So **be** it 4." in hope.text("content/comments/pages/about.yaml")


def test_disqus_refuses_entities(hope: Blog) -> None:
    file = hope.site / "disqus.xml"
    file.write_text('<!DOCTYPE x [<!ENTITY a "b">]><disqus>&a;</disqus>')
    result = hope.run("import", "disqus", file)
    assert (result.exit_code, hope.run("import", "disqus", "nowhere.xml").exit_code) == (1, 1)


def isso(blog: Blog) -> Path:
    file = blog.site / "comments.db"
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256))")
        database.execute(
            "CREATE TABLE comments (tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT"
            " NULL, modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR,"
            " website VARCHAR, likes INTEGER, dislikes INTEGER, voters BLOB NOT NULL, notification INTEGER)"
        )
        database.executemany(
            "INSERT INTO threads VALUES (?, ?, ?)", [(1, "/essays/hope/", "Hope"), (2, "/nowhere/", "Gone")]
        )
        rows = [(1, 1, None, 1), (1, 2, 1, 1), (1, 3, None, 2), (1, 4, None, 4), (2, 5, None, 1), (1, 6, 4, 1)]
        database.executemany(
            "INSERT INTO comments VALUES (?, ?, ?, 1381532830.5, NULL, ?, '203.0.113.0', 'So *be* it.', NULL,"
            " 'p@private.example', 'https://p.example/', 0, 0, x'00', 0)",
            rows,
        )
    database.close()
    return file


def test_isso_comments_go_where_they_belong(hope: Blog) -> None:
    file = isso(hope)
    before = file.read_bytes()
    receipt = hope.imported("isso", file)
    assert receipt["comments"] == {"in_file": 6, "published": 3, "held": 1, "refused": 2}
    assert states(hope) == {"3": State.PENDING}
    text = hope.text("content/comments/hope.yaml")
    assert text.count("reply_to: '1'") == text.count("reply_to") == 1
    assert "2013-10-11T23:07:10Z" in text
    assert b"203.0.113" not in b"".join([*hope.files("content").values(), *hope.files("private").values()])
    assert file.read_bytes() == before
    assert not build_folder(hope.site).problems


def test_comments_of_two_blogs_with_the_same_numbers_are_all_kept(hope: Blog) -> None:
    hope.imported("disqus", disqus(hope, post(1), post(2, more='<parent dsq:id="1"/>')))
    hope.imported("isso", isso(hope))
    text = hope.text("content/comments/hope.yaml")
    assert text.count("- id:") == 2 + 3
    assert "- id: isso-1\n" in text
    assert "reply_to: isso-1\n" in text
    hope.imported("isso", hope.site / "comments.db")
    assert hope.text("content/comments/hope.yaml") == text
    assert not build_folder(hope.site).problems


def test_what_is_no_database_of_issos_is_refused(hope: Blog) -> None:
    file = hope.site / "comments.db"
    file.write_text("nothing of the kind, and long enough to be looked at as a database" * 20)
    result = hope.run("import", "isso", file)
    assert result.exit_code == 1
    assert not hope.site.joinpath("content/comments").exists()


@pytest.fixture
def wordpress_data() -> Path:
    """WordPress.org's test data for themes, where it is."""
    file = DATA / "wordpress-theme-unit-test.xml"
    if not file.is_file():
        pytest.skip("wordpress-theme-unit-test.xml is not beside the project")
    return file


def test_a_real_export_adds_up_and_builds(blog: Blog, wordpress_data: Path) -> None:
    receipt = blog.imported("wordpress", wordpress_data)
    assert receipt["essays"] == {"in_file": 72, "published": 69, "draft": 3, "refused": 0}
    assert receipt["comments"] == {"in_file": 32, "published": 28, "held": 4, "refused": 0}
    assert adds_up(receipt)
    before = blog.files()
    blog.imported("wordpress", wordpress_data)
    assert blog.files() == before
    built = build_folder(blog.site)
    assert not built.problems
    comments = built.page("essays/template-comments/")
    assert len(comments.select("article.comment")) == 19
    assert len(built.page("essays/template-pingbacks-an-trackbacks/").select("#pings article.comment")) == 4
    assert built.page("2012/01/03/template-comments/").a["href"].endswith("/essays/template-comments/")
    pages = [path for path in built.files() if path.endswith(".html")]
    for path in pages:
        page = built.page(path)
        assert not page.select("iframe, script[src^=http], img[src^=http], link[rel=stylesheet][href^=http]"), path


def test_a_real_export_of_disqus_adds_up(hope: Blog) -> None:
    file = DATA / "disqus-small.xml"
    if not file.is_file():
        pytest.skip("disqus-small.xml is not beside the project")
    (hope.site / "content/redirects.yaml").write_text("/blog/2013/02/12/redacted/index.html: /essays/hope/\n")
    receipt = hope.imported("disqus", file)
    assert receipt["comments"] == {"in_file": 6, "published": 1, "held": 0, "refused": 5}
