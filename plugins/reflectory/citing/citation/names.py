"""Authors' names as catalogues divide them: what is sorted by, what is shortened, and what is never divided."""

from __future__ import annotations

import re
from typing import NamedTuple

ORGANISATION = "organisation"
"""What ``CITING_NAMES`` says of a name that is no person's."""

_BODIES = re.compile(
    r"\b(academy|agency|association|authority|board|centre|charity|coalition|collective|college|commission|committee"
    r"|council|department|editors|faculty|foundation|group|hospital|hospice|institute|ministry|network|nhs|office"
    r"|partnership|school|service|services|society|team|trust|union|university|ward)\b",
    re.I,
)
"""Words that stand in the names of bodies and hardly ever in those of people."""

_GENERATIONS = re.compile(r"(jr|sr|[ivx]+)\.?", re.I)
"""Suffixes that belong to a name; titles and what somebody is qualified for do not (“RN”)."""


class Name(NamedTuple):
    """A name divided; that of an organisation, or of somebody with one name, is all in ``literal``.

    Attributes:
        particle: what stands before the family name and is not sorted by (“de”).
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def csl(self) -> dict[str, str]:
        """The name as CSL-JSON has it (https://docs.citationstyles.org/en/stable/specification.html#name-variables)."""
        if self.literal:
            return {"literal": self.literal}
        fields = {
            "family": self.family,
            "given": self.given,
            "non-dropping-particle": self.particle,
            "suffix": self.suffix,
        }
        return {name: value for name, value in fields.items() if value}

    @property
    def turned(self) -> str:
        """The name with what it is sorted by first: “de Beauvoir, Simone”; RIS, BibTeX and Zotero read it so."""
        if self.literal:
            return self.literal
        return ", ".join(filter(None, (f"{self.particle} {self.family}".strip(), self.suffix, self.given)))


def divided(name: str, said: str = "") -> Name:
    """Return a byline's name divided.

    Args:
        name: as the byline has it, “Simone de Beauvoir”.
        said: what the setting ``CITING_NAMES`` says of it: “Beauvoir, Simone de”, or ``organisation``.
    """
    if said == ORGANISATION or (not said and _BODIES.search(name)):
        return Name(literal=name)
    if said:
        family, _, given = (part.strip() for part in said.partition(","))
        return _with_particle(family, given)
    from nameparser import HumanName  # here: it takes longer to load than a build after an edit takes to cite

    found = HumanName(name)
    middle = found.middle.split()
    while middle and middle[-1].islower():  # a particle that the library does not know: Welsh “ap”
        found.last = f"{middle.pop()} {found.last}"
    given = " ".join([found.first, *middle]).strip()
    if not (found.last and given):
        return Name(literal=name)
    suffix = found.suffix if _GENERATIONS.fullmatch(found.suffix) else ""
    return _with_particle(found.last, given, suffix)


def _with_particle(family: str, given: str, suffix: str = "") -> Name:
    if not given:
        return Name(literal=family)
    words = family.split()
    count = next((at for at, word in enumerate(words) if not word.islower()), 0)
    return Name(" ".join(words[count:]), given, " ".join(words[:count]), suffix)
