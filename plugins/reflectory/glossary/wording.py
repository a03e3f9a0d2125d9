"""Lines of text about a word, as HTML: made once an entry, shown on every page that uses the word."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from reflectory.glossary.entries import Cited, Entry, Piece, Step


def origin(entry: Entry) -> Markup:
    """Return the way of a word on one line, newest form first; "" where none is given."""
    steps = [Markup("{} {}").format(step.language, _step(step)) for step in reversed(entry.etymology)]
    return Markup("From {}.").format(Markup(", from ").join(steps)) if steps else Markup("")


def _step(step: Step) -> Markup:
    pieces = Markup(" + ").join(_form(piece, step.lang) for piece in step.parts)
    return _form(step, step.lang) + (Markup(" ({})").format(pieces) if pieces else Markup(""))


def _form(word: Step | Piece, lang: str) -> Markup:
    """Return a form in its language, marked as such for screen readers, with its meaning."""
    marked = Markup(' lang="{}"').format(lang) if lang else Markup("")
    meaning = Markup(" ‘{}’").format(word.meaning) if word.meaning else Markup("")
    return Markup("<i{}>{}</i>{}").format(marked, word.form, meaning)


def sources(cited: Iterable[Cited]) -> Markup:
    """Return sources on one line, linked where they have an address."""
    return Markup("; ").join(
        Markup('<a href="{}">{}</a>').format(one.url, one.title) if one.url else Markup("{}").format(one.title)
        for one in cited
    )
