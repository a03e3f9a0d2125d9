"""Who is let in, by which name, with which headers and cookies (OWASP ASVS 5.0, level 2)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from desks import BASE, Open, opened_desk, write_site
from reflectory.comments.desk.guard import HEADERS, own_address
from reflectory.comments.desk.serving import opened
from reflectory.comments.desk.sessions import IDLE, LINK, LONGEST, Sessions
from reflectory.comments.inbox.states import State
from reflectory.site.errors import SettingsError

PASSWORD = "four words are enough"
HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
PUBLIC = "https://desk.example.org"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Open]:
    with opened_desk(write_site(tmp_path)) as desk:
        yield desk


@pytest.fixture
def public(tmp_path: Path) -> Iterator[Open]:
    """A desk that faces the internet."""
    with opened_desk(write_site(tmp_path), DESK_PASSWORD_HASH=HASH, DESK_URL=PUBLIC) as desk:
        yield desk


def sign_in(desk: Open, password: str, **fields: str) -> int:
    """Try a password from a browser without a session; gives the status."""
    client = desk.app.test_client()
    data = {"password": password, **fields}
    return client.post("/sign-in", base_url=PUBLIC, data=data, headers={"Origin": PUBLIC}).status_code


@pytest.mark.parametrize("path", ["/", "/comments/1", "/comments/1/edit", "/publish", "/nowhere"])
def test_without_a_session_nothing_is_shown(desk: Open, path: str) -> None:
    desk.add("a secret text")
    answer = desk.app.test_client().get(path, base_url=BASE)
    assert answer.status_code == 401
    assert b"a secret text" not in answer.data


@pytest.mark.parametrize("path", ["/", "/nowhere", "/sign-in", "/site.css", "/static/desk.js", "/enter"])
def test_every_answer_carries_the_headers(desk: Open, path: str) -> None:
    answer = desk.client.get(path, base_url=BASE)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Server" not in answer.headers
    assert "'unsafe-inline'" not in answer.headers["Content-Security-Policy"]
    answer.close()


def test_a_file_is_not_left_to_the_server_to_be_closed(desk: Open) -> None:
    def left(file: object, size: int = 0) -> None:
        pytest.fail("the server would have to close it")

    answer = desk.client.get("/static/desk.svg", base_url=BASE, environ_overrides={"wsgi.file_wrapper": left})
    assert answer.status_code == 200
    answer.close()


def test_pages_hold_no_inline_script_or_style_and_name_no_other_host(desk: Open) -> None:
    desk.add("x")
    for path in ("/", "/comments/1", "/comments/1/edit", "/publish"):
        soup = desk.get(path)
        assert not soup.select("style, [style], script:not([src]), [onclick], iframe")
        assert all(str(one.get("src") or one.get("href")).startswith("/") for one in soup.select("script, link, img"))


def test_a_link_opens_once_and_looking_at_it_does_not_use_it_up(desk: Open) -> None:
    token, browser = desk.sessions.link(), desk.app.test_client()
    for _ in range(2):
        assert browser.get(f"/enter?key={token}", base_url=BASE).status_code == 200
    opening = {"data": {"key": token}, "headers": {"Origin": BASE}, "base_url": BASE}
    answer = browser.post("/enter", **opening)
    assert answer.status_code == 303
    assert browser.get("/", base_url=BASE).status_code == 200
    assert desk.app.test_client().post("/enter", **opening).status_code == 401


def test_a_link_expires_and_a_newer_one_takes_its_place(desk: Open) -> None:
    first, second = desk.sessions.link(), desk.sessions.link()
    assert not desk.sessions.use(first)
    desk.clock.now += LINK
    assert not desk.sessions.use(second)


def test_the_cookie_is_for_this_host_and_out_of_reach(desk: Open) -> None:
    answer = desk.app.test_client().post(
        "/enter", base_url=BASE, data={"key": desk.sessions.link()}, headers={"Origin": BASE}
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("desk-8002=")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert not {"Domain", "Expires", "Max-Age"} & {part.partition("=")[0] for part in cookie.split("; ")}


def test_behind_https_the_cookie_is_bound_to_it(public: Open) -> None:
    browser = public.app.test_client()
    form = {"data": {"password": PASSWORD}, "headers": {"Origin": PUBLIC}, "base_url": PUBLIC}
    answer = browser.post("/sign-in", **form)
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-desk=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    assert browser.get("/", base_url=PUBLIC).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8002", "127.0.0.1", "127.0.0.1:80"])
def test_another_name_of_this_computer_is_refused(desk: Open, host: str) -> None:
    desk.add("a secret text")
    answer = desk.client.get("/", base_url=BASE, headers={"Host": host, "Cookie": "desk-8002=x"})
    assert answer.status_code == 421
    assert b"a secret text" not in answer.data


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", "http://127.0.0.1:9", BASE + ".evil.example"])
def test_a_form_of_another_page_is_refused(desk: Open, origin: str) -> None:
    desk.add("x")
    csrf = str(desk.get().select("input[name=csrf]")[0]["value"])
    data = {"csrf": csrf, "number": "1", "after": "approved"}
    headers = {"Origin": origin} if origin else {}
    assert desk.client.post("/decide", base_url=BASE, data=data, headers=headers).status_code == 403
    assert desk.inbox.get(1).state is State.PENDING


@pytest.mark.parametrize("path", ["/decide", "/undo", "/comments/1/edit", "/comments/1/reply", "/publish", "/sign-out"])
@pytest.mark.parametrize("csrf", ["", "wrong", "é"])
def test_a_form_without_its_token_is_refused(desk: Open, path: str, csrf: str) -> None:
    desk.add("x")
    data = {"csrf": csrf, "number": "1", "after": "approved", "body": "y"}
    assert desk.client.post(path, base_url=BASE, data=data, headers={"Origin": BASE}).status_code == 403
    assert desk.inbox.get(1).state is State.PENDING


def test_the_token_of_another_session_is_refused(desk: Open) -> None:
    desk.add("x")
    other = desk.sessions.get(desk.sessions.begin())
    assert other
    data = {"csrf": other.csrf, "number": "1", "after": "approved"}
    assert desk.client.post("/decide", base_url=BASE, data=data, headers={"Origin": BASE}).status_code == 403


def test_no_get_changes_anything(desk: Open) -> None:
    desk.add("x", "y")
    desk.post("/decide", number="1", after="approved")
    before = [desk.inbox.get(1), desk.inbox.get(2)], desk.archive
    for rule in desk.app.url_map.iter_rules():
        path = rule.rule.replace("<int:number>", "2").replace("<path:filename>", "desk.js")
        for query in ("", "?number=2&after=approved&batch=1&do=approve&body=z&everywhere=yes"):
            desk.client.get(path + query, base_url=BASE).close()
    assert before == ([desk.inbox.get(1), desk.inbox.get(2)], desk.archive)
    assert desk.client.get("/", base_url=BASE).status_code == 200


def test_a_mails_link_leads_to_the_comment_although_the_cookie_stays_behind(desk: Open) -> None:
    desk.add("from a mail")
    outside = desk.app.test_client().get("/comments/1", base_url=BASE, headers={"Sec-Fetch-Site": "cross-site"})
    assert outside.status_code == 200
    assert b'http-equiv="refresh" content="0"' in outside.data
    assert b"from a mail" not in outside.data
    assert "from a mail" in desk.get("/comments/1").get_text()


def test_a_session_ends_when_nobody_uses_it_and_after_a_day_in_any_case() -> None:
    now = [0.0]
    sessions = Sessions(lambda: now[0])
    secret = sessions.begin()
    for _ in range(int(LONGEST // (IDLE - 1))):
        now[0] += IDLE - 1
        assert sessions.get(secret)
    now[0] = LONGEST
    assert not sessions.get(secret)
    idle = sessions.begin()
    now[0] += IDLE
    assert not sessions.get(idle)


def test_signing_in_changes_the_session(public: Open) -> None:
    old = public.sessions.begin()
    browser = public.app.test_client()
    browser.set_cookie("__Host-desk", old, domain="desk.example.org", secure=True)
    form = {"data": {"password": PASSWORD}, "headers": {"Origin": PUBLIC}, "base_url": PUBLIC}
    new = browser.post("/sign-in", **form).headers["Set-Cookie"].split("=")[1].split(";")[0]
    assert new != old
    assert not public.sessions.get(old)
    assert public.sessions.get(new)


def test_a_wrong_password_is_told_in_general_and_not_tried_often(public: Open) -> None:
    statuses = [sign_in(public, "wrong") for _ in range(7)]
    assert statuses == [401] * 5 + [429] * 2
    assert sign_in(public, PASSWORD) == 429


def test_there_is_no_way_in_by_password_where_there_is_none(desk: Open) -> None:
    answer = desk.app.test_client().post("/sign-in", base_url=BASE, data={"password": ""}, headers={"Origin": BASE})
    assert "Set-Cookie" not in answer.headers
    assert desk.app.test_client().get("/", base_url=BASE).status_code == 401


def test_signing_out_ends_the_session_and_everywhere_ends_all(desk: Open) -> None:
    other = desk.sessions.begin()
    desk.post("/sign-out", follow=False)
    assert desk.client.get("/", base_url=BASE).status_code == 401
    assert desk.sessions.get(other)
    desk.client.set_cookie("desk-8002", desk.sessions.begin(), domain="127.0.0.1")
    desk.post("/sign-out", follow=False, everywhere="yes")
    assert not desk.sessions.get(other)


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\nb", ""])
def test_no_form_leads_elsewhere(back: str) -> None:
    assert own_address(back) == "/"
    assert own_address("/comments/1?x=y") == "/comments/1?x=y"


def test_an_error_tells_nothing_of_what_was_sent(desk: Open, caplog: pytest.LogCaptureFixture) -> None:
    def broken(number: int) -> None:
        raise RuntimeError("canary@example.org")

    desk.inbox.get = broken  # type: ignore[assignment,method-assign]
    with caplog.at_level(logging.ERROR):
        answer = desk.client.get("/comments/1", base_url=BASE)
    assert answer.status_code == 500
    assert b"canary" not in answer.data
    assert "canary" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_the_internet_needs_a_password(tmp_path: Path) -> None:
    with (
        pytest.raises(SettingsError, match="DESK_URL needs DESK_PASSWORD_HASH"),
        opened(tmp_path, {"DESK_URL": PUBLIC}, checks_private=False),
    ):
        pass


@pytest.mark.parametrize(
    "wrong", [{"DESK_URL": "http://x.org"}, {"DESK_PASSWORD_HASH": "secret"}, {"DESK_PHONE_REGION": "UK"}]
)
def test_a_setting_that_cannot_be_is_told(tmp_path: Path, wrong: dict[str, str]) -> None:
    with (
        pytest.raises(SettingsError, match=f"{next(iter(wrong))} is .*; it should be"),
        opened(tmp_path, wrong, checks_private=False),
    ):
        pass
