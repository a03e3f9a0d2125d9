"""Pictures and other files of an old blog, from a folder on this machine; nothing is ever fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reflectory.comments.importing.remembered import Fate, Remembered
from reflectory.site.pictures import FORMATS

_SAFE = frozenset(
    """.jpg .jpeg .png .webp .gif .avif .bmp .pdf .txt .csv .mp3 .m4a .ogg .oga .wav .mp4 .m4v .webm .ogv .mov
    .doc .docx .odt .rtf .xls .xlsx .ods .ppt .pptx .odp .epub .zip""".split()
)
"""Files that a browser shows or saves; pages, drawings (SVG) and scripts of others could act in this site's name."""

_SCALED = re.compile(r"-(?:\d+x\d+|scaled|e\d{10,})(?=\.\w+$)")
_UPLOADS = re.compile(r"(?:^|/)(?:wp-content/uploads|files)/(?:sites/\d+/)?(.+)$")


class Media:
    """The folder that ``--media`` names, and what of it has been taken into ``content/images/``.

    Args:
        private: by the address of an attachment, whether it belongs to something that nobody could read.
    """

    def __init__(self, folder: Path | None, site: str, private: Mapping[str, bool], remembered: Remembered) -> None:
        self._host = urlsplit(site).netloc.lower()
        self._private = private
        self._remembered = remembered
        self._found: dict[str, list[Path]] = {}
        self._copied: dict[Path, str] = {}
        self.is_given = folder is not None
        for file in _files(folder) if folder else ():
            parts = file.relative_to(folder or file).parts[-3:]
            for at in range(len(parts)):
                self._found.setdefault("/".join(parts[at:]).lower(), []).append(file)

    def place(self, url: str, *, is_public: bool) -> tuple[str, str]:
        """Return a file's place below ``content/``, copied there, or "" and why it has none."""
        path = self._path(url)
        if not path:
            return "", "it is not of the old blog"
        if self._private.get(_bare(url), False) and not is_public:
            return "", "it belongs to something that is not published"
        suffix = Path(path).suffix.lower()
        if suffix not in _SAFE:
            return "", f"files ending in “{suffix}” are not taken over"
        file = self._file(path)
        if file is None:
            return (
                "",
                "it is not in the folder that --media names" if self.is_given else "no folder is named by --media",
            )
        if file not in self._copied:
            self._copied[file] = self._copy(file, path)
        place = self._copied[file]
        return (place, "") if place else ("", "it cannot be read, or was removed by hand")

    def _path(self, url: str) -> str:
        """Return the part of an address that a file is known by, "" where it is not the old blog's."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return ""
        host = parts.netloc.lower()
        path = unquote(parts.path)
        uploads = _UPLOADS.search(path)
        if host in ("", self._host) or _bare(url) in self._private:
            return uploads[1] if uploads else path.strip("/")
        return path.strip("/") if host.endswith(".files.wordpress.com") else ""

    def _file(self, path: str) -> Path | None:
        for name in dict.fromkeys((path, _SCALED.sub("", path))):
            parts = name.lower().split("/")[-3:]
            for at in range(len(parts)):
                found = self._found.get("/".join(parts[at:]), [])
                if len(found) == 1:
                    return found[0]
        return None

    def _copy(self, file: Path, path: str) -> str:
        if file.suffix.lower() in FORMATS and not _is_picture(file):
            return ""
        folders = [part for part in path.split("/")[-3:-1] if re.fullmatch(r"\d{2,4}", part)]
        name = re.sub(r"[^\w.~-]+", "-", file.name).lstrip(".-") or "file"
        place = "/".join(["images", *folders, name])
        return place if self._remembered.copy(file, f"content/{place}") is not Fate.GONE else ""


def _bare(url: str) -> str:
    """Return an address without what differs between two that lead to the same file."""
    return _SCALED.sub("", re.sub(r"^https?:", "", url.split("?")[0]))


def bare(url: str) -> str:
    """Return an attachment's address as ``Media`` compares it."""
    return _bare(url)


def _files(folder: Path) -> list[Path]:
    found = []
    for directory, _, names in os.walk(folder):
        found += [Path(directory) / name for name in names if not name.startswith(".")]
    return sorted(file for file in found if file.is_file() and not file.is_symlink())


def _is_picture(file: Path) -> bool:
    """Whether a build can read a photograph to its end."""
    from PIL import Image  # here: it is slow to load

    try:
        with Image.open(file) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    return True
