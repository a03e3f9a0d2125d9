"""What the templates of reflection sheets read."""

from __future__ import annotations

from markupsafe import Markup
from msgspec import Struct

from reflectory.citing.sheets.models import Sheet
from reflectory.site.models import Link
from reflectory.site.views import Head


class SheetsView(Struct, frozen=True):
    """All sheets, as a list."""

    head: Head
    sheets: tuple[Sheet, ...]


class SheetView(Struct, frozen=True):
    """A sheet, or the choice of all of them for what was read.

    Attributes:
        read: what was read, and its address; ``None`` on a sheet of its own.
        lang: the language of what was read, "" where it is the site's.
        reference: how that is cited, with ``span.cite-accessed`` for the day.
        nobody: what every sheet reminds of.
    """

    head: Head
    title: str
    sheets: tuple[Sheet, ...]
    nobody: str
    read: Link | None = None
    reference: Markup = Markup("")
    lang: str = ""


class SheetLink(Struct, frozen=True):
    """The way to an essay's own page of sheets."""

    url: str
