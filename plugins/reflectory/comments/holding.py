"""Why a comment is held, in sentences that its moderator reads; pure, so that every way in says the same."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from msgspec import Struct

_LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>]{2,}", re.I)


class Signs(Struct, frozen=True):
    """What is known of how a comment came.

    Attributes:
        known: whether its e-mail address has an approved comment; ``None`` where there is no address.
        worked: whether the browser did the work that it is asked for.
        origin: whether the browser said from which site the comment was sent.
        trapped: whether the field was filled in that nobody sees.
    """

    known: bool | None = None
    worked: bool = True
    origin: bool = True
    trapped: bool = False


def reasons(body: str, author: str, url: str, signs: Signs, words: Collection[str] = ()) -> tuple[str, ...]:
    """Return every reason to read a comment with care, a sentence each; () where there is none.

    Args:
        body: as it was written.
        author: the commenter's name.
        url: the page that the name is to lead to, or "".
        signs: how it came.
        words: words and phrases that the site wants to be told of.
    """
    return (*_of_signs(signs), *_of_links(body), *_of_words(f"{author}\n{body}\n{url}", words))


def _of_signs(signs: Signs) -> Iterator[str]:
    if signs.trapped:
        yield "A field was filled in that only a program sees."
    if signs.known is None:
        yield "It came without an e-mail address, so that nobody can tell whether this person wrote before."
    elif not signs.known:
        yield "It is the first comment from this e-mail address."
    if not signs.worked:
        yield "The browser did not do the work that it was asked for; one without script cannot."
    if not signs.origin:
        yield "The browser did not say from which site it was sent; a program may have sent it."


def _of_links(body: str) -> Iterator[str]:
    count = len(_LINK.findall(body))
    if count:
        yield "It has a link." if count == 1 else f"It has {count} links."


def _of_words(text: str, words: Collection[str]) -> Iterator[str]:
    """Yield a reason for each word that stands in a text as a whole word, whatever its capitals and white space."""
    for word in dict.fromkeys(" ".join(word.split()) for word in words):
        phrase = r"\s+".join(map(re.escape, word.split()))
        if phrase and re.search(rf"(?<!\w){phrase}(?!\w)", text, re.I):
            yield f"It has the word “{word}”."
