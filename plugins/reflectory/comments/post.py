"""Letters: kept in the inbox's database until a mail server has taken them.

A letter that cannot be handed over is tried again after pauses that grow; one that was handed over is deleted. Where a
process dies between these two, a letter goes twice, with the same Message-ID, rather than not at all.
"""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, select, update

from reflectory.comments.inbox.records import Held, InboxError
from reflectory.comments.inbox.schema import outbox
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.posting import MailOptions

PASSWORD = "REFLECTORY_MAIL_PASSWORD"  # noqa: S105 - the name of the variable that holds it
_SECONDS = 20
"""How long a mail server may take to answer."""

_PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440, 1440)]
"""Between a try and the next; after the last one a letter is given up."""

_LEASE = timedelta(minutes=10)
"""For how long a letter is left to the process that is handing it over."""

_GATHERED = timedelta(minutes=1)
"""How long a notice waits for further comments, so that a hundred of them are one letter."""


class Delivered(Struct, frozen=True):
    """What became of the letters that were due: handed over, to be tried again, given up.

    Attributes:
        trouble: why the last one was not taken, without an address; "" where all were.
    """

    sent: int = 0
    waiting: int = 0
    given_up: int = 0
    trouble: str = ""


class Outbox:
    """The letters of a site.

    Args:
        inbox: whose database holds them.
        options: of the mail server; whoever only puts letters needs none.
    """

    def __init__(self, inbox: Inbox, options: MailOptions | None = None) -> None:
        self._database, self.options = inbox.database, options or MailOptions()

    def put(self, message: EmailMessage, due: datetime | None = None, *, about: Collection[int] = ()) -> int:
        """Keep a letter; when this returns it is on the disk.

        Args:
            message: with its sender and recipients.
            due: when it is to go; now if left out.
            about: the comments that it tells of, with which it is erased.

        Returns:
            Its number.
        """
        with self._database.writing() as connection:
            made = connection.execute(
                outbox.insert().values(message=_kept(message, about), due=due or datetime.now(UTC))
            )
            return int(made.inserted_primary_key[0])  # type: ignore[index]

    def waiting(self) -> int:
        """Return how many letters there are."""
        with self._database.reading() as connection:
            return len(connection.execute(select(outbox.c.id)).all())

    def deliver(self, now: datetime | None = None) -> Delivered:
        """Hand over what is due to the mail server.

        Raises:
            InboxError: no mail server is set, or its settings cannot be.
        """
        now = now or datetime.now(UTC)
        due = self._claimed(now)
        if not due:
            return Delivered(waiting=self.waiting())
        sent, given_up, trouble = 0, 0, ""
        try:
            server = _connected(self.options)
        except (smtplib.SMTPException, OSError) as error:
            server, trouble = None, _reason(error)
        for number, message, tries in due:
            said = self._sent(server, message) if server else trouble
            if not said:
                self._delete(number)
                sent += 1
            else:
                trouble = said
                given_up += self._put_off(number, tries, said, now)
        if server:
            _parted(server)
        return Delivered(sent, self.waiting(), given_up, trouble)

    def gather(self, message: EmailMessage, number: int) -> list[int]:
        """Keep a notice of a comment, in the place of one that nobody has tried to send yet.

        Returns:
            The comments that the letter tells of now; its text is ``message``'s, so that whoever calls this words it
            by how many there are.
        """
        with self._database.writing() as connection:
            fresh = connection.execute(select(outbox.c.id, outbox.c.message).where(outbox.c.tries == 0)).all()
            notice = next((row for row in fresh if row.message.get("notice")), None)
            about = sorted({*(notice.message["about"] if notice else ()), number})
            kept = {**_kept(message, about), "notice": True}
            if notice:
                connection.execute(update(outbox).where(outbox.c.id == notice.id).values(message=kept))
            else:
                connection.execute(outbox.insert().values(message=kept, due=datetime.now(UTC) + _GATHERED))
            return about

    def _claimed(self, now: datetime) -> list[tuple[int, EmailMessage, int]]:
        """Return the letters that are due, which no other process takes meanwhile."""
        with self._database.writing() as connection:
            rows = connection.execute(select(outbox).where(outbox.c.due <= now).order_by(outbox.c.id)).all()
            for row in rows:
                later = {"due": now + _LEASE, "tries": row.tries + 1}
                connection.execute(update(outbox).where(outbox.c.id == row.id).values(later))
            return [(row.id, _message(row.message), row.tries + 1) for row in rows]

    def _sent(self, server: smtplib.SMTP, message: EmailMessage) -> str:
        """Hand over one letter; returns what is wrong, or ""."""
        try:
            server.send_message(message)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return _reason(error)
        return ""

    def _delete(self, number: int) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(outbox).where(outbox.c.id == number))

    def _put_off(self, number: int, tries: int, error: str, now: datetime) -> bool:
        """Let a letter wait, longer each time; returns whether it was given up instead."""
        if tries > len(_PAUSES):
            self._delete(number)
            return True
        with self._database.writing() as connection:
            again = {"due": now + _PAUSES[tries - 1], "error": error}
            connection.execute(update(outbox).where(outbox.c.id == number).values(again))
        return False


def notify_moderator(inbox: Inbox, held: Held, options: MailOptions) -> bool:
    """Write to the moderator that a comment waits; comments that come within a minute are told of in one letter.

    The letter names what was answered, and has neither the commenter's name nor address; with ``MAIL_WITH_TEXT`` it has
    the text. Its link shows the comment and decides nothing.

    Returns:
        Whether there is a letter; there is none where no mail is set up.
    """
    if not (options.smtp and options.to):
        return False
    box = Outbox(inbox, options)
    about = box.gather(_notice(held, options, 1), held.id)
    if len(about) > 1:
        box.gather(_notice(held, options, len(about)), held.id)
    return True


def _notice(held: Held, options: MailOptions, count: int) -> EmailMessage:
    what = f"A comment on “{_line(str(held.target))}” waits" if count == 1 else f"{count} comments wait"
    desk = options.desk_url.rstrip("/")
    where = (f"{desk}/comments/{held.id}" if count == 1 else f"{desk}/") if desk else ""
    text = [f"{what} until you have read {'it' if count == 1 else 'them'}."]
    if options.with_text and count == 1:
        text += [*(f"> {line}" for line in held.body.splitlines()), "\n".join(held.reasons)]
    text.append(where or "Open the desk: reflectory desk")
    message = EmailMessage(policy=default)
    message["Subject"] = f"{what} for you"
    message["From"] = _line(options.from_ or options.to)
    message["To"] = _line(options.to)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = make_msgid(domain=parseaddr(options.from_ or options.to)[1].rpartition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody answers it that they are on holiday
    message.set_content("\n\n".join(filter(None, text)) + "\n")
    return message


def _line(text: str) -> str:
    """Return text that cannot begin another header."""
    return " ".join(text.split())


def _kept(message: EmailMessage, about: Collection[int]) -> dict[str, Any]:
    return {"text": message.as_string(policy=SMTP.clone(cte_type="7bit")), "about": sorted(about)}


def _message(kept: dict[str, Any]) -> EmailMessage:
    return message_from_string(kept["text"], policy=SMTP)


def _connected(options: MailOptions) -> smtplib.SMTP:
    if not options.smtp:
        raise InboxError('no mail server is set; write MAIL_SMTP = "smtp.example.org:587" into pelicanconf.py.')
    host, port = options.server
    if options.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    try:
        if options.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if options.user:
            server.login(options.user, _password())
    except BaseException:
        server.close()
        raise
    return server


def _password() -> str:
    if PASSWORD not in os.environ:
        raise InboxError(f"the mail server's password is missing; put it into the environment as {PASSWORD}.")
    return os.environ[PASSWORD]


def _parted(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _reason(error: Exception) -> str:
    """Return what is wrong without what the server said, which may have an address in it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = sorted({code for code, _ in error.recipients.values()})
        return f"the mail server refused the recipient ({', '.join(map(str, codes))})"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the mail server refused MAIL_USER or the password ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server refused ({error.smtp_code})"
    if isinstance(error, ssl.SSLError):
        return "the mail server's certificate or encryption cannot be trusted"
    return f"the mail server cannot be reached ({type(error).__name__})"
