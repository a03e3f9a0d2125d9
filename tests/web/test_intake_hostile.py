"""Every payload of the corpus on the intake's pages in a real browser, with no policy to protect it: nothing happens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import batches, payloads
from intake_site import SITE_URL, Door, door
from playwright.sync_api import Browser, Route

HERE = "http://answers.example/"
LIVE = """() => [...document.querySelectorAll("*")].filter((element) =>
  ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "SVG", "IMG", "STYLE", "BASE"].includes(element.tagName.toUpperCase())
  || [...element.attributes].some(({ name, value }) => name.startsWith("on") || name === "style"
    || (["href", "src", "action", "formaction", "xlink:href"].includes(name) && /^\\s*(javascript|data|vbscript):/i.test(value)))
).map((element) => element.outerHTML)"""


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Door]:
    with door(tmp_path) as opened:
        yield opened


def test_nothing_happens(browser: Browser, intake: Door) -> None:
    happened: list[str] = []
    shown: dict[str, str] = {}
    ours = {f"{SITE_URL}/theme/site.css", f"{SITE_URL}/theme/favicon.svg"}

    def answer(route: Route) -> None:
        url = route.request.url
        if url in shown:
            route.fulfill(body=shown[url], content_type="text/html; charset=utf-8")
            return
        if url not in ours and not url.endswith("/favicon.ico"):
            happened.append(f"asked for {url[:200]}")
        route.abort()

    def dialog(opened: Any) -> None:
        happened.append(f"dialog: {opened.message}")
        opened.dismiss()

    with browser.new_context(bypass_csp=True) as context:
        context.route("**/*", answer)
        page = context.new_page()
        page.on("dialog", dialog)
        page.on("pageerror", lambda error: happened.append(f"error: {error}"))
        for text in batches(payloads()):
            first = text.split("\n", 1)[0][:80]
            kept = intake.send(author=first, body=text)
            assert kept.status_code == 303
            for view in (
                intake.post({"author": first, "body": text}),
                intake.client.get(f"/{kept.headers['Location']}"),
            ):
                assert view.status_code == 200
                shown[HERE] = view.text
                page.goto(HERE)
                happened += page.evaluate(LIVE)
                assert happened == []


@pytest.mark.parametrize(
    "live", ["<img src=x onerror=alert(1)>", "<a href='JavaScript:alert(1)'>x</a>", "<svg/onload=alert(1)>"]
)
def test_what_is_live_would_be_seen(live: str, browser: Browser) -> None:
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.on("dialog", lambda opened: opened.dismiss())
        page.set_content(f"<p>{live}</p>")
        assert page.evaluate(LIVE) != []
