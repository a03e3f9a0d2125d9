"""WordPress's export as essays, pages, archives and held comments, by the real command."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from exports import Blog, adds_up, comment, export, item, tag
from PIL import Image

from commands import environment
from reflectory.comments.inbox.states import State
from reflectory.comments.inbox.store import Inbox
from sites import build_folder


def held(blog: Blog) -> dict[str, tuple[State, str]]:
    """What is in the inbox: by its public id, state and e-mail address."""
    with Inbox(blog.site, read_only=True) as inbox:
        return {one.public_id: (one.state, one.email) for one in inbox.find()}


def notes_of(receipt: dict[str, Any]) -> list[str]:
    return [str(one["note"]) for one in receipt["notes"]]


def archive(blog: Blog, slug: str = "post-1") -> str:
    return blog.text(f"content/comments/{slug}.yaml")


def test_a_post_becomes_an_essay_with_its_date_author_and_themes(blog: Blog) -> None:
    terms = (tag("Hope", "category"), tag("hope"), tag("Uncategorized", "category"), tag("?!"), tag("Care &amp; rest"))
    receipt = blog.wordpress(export(item(1, "Some <b>words</b>.", *terms, title="Hope: a “start” &amp; more")))
    assert blog.essay() == (
        "---\ntitle: 'Hope: a “start” & more'\ndate: 2013-01-06 18:12:00+01:00\nauthor: Ann Author\n"
        "tags: [Hope, Care & rest]\n---\n\nSome **words**.\n"
    )
    assert receipt["essays"] == {"in_file": 1, "published": 1, "draft": 0, "refused": 0}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_is_read(blog: Blog, version: str) -> None:
    receipt = blog.wordpress(export(item(1, "Words.", comment()), version=version))
    assert (receipt["essays"]["published"], receipt["comments"]["published"]) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"status": "draft"}, "a draft"),
        ({"status": "private"}, "private"),
        ({"status": "future"}, "planned for later"),
        ({"post_password": "enter"}, "password-protected"),
    ],
)
def test_what_was_not_for_everybody_is_a_draft_and_its_comments_are_held(
    blog: Blog, fields: dict[str, str], why: str
) -> None:
    receipt = blog.wordpress(export(item(1, "Words.", comment(7), **fields)))
    assert "status: draft\n" in blog.essay()
    assert not (blog.site / "content/comments").exists()
    assert held(blog) == {"7": (State.PENDING, "reader7@private.example")}
    assert [one["reason"] for one in receipt["items"]] == [why, f"It was said on something that was {why}."]


def test_comments_go_where_their_state_says(blog: Blog) -> None:
    states = ["1", "0", "spam", "trash", "post-trashed"]
    said = [comment(n, comment_approved=word) for n, word in enumerate(states, 1)]
    receipt = blog.wordpress(export(item(1, "Words.", *said)))
    assert receipt["comments"] == {"in_file": 5, "published": 1, "held": 2, "refused": 2}
    assert {one: state for one, (state, _) in held(blog).items()} == {"2": State.PENDING, "3": State.SPAM}
    assert [one["reason"] for one in receipt["items"] if one["outcome"] == "refused"] == ["trash", "trash"]
    assert archive(blog).count("- id:") == 1


def test_threads_kinds_ids_and_the_author_are_kept(blog: Blog) -> None:
    said = [
        comment(7),
        comment(8, "I agree.", comment_parent="7", comment_user_id="2", comment_author="Ann"),
        comment(9, "[...] a mention [...]", comment_type="pingback"),
        comment(10, "To nobody.", comment_parent="99"),
    ]
    blog.wordpress(export(item(1, "Words.", *said)))
    text = archive(blog)
    assert "reply_to: '7'\n    by_author: true\n" in text
    assert "kind: pingback\n" in text
    assert "99" not in text
    assert "2013-01-07T08:00:00Z" in text


def test_nothing_private_is_carried_into_public_files_or_the_receipt(blog: Blog) -> None:
    blog.wordpress(export(item(1, "Words.", comment(7), comment(8, "HELDTEXT", comment_approved="0"))))
    said = b"".join([*blog.files("content").values(), *blog.files("private/receipts").values()])
    for canary in (b"private.example", b"203.0.113.77", b"AKISMETCOPY", b"HELDTEXT", b"@"):
        assert canary not in said
    everything = b"".join(blog.files("private").values())
    assert b"203.0.113.77" not in everything
    assert b"AKISMETCOPY" not in everything


def test_a_name_that_is_an_e_mail_address_is_not_published_and_one_in_a_text_is_told(blog: Blog) -> None:
    said = (
        comment(7, comment_author="reader7@private.example"),
        comment(8, "Write to me: bo@b.example", comment_author="Bo <bo@b.example>"),
    )
    text = export(item(1, "Words.", *said)).replace("Ann Author", "ann@old.example")
    notes = notes_of(blog.wordpress(text))
    assert "author: ''" in archive(blog)
    assert "author: Bo\n" in archive(blog)
    assert "author:" not in blog.essay()
    assert notes == [
        "comment 7: an e-mail address was left out of its writer's name",
        "comment 8: an e-mail address stands in its text, for everybody to read",
        "comment 8: an e-mail address was left out of its writer's name",
        "essay 1: an e-mail address was left out of its author's name",
    ]


def test_a_name_that_is_an_e_mail_address_is_none_in_the_inbox_either(blog: Blog) -> None:
    blog.wordpress(export(item(1, "Words.", comment(7, comment_author="bo@b.example", comment_approved="0"))))
    with Inbox(blog.site, read_only=True) as inbox:
        assert [one.author for one in inbox.find()] == [""]


def test_private_files_are_for_their_owner_alone(blog: Blog) -> None:
    blog.wordpress(export(item(1, "Words.", comment(7, comment_approved="0"))))
    files = [*blog.site.glob("private/receipts/*"), *blog.site.glob("private/imports/*")]
    assert len(files) == 2
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_second_import_changes_nothing(blog: Blog, monkeypatch: pytest.MonkeyPatch) -> None:
    text = export(item(1, "Words.", comment(7), comment(8, comment_approved="0")), item(2, status="draft"))
    first = blog.wordpress(text)
    before = blog.files()
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    again = blog.wordpress(text)
    assert blog.files() == before
    assert again == first
    assert len(held(blog)) == 1


def test_what_was_edited_by_hand_stays_and_what_was_not_is_replaced(blog: Blog) -> None:
    blog.wordpress(export(item(1, "Words.", comment(7, "One."), comment(8, "Two.")), item(2)))
    essay = blog.site / "content/essays/2013-01-06-post-1.md"
    essay.write_text(blog.essay().replace("Words.", "My own words."))
    file = blog.site / "content/comments/post-1.yaml"
    file.write_text(archive(blog).replace("One.", "Taken out."))
    said = (comment(7, "New one."), comment(8, "New two."))
    receipt = blog.wordpress(export(item(1, "New words.", *said), item(2, "New as well.")))
    assert "My own words." in blog.essay()
    assert "New as well." in blog.body("2013-01-06-post-2")
    assert ("Taken out." in archive(blog), "New two." in archive(blog)) == (True, True)
    reasons = {one["id"]: one["reason"] for one in receipt["items"]}
    assert reasons["1"] == reasons["7"] == "edited since the last import, and left as it is"
    assert adds_up(receipt)


def test_what_was_removed_by_hand_does_not_come_back(blog: Blog) -> None:
    text = export(item(1, "Words.", comment(7, "One."), comment(8, "Two.")), item(2, "More.", comment(9)))
    blog.wordpress(text)
    file = blog.site / "content/comments/post-1.yaml"
    file.write_text(archive(blog).partition("  - id: '8'")[0])
    (blog.site / "content/essays/2013-01-06-post-2.md").unlink()
    (blog.site / "content/comments/post-2.yaml").unlink()
    receipt = blog.wordpress(text)
    assert archive(blog).count("- id:") == 1
    assert not (blog.site / "content/essays/2013-01-06-post-2.md").exists()
    assert not (blog.site / "content/comments/post-2.yaml").exists()
    assert receipt["comments"] == {"in_file": 3, "published": 1, "held": 0, "refused": 2}


def test_what_was_declined_here_is_not_published_by_a_newer_export(blog: Blog) -> None:
    blog.wordpress(export(item(1, "Words.", comment(7, comment_approved="0"))))
    with Inbox(blog.site) as inbox:
        inbox.decide(inbox.numbers(), State.DECLINED, who="Hannah")
    receipt = blog.wordpress(export(item(1, "Words.", comment(7), comment(8, comment_parent="7"))))
    assert "'7'" not in archive(blog)
    assert receipt["comments"] == {"in_file": 2, "published": 1, "held": 0, "refused": 1}
    assert {"id": "7", "kind": "comment", "outcome": "refused", "reason": "it is declined here"} in receipt["items"]


@pytest.mark.parametrize("before", ["0", "spam"])
def test_what_waited_and_was_approved_on_the_old_blog_since_waits_no_longer(blog: Blog, before: str) -> None:
    blog.wordpress(export(item(1, "Words.", comment(7, comment_approved=before))))
    newer = export(item(1, "Words.", comment(7), comment(8, comment_parent="7")))
    receipt = blog.wordpress(newer)
    assert receipt["comments"] == {"in_file": 2, "published": 2, "held": 0, "refused": 0}
    assert "reply_to: '7'" in archive(blog)
    assert held(blog)["7"][0] is State.APPROVED
    first = blog.files()
    assert blog.wordpress(newer)["comments"] == receipt["comments"]
    assert blog.files() == first


def test_what_was_thrown_away_on_the_old_blog_since_is_taken_out(blog: Blog) -> None:
    blog.wordpress(export(item(1, "Words.", comment(7), comment(8))))
    blog.wordpress(export(item(1, "Words.", comment(7, comment_approved="trash"), comment(8))))
    assert "'7'" not in archive(blog)


def test_a_dry_run_writes_nothing_and_tells_the_same(blog: Blog) -> None:
    file = blog.site / "export.xml"
    file.write_text(export(item(1, "Words.", comment(7), comment(8, comment_approved="0"))))
    result = blog.run("import", "wordpress", file, "--dry-run")
    assert result.exit_code == 0
    assert "2 in the file: 1 published, 1 held, 0 refused" in result.output
    assert not blog.files()
    assert not (blog.site / "private").exists()


def test_posts_of_one_slug_and_pages_of_the_sites_own_get_others(blog: Blog) -> None:
    receipt = blog.wordpress(
        export(
            item(1, post_name="hope"),
            item(2, post_name="hope"),
            item(3, post_name="search", post_type="page"),
            item(4, post_name="%CE%B5%CF%80%CE%AF", post_type="page"),
            item(5, post_name="", title="", status="draft", post_date_gmt="0000-00-00 00:00:00"),
        )
    )
    names = {Path(name).name for name in blog.files() if name.endswith(".md")}
    assert names == {
        "2013-01-06-hope.md", "2013-01-06-hope-2.md", "search-page.md", "επί.md", "2013-01-06-post-5.md",
    }  # fmt: skip
    assert receipt["essays"]["in_file"] == 5
    built = build_folder(blog.site)
    assert not built.problems
    assert {"essays/hope-2/index.html", "search-page/index.html", "επί/index.html"} <= built.files().keys()


def test_an_essay_that_was_here_before_keeps_its_slug_and_its_text(blog: Blog) -> None:
    mine = blog.site / "content/essays/2020-01-01-hope.md"
    mine.parent.mkdir()
    mine.write_text("---\ntitle: Mine\ndate: 2020-01-01\n---\nMine.\n")
    blog.wordpress(export(item(1, post_name="hope")))
    assert "Mine." in mine.read_text()
    assert "content/essays/2013-01-06-hope-2.md" in blog.files()


def test_links_and_pictures_lead_within_the_site(blog: Blog, tmp_path: Path) -> None:
    media = blog.site / "uploads"
    (media / "2013/01").mkdir(parents=True)
    Image.new("RGB", (60, 40)).save(media / "2013/01/chair.jpg")
    (media / "2013/01/broken.png").write_bytes(b"no picture")
    (media / "2013/01/page.html").write_text("<script>alert(1)</script>")
    upload = "https://old.example/wp-content/uploads/2013/01"
    content = (
        f'<a href="https://old.example/2013/01/06/post-2/#comment-9">there</a> <a href="/?p=2">too</a> '
        f'<a href="https://old.example/gone/">gone</a> <img src="{upload}/chair-30x20.jpg" alt="A chair"> '
        f'<img src="https://elsewhere.example/pixel.gif" alt="A pixel"> <a href="{upload}/page.html">a page</a>'
    )
    attached = [
        item(10 + n, "", post_type="attachment", status="inherit", attachment_url=f"{upload}/{name}", post_parent="1")
        for n, name in enumerate(["chair.jpg", "broken.png", "page.html", "away.jpg"])
    ]
    receipt = blog.wordpress(export(item(1, content), item(2), *attached), "--media", media)
    assert blog.body() == (
        "[there]({filename}/essays/2013-01-06-post-2.md#comment-9) [too]({filename}/essays/2013-01-06-post-2.md) "
        "[gone](https://old.example/gone/) ![A chair]({static}/images/2013/01/chair.jpg) "
        f"[A pixel](https://elsewhere.example/pixel.gif) [a page]({upload}/page.html)"
    )
    assert receipt["files"] == {"in_file": 4, "published": 1, "refused": 3}
    assert [name for name in blog.files() if "images" in name] == ["content/images/2013/01/chair.jpg"]
    assert not build_folder(blog.site).problems


def test_a_picture_of_a_draft_is_not_published(blog: Blog) -> None:
    media = blog.site / "uploads"
    media.mkdir()
    Image.new("RGB", (60, 40)).save(media / "face.jpg")
    address = "https://old.example/wp-content/uploads/face.jpg"
    file = item(2, "", post_type="attachment", status="inherit", attachment_url=address, post_parent="1")
    blog.wordpress(export(item(1, f'<img src="{address}" alt="x">', status="private"), file), "--media", media)
    assert not any("images" in name for name in blog.files())


def test_old_addresses_lead_to_todays(blog: Blog) -> None:
    blog.wordpress(export(item(1), item(2, post_type="page", post_name="about", link="https://old.example/about/")))
    assert blog.text("content/redirects.yaml").splitlines()[2:] == [
        "/2013/01/06/post-1/: /essays/post-1/",
        "/?p=1: /essays/post-1/",
        "/?page_id=2: /about/",
    ]
    page = build_folder(blog.site).page("2013/01/06/post-1/")
    assert page.a["href"] == "../../../../essays/post-1/"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel>&x;</channel></rss>', "document type"),
        ("<html><body>no</body></html>", "no export of WordPress"),
        ("not XML at all", "no export of a blog"),
        (export(item(1))[:-40], "not well-formed XML"),
    ],
)
def test_what_is_no_export_is_refused_in_a_sentence(blog: Blog, text: str, told: str) -> None:
    file = blog.site / "export.xml"
    file.write_text(text)
    result = blog.run("import", "wordpress", file)
    assert result.exit_code == 1
    assert not blog.files()


def test_an_archive_that_cannot_be_read_stops_an_import_which_goes_on_once_that_is_mended(blog: Blog) -> None:
    broken = blog.site / "content" / "comments" / "post-2.yaml"
    broken.parent.mkdir()
    broken.write_text("comments: [")
    file = blog.site / "export.xml"
    file.write_text(export(item(1, "Words.", comment()), item(2, "Words.", comment())))
    ended = blog.run("import", "wordpress", file)
    assert ended.exit_code == 1
    assert ended.stderr.endswith("Mend that and import again, and it goes on.\n")
    broken.unlink()
    assert blog.imported("wordpress", file)["comments"]["published"] == 2


def test_redirects_that_cannot_be_read_stop_an_import_before_anything_is_written(blog: Blog) -> None:
    (blog.site / "content" / "redirects.yaml").write_text("/a/: [")
    file = blog.site / "export.xml"
    file.write_text(export(item(1)))
    ended = blog.run("import", "wordpress", file)
    assert ended.stderr.endswith("1 problem; nothing was written.\n")
    assert list(blog.files()) == ["content/redirects.yaml"]


def test_a_damaged_file_is_mended_and_that_is_told(blog: Blog) -> None:
    text = export(
        item(1, "Hope\x0bful &amp; well.", "<wp:note>a & b&nbsp;&#11;</wp:note><media:credit>x</media:credit>")
    )
    receipt = blog.wordpress("\n\n" + text)
    assert "Hopeful & well." in blog.body()
    notes = " ".join(one["note"] for one in receipt["notes"])
    assert "2 control characters" in notes
    assert "2 ampersands" in notes
    assert "“media” is declared nowhere" in notes


def test_what_was_mended_is_counted_even_in_a_short_file(blog: Blog) -> None:
    receipt = blog.wordpress(export(item(1, "Hop\x0be", "<wp:note>a & b</wp:note>")).encode() + b"\n<!-- caf\xe9 -->")
    assert notes_of(receipt) == [
        "1 ampersand that began nothing had to be mended",
        "1 control character had to be taken out",
        "1 sign could not be read in the file's encoding; \ufffd stands instead",
    ]


def test_two_posts_of_one_number_are_both_kept_and_that_is_told(blog: Blog) -> None:
    receipt = blog.wordpress(export(item(1, "One."), item(1, "Another.", post_name="other")))
    assert (blog.body(), blog.body("2013-01-06-other")) == ("One.", "Another.")
    assert notes_of(receipt) == ["two things have the number 1; the later one goes by 1-2"]


def test_comments_of_one_number_are_all_kept_whatever_they_are_on(blog: Blog) -> None:
    waits = [comment(7, f"Text {number}.", comment_approved="0") for number in range(3)]
    blog.wordpress(export(item(1, "Words.", waits[0], waits[1]), item(2, "Words.", waits[2])))
    assert set(held(blog)) == {"7", "7-2", "7-3"}


def test_missing_fields_are_replaced_and_that_is_told(blog: Blog) -> None:
    bare = "<item><title>Bare</title><content:encoded>Words.</content:encoded><wp:status>publish</wp:status></item>"
    said = "<wp:comment><wp:comment_content>No more than this.</wp:comment_content></wp:comment>"
    receipt = blog.wordpress(export(bare, item(2, "Words.", said)))
    assert receipt["essays"]["published"] == 2
    assert receipt["comments"]["held"] == 1
    assert len(receipt["notes"]) >= 3
    assert adds_up(receipt)
    assert not build_folder(blog.site).problems


def test_circles_of_answers_are_opened(blog: Blog) -> None:
    said = (comment(7, comment_parent="8"), comment(8, comment_parent="7"))
    blog.wordpress(export(item(1, "Words.", *said)))
    assert "reply_to" not in archive(blog)
    assert not build_folder(blog.site).problems


def test_an_import_that_was_killed_is_finished_by_the_next(blog: Blog) -> None:
    text = export(*(item(n, "Words.", comment(n), comment(900 + n, comment_approved="0")) for n in range(1, 40)))
    file = blog.site / "export.xml"
    file.write_text(text)
    kill = (
        "import os, sys; from reflectory.comments.importing import delivery as d; real = d.change; left = [12]\n"
        "def change(*a, **k):\n    left[0] -= 1\n    left[0] or os.kill(os.getpid(), 9)\n    return real(*a, **k)\n"
        "d.change = change\nfrom reflectory.cli import main; main(['import', 'wordpress', 'export.xml'])"
    )
    killed = subprocess.run([sys.executable, "-c", kill], cwd=blog.site, env=environment(), capture_output=True)
    assert killed.returncode == -9
    assert 0 < len(list(blog.site.glob("content/comments/*.yaml"))) < 39
    receipt = blog.wordpress(text)
    assert (receipt["essays"]["published"], receipt["comments"]["published"], len(held(blog))) == (39, 39, 39)
    before = blog.files()
    for name in before:
        (blog.site / name).unlink()
    for left in blog.site.glob("private/imports/*"):
        left.unlink()
    blog.wordpress(text)
    assert blog.files() == before
    assert not list((blog.site / "content/comments").glob(".*"))


def test_two_blogs_with_the_same_numbers_do_not_meet(blog: Blog) -> None:
    text = export(item(1, "Words.", comment(7, comment_approved="0")))
    blog.wordpress(text)
    blog.wordpress(text.replace("old.example", "other.example").replace("post-1", "post-x"))
    with Inbox(blog.site, read_only=True) as inbox:
        assert len(inbox.find()) == 2


def test_the_receipt_on_screen_says_where_it_is(blog: Blog) -> None:
    file = blog.site / "export.xml"
    file.write_text(export(item(1, "[contact-form to=x] words")))
    result = blog.run("import", "wordpress", file)
    kept = blog.site / result.output.splitlines()[-1].removeprefix("The receipt: ")
    assert "the shortcode [contact-form] stays as it is" in result.output
    assert json.loads(kept.read_text())["source"] == "wordpress export.xml"
