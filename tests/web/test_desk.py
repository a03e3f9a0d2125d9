"""The desk in a real browser: by keyboard, without script, on a telephone, judged by axe and the Nu checker."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from judging import faults, too_wide
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect
from sample_site import nu_checker
from waitress.server import create_server
from waitress.wasyncore import close_all

from desks import TELLING, write_site
from reflectory.comments.desk import views
from reflectory.comments.desk.app import make
from reflectory.comments.desk.desk import Desk
from reflectory.comments.desk.guard import Place
from reflectory.comments.desk.serving import _bound, opened
from reflectory.comments.desk.sessions import Sessions
from reflectory.comments.inbox.states import State
from saying import SAID
from sites import ROOT

PAYLOADS = ROOT.parent / "shared" / "data" / "xss-payloads.txt"
KINDS = {
    "queue": "/",
    "narrowed": "/?q=nobody",
    "spam": "/?state=spam",
    "comment": "/comments/1",
    "decided": "/comments/2",
    "edit": "/comments/1/edit",
    "publish": "/publish",
    "missing": "/nowhere",
}
QUOTING = "> The day began as any other does.\n\nIt *did*, and then:\n\n- one thing\n- another"


class Served:
    """A desk at a real address."""

    def __init__(self, desk: Desk) -> None:
        bound = _bound(0)
        self.desk, self.sessions = desk, Sessions()
        self.place = Place(bound.getsockname()[1])
        self.base = f"http://127.0.0.1:{self.place.port}"
        app = make(desk, self.place, self.sessions, ROOT / "theme")
        self.server = create_server(app, sockets=[bound], threads=4)
        self.thread = threading.Thread(target=self.server.run, daemon=True)
        self.thread.start()

    def let_in(self, page: Page, path: str = "/") -> Page:
        """Give a page its session, and go somewhere."""
        cookie = {"name": self.place.cookie, "value": self.sessions.begin(), "url": self.base}
        page.context.add_cookies([{**cookie, "httpOnly": True, "sameSite": "Strict"}])  # type: ignore[typeddict-item]
        page.goto(self.base + path)
        return page

    def end(self) -> None:
        """End it."""
        self.server.trigger.pull_trigger(lambda: close_all(self.server._map, ignore_all=True))
        self.thread.join(30)
        self.server.task_dispatcher.shutdown()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A desk with four held comments, one of which was spam and one has a history."""
    known = {"SITENAME": "After the Visit", "AUTHOR": "Hannah Weir", "TIMEZONE": "Europe/London"}
    with opened(write_site(tmp_path), known, checks_private=False) as desk:
        bodies = [TELLING, "Kind words.", QUOTING, "Buy this: https://example.com/"]
        desk.inbox.add(
            replace(SAID, source_id=str(at), author=f"Reader {at}", body=body) for at, body in enumerate(bodies, 1)
        )
        desk.inbox.add([replace(SAID, source_id="r", author="W" * 80, reply_to="i2")])
        desk.inbox.decide([4], State.SPAM, who="Hannah Weir")
        desk.inbox.decide([2], State.DECLINED, who="Hannah Weir", why="not yet")
        desk.inbox.undo(who="Hannah Weir")
        serving = Served(desk)
        yield serving
        serving.end()


def open_all(page: Page) -> None:
    """Open everything that can be opened."""
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def test_axe_finds_nothing_and_every_page_fits_its_window(served: Served, browser: Browser) -> None:
    found = {}
    with browser.new_context(bypass_csp=True) as context:  # which is told of a 404, an error for other pages
        page = served.let_in(context.new_page())
        for kind, path in KINDS.items():
            page.goto(served.base + path)
            open_all(page)
            found[kind] = (too_wide(page), faults(page))
    assert not {kind: wrong for kind, wrong in found.items() if any(wrong)}


def test_the_nu_checker_finds_no_error(served: Served, page: Page, tmp_path: Path) -> None:
    files = []
    served.let_in(page)
    for kind, path in {**KINDS, "enter": "/enter?key=x", "sign-in": "/sign-in"}.items():
        files.append(tmp_path / f"{kind}.html")
        files[-1].write_text(page.request.get(served.base + path).text())
    assert nu_checker(files) == []


def test_everything_to_press_is_large_enough_for_a_finger(served: Served, new_page: Callable[..., Page]) -> None:
    page = served.let_in(new_page(viewport={"width": 320, "height": 700}, has_touch=True))
    heights = page.evaluate("[...document.querySelectorAll('.button')].map((one) => one.clientHeight)")
    assert min(heights) >= 40


def test_the_link_opens_the_desk_by_itself(served: Served, page: Page) -> None:
    page.goto(f"{served.base}/enter?key={served.sessions.link()}")
    expect(page.get_by_role("heading", name="Comments")).to_be_visible()
    assert page.url == f"{served.base}/"
    assert page.evaluate("document.cookie") == ""


def test_without_script_everything_can_be_done(served: Served, new_page: Callable[..., Page]) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{served.base}/enter?key={served.sessions.link()}")
    page.get_by_role("button", name="Open the desk").click()
    expect(page.locator("#keys")).to_be_hidden()
    first = page.locator("#c1")
    first.get_by_role("link", name="Edit, then approve").click()
    page.get_by_label("Mrs Smith").check()
    page.get_by_role("button", name="Take out what is ticked").click()
    page.get_by_role("button", name="Approve as edited").click()
    expect(page.get_by_role("status")).to_contain_text("approved as you edited it")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("Undone: 1 comment is as before")
    page.goto(served.base)
    page.locator("#c2 summary", has_text="Decline").click()
    page.locator("#why-2").fill("It advertises")
    page.get_by_role("button", name="Decline it").click()
    expect(page.get_by_role("status")).to_contain_text("1 comment is declined")
    page.locator("#c3 summary", has_text="Answer").click()
    page.locator("#answer-3").fill("Thank you.")
    page.get_by_role("button", name="Approve the comment and answer it").click()
    expect(page.get_by_role("status")).to_contain_text("your answer are approved")
    page.get_by_label("Tick the comment by Reader 1").check()
    page.get_by_label("Tick the comment by WWW").check()
    page.get_by_label("The ticked comments").get_by_role("button", name="Spam").click()
    expect(page.get_by_role("status")).to_contain_text("2 comments are marked as spam")
    states = {number: served.desk.inbox.get(number).state.value for number in (1, 2, 3, 5)}
    assert states == {1: "spam", 2: "declined", 3: "approved", 5: "spam"}
    page.get_by_text("Search and narrow").click()
    page.get_by_label("Words in the text").fill("nobody says this")
    page.get_by_role("button", name="Show these").click()
    expect(page.get_by_text("No comment fits that.")).to_be_visible()


def says(page: Page, text: str) -> None:
    """Wait until a page says that something was done, and hears keys."""
    expect(page.get_by_role("status")).to_contain_text(text)
    expect(page.locator("#keys")).to_be_visible()  # the script has run


def test_one_moves_and_decides_by_single_keys(served: Served, page: Page) -> None:
    served.let_in(page)
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#c1")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#c2")).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("#c1")).to_be_focused()
    page.keyboard.press("a")
    says(page, "1 comment is approved")
    expect(page.get_by_role("status")).to_be_focused()
    page.keyboard.press("u")
    says(page, "Undone")
    page.keyboard.press("j")
    page.keyboard.press("s")
    says(page, "marked as spam")
    page.keyboard.press("j")
    page.keyboard.press("d")
    expect(page.locator("#why-2")).to_be_focused()
    page.keyboard.type("sad jokes? / u")
    expect(page.locator("#why-2")).to_have_value("sad jokes? / u")
    page.keyboard.press("Enter")
    says(page, "declined")
    assert served.desk.inbox.get(2).history[-1].why == "sad jokes? / u"
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.locator("#keys-title")).to_be_focused()


def test_shortcuts_can_be_switched_off_and_stay_so(served: Served, page: Page) -> None:
    served.let_in(page)
    page.get_by_role("button", name="Shortcuts are on").click()
    page.reload()
    expect(page.get_by_role("button", name="Shortcuts are off")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#c1")).not_to_be_focused()
    page.get_by_role("button", name="Shortcuts are off").click()
    page.keyboard.press("Control+j")
    expect(page.locator("#c1")).not_to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#c1")).to_be_focused()


def test_a_keyboard_without_shortcuts_reaches_undo_first(served: Served, page: Page) -> None:
    served.let_in(page)
    page.locator("#c1").get_by_role("button", name="Approve").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Undone")


def test_a_screen_reader_hears_which_comment_a_button_is_for(served: Served, page: Page) -> None:
    served.let_in(page)
    expect(page.locator("#c1").get_by_role("button", name="Approve")).to_have_accessible_description("Reader 1")
    expect(page.get_by_role("article", name="Reader 1")).to_contain_text("Mrs Smith [name?]")


def test_ticking_all_counts_them(served: Served, page: Page) -> None:
    served.let_in(page)
    page.get_by_role("button", name="Tick all").click()
    expect(page.get_by_text("With the 4 that you ticked:")).to_be_visible()
    page.get_by_label("The ticked comments").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status")).to_contain_text("4 comments are approved")


def test_no_payload_in_any_field_does_anything(
    tmp_path: Path, new_page: Callable[..., Page], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PER_PAGE", 350)
    monkeypatch.setattr(Desk, "_look", lambda desk: None)  # it would only take turns
    if not PAYLOADS.is_file():
        pytest.skip("the corpus xss-payloads.txt is not beside the project")
    payloads = [line for line in PAYLOADS.read_text("utf-8", errors="replace").splitlines() if line.strip()]
    known = {"SITENAME": "After", "AUTHOR": "Hannah Weir"}
    said: list[str] = []
    with opened(write_site(tmp_path), known, checks_private=False) as desk:
        desk.inbox.add(
            replace(
                SAID,
                source_id=str(at),
                author=one,
                body=f"{one}\n\nMrs {one}",
                email=one,
                url=one,
                reasons=(one,) if at % 20 == 0 else (),
                reply_to=one[:64] if at % 20 == 0 else f"i{at - 1}" if at % 20 == 10 else "",
            )
            for at, one in enumerate(payloads, 1)
        )
        serving = Served(desk)
        try:
            page = new_page()
            page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
            page.on("request", lambda asked: None if asked.url.startswith(serving.base) else said.append(asked.url))
            serving.let_in(page, "/publish")
            seen = 0
            for number in range(1, -(-len(payloads) // views.PER_PAGE) + 1):
                page.goto(f"{serving.base}/?page={number}", timeout=300_000)
                seen += page.locator(".held").count()
                strange = page.evaluate(
                    """() => [...document.querySelectorAll('main *')].filter((one) =>
                      [...one.attributes].some((a) => a.name.startsWith('on') || /^\\s*(javascript|data):/i.test(a.value) && a.name === 'href')
                      || ['SCRIPT', 'IFRAME', 'IMG', 'SVG', 'OBJECT', 'EMBED', 'STYLE', 'MATH'].includes(one.tagName.toUpperCase())).length"""
                )
                assert strange == 0
            assert seen == len(payloads)
            for number in (1, 50, 500):
                page.goto(f"{serving.base}/comments/{number}")
                page.goto(f"{serving.base}/comments/{number}/edit")
        finally:
            serving.end()
    assert not said
