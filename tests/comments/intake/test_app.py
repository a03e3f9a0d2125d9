"""The intake from a reader's side: what is taken, what is not, and what they see of it afterwards."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml
from bs4 import BeautifulSoup
from intake_site import FORM, SAID, SITE_URL, Door, door, listing, started
from sqlalchemy import update

from reflectory.comments.inbox.publishing import reconcile
from reflectory.comments.inbox.records import InboxError, Target
from reflectory.comments.inbox.schema import comments
from reflectory.comments.inbox.states import State


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Door]:
    with door(tmp_path) as opened:
        yield opened


def seen(page: str) -> BeautifulSoup:
    """A page, which has to be whole for the strictest parser."""
    html5lib.HTMLParser(strict=True).parse(page)
    return BeautifulSoup(page, "lxml")


def test_a_comment_is_kept_before_its_writer_is_told(intake: Door) -> None:
    answer = intake.send(reply_to="7", url="ann.example")
    assert answer.status_code == 303
    held = intake.kept()
    assert (held.state, held.author, held.email, held.url) == (
        State.PENDING,
        "Ann Reader",
        "ann@reader.example",
        "https://ann.example",
    )
    assert (held.target, held.reply_to, held.body, held.source) == (Target("open"), "7", SAID["body"], "intake")
    page = seen(intake.client.get(f"/{answer.headers['Location']}").text)
    assert page.h1.text == "Thank you"
    assert "held until someone has read it" in page.text
    assert "reader.example" not in page.text


def test_a_page_is_answered_like_an_essay(intake: Door) -> None:
    intake.send(essay="pages/about")
    assert intake.kept().target == Target("about", "pages")


def test_a_form_without_a_stamp_is_read_over_first(intake: Door) -> None:
    answer = intake.post({"author": 'Ann "R"', "body": "*Hm* <b>x</b>\n\n> q & a", "url": "https://ann.example"})
    assert answer.status_code == 200
    assert intake.inbox.find() == []
    page = seen(answer.text)
    assert page.h1.text == "Read it over, then send"
    assert page.select_one(".answer-preview em").text == "Hm"
    assert not page.select(".answer-preview b")
    fields = {f["name"]: f.get("value", f.text.lstrip("\n")) for f in page.select("form [name]")}
    assert fields["body"] == "*Hm* <b>x</b>\n\n> q & a"
    assert (fields["author"], fields["url"], fields["email"]) == ('Ann "R"', "https://ann.example", SAID["email"])
    assert intake.post(fields).status_code == 303
    assert intake.kept().body == "*Hm* <b>x</b>\n\n> q & a"


def test_who_is_too_quick_is_asked_to_read_and_believed_a_moment_later(tmp_path: Path) -> None:
    with door(tmp_path, least=2) as intake:
        stamp = started(intake.post().text)
        answer = intake.post({"started": stamp})
        assert answer.status_code == 422
        assert "That was quick" in answer.text
        assert started(answer.text) == stamp
        assert intake.inbox.find() == []


@pytest.mark.parametrize("stamp", ["x", "form.AAAA.BBBB", "form"])
def test_a_stamp_of_somebody_elses_is_replaced(stamp: str, intake: Door) -> None:
    answer = intake.post({"started": stamp})
    assert answer.status_code == 422
    assert intake.post({"started": started(answer.text)}).status_code == 303


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"essay": "nowhere"}, 404, "There is no such essay"),
        ({"essay": ""}, 404, "There is no such essay"),
        ({"essay": "shut"}, 403, "Comments are closed"),
        ({"essay": "pages/privacy"}, 403, "Comments are closed"),
        ({"body": "  "}, 422, "Write your comment here"),
        ({"body": "word " * 4001}, 422, "too long"),
        ({"email": "ann"}, 422, "no e-mail address"),
        ({"author": "ann@reader.example"}, 422, "shown to everybody"),
        ({"url": "javascript:alert(1)"}, 422, "no address of a page"),
    ],
)
def test_what_is_not_taken_comes_back_as_it_was_typed(
    fields: dict[str, str], status: int, said: str, intake: Door
) -> None:
    answer = intake.send(**fields)
    assert answer.status_code == status
    page = seen(answer.text)
    assert said in page.text
    assert (SAID | fields)["body"].strip() in page.textarea.text
    assert intake.inbox.find() == []


def test_what_is_wrong_is_tied_to_its_field(intake: Door) -> None:
    page = seen(intake.send(email="ann", url="x y").text)
    for name in ("email", "url"):
        field = page.select_one(f"#comment-{name}")
        assert field["aria-invalid"] == "true"
        assert f"comment-{name}-error" in field["aria-describedby"].split()
        assert (
            page.select_one(f".answer-wrong a[href='#comment-{name}']").text
            in page.select_one(f"#comment-{name}-error").text
        )
    assert not page.select_one("#comment-body").get("aria-invalid")


def test_what_fills_in_the_hidden_field_is_thanked_and_kept_as_spam(intake: Door) -> None:
    answer = intake.send(website="https://spam.example")
    assert answer.status_code == 303
    held = intake.kept()
    assert held.state is State.SPAM
    assert "A field was filled in that only a program sees." in held.reasons
    assert seen(intake.client.get(f"/{answer.headers['Location']}").text).h1.text == "Thank you"


def test_the_hidden_field_is_not_forgotten_on_the_way(intake: Door) -> None:
    page = seen(intake.post({"website": "x"}).text)
    assert page.select_one("[name=website]")["value"] == "x"


def test_what_came_twice_is_one_comment_with_one_address(intake: Door) -> None:
    first, second = intake.send(), intake.send()
    assert first.headers["Location"] == second.headers["Location"]
    intake.send(body="Another.")
    intake.send(author="Bob")
    assert len(intake.inbox.find()) == 3


def test_a_form_from_another_site_is_read_over_and_not_taken(intake: Door) -> None:
    fields = {"started": intake.intake.stamps.started()}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": None, "Sec-Fetch-Site": "cross-site"},
    ):
        answer = intake.post(fields, headers=headers)
        assert answer.status_code == 403
        assert SAID["body"].split("\n")[-1] in seen(answer.text).textarea.text
    assert intake.inbox.find() == []
    assert intake.post(fields, headers={"Origin": "http://localhost"}).status_code == 303


def test_a_form_that_does_not_say_from_where_is_taken_and_marked(intake: Door) -> None:
    intake.post({"started": intake.intake.stamps.started()}, headers={"Origin": None})
    assert any("did not say from which site" in reason for reason in intake.kept().reasons)


def test_too_much_from_one_machine_waits_and_loses_nothing(tmp_path: Path) -> None:
    with door(tmp_path, INTAKE_RATE="2/minute") as intake:
        codes = [intake.send(body=f"Number {n}").status_code for n in range(3)]
        assert codes == [303, 303, 429]
        answer = intake.send(body="Number 4")
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert seen(answer.text).textarea.text.strip() == "Number 4"
        other = {"REMOTE_ADDR": "192.0.2.9"}
        assert intake.post({"started": intake.intake.stamps.started()}, environ_base=other).status_code == 303


def test_reasons_are_kept_with_it(tmp_path: Path) -> None:
    with door(tmp_path, COMMENTS_HOLD_WORDS=["casino"]) as intake:
        intake.send(body="A casino at https://c.example", email="")
        said = " ".join(intake.kept().reasons)
        assert "“casino”" in said
        assert "It has a link." in said
        assert "without an e-mail address" in said
        assert "did not do the work" in said


def test_somebody_known_is_not_new(intake: Door) -> None:
    intake.send()
    intake.inbox.decide([1], State.APPROVED, who="Hannah")
    intake.send(body="Again.", email="ANN@reader.example")
    assert not any("first comment" in reason for reason in intake.inbox.get(2).reasons)


def test_a_trusted_address_is_published_and_its_name_alone_is_not(tmp_path: Path) -> None:
    with door(tmp_path, COMMENTS_TRUST=["Sam <sam@example.org>"]) as intake:
        intake.send(author="Sam", email="")
        answer = intake.send(author="Sam", email="Sam@Example.org", body="Trusted.")
        assert [held.state for held in intake.inbox.find()] == [State.PENDING, State.APPROVED]
        rows = yaml.safe_load((tmp_path / "content/comments/open.yaml").read_text())["comments"]
        assert [row["body"].strip() for row in rows] == ["Trusted."]
        page = seen(intake.client.get(f"/{answer.headers['Location']}").text)
        assert page.h1.text == "Published"
        assert f"{SITE_URL}/essays/open/#comment-i2" in [link["href"] for link in page.select("a")]


def test_a_decision_on_a_trusted_comment_is_left_alone_when_it_comes_again(tmp_path: Path) -> None:
    with door(tmp_path, COMMENTS_TRUST=["ann@reader.example"]) as intake:
        intake.send()
        intake.inbox.decide([1], State.DECLINED, who="Hannah")
        intake.send()
        assert intake.kept().state is State.DECLINED


def test_a_trusted_comment_with_the_hidden_field_filled_in_is_spam(tmp_path: Path) -> None:
    with door(tmp_path, COMMENTS_TRUST=["ann@reader.example"]) as intake:
        intake.send(website="x")
        assert intake.kept().state is State.SPAM


@pytest.mark.parametrize(
    ("state", "title"),
    [(State.APPROVED, "Published"), (State.DECLINED, "Not published"), (State.SPAM, "Not published")],
)
def test_its_writer_sees_what_was_decided(state: State, title: str, intake: Door) -> None:
    where = f"/{intake.send().headers['Location']}"
    intake.inbox.decide([1], state, who="Hannah", why="canary: between us")
    page = intake.client.get(where).text
    assert seen(page).h1.text == title
    assert "canary" not in page


def test_its_writer_takes_it_back_after_saying_so(intake: Door) -> None:
    where = f"/{intake.send().headers['Location']}"
    unsure = intake.post({}, path=where)
    assert unsure.status_code == 422
    assert intake.kept().state is State.PENDING
    done = intake.post({"withdraw": "yes"}, path=where)
    assert done.status_code == 303
    page = seen(intake.client.get(where).text)
    assert page.h1.text == "Withdrawn"
    assert not page.select("form, .comment-body")
    assert intake.kept().state is State.WITHDRAWN
    assert intake.post({"withdraw": "yes"}, path=where).status_code == 303


def test_what_was_published_goes_from_the_archive_when_it_is_taken_back(intake: Door) -> None:
    where = f"/{intake.send().headers['Location']}"
    intake.inbox.decide([1], State.APPROVED, who="Hannah")
    reconcile(intake.inbox)
    archive = intake.site / "content/comments/open.yaml"
    assert "I *know*" in archive.read_text()
    intake.post({"withdraw": "yes"}, path=where)
    assert "I *know*" not in archive.read_text()


def test_nobody_elses_page_takes_it_back(intake: Door) -> None:
    where = f"/{intake.send().headers['Location']}"
    answer = intake.post({"withdraw": "yes"}, path=where, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert intake.kept().state is State.PENDING


@pytest.mark.parametrize("path", ["/status/1", "/status/MQ.x", "/status/", "/nowhere", "/essays.json", "/static/x"])
def test_there_is_nothing_else(path: str, intake: Door) -> None:
    intake.send()
    answer = intake.client.get(path)
    assert answer.status_code == 404
    assert "Ann" not in answer.text


def test_a_comment_that_was_purged_has_no_status(intake: Door) -> None:
    where = f"/{intake.send().headers['Location']}"
    intake.inbox.delete([1])
    assert intake.client.get(where).status_code == 404
    assert intake.post({"withdraw": "yes"}, path=where).status_code == 404


def test_an_address_never_shows_what_has_the_number_in_an_inbox_that_was_restored(
    intake: Door,
) -> None:
    where = f"/{intake.send().headers['Location']}"
    intake.inbox.delete([1])
    intake.send(body="Somebody else's.")
    with intake.inbox.database.writing() as connection:  # as in a copy from before that comment
        connection.execute(update(comments).values(id=1, received=datetime(2030, 1, 1, tzinfo=UTC)))
    assert intake.client.get(where).status_code == 404
    assert intake.post({"withdraw": "yes"}, path=where).status_code == 404
    assert intake.kept().state is State.PENDING


def test_a_comment_is_answered_without_script(intake: Door) -> None:
    page = seen(intake.client.get("/?essay=open&reply_to=7").text)
    assert page.select_one("[name=reply_to]")["value"] == "7"
    assert page.select_one(".comment-form-answers a")["href"] == f"{SITE_URL}/essays/open/#comment-7"
    assert not page.select_one("[name=started]")["value"]
    assert intake.client.get("/?essay=shut").status_code == 403
    assert intake.client.get("/").status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "options"])
def test_only_what_is_asked_for_is_done(method: str, intake: Door) -> None:
    answer = getattr(intake.client, method)("/challenge" if method != "get" else "/")
    assert answer.status_code in (200, 404, 405)
    assert intake.inbox.find() == []


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "application/json", "text/plain", ""])
def test_only_a_form_is_read(kind: str, intake: Door) -> None:
    assert intake.client.post("/", data=b"essay=open&body=x", content_type=kind).status_code == 400


def test_a_form_that_is_too_large_is_refused(intake: Door) -> None:
    answer = intake.client.post("/", data=b"body=" + b"x" * 300_000, content_type=FORM)
    assert answer.status_code == 413
    assert seen(answer.text).h1.text == "That is too long"


@pytest.mark.parametrize("path", ["/", "/?essay=open", "/status/x", "/challenge", "/nowhere"])
def test_every_answer_is_careful(path: str, intake: Door) -> None:
    headers = intake.client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy == (
        f"default-src 'none'; style-src 'self' {SITE_URL}; img-src 'self' {SITE_URL}; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in headers


def test_no_page_has_a_script_or_a_style_of_its_own(intake: Door) -> None:
    where = f"/{intake.send().headers['Location']}"
    for text in (intake.post().text, intake.send(email="x").text, intake.client.get(where).text):
        page = seen(text)
        assert not page.select("script, style, [style], iframe, object")
        assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
        assert page.select_one("link[rel=stylesheet]")["href"] == f"{SITE_URL}/theme/site.css"


def test_the_sites_script_may_read_a_challenge(intake: Door) -> None:
    answer = intake.client.get("/challenge")
    assert answer.headers["Access-Control-Allow-Origin"] == SITE_URL
    parameters = answer.get_json()["parameters"]
    assert (parameters["algorithm"], parameters["keyPrefix"]) == ("SHA-256", "0000")
    assert intake.send(started=parameters["data"]["started"]).status_code == 303


def test_an_inbox_that_cannot_be_written_loses_nothing_typed(
    intake: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: Any) -> None:
        raise InboxError("the inbox cannot be used (database or disk is full); nothing was changed.")

    monkeypatch.setattr(intake.inbox, "add", full)
    with caplog.at_level(logging.INFO):
        answer = intake.send()
    assert answer.status_code == 503
    assert "So do others." in seen(answer.text).textarea.text
    assert "disk is full" in caplog.text
    assert "Ann" not in caplog.text


def test_a_mistake_of_ours_says_nothing_of_what_was_typed(
    intake: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"canary {SAID['email']}")

    monkeypatch.setattr("reflectory.comments.holding.reasons", broken)
    with caplog.at_level(logging.DEBUG):
        answer = intake.send(body="canary text")
    assert answer.status_code == 500
    assert seen(answer.text).h1.text == "Something went wrong"
    for canary in ("canary", "reader.example", "Traceback"):
        assert canary not in answer.text
        assert canary not in caplog.text
    assert "RuntimeError in test_app.py" in caplog.text


def test_an_archive_that_cannot_be_written_is_written_later(tmp_path: Path) -> None:
    archive = tmp_path / "content/comments/open.yaml"
    archive.parent.mkdir(parents=True)
    archive.write_text("comments: [}\n")
    with door(tmp_path, COMMENTS_TRUST=["ann@reader.example"]) as intake:
        assert intake.send().status_code == 303
        assert intake.kept().state is State.APPROVED
        archive.unlink()
        reconcile(intake.inbox)
        assert "I *know*" in archive.read_text()


def test_an_essay_that_closes_takes_nothing_more(intake: Door) -> None:
    listing(intake.site / "output", rows=[("open", "essays", "An open essay", "essays/open/", "closed")])
    assert intake.send().status_code == 403
