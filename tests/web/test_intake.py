"""Answering in a real browser: with script and without, by keyboard, on every width, by axe, the Nu checker and paper."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from intake_site import Server, configure, running
from judging import faults, too_wide
from playwright.sync_api import Page, Route, expect
from sample_site import nu_checker

from reflectory.building.preview.board import Board
from reflectory.building.preview.server import bound, policy
from reflectory.comments.inbox.records import Held
from reflectory.comments.inbox.store import Inbox
from sites import ROOT, build_folder, essay

SAID = "comments:\n" + "".join(
    f'- {{id: "{n}", author: "Reader {n}", date: 2020-02-0{n}, body: "Thought {n}."}}\n' for n in (1, 2)
)


class Blog:
    """A built site, served with the strict policy on one port, and its intake on another: two origins."""

    def __init__(self, folder: Path, address: str, server: Server) -> None:
        self.folder, self.address, self.server = folder, address, server
        self.essay = f"{address}/essays/a/"

    def held(self) -> list[Held]:
        """What the inbox has."""
        with Inbox(self.folder, read_only=True) as inbox:
            return inbox.find()


def free_port() -> int:
    """A port that nobody listens on; the site has to name it before the intake does."""
    with socket.socket() as some:
        some.bind(("127.0.0.1", 0))
        return int(some.getsockname()[1])


@contextmanager
def blog_in(folder: Path) -> Iterator[Blog]:
    """A site in a folder, with its intake."""
    port, board = free_port(), Board()
    board.form = f"http://127.0.0.1:{port}/"
    files = {
        "essays/a.md": essay(title="What we carry home", body="It was raining. " * 40),
        "comments/a.yaml": SAID,
        "pages/privacy.md": (ROOT / "content/pages/privacy.md").read_text(),
        "pages/comment-policy.md": (ROOT / "content/pages/comment-policy.md").read_text(),
    }
    for name, text in files.items():
        file = folder / "content" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    with bound(folder / "output", 0, board) as site:
        settings: dict[str, Any] = {"SITEURL": site.address, "COMMENTS_INTAKE_URL": board.form, "INTAKE_RATE": ""}
        settings |= {"OUTPUT_PATH": str(folder / "output"), "SITENAME": "After the Visit"}
        configure(folder, **settings)
        assert not build_folder(folder, **{name: settings[name] for name in settings if name != "INTAKE_RATE"}).problems
        site.start()
        with running(folder, "--port", str(port)) as server:
            yield Blog(folder, site.address, server)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Blog]:
    """A site for tests that leave nothing behind that matters to another."""
    with blog_in(tmp_path_factory.mktemp("blog")) as made:
        yield made


@pytest.fixture
def blog(tmp_path: Path) -> Iterator[Blog]:
    """A site with an inbox of a test's own."""
    with blog_in(tmp_path) as made:
        yield made


def fill(page: Page, body: str = "I *know* that day.") -> None:
    """Type a comment."""
    page.get_by_label("Your comment").fill(body)
    page.get_by_label("Name").fill("Ann Reader")
    page.get_by_label("E-mail (optional)").fill("ann@reader.example")


def worked(page: Page) -> None:
    """Wait until the browser has done what it is asked for."""
    expect(page.locator("[name=altcha]")).not_to_have_value("")


def test_with_script_it_is_sent_at_once_and_the_work_is_done(blog: Blog, page: Page) -> None:
    page.goto(blog.essay)
    fill(page)
    worked(page)
    time.sleep(2.1)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    (held,) = blog.held()
    assert held.reasons == ("It is the first comment from this e-mail address.",)
    assert (held.body, held.author, held.email) == ("I *know* that day.", "Ann Reader", "ann@reader.example")


def test_nothing_is_asked_of_the_intake_until_the_form_is_used(shared: Blog, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(shared.essay)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "challenge" in url or "solver" in url]
    page.get_by_label("Your comment").focus()
    worked(page)
    assert len([url for url in asked if "challenge" in url]) == 1


def test_without_script_it_is_read_over_and_sent(blog: Blog, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(blog.essay)
    fill(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read it over, then send")
    expect(page.locator(".answer-preview em")).to_have_text("know")
    assert blog.held() == []
    time.sleep(2.1)
    page.get_by_role("button", name="Send this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert [held.author for held in blog.held()] == ["Ann Reader"]


def test_a_reply_is_written_at_the_essay_with_script(blog: Blog, page: Page) -> None:
    page.goto(blog.essay)
    page.get_by_role("link", name="Reply to Reader 2").click()
    expect(page.get_by_label("Your comment")).to_be_focused()
    expect(page.locator("[data-part=answers]")).to_contain_text("An answer to Reader 2.")
    page.get_by_role("button", name="Answer the essay instead").click()
    expect(page.locator("[data-part=answers]")).to_be_hidden()
    page.get_by_role("link", name="Reply to Reader 1").click()
    fill(page)
    worked(page)
    time.sleep(2.1)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert [held.reply_to for held in blog.held()] == ["1"]


@pytest.mark.parametrize(("kept", "said"), [("2", "An answer to Reader 2."), ("gone", "")])
def test_a_reply_that_the_browser_found_again_says_whom_it_answers(
    kept: str, said: str, shared: Blog, page: Page
) -> None:
    def keep(route: Route) -> None:
        """Load the page as Firefox does once more: with what its hidden fields had."""
        answer = route.fetch()
        empty = 'name="reply_to" value='
        assert f'{empty}""' in answer.text()
        route.fulfill(response=answer, body=answer.text().replace(f'{empty}""', f'{empty}"{kept}"'))

    page.route(shared.essay, keep)
    page.goto(shared.essay)
    expect(page.locator("[name=reply_to]")).to_have_value(kept if said else "")
    answers = page.locator("[data-part=answers]")
    expect(answers).to_be_visible(visible=bool(said))
    expect(answers).to_contain_text(said)


def test_a_reply_is_written_at_the_intake_without(blog: Blog, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(blog.essay)
    page.get_by_role("link", name="Reply to Reader 2").click()
    expect(page.get_by_text("An answer to a comment.")).to_be_visible()
    fill(page)
    page.get_by_role("button", name="Send").click()
    time.sleep(2.1)
    page.get_by_role("button", name="Send this").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    assert [held.reply_to for held in blog.held()] == ["2"]


def test_the_keyboard_alone_is_enough(blog: Blog, page: Page) -> None:
    page.goto(blog.essay)
    page.get_by_role("link", name="Reply to Reader 2").focus()
    typed = ["By keyboard.", "Ann", "ann@reader.example", ""]
    seen = []
    for _ in range(12):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        seen.append(focused)
        if focused == "Send":
            break
        if focused in ("body", "author", "email", "url"):
            page.keyboard.type(typed.pop(0))
    assert [name for name in seen if name in ("body", "author", "email", "url", "Send")] == [
        "body",
        "author",
        "email",
        "url",
        "Send",
    ]
    assert "website" not in seen
    worked(page)
    time.sleep(2.1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Withdrawn")


def test_an_intake_that_is_away_hurts_nothing(shared: Blog, new_page: Callable[..., Page]) -> None:
    page = new_page()
    page.route("**/challenge", lambda route: route.fulfill(status=200, body="no json"))
    page.goto(shared.essay)
    fill(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Read it over, then send")


def visit(kind: str, shared: Blog, page: Page) -> None:
    """Lead a page to one of the intake's kinds of page, or the site's form."""
    if kind == "form":
        page.goto(f"{shared.essay}#answer")
    elif kind == "reply":
        page.goto(f"{shared.server.address}?essay=a&reply_to=2")
    elif kind == "nothing":
        page.goto(shared.server.address)
    else:
        page.goto(f"{shared.server.address}?essay=a")
        page.get_by_label("Your comment").fill("I *know* that day.\n\n> You said\n\nSo do https://others.example.")
        if kind == "mended":
            page.get_by_label("E-mail (optional)").evaluate("field => { field.type = 'text'; field.value = 'ann'; }")
        page.get_by_role("button", name="Send").click()
        if kind == "status":
            time.sleep(2.1)
            page.get_by_role("button", name="Send this").click()
            page.get_by_role("heading", name="Thank you").wait_for()


KINDS = ("form", "reply", "preview", "mended", "status", "nothing")


@pytest.fixture
def tolerant(browser: Any) -> Iterator[Callable[..., Page]]:
    """Gives pages that may be told of a 4xx, which Chromium logs as an error."""
    contexts: list[Any] = []

    def new(**options: Any) -> Page:
        contexts.append(browser.new_context(**options))
        page: Page = contexts[-1].new_page()
        return page

    yield new
    for context in contexts:
        context.close()


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_every_page_fits_its_window(
    kind: str, shared: Blog, tolerant: Callable[..., Page]
) -> None:
    page = tolerant(bypass_csp=True)
    visit(kind, shared, page)
    assert not too_wide(page)
    page.set_viewport_size({"width": 320, "height": 640})
    for control in page.locator("main :is(input, textarea, button):visible").all():
        box = control.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
    assert not faults(page)


def test_the_nu_checker_finds_nothing(shared: Blog, tolerant: Callable[..., Page], tmp_path: Path) -> None:
    page = tolerant()
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer) if _is_page(answer) else None)
    for kind in KINDS:
        visit(kind, shared, page)
        page.wait_for_load_state()
        (tmp_path / f"{kind}.html").write_text(answers[-1].text())
    assert nu_checker(sorted(tmp_path.glob("*.html"))) == []


def _is_page(answer: Any) -> bool:
    return answer.status != 303 and answer.headers.get("content-type", "").startswith("text/html")


def test_the_form_is_not_printed(shared: Blog, page: Page) -> None:
    page.goto(shared.essay)
    page.emulate_media(media="print")
    expect(page.locator("#answer")).to_be_hidden()
    expect(page.locator(".comment-reply").first).to_be_hidden()
    expect(page.locator(".comment").first).to_be_visible()


def test_nobody_finds_the_trap(shared: Blog, page: Page) -> None:
    page.goto(shared.essay)
    expect(page.locator("[name=website]")).to_be_hidden()
    assert "Leave this empty" not in page.locator("body").aria_snapshot()


def test_the_solver_hashes_as_everybody_does(shared: Blog, page: Page) -> None:
    page.goto(shared.essay)
    same = page.evaluate(
        """async (url) => {
          const { sha256 } = await import(url);
          const wrong = [];
          for (let length = 0; length < 200; length += 1) {
            const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + length) % 256);
            const theirs = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
            if (sha256(bytes).join() !== theirs.join()) wrong.push(length);
          }
          return wrong;
        }""",
        f"{shared.address}/theme/comments/solver.js",
    )
    assert same == []


def test_the_preview_lets_the_form_go_to_the_intake_and_nowhere_else() -> None:
    assert policy("/answers/") == policy("")
    wider = policy("https://answers.example:8443/take/")
    assert "form-action 'self' https://answers.example:8443;" in wider
    assert "connect-src 'self' https://answers.example:8443;" in wider
    assert wider.count("answers.example") == 2
