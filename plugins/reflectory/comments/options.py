"""The comment archives' settings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from reflectory.site.errors import SettingsError
from reflectory.site.settings import Options, choose, one_of, option, texts, whole_number, yes_or_no

MAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@[^@\s<>,;:\"()\[\]\\]+\.[^@\s<>,;:\"()\[\]\\.]{2,}")
"""An e-mail address as people have them; whether it is anybody's only a letter can tell."""


def place(value: Any) -> str:
    """Accept an absolute address of the web, or a path from the host's root; nothing that would leave an attribute."""
    wanted = 'an address such as "https://answers.example.org/", or a path such as "/answers/"'
    if not isinstance(value, str) or re.search(r"[\s\"'<>;,?#\\]", value):
        return wanted
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where the port is no number
    except ValueError:
        return wanted
    absolute = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    path = not parts.scheme and not parts.netloc and value.startswith("/")
    return "" if not value or absolute or path else wanted


def mail(value: Any) -> str:
    """Accept an e-mail address."""
    good = isinstance(value, str) and (not value or MAIL.fullmatch(value))
    return "" if good else 'an e-mail address, such as "hannah@example.org"'


def people(value: Any) -> str:
    """Accept e-mail addresses, with or without a name before them."""
    good = not texts(value) and all(MAIL.fullmatch(parseaddr(one)[1]) for one in value)
    return (
        "" if good else 'a list of e-mail addresses, such as ["Sam <sam@example.org>"]; a name alone anybody can give'
    )


@dataclass(frozen=True)
class CommentsOptions(Options):
    """How archives are shown."""

    prefix = "COMMENTS"

    close_after_days: int = option(
        0,
        "After how many days an essay's comments close by themselves; 0 is never. `comments: open` overrides it.",
        whole_number(0),
    )
    closed: bool = option(
        False,
        "Whether comments are closed everywhere, whatever an essay or an archive says, and on essays to come.",
        yes_or_no,
    )
    max_depth: int = option(
        4,
        "How many replies deep a thread is drawn nested; deeper ones follow flat, saying whom they answer.",
        lambda value: whole_number(1)(value) or ("" if value <= 10 else "a whole number, 10 or less"),
    )
    feed_comments: int = option(30, "How many comments a feed holds.", whole_number(1))
    max_body: int = option(
        20_000,
        "Characters up to which a comment's Markdown is read; a longer one is shown as plain text.",
        whole_number(1),
    )
    by: str = option(
        "",
        "How readers answer: by `form` or by `email`; empty is a form where `COMMENTS_INTAKE_URL` is set, else not.",
        one_of("", "form", "email"),
    )
    intake_url: str = option(
        "",
        "Where the intake takes comments: `https://answers.example.org/`, or a path on the site's own host.",
        place,
    )
    email: str = option("", "Where comments go by e-mail; it is shown to everybody.", mail)
    hold_words: tuple[str, ...] = option(
        (), "Words and phrases that are named as a reason to hold a comment; whole words, capitals aside.", texts
    )
    trust: tuple[str, ...] = option(
        (),
        "E-mail addresses of those whose comments are published without waiting, such as `Sam <sam@example.org>`.",
        people,
    )

    @property
    def action(self) -> str:
        """Where the form is sent, with a final slash; "" where there is no form."""
        return f"{self.intake_url.rstrip('/')}/" if self.intake_url and self.by != "email" else ""

    @property
    def trusted(self) -> frozenset[str]:
        """The addresses in ``COMMENTS_TRUST``, in small letters."""
        return frozenset(parseaddr(one)[1].casefold() for one in self.trust)


def chosen(settings: Mapping[str, Any]) -> CommentsOptions:
    """Return the settings, checked one by one and together.

    Raises:
        SettingsError: one of them cannot be, or needs another that is not set.
    """
    options = choose(CommentsOptions, settings)
    if options.by == "form" and not options.intake_url:
        raise SettingsError('pelicanconf.py: COMMENTS_BY is "form", which needs COMMENTS_INTAKE_URL; set it.')
    if options.by == "email" and not options.email:
        raise SettingsError('pelicanconf.py: COMMENTS_BY is "email", which needs COMMENTS_EMAIL; set it.')
    return options
