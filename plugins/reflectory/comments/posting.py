"""The settings of mail that we send."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from reflectory.site.settings import Options, one_of, option, text, yes_or_no

_SERVER = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^\s:/@]+)(?::(?P<port>\d{1,5}))?", re.I)


def server(value: Any) -> str:
    """Accept a host, with or without a port."""
    good = isinstance(value, str) and (not value or _SERVER.fullmatch(value))
    return "" if good else 'a host and port, such as "smtp.example.org:587"'


@dataclass(frozen=True)
class MailOptions(Options):
    """Where letters go, and by which server."""

    prefix = "MAIL"

    smtp: str = option("", "The mail server, such as `smtp.example.org:587`; empty sends no mail.", server)
    security: str = option(
        "starttls",
        "How the connection to it is kept private: `starttls`, `tls`, or `none` (a server on this machine).",
        one_of("starttls", "tls", "none"),
    )
    user: str = option(
        "", "The name to log in with; the password is the environment's `REFLECTORY_MAIL_PASSWORD`.", text
    )
    from_: str = option("", "The address that letters come from; empty is the one they go to.", text)
    to: str = option("", "The moderator's address, told of each comment that waits; empty tells nobody.", text)
    desk_url: str = option(
        "", "Where the desk is, such as `https://desk.example.org/`, for the link in a letter.", text
    )
    with_text: bool = option(
        False, "Whether a letter to the moderator has the comment's text, which then lies in their mailbox.", yes_or_no
    )

    @property
    def server(self) -> tuple[str, int]:
        """The mail server's host and port; RFC 8314 and RFC 6409 name the ports."""
        found = _SERVER.fullmatch(self.smtp)
        host = found["host"].strip("[]") if found else ""
        usual = {"tls": 465, "starttls": 587, "none": 25}[self.security]
        return host, int(found["port"]) if found and found["port"] else usual
