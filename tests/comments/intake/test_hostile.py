"""Every payload of the corpus in every field: nothing of it is ever more than text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from hostile import payloads
from intake_site import SAID, Door, door

from reflectory.comments.bodies import TAGS
from reflectory.comments.intake.typed import Typed

AROUND = set(
    "html head meta title link body a header p main h1 h2 section article bdi div button form input label textarea ul li"
    " span footer".split()
)
ATTRIBUTES = set(
    "lang charset name content type href rel class id tabindex aria-label aria-labelledby aria-describedby aria-invalid dir"
    " method action accept-charset data-module data-part value hidden for autocomplete rows required maxlength role form"
    " start".split()
)


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Door]:
    with door(tmp_path) as opened:
        yield opened


def check(page: str) -> lxml.html.HtmlElement:
    tree = lxml.html.document_fromstring(page)
    assert {element.tag for element in tree.iter() if isinstance(element.tag, str)} <= AROUND | TAGS
    assert {name for element in tree.iter() for name in element.attrib} <= ATTRIBUTES
    for link in tree.iter("a"):
        assert link.get("href").startswith(("http://", "https://", "#"))
    return tree


def test_no_payload_is_more_than_text_and_all_of_it_comes_back(intake: Door) -> None:
    fields = ("author", "email", "url", "body", "reply_to", "website")
    for payload in payloads():
        answer = intake.post(dict.fromkeys(fields, payload))
        assert answer.status_code in (200, 422)
        tree = check(answer.text)
        typed = Typed.cleaned(dict.fromkeys(fields, payload))
        (box,) = tree.xpath("//textarea")
        assert (box.text or "").removeprefix("\n") == typed.body


def test_a_payload_as_an_essay_or_an_answer_is_nothing(intake: Door) -> None:
    for payload in payloads()[::10]:
        answer = intake.client.get("/", query_string={"essay": payload, "reply_to": payload})
        assert answer.status_code == 404
        check(answer.text)
        check(intake.client.get("/", query_string={"essay": "open", "reply_to": payload}).text)
        assert intake.post({"essay": payload}).status_code == 404


def test_what_was_kept_of_a_payload_is_shown_as_text(intake: Door) -> None:
    for payload in payloads()[::25]:
        answer = intake.send(author=payload[:80], body=f"{payload}\n\nx")
        assert answer.status_code == 303, payload
        check(intake.client.get(f"/{answer.headers['Location']}").text)
    assert SAID["author"] not in {held.author for held in intake.inbox.find()}
