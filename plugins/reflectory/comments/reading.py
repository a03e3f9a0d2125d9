"""Reading one archive: its structure checked, its comments rendered; done once for its content."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from reflectory.building.keeper import Keeper, Made
from reflectory.comments import harmless
from reflectory.comments.archive import Archive, parse
from reflectory.site.converter import decode
from reflectory.site.errors import Problem
from reflectory.site.frontmatter import FrontMatterError, read_yaml

if TYPE_CHECKING:
    from reflectory.comments.bodies import Renderer

Said = tuple[str, float, tuple[int, int]]
"""What is at hand of one comment: its id, when it was written (seconds since 1970), its year and month there."""


class ArchiveGist(NamedTuple):
    """What is at hand of an archive.

    Attributes:
        closed: as ``Archive.closed``, a moment as ISO 8601.
        thoughts: comments and replies by date.
        pings: how many.
    """

    closed: bool | str | None = None
    thoughts: tuple[Said, ...] = ()
    pings: int = 0


@dataclass
class ArchiveReading:
    """Reads archives; it may travel to another process.

    Attributes:
        max_body: characters up to which a comment is read as Markdown.
        zone: the time zone in which a comment's month is told.
    """

    max_body: int
    zone: str

    def __call__(self, item: tuple[str, str]) -> Made[Archive]:
        """Read the archive that messages name ``item[0]`` from the path ``item[1]``; the gist is an ``ArchiveGist``."""
        file, path = item
        try:
            archive, faults = parse(read_yaml(harmless.source(decode(Path(path).read_bytes()))))
        except FrontMatterError as error:
            return Made((), Archive(), (Problem(file, error.line, str(error)),))
        except OSError as error:
            return Made((), Archive(), (Problem(file, 0, f"the file cannot be read ({error.strerror})."),))
        if faults:
            return Made((), Archive(), tuple(Problem(file, line, message) for line, message in faults))
        return self.rendered(archive)

    def rendered(self, archive: Archive) -> Made[Archive]:
        """Return an archive whose comments are rendered, and its gist."""
        rendered = [replace(one, html=str(self._renderer.render(one.body))) for one in archive.comments]
        archive = replace(archive, comments=tuple(rendered))
        return Made(tuple(self._gist(archive)), archive)

    def _gist(self, archive: Archive) -> ArchiveGist:
        zone = ZoneInfo(self.zone)
        thoughts: list[Said] = []
        for comment in archive.thoughts:
            local = comment.date.astimezone(zone)
            thoughts.append((comment.id, comment.date.timestamp(), (local.year, local.month)))
        closed = archive.closed.isoformat() if isinstance(archive.closed, datetime) else archive.closed
        return ArchiveGist(closed, tuple(thoughts), len(archive.pings))

    @cached_property
    def _renderer(self) -> Renderer:
        from reflectory.comments.bodies import Renderer  # here: it is slow to load, and most builds read no comment

        return Renderer(self.max_body)

    def __getstate__(self) -> dict[str, Any]:
        """Leave behind the renderer, which another process makes for itself."""
        return {"max_body": self.max_body, "zone": self.zone}


class KeptArchive(Struct, frozen=True):
    """An archive of which only the gist is in memory.

    Attributes:
        key: under which the whole is kept; while it is the same, so is all that was said.
    """

    key: bytes
    gist: ArchiveGist
    keeper: Keeper
    again: Callable[[], Archive]

    def whole(self) -> Archive:
        """Return the archive with every comment."""
        archive: Archive = self.keeper.value(self.key, self.again)
        return archive
