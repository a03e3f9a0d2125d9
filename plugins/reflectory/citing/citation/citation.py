"""What a work is cited by: one value, from which references, files and tags are made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from reflectory.citing.citation.names import Name
from reflectory.site.models import Essay
from reflectory.site.run import Run


class Citation(Struct, frozen=True):
    """A blog post as it is cited.

    Attributes:
        id: names it in a list of works, ``two-words``.
        site: the blog's title.
        issued: the day on which it was published, in the site's time zone.
        url: absolute; "" while the site has no public address.
        lang: a BCP 47 tag.
        licence: in words.
        keywords: its themes.
    """

    id: str
    title: str
    authors: tuple[Name, ...]
    site: str
    issued: date
    url: str = ""
    lang: str = ""
    licence: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()

    @property
    def csl(self) -> dict[str, object]:
        """The work as CSL-JSON has it; when it was read is for the reader to say.

        https://docs.citationstyles.org/en/stable/specification.html#appendix-iii-types
        """
        fields: dict[str, object] = {
            "id": self.id,
            "type": "post-weblog",
            "title": self.title,
            "container-title": self.site,
            "author": [name.csl for name in self.authors],
            "issued": {"date-parts": [[self.issued.year, self.issued.month, self.issued.day]]},
            "URL": self.url,
            "language": self.lang,
            "abstract": self.summary,
            "keyword": ", ".join(self.keywords),
        }
        return {name: value for name, value in fields.items() if value}


def citation_of(run: Run, essay: Essay, names: Mapping[str, Name]) -> Citation:
    """Return what an essay is cited by; ``names`` are those of all authors, by byline."""
    return Citation(
        id=essay.slug,
        title=essay.title,
        authors=tuple(names[author.label] for author in essay.authors),
        site=run.settings["SITENAME"],
        issued=essay.date.astimezone(run.zone).date(),
        url=run.absolute(essay.url) if run.site_url else "",
        lang=essay.lang,
        licence=essay.licence or run.options.licence,
        summary=essay.summary,
        keywords=tuple(tag.name for tag in essay.tags),
    )
