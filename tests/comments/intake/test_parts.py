"""The intake's parts, each by itself."""

from __future__ import annotations

import base64
import json
import stat
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from altcha import Challenge, Payload, solve_challenge
from hypothesis import given
from hypothesis import strategies as st
from intake_site import listing

from reflectory.comments.inbox.records import Arrival, InboxError, Target
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.intake import keys, stamps
from reflectory.comments.intake.essays import Essays
from reflectory.comments.intake.limiter import Limiter
from reflectory.comments.intake.origins import Origin, judged, of
from reflectory.comments.intake.sentences import too_often
from reflectory.comments.intake.stamps import MOST, Pace, Stamps
from reflectory.comments.intake.typed import FormError, Typed
from reflectory.comments.intake.work import Work
from reflectory.comments.intake.writer import Writer
from reflectory.site.errors import ReflectoryError

SITE = "https://blog.example"


@pytest.mark.parametrize(
    ("origin", "fetch_site", "host", "wanted"),
    [
        ("https://blog.example", "same-site", "answers.example", Origin.OURS),
        ("https://BLOG.example:443", None, "answers.example", Origin.OURS),
        ("https://answers.example", "same-origin", "answers.example", Origin.OURS),
        ("http://blog.example", None, "answers.example", Origin.FOREIGN),
        ("https://blog.example.evil.example", None, "answers.example", Origin.FOREIGN),
        ("https://evil.example", "cross-site", "answers.example", Origin.FOREIGN),
        ("null", "cross-site", "answers.example", Origin.FOREIGN),
        ("", None, "answers.example", Origin.FOREIGN),
        ("https://[", None, "answers.example", Origin.FOREIGN),
        ("https://blog.example:99999999", None, "answers.example", Origin.FOREIGN),
        (None, "cross-site", "answers.example", Origin.FOREIGN),
        (None, "same-origin", "answers.example", Origin.SILENT),
        (None, None, "answers.example", Origin.SILENT),
    ],
)
def test_a_form_may_stand_on_the_site_and_here(
    origin: str | None, fetch_site: str | None, host: str, wanted: Origin
) -> None:
    assert judged(origin, fetch_site, host, f"{SITE}/sub") is wanted


@pytest.mark.parametrize(
    ("origin", "wanted"),
    [
        ("http://localhost:8000", Origin.OURS),
        ("http://127.0.0.1:5000", Origin.OURS),
        ("http://evil.example", Origin.FOREIGN),
    ],
)
def test_a_site_without_an_address_is_on_this_machine(origin: str, wanted: Origin) -> None:
    assert judged(origin, None, "127.0.0.1:8001", "") is wanted


def test_an_origin_has_no_usual_port_and_no_path() -> None:
    assert [of(url) for url in ("https://E.org:443/a", "http://e.org:8080", "/answers/", "mailto:a@b.example")] == [
        "https://e.org",
        "http://e.org:8080",
        "",
        "",
    ]


def test_a_stamp_tells_how_long_ago_it_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Stamps("secret" * 8, least=2)
    stamp = one.started()
    now = time.time()
    paces = {}
    for seconds in (0, 4, MOST + 10):
        monkeypatch.setattr(stamps.time, "time", lambda later=seconds: now + later)
        paces[seconds] = one.pace(stamp)
    assert list(paces.values()) == [Pace.QUICK, Pace.GOOD, Pace.OLD]
    assert Stamps("another" * 8).pace(stamp) is Pace.UNKNOWN


@pytest.mark.parametrize(("seconds", "told"), [(1, "in 1 second."), (89, "in 89 seconds."), (91, "in 2 minutes.")])
def test_how_long_to_wait_is_told_in_words(seconds: int, told: str) -> None:
    assert too_often(seconds).text.endswith(told)


@pytest.mark.parametrize("text", ["", "form", "form.x.y", "\0", "é" * 50, "form." + "A" * 5000])
def test_no_other_text_is_a_stamp_or_an_address(text: str) -> None:
    one = Stamps("secret" * 8)
    assert one.pace(text) is Pace.UNKNOWN
    assert one.number(text) is None


def test_an_address_is_of_one_comment_and_no_stamp() -> None:
    one = Stamps("secret" * 8)
    moment = datetime(2026, 1, 6, tzinfo=UTC)
    status = one.status(12, moment)
    assert one.number(status) == 12
    assert one.shows(status, 12, moment)
    assert not one.shows(status, 12, moment.replace(second=1))
    assert one.pace(status) is Pace.UNKNOWN
    assert one.number(one.started()) is None
    assert one.number(status[:-1]) is None


def test_the_same_comment_is_known_for_hours_and_by_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Stamps("secret" * 8), Stamps("another" * 8)
    now = 1_800_000_000.0
    monkeypatch.setattr(stamps.time, "time", lambda: now)
    first, _ = one.same("open", "Ann", "body")
    monkeypatch.setattr(stamps.time, "time", lambda: now + 11 * 3600)
    assert first in one.same("open", "Ann", "body")
    monkeypatch.setattr(stamps.time, "time", lambda: now + 25 * 3600)
    assert first not in one.same("open", "Ann", "body")
    monkeypatch.setattr(stamps.time, "time", lambda: now)
    assert first not in (*other.same("open", "Ann", "body"), *one.same("open", "Annbody", ""))


def answered(work: Work, **changed: Any) -> str:
    challenge = Challenge.from_dict(work.challenge("stamp"))
    solution = solve_challenge(challenge)
    assert solution
    payload = Payload(challenge, solution).to_dict()
    payload["solution"] |= changed
    return base64.b64encode(json.dumps(payload).encode()).decode()


def test_work_counts_once() -> None:
    work = Work(prefix="00")
    answer = answered(work)
    assert work.done(answer)
    assert not work.done(answer)


def test_work_for_another_or_not_done_does_not_count() -> None:
    work = Work(prefix="00")
    assert not Work(prefix="00").done(answered(work))
    assert not work.done(answered(work, counter=0))
    assert not work.done(answered(work, derivedKey="00"))


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200).map(lambda raw: base64.b64encode(raw).decode())))
def test_no_other_text_is_work(text: str) -> None:
    assert not Work(prefix="00").done(text)


@pytest.mark.parametrize(
    "data",
    ["[]", "null", '{"challenge": {}}', '{"challenge": {"parameters": {}}, "solution": {}}', "[" * 2000, '{"a": NaN}'],
)
def test_no_other_json_is_work(data: str) -> None:
    assert not Work(prefix="00").done(base64.b64encode(data.encode()).decode())


def test_a_machine_waits_and_its_address_is_nowhere() -> None:
    limiter = Limiter("2/minute; 3/day")
    assert [bool(limiter.wait("192.0.2.77")) for _ in range(4)] == [False, False, True, True]
    assert not limiter.wait("192.0.2.78")
    assert 0 < limiter.wait("192.0.2.77") <= 86_400
    held = repr(vars(limiter._limiter.storage)) + repr(vars(limiter))
    assert "192.0.2" not in held


def test_no_rate_is_no_bound() -> None:
    limiter = Limiter("")
    assert not any(limiter.wait("192.0.2.1") for _ in range(1000))


def test_a_form_is_read_strictly() -> None:
    typed = Typed.read(b"body=A+%C3%A9%0D%0A%0D%0Ab%00%E2%80%AE&author=+Ann%0AReader+&nobody=x&body=second")
    assert (typed.body, typed.author) == ("A é\n\nb", "Ann Reader")


@pytest.mark.parametrize("raw", [b"body=%FF", b"body=\xff", b"body=%ED%A0%80", b"&".join([b"a=b"] * 60)])
def test_what_is_no_form_is_refused(raw: bytes) -> None:
    with pytest.raises(FormError):
        Typed.read(raw)


@given(st.binary(max_size=300))
def test_reading_any_bytes_gives_a_form_or_says_why_not(raw: bytes) -> None:
    try:
        typed = Typed.read(raw)
    except FormError:
        return
    assert "\0" not in typed.body + typed.author + typed.email


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("body", ""),
        ("body", " \n…!? \u200b"),
        ("body", "x" * 101),
        ("author", "x" * 81),
        ("email", "ann"),
        ("email", "a@b@c.example"),
        ("email", "a b@c.example"),
        ("email", "a@c.example\nBcc: d@e.example"),
        ("url", "javascript:alert(1)"),
        ("url", "https://user:pass@e.org"),
        ("url", "https://e.org/" + "x" * 500),
    ],
)
def test_a_field_that_cannot_be_is_told(field: str, value: str) -> None:
    typed = Typed.cleaned({"body": "Hello", field: value})
    assert list(typed.errors(100)) == [field]


def test_what_people_write_is_taken() -> None:
    typed = Typed.cleaned(
        {"body": "Привет, мир.", "author": "", "email": "o’neill@müller.example", "url": "example.org/me"}
    )
    assert typed.errors(100) == {}
    assert typed.url == "https://example.org/me"


def test_a_reply_to_something_that_can_be_no_id_answers_the_essay() -> None:
    assert Typed.cleaned({"reply_to": '"><x'}).reply_to == ""
    assert Typed.cleaned({"reply_to": "i7"}).reply_to == "i7"


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as many:
        made = set(many.map(lambda _: keys.secret(tmp_path), range(32)))
    assert len(made) == 1
    assert len(made.pop()) >= 32
    file = tmp_path / keys.FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["intake"]


def test_a_key_that_is_none_is_told(tmp_path: Path) -> None:
    keys.secret(tmp_path)
    (tmp_path / keys.FILE).write_text("short\n")
    with pytest.raises(ReflectoryError, match="too short"):
        keys.secret(tmp_path)


def test_a_build_that_changes_what_is_open_is_noticed(tmp_path: Path) -> None:
    listing(tmp_path)
    essays = Essays(tmp_path)
    assert essays.listing().known["open"].is_open
    listing(tmp_path, rows=[("open", "essays", "An open essay", "essays/open/", "closed")])
    assert not essays.listing().known["open"].is_open
    assert "pages/about" not in essays.listing().known
    (tmp_path / "essays.json").write_text("{")
    assert "open" in essays.listing().known
    (tmp_path / "essays.json").unlink()
    assert "open" in essays.listing().known


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"site": {}, "essays": []}', '{"site": 3}'])
def test_an_intake_without_a_build_says_what_to_do(text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "essays.json").write_text(text)
    with pytest.raises(ReflectoryError, match="build the site"):
        Essays(tmp_path)


def arrival(name: str) -> Arrival:
    return Arrival(Target("open"), "intake", name, "Ann", "Hello", datetime(2020, 1, 1, tzinfo=UTC))


def test_many_at_once_are_kept_once_each(tmp_path: Path) -> None:
    with Inbox(tmp_path) as inbox:
        writer = Writer(inbox)
        with ThreadPoolExecutor(16) as many:
            numbers = list(many.map(lambda n: writer.add(arrival(str(n % 50))), range(200)))
        assert len(set(numbers)) == 50
        assert len(inbox.find()) == 50
        assert writer.add(arrival("new"), earlier="3") == numbers[3]
        writer.close()


class Broken:
    """An inbox in which one comment cannot be kept."""

    def __init__(self) -> None:
        self.first = threading.Event()

    def known(self, source: str, source_ids: list[str]) -> dict[str, int]:
        return {}

    def add(self, arrivals: list[Arrival]) -> list[int]:
        self.first.wait(5)
        if any(one.source_id == "bad" for one in arrivals):
            raise OSError("canary")
        return [7 for _ in arrivals]


def test_one_that_cannot_be_kept_does_not_take_others_along() -> None:
    broken = Broken()
    writer = Writer(broken)  # type: ignore[arg-type]
    with ThreadPoolExecutor(3) as many:
        asked = [many.submit(writer.add, arrival(name)) for name in ("a", "bad", "b")]
        time.sleep(0.05)
        broken.first.set()
        assert [asked[0].result(5), asked[2].result(5)] == [7, 7]
        with pytest.raises(ReflectoryError) as told:
            asked[1].result(5)
    assert "canary" not in str(told.value)
    writer.close()


def test_a_full_disk_is_told_as_it_is_by_the_inbox() -> None:
    class Full(Broken):
        def add(self, arrivals: list[Arrival]) -> list[int]:
            raise InboxError("the inbox cannot be used (database or disk is full); nothing was changed.")

    writer = Writer(Full())  # type: ignore[arg-type]
    with pytest.raises(InboxError, match="disk is full"):
        writer.add(arrival("a"))
    writer.close()
