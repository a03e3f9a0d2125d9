"""Whatever is sent, the intake answers on purpose: never with a mistake of its own, never with what was not asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from intake_site import FORM, SAID, SITE_URL, Door, door

from reflectory.comments.intake.typed import FIELDS

ANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
GOOD = {200, 303, 308, 400, 403, 404, 405, 413, 422}
TEXT = st.text(max_size=60) | st.sampled_from(
    ["open", "shut", "pages/about", "ann@reader.example", "https://e.org", "7"]
)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "Origin": st.sampled_from([SITE_URL, "null", "https://evil.example", "http://[", "x" * 500, "http://a:b"]),
        "Sec-Fetch-Site": st.sampled_from(["same-origin", "cross-site", "none", "é"]),
        "Host": st.sampled_from(["answers.example", "[", "a:b", "x" * 300, "", "::1"]),
        "X-Forwarded-For": st.sampled_from(["192.0.2.1", ",,", "x" * 1000]),
        "Content-Encoding": st.just("gzip"),
        "Accept": st.just("application/json"),
    },
)


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Door]:
    with door(tmp_path) as opened:
        yield opened


@ANY
@given(fields=st.lists(st.tuples(st.sampled_from(FIELDS) | st.text(max_size=10), TEXT), max_size=14), headers=HEADERS)
def test_any_fields(fields: list[tuple[str, str]], headers: dict[str, str], intake: Door) -> None:
    pairs = [(name, value.encode("utf-8", "surrogatepass")) for name, value in fields]
    answer = intake.client.post("/", data=urlencode(pairs), content_type=FORM, headers=headers)
    assert answer.status_code in GOOD
    if answer.data:
        html5lib.HTMLParser(strict=True).parse(answer.text)


@ANY
@given(changed=st.dictionaries(st.sampled_from(FIELDS[1:]), TEXT, max_size=4), stamped=st.booleans(), headers=HEADERS)
def test_nearly_a_comment(changed: dict[str, str], stamped: bool, headers: dict[str, str], intake: Door) -> None:
    before = len(intake.inbox.find())
    fields = SAID | ({"started": intake.intake.stamps.started()} if stamped else {}) | changed
    answer = intake.client.post("/", data=urlencode(fields), content_type=FORM, headers=headers)
    assert answer.status_code in GOOD
    assert len(intake.inbox.find()) - before <= (answer.status_code == 303)
    if answer.status_code == 303:
        assert intake.client.get(f"/{answer.headers['Location']}").status_code == 200


@ANY
@given(
    content=st.binary(max_size=400), kind=st.sampled_from([FORM, f"{FORM}; charset=utf-16", "multipart/form-data", "x"])
)
def test_any_bytes(content: bytes, kind: str, intake: Door) -> None:
    assert intake.client.post("/", data=content, content_type=kind).status_code in GOOD


@ANY
@given(
    method=st.sampled_from(["GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]),
    path=st.sampled_from(["/", "/challenge", "/status/MQ.x"])
    | st.text(max_size=40).map(lambda text: f"/status/{quote(text, errors='replace')}"),
    query=st.dictionaries(st.sampled_from(["essay", "reply_to", "x"]), TEXT, max_size=3),
    headers=HEADERS,
)
def test_any_address(method: str, path: str, query: dict[str, str], headers: dict[str, str], intake: Door) -> None:
    answer = intake.client.open(path, method=method, query_string=query, headers=headers)
    assert answer.status_code in GOOD
    assert answer.headers["Content-Security-Policy"]
