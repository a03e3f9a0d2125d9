"""Every payload in every field of held comments, on the queue: judged by what a parser finds there."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from msgspec.structs import replace

from desks import opened_desk, write_site
from reflectory.comments.bodies import TAGS
from reflectory.comments.desk import views
from saying import SAID
from sites import ROOT

PAYLOADS = ROOT.parent / "shared" / "data" / "xss-payloads.txt"
AROUND = set(
    """html head meta title link script body a header p nav ul li main div h1 h2 h3 ol article span input bdi time cite
    details summary blockquote dl dt dd mark form button label textarea datalist option select footer section kbd
    """.split()
)
"""What the desk's own pages are made of."""

ATTRIBUTES = set(
    """lang charset name content rel href type src class id tabindex aria-current aria-label aria-labelledby value
    aria-describedby aria-hidden aria-pressed datetime form method action role hidden selected maxlength rows required
    list for dir data-module data-key data-count data-all data-keys-switch open start
    """.split()
)


def test_no_payload_leaves_an_element_or_attribute_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not PAYLOADS.is_file():
        pytest.skip("the corpus xss-payloads.txt is not beside the project")
    payloads = [line for line in PAYLOADS.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    monkeypatch.setattr(views, "PER_PAGE", 500)
    monkeypatch.setattr("reflectory.comments.desk.desk.Desk._look", lambda desk: None)  # it would only take turns
    seen = 0
    with opened_desk(write_site(tmp_path)) as desk:
        desk.inbox.add(
            replace(
                SAID,
                source_id=str(at),
                author=one,
                body=f"{one}\n\nMrs {one}",
                email=one,
                url=one,
                reasons=(one,) if at % 50 == 0 else (),
                reply_to=one[:64] if at % 2 else f"i{at}",
            )
            for at, one in enumerate(payloads, 1)
        )
        for number in range(1, -(-len(payloads) // 500) + 1):
            page = html.fromstring(desk.client.get(f"/?page={number}", base_url="http://127.0.0.1:8002").data)
            elements = [one for one in page.iter() if isinstance(one.tag, str)]
            assert {str(one.tag) for one in elements} <= AROUND | TAGS
            assert {str(name) for one in elements for name in one.attrib} <= ATTRIBUTES
            leading = {
                str(one.get("href")).split(":")[0].lower() for one in page.iter("a") if ":" in one.get("href", "")
            }
            assert leading <= {"http", "https"} | {one for one in leading if one.startswith(("/", "#"))}
            seen += len(page.xpath("//article"))
    assert seen == len(payloads)
