"""Letters, over a real mail server on this machine: none is lost, none holds what it should not."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword, Session
from msgspec.structs import replace

from commanding import SAID
from previews import wait_for
from reflectory.comments import post
from reflectory.comments.inbox.records import InboxError, Target
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.intake.notices import Notices
from reflectory.comments.post import PASSWORD, Outbox, notify_moderator
from reflectory.comments.posting import MailOptions
from reflectory.site.errors import SettingsError
from reflectory.site.settings import choose

NOW = datetime(2199, 1, 1, tzinfo=UTC)


@dataclass
class Server:
    """A mail server that keeps what it is given, or refuses it."""

    refusal: str = ""
    came: list[bytes] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, server: Any, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        self.came.append(envelope.content or b"")
        self.to += envelope.rcpt_tos
        return "250 OK"

    @property
    def letters(self) -> list[EmailMessage]:
        return [message_from_bytes(one, policy=default) for one in self.came]


def serving(**options: Any) -> Iterator[Server]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=_free(), **options)
    controller.start()
    handler.port = controller.port
    try:
        yield handler
    finally:
        controller.stop()


def _free() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture
def server() -> Iterator[Server]:
    yield from serving()


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    with Inbox(tmp_path) as inbox:
        yield inbox


def options(server: Server, **more: Any) -> MailOptions:
    return MailOptions(**{"smtp": f"127.0.0.1:{server.port}", "security": "none", "to": "hannah@example.org", **more})


def letter(subject: str = "A comment") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "site@example.org", "hannah@example.org", subject
    made.set_content("Ünder.\n.\nEnd.\n")
    return made


def test_a_letter_goes_once_and_is_gone(inbox: Inbox, server: Server) -> None:
    box = Outbox(inbox, options(server))
    box.put(letter("Grüße"))
    assert (box.deliver().sent, box.deliver().sent, box.waiting()) == (1, 0, 0)
    (came,) = server.letters
    assert (came["Subject"], came.get_content().replace("\r\n", "\n")) == ("Grüße", "Ünder.\n.\nEnd.\n")
    assert server.to == ["hannah@example.org"]


def test_the_intake_tells_of_a_comment_that_waits(inbox: Inbox, server: Server) -> None:
    (number,) = inbox.add([SAID])
    settings = {"MAIL_SMTP": f"127.0.0.1:{server.port}", "MAIL_SECURITY": "none", "MAIL_TO": "hannah@example.org"}
    Notices(inbox, settings).held(number)
    assert wait_for(lambda: Outbox(inbox, options(server)).waiting() == 1)


def test_a_letter_waits_for_its_time(inbox: Inbox, server: Server) -> None:
    box = Outbox(inbox, options(server))
    box.put(letter(), due=NOW)
    assert box.deliver(NOW - timedelta(seconds=1)).sent == 0
    assert box.deliver(NOW).sent == 1


def test_a_refused_letter_is_tried_again_after_longer_and_longer_and_given_up_at_last(
    inbox: Inbox, server: Server
) -> None:
    box = Outbox(inbox, options(server))
    box.put(letter(), due=NOW)
    server.refusal = "450 ruth.canary@example.org is busy"
    moment, tries, pauses = NOW, 0, []
    while box.waiting():
        done = box.deliver(moment)
        tries += 1
        assert done.trouble == "the mail server refused the recipient (450)"
        began = moment
        while box.waiting() and not _is_due(box, moment):
            moment += timedelta(minutes=1)
        pauses.append(moment - began)
    assert (done.given_up, tries) == (1, 10)
    assert pauses[:-1] == sorted(pauses[:-1])


def _is_due(box: Outbox, moment: datetime) -> bool:
    from sqlalchemy import select

    from reflectory.comments.inbox.schema import outbox

    with box._database.reading() as connection:
        return bool(connection.execute(select(outbox.c.id).where(outbox.c.due <= moment)).first())


def test_when_the_server_takes_it_again_it_goes(inbox: Inbox, server: Server) -> None:
    box = Outbox(inbox, options(server))
    box.put(letter(), due=NOW)
    server.refusal = "550 no"
    box.deliver(NOW)
    server.refusal = ""
    assert box.deliver(NOW + timedelta(seconds=59)).sent == 0
    assert box.deliver(NOW + timedelta(minutes=1)).sent == 1


def test_no_server_and_one_that_says_nothing_lose_no_letter(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Outbox(inbox, MailOptions(smtp=f"127.0.0.1:{_free()}", security="none"))
    box.put(letter(), due=NOW)
    assert box.deliver(NOW).trouble == "the mail server cannot be reached (ConnectionRefusedError)"
    monkeypatch.setattr(post, "_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        box = Outbox(inbox, MailOptions(smtp=f"127.0.0.1:{silent.getsockname()[1]}", security="none"))
        assert (
            box.deliver(NOW + timedelta(minutes=1)).trouble
            == "the mail server cannot be reached (SMTPServerDisconnected)"
        )
    assert box.waiting() == 1


def test_two_processes_do_not_send_the_same_letter(inbox: Inbox, server: Server, tmp_path: Path) -> None:
    box = Outbox(inbox, options(server))
    box.put(letter())
    claimed = box._claimed(datetime.now(UTC))
    with Inbox(tmp_path) as other:
        assert Outbox(other, options(server)).deliver().sent == 0
        assert Outbox(other, options(server)).deliver(datetime.now(UTC) + timedelta(minutes=11)).sent == 1
    assert len(claimed) == 1


def test_nothing_set_up_writes_no_letter_and_says_so(inbox: Inbox) -> None:
    (number,) = inbox.add([SAID])
    assert not notify_moderator(inbox, inbox.get(number), MailOptions())
    Outbox(inbox).put(letter())
    with pytest.raises(InboxError, match="no mail server"):
        Outbox(inbox).deliver()


def test_a_notice_names_the_essay_and_not_who_wrote_or_what(inbox: Inbox, server: Server) -> None:
    (number,) = inbox.add([SAID])
    given = options(server, desk_url="https://desk.example.org/x/")
    assert notify_moderator(inbox, inbox.get(number), given)
    assert Outbox(inbox, given).deliver().sent == 0
    assert Outbox(inbox, given).deliver(NOW).sent == 1
    (came,) = server.letters
    assert came["Subject"] == "A comment on “a-bad-day” waits for you"
    assert "https://desk.example.org/x/comments/1" in came.get_content()
    assert b"anary" not in server.came[0]


def test_a_notice_has_the_text_only_where_that_is_wished(inbox: Inbox, server: Server) -> None:
    (number,) = inbox.add([SAID])
    notify_moderator(inbox, inbox.get(number), options(server, with_text=True))
    Outbox(inbox, options(server)).deliver(NOW)
    assert f"> {SAID.body}" in server.letters[0].get_content()
    assert SAID.email.encode() not in server.came[0]


def test_a_hundred_comments_within_a_minute_are_one_letter(inbox: Inbox, server: Server) -> None:
    for number in inbox.add(replace(SAID, source_id=str(n)) for n in range(100)):
        notify_moderator(inbox, inbox.get(number), options(server))
    assert Outbox(inbox, options(server)).deliver(NOW).sent == 1
    assert server.letters[0]["Subject"] == "100 comments wait for you"


@pytest.mark.parametrize("where", ["target", "to", "from_"])
def test_no_value_begins_another_header(inbox: Inbox, server: Server, where: str) -> None:
    evil = "x\r\nBcc: victim@example.org\r\n\r\nbody"
    (number,) = inbox.add([replace(SAID, target=Target(evil)) if where == "target" else SAID])
    given = options(server, **({where: f"hannah@example.org{evil}"} if where != "target" else {}))
    notify_moderator(inbox, inbox.get(number), given)
    Outbox(inbox, given).deliver(NOW)
    assert not [one for one in server.letters if one["Bcc"]]
    assert "victim@example.org" not in server.to


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for this machine that nobody knows."""
    folder = tmp_path_factory.mktemp("tls")
    made = f"req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout {folder}/key.pem -out {folder}/cert.pem"
    subprocess.run(["openssl", *made.split()], check=True, capture_output=True)
    return folder


def _tls(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


def _knows(session: Any, *rest: Any) -> AuthResult:
    given = rest[-1]
    good = isinstance(given, LoginPassword) and (given.login, given.password) == (b"site", b"secret")
    return AuthResult(success=good, handled=False)  # so that the server itself says 535


@pytest.fixture
def private_server(certificate: Path) -> Iterator[Server]:
    authenticator: Callable[..., AuthResult] = lambda server, session, envelope, mechanism, data: _knows(session, data)  # noqa: E731
    yield from serving(
        tls_context=_tls(certificate), require_starttls=True, auth_required=True, authenticator=authenticator
    )


def test_letters_go_encrypted_to_a_server_that_proves_who_it_is(
    inbox: Inbox, private_server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = options(private_server, security="starttls", user="site")
    box = Outbox(inbox, given)
    box.put(letter(), due=NOW)
    monkeypatch.setenv(PASSWORD, "secret")
    assert box.deliver(NOW).trouble == "the mail server's certificate or encryption cannot be trusted"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    monkeypatch.setenv(PASSWORD, "wrong")
    assert box.deliver(NOW + timedelta(hours=1)).trouble == "the mail server refused MAIL_USER or the password (535)"
    monkeypatch.setenv(PASSWORD, "secret")
    assert box.deliver(NOW + timedelta(hours=2)).sent == 1
    monkeypatch.delenv(PASSWORD)
    box.put(letter(), due=NOW)
    with pytest.raises(InboxError, match=PASSWORD):
        box.deliver(NOW)


def test_settings_that_cannot_be_are_told() -> None:
    assert choose(MailOptions, {"MAIL_FROM": "a@b.org", "MAIL_SMTP": "m.org", "MAIL_SECURITY": "tls"}).server == (
        "m.org",
        465,
    )
    with pytest.raises(SettingsError, match="MAIL_SMTP"):
        choose(MailOptions, {"MAIL_SMTP": "https://m.org/"})
    with pytest.raises(SettingsError, match="did you mean MAIL_SMTP"):
        choose(MailOptions, {"MAIL_STMP": "m.org"})
