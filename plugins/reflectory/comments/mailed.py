"""A comment that came as an e-mail: the message as a file in, an arrival out (RFC 5322, RFC 2045 to 2047, RFC 3676)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr
from typing import cast

from bs4 import BeautifulSoup, Tag
from msgspec import Struct

from reflectory.comments import harmless
from reflectory.comments.inbox.records import Arrival, Target
from reflectory.site.errors import ReflectoryError

SOURCE = "email"
LONGEST = 100_000
"""Characters of a message's text beyond which it is no comment."""

_NAMED = re.compile(r"\[([^\[\]#\s]+)(?:#([\w.:-]+))?\]")
_ATTRIBUTION = re.compile(
    r"^(?:On\b.{5,300}\bwrote|Am\b.{5,300}\bschrieb\b.{0,200}|Le\b.{5,300}\ba écrit|El\b.{5,300}\bescribió)\s*:\s*$",
    re.M | re.S,
)
_ORIGINAL = re.compile(r"^(?:-{2,} ?Original Message ?-{2,}|_{20,}|From: .+\r?\n(?:Sent|Date): .+)\s*$", re.M | re.I)
_SIGNATURE = re.compile(r"^--[  ]?$|^Sent from (?:my|Mail for|Outlook)\b.{0,60}$", re.M)
_BLOCKS = ("p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table")
_HISTORY = "blockquote, .gmail_quote, .gmail_signature, .moz-cite-prefix, .moz-signature, script, style, head, title"
_OUTLOOK = "#appendonsend, #divRplyFwdMsg"


class MailError(ReflectoryError):
    """A message that cannot become a comment; says why, and nothing that stands in it."""


class Mailed(Struct, frozen=True):
    """What a message is.

    Attributes:
        attachments: how many files came with it, which are left where they are.
    """

    arrival: Arrival
    attachments: int = 0


def read(content: bytes, known: Collection[str], essay: str = "") -> Mailed:
    """Return the comment that a message is.

    Args:
        content: the message as a file (``.eml``).
        known: every essay and page that may be answered, as ``Target`` names it.
        essay: what it answers, where the message does not say so.

    Raises:
        MailError: it cannot be read, has no text, or does not say what it answers.
    """
    message = message_from_bytes(content, policy=default)
    if not message.keys() or not (message["from"] or message["subject"]):
        raise MailError("this is no e-mail message; save the message itself as a file (.eml).")
    name, address = parseaddr(_header(message, "from"))
    target, reply_to = _answered(message, known, essay)
    attachments = sum(1 for _ in _attachments(message))
    text = _text(message)
    if not text:
        more = "; its attachments are not read" if attachments else ""
        raise MailError(f"the message has no text of its own{more}.")
    if len(text) > LONGEST:
        raise MailError(f"the message has {len(text)} characters, more than a comment may have ({LONGEST}).")
    arrival = Arrival(
        target=target,
        source=SOURCE,
        source_id=_identity(message, content),
        author=harmless.name(harmless.without_emails(name)),  # many programs give the address as the name
        body=text,
        written=_moment(message),
        email=address if "@" in address else "",
        reply_to=reply_to,
        reasons=("It came by e-mail.",),
    )
    return Mailed(arrival, attachments)


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as one line; one that breaks the rules is read as far as it can be."""
    try:
        return " ".join(str(message[name] or "").split())
    except (ValueError, IndexError, LookupError, AttributeError, TypeError):  # the parser's own, on hostile headers
        return ""


def _answered(message: EmailMessage, known: Collection[str], essay: str) -> tuple[Target, str]:
    """Return what is answered: named by whoever receives, by the subject's brackets, or by ``comments+slug@``."""
    named = [(essay, "")] if essay else [*_NAMED.findall(_header(message, "subject")), *_addressed(message)]
    for slug, reply_to in reversed(named):
        if slug in known:
            return Target.named(slug), reply_to
    if named:
        slug = harmless.one_line(named[-1][0])[:80]
        raise MailError(f"there is no essay “{slug}” that could be answered; name one with --essay.")
    raise MailError("the message does not say which essay it answers, as in “[a-bad-day]”; name it with --essay.")


def _addressed(message: EmailMessage) -> Iterable[tuple[str, str]]:
    lines = (_header(message, name) for name in ("to", "delivered-to", "x-original-to"))
    for _, address in getaddresses(list(filter(None, lines))):  # beside an empty line, newer Pythons read none
        _, plus, slug = address.partition("@")[0].partition("+")
        if plus:
            yield slug, ""


def _identity(message: EmailMessage, content: bytes) -> str:
    """Return what tells a message from others: its Message-ID, or its bytes where it has none."""
    own = _header(message, "message-id").strip("<> ")
    return own if own and len(own) <= 200 else hashlib.sha256(own.encode() or content).hexdigest()


def _moment(message: EmailMessage) -> datetime:
    """Return when it was written; now where it does not say so, or claims to come from the future."""
    now = datetime.now(UTC)
    try:
        moment = message["date"].datetime
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return cast(datetime, moment) if moment.year > 1970 and moment <= now else now
    except (AttributeError, ValueError, OverflowError, IndexError, TypeError):
        return now


def _attachments(message: EmailMessage) -> Iterable[EmailMessage]:
    """Yield the parts that are files, those too that a text refers to."""
    for part in message.walk():
        is_text = part.get_content_type() in ("text/plain", "text/html") and not part.get_filename()
        if not part.is_multipart() and not is_text:
            yield part


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(("plain", "html"))
        if part is None or part.get_content_disposition() == "attachment":
            return ""
        written = str(part.get_content())
    except (LookupError, ValueError, AttributeError, TypeError):
        raise MailError(
            "the message's text is in an encoding that cannot be read; copy it into a new message."
        ) from None
    if part.get_content_type() == "text/html":
        written = plain_of(written)
    elif str(part.get_param("format", "")).lower() == "flowed":
        written = _unwrapped(written)
    return harmless.text(own_words(written))


def _unwrapped(text: str) -> str:
    """Return text whose lines are as long as they were before the mail program broke them (RFC 3676, 4.2)."""
    joined = re.sub(r"^ (?=[ >]|From )", "", text.replace("\r\n", "\n"), flags=re.M)
    return re.sub(r"(?<!^--)(?<!\n--) \n(?![>\n]|-- \n)", " ", joined)


def plain_of(html: str) -> str:
    """Return the text of an HTML message, paragraphs apart, without what it quotes."""
    soup = BeautifulSoup(html, "lxml")
    for start in soup.select(_OUTLOOK):
        for later in [start, *start.find_next_siblings()]:
            later.extract()
    for found in soup.select(_HISTORY):
        found.decompose()
    for tag in soup.find_all(["br", *_BLOCKS]):
        if isinstance(tag, Tag):
            tag.insert_after("\x00" if tag.name == "br" else "\x00\x00")
    words = re.sub(r"\s+", " ", soup.get_text())
    lines = [line.strip() for line in words.split("\x00")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def own_words(text: str) -> str:
    """Return a message's text without what it quotes at its end and without a signature.

    A quotation that is answered below it stays: it is part of what is said.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _ORIGINAL.search(text):
        text = text[: found.start()]
    for found in _ATTRIBUTION.finditer(text):
        if all(not line.strip() or line.startswith(">") for line in _signed_off(text[found.end() :]).splitlines()):
            text = text[: found.start()]
            break
    return _signed_off(text).strip()


def _signed_off(text: str) -> str:
    found = _SIGNATURE.search(text)
    return text[: found.start()] if found else text
