"""What somebody typed: read strictly, cleaned, and told field by field where it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from msgspec import Struct

from reflectory.comments import harmless
from reflectory.comments.options import MAIL

FIELDS = ("essay", "author", "email", "url", "body", "reply_to", "website", "started", "altcha")

KIND = "application/x-www-form-urlencoded"

_MOST_FIELDS = 50
_LONGEST = {"author": harmless.NAME_LENGTH, "email": 254, "url": 500}
"""Characters of a field; an e-mail address's are those of RFC 5321, 4.5.3.1.3."""

_REPLY = re.compile(r"[\w.:-]{1,64}")
_ESSAY = re.compile(r"(?:pages/)?[^\s/]{1,250}")


class FormError(Exception):
    """Something that no browser sends as a form; the text says it to whoever reads the answer."""


class Typed(Struct, frozen=True):
    """A form's fields, each cleaned of signs that no page can hold; "" where there was none."""

    essay: str = ""
    author: str = ""
    email: str = ""
    url: str = ""
    body: str = ""
    reply_to: str = ""
    website: str = ""
    started: str = ""
    altcha: str = ""

    @classmethod
    def read(cls, content: bytes) -> Typed:
        """Return what a form holds.

        Raises:
            FormError: it is no form, or not in UTF-8.
        """
        try:
            pairs = parse_qsl(
                content.decode("utf-8"),
                keep_blank_values=True,
                encoding="utf-8",
                errors="strict",
                max_num_fields=_MOST_FIELDS,
            )
        except UnicodeDecodeError:
            raise FormError("It was not sent in UTF-8, as every browser does.") from None
        except ValueError:
            raise FormError("It has more fields than the form.") from None
        fields: dict[str, str] = {}
        for name, value in pairs:
            if name in FIELDS:
                fields.setdefault(name, value)  # a field that comes twice is what came first
        return cls.cleaned(fields)

    @classmethod
    def cleaned(cls, fields: Mapping[str, str]) -> Typed:
        """Return fields without signs that no page can hold; a name, an address and the like on one line."""
        clean = {name: harmless.text(value) for name, value in fields.items()}
        lines = {name: harmless.one_line(value) for name, value in clean.items() if name != "body"}
        url = lines.get("url", "")
        if re.fullmatch(r"(?!\w+:)[^\s/]+\.[^\s/.]{2,}(?:/\S*)?", url):
            lines["url"] = f"https://{url}"
        reply_to = lines.get("reply_to", "")
        lines["reply_to"] = reply_to if _REPLY.fullmatch(reply_to) else ""
        essay = lines.get("essay", "")
        lines["essay"] = essay if _ESSAY.fullmatch(essay) else ""
        body = "\n".join(line.rstrip() for line in clean.get("body", "").split("\n")).strip("\n")
        return cls(body=body, **lines)

    def errors(self, max_body: int) -> dict[str, str]:
        """Return by field what is wrong with it, and how it can be mended."""
        wrong: dict[str, str] = {}
        if not any(sign.isalnum() for sign in self.body):
            wrong["body"] = "Write your comment here."
        elif len(self.body) > max_body:
            over = len(self.body) - max_body
            wrong["body"] = f"This is {over} {'sign' if over == 1 else 'signs'} too long; {max_body} are the most."
        if MAIL.search(self.author):
            wrong["author"] = "This would be shown to everybody; write a name without an e-mail address."
        if self.email and not MAIL.fullmatch(self.email):
            wrong["email"] = "This is no e-mail address; write it as name@example.org, or leave it out."
        if self.url and not harmless.address(self.url):
            wrong["url"] = "This is no address of a page; write it as https://example.org, or leave it out."
        for name, most in _LONGEST.items():
            if len(getattr(self, name)) > most:
                wrong[name] = f"This is too long; {most} signs are the most."
        return wrong
