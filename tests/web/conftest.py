"""What every test in a real browser stands on: Chromium, a page that tolerates no error, and a server."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from card_page import essay, phone, show  # noqa: F401 - fixtures
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from sample_site import address, sample  # noqa: F401 - fixtures

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
OURS = {"127.0.0.1", "localhost"}
PATIENCE = 60_000
"""Milliseconds until what a test waits for is held to fail; long, since a busy machine is no fault."""


class QuietHandler(SimpleHTTPRequestHandler):
    """Serves files without writing a line for each of them."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, of the one without windows if it is there, which takes half the time.

    Without any the test is skipped, in CI it fails.
    """
    found = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if found:
        return found
    missing = "no Chromium: install the package 'chromium' or name the program in CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests; each test gets a context of its own."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


def keep_inside(context: BrowserContext, problems: list[str]) -> None:
    """Refuse and note every request to another host."""

    def judge(route: Route) -> None:
        if urlsplit(route.request.url).hostname in OURS:
            return route.fallback()
        problems.append(f"request to another host: {route.request.url}")
        return route.abort()

    context.route(lambda url: urlsplit(url).scheme in {"http", "https"}, judge)


def listen(context: BrowserContext, problems: list[str]) -> None:
    """Note every error that a page logs or throws, in every tab."""
    context.on("weberror", lambda error: problems.append(f"page error: {error.error}"))
    context.on(
        "console",
        lambda said: problems.append(f"console: {said.text}") if said.type == "error" else None,
    )


@contextmanager
def watched_page(browser: Browser, options: dict[str, Any]) -> Iterator[Page]:
    """A page in a context of its own; what went wrong in it fails the test at the end."""
    problems: list[str] = []
    with browser.new_context(**options) as context:
        context.set_default_timeout(PATIENCE)
        keep_inside(context, problems)
        listen(context, problems)
        yield context.new_page()
    assert not problems, "\n".join(problems)


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Gives a page for any options of `Browser.new_context`: `new_page(has_touch=True)`."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(watched_page(browser, options))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A page on a desktop: 1280 by 720 pixels, mouse and keyboard."""
    return new_page()


@pytest.fixture
def serve() -> Iterator[Callable[[Path], str]]:
    """Serves a folder while the test runs; `serve(folder)` gives the address, without a final slash."""
    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(served(folder))


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A server of one folder on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
