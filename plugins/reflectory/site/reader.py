"""Readers that tell what is wrong with a source instead of letting Pelican log it and go on.

Pelican turns whatever a reader raises into a log line and exits with 0. These readers record a ``Problem`` and
give the file the status ``skip``, so that every file is read and every problem is told at once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from pelican.readers import (
    BaseReader,
    HTMLReader,
    MarkdownReader,
    Readers,
    RstReader,
    default_metadata,
    parse_path_metadata,
    path_metadata,
)
from pelican.urlwrappers import Tag, URLWrapper

from reflectory.site.clutter import is_clutter
from reflectory.site.converter import Converter, decode
from reflectory.site.dates import DateError, moment
from reflectory.site.errors import Problems, line_of
from reflectory.site.frontmatter import FrontMatter, FrontMatterError
from reflectory.site.languages import is_tag
from reflectory.site.links import malformed
from reflectory.site.models import leads_out
from reflectory.site.text import legible
from reflectory.site.typesetting import Typesetter

RUN = "REFLECTORY_RUN"
"""The key of Pelican's settings that holds the build's ``Run``."""

FINDINGS = "REFLECTORY_FINDINGS"
"""The key of Pelican's settings that holds the ``Findings`` to which these readers tell what is wrong."""

PATHS = "REFLECTORY_PATHS"
"""Where Pelican's settings of paths are kept, while those that Pelican's own generators see may be empty."""

STATUSES = ("published", "hidden", "draft", "skip")
SKIPPED: tuple[str, dict[str, Any]] = ("", {"status": "skip"})


@dataclass
class Findings:
    """What readers have found wrong.

    Attributes:
        content: the folder of the sources.
        strict_styles: whether the site keeps to a content security policy without ``style`` attributes.
    """

    content: Path
    strict_styles: bool
    problems: Problems = field(default_factory=Problems)

    def file(self, path: str | Path) -> str:
        """Return a source's path as messages name it: from the site's folder, ``content/essays/a.md``."""
        below = str(path)
        if not below.startswith(self._start):  # resolving asks the disk about every folder above
            below = str(Path(path).resolve()).replace(str(self.content.resolve()), str(self.content), 1)
        return f"{self.content.name}/{below[len(self._start) :]}".replace(os.sep, "/")

    @cached_property
    def _start(self) -> str:
        return f"{self.content}{os.sep}"


def install(readers: Readers) -> None:
    """Put our readers in the place of Pelican's own; another plugin's reader is only made to typeset."""
    ours = {MarkdownReader: SourceReader, RstReader: TellingRstReader, HTMLReader: TellingHTMLReader}
    for ending, reader in readers.reader_classes.items():
        if reader and reader is not BaseReader and not issubclass(reader, _Telling | _Typesetting):
            other = type(reader.__name__, (_Typesetting, reader), {})
            readers.reader_classes[ending] = ours.get(reader, other)


def telling_readers(settings: Mapping[str, Any]) -> Readers:
    """Return Pelican's readers with ours among them, in a process in which no plugin was registered as well."""
    readers = Readers(settings)
    install(readers)
    for ending, reader in readers.reader_classes.items():
        if reader:
            readers.readers[ending] = reader(settings)
    return readers


class _Typesetting:
    """Any reader, with the text typeset: Pelican's own pass is off, because ours is spread over the cores."""

    settings: Mapping[str, Any]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return what the reader returns, typeset."""
        content, metadata = super().read(source_path)  # type: ignore[misc] # the other base's
        typeset = Typesetter(self.settings)
        texts = {name: typeset(legible(metadata[name])) for name in ("title", "summary") if name in metadata}
        return typeset(legible(content)), {**metadata, **texts}


_CONFLICT = re.compile(r"^<{7} ", re.M)
"""How version control marks where two versions of a text begin that have not become one."""


def _conflicts(meta: FrontMatter) -> Iterator[tuple[int, str]]:
    for found in _CONFLICT.finditer(meta.body):
        line = meta.body_line + meta.body.count("\n", 0, found.start())
        yield line, "two versions of the text stand here; keep one of them, and remove the marks of version control."


class _Telling:
    """What our readers share: checks, and problems with file and line.

    It is no ``BaseReader``: Pelican takes every direct subclass of that for a reader of its own.
    """

    settings: Mapping[str, Any]

    def process_metadata(self, name: str, value: Any) -> Any:
        """Return a value of a header, or of a file's name, as Pelican has it; a date that may be another is refused."""
        if name in ("date", "modified") and isinstance(value, str):
            value = moment(name, value).isoformat(" ")
        return super().process_metadata(name, value)  # type: ignore[misc] # the other base's

    @property
    def findings(self) -> Findings:
        """Where problems are told."""
        findings: Findings = self.settings[FINDINGS]
        return findings

    def is_clutter(self, path: str) -> bool:
        """Whether a file is no source, though its name ends like one."""
        return is_clutter(self.findings.file(path).removeprefix(f"{self.findings.content.name}/"))

    def tell(self, path: str, line: int, message: str) -> tuple[str, dict[str, Any]]:
        """Record a problem and return what makes Pelican skip the file."""
        self.findings.problems.add(self.findings.file(path), line, message)
        return SKIPPED

    @cached_property
    def typeset(self) -> Typesetter:
        """What typogrify is applied with."""
        return Typesetter(self.settings)

    def finished(
        self, path: str, content: str, meta: FrontMatter, formatted: Mapping[str, str]
    ) -> tuple[str, dict[str, Any]]:
        """Turn a header into Pelican's metadata, or record everything that is wrong with it."""
        unusable = dict(_unusable(meta))
        faults = [*self._wanting(path, meta), *((meta.line(key), message) for key, message in unusable.items())]
        faults += [*self._malformed(path, content), *_conflicts(meta)]
        metadata: dict[str, Any] = {}
        for name, value in meta.values.items():
            if value is None or name in unusable or (isinstance(value, str) and not value.strip()):
                continue
            if name == "author" and isinstance(value, list):
                name = "authors"
            try:
                metadata[name] = self.process_metadata(name, formatted.get(name, value))
                faults += [(meta.line(name), said) for said in self._without_address(name, metadata[name])]
            except (ValueError, OverflowError, TypeError, AttributeError):
                faults.append((meta.line(name), _refused(name, value)))
        for line, message in faults:
            self.tell(path, line, message)
        if isinstance(metadata.get("title"), str):
            metadata["title"] = self.typeset(metadata["title"])
        if isinstance(metadata.get("lang"), str):
            metadata["lang"] = metadata["lang"].lower()  # Pelican compares it with DEFAULT_LANG in small letters
        metadata["front_matter"] = replace(meta, body="")
        return SKIPPED if faults else (content, metadata)

    def _without_address(self, key: str, value: Any) -> Iterator[str]:
        """Yield what is wrong with themes, authors and series whose pages could have no address."""
        what = {"tags": "theme", "author": "author", "authors": "author", "series": "series"}.get(key)
        for one in (value if isinstance(value, list) else [value]) if what else ():
            named = Tag(one, self.settings) if isinstance(one, str) else one
            if isinstance(named, URLWrapper) and not named.slug:
                yield f"no address can be made of the {what} “{named.name}”; write it with letters or digits."

    def _wanting(self, path: str, meta: FrontMatter) -> list[tuple[int, str]]:
        missing = [key for key in ("title", "date") if not meta.values.get(key)]
        if missing:
            needed = {"essay": ("title", "date"), "page": ("title",)}.get(self._kind(path), ())
            given = self._given_elsewhere(path)
            missing = [key for key in missing if key in needed and key not in given]
        return [(1, f"the {key} is missing; add a line “{key}: ...” to the header.") for key in missing]

    def _malformed(self, path: str, content: str) -> list[tuple[int, str]]:
        links = malformed(content)
        return [(line_of(path, link), f"the link to “{link}” leads to no address; correct it.") for link in links]

    def _kind(self, path: str) -> str:
        """Return ``essay``, ``page`` or "" (a part's own source, which the part checks)."""
        relative = Path(path).resolve().relative_to(Path(self.settings["PATH"]).resolve())
        for kind, paths, excludes in (
            ("page", "PAGE_PATHS", "PAGE_EXCLUDES"),
            ("essay", "ARTICLE_PATHS", "ARTICLE_EXCLUDES"),
        ):
            left_out = any(relative.is_relative_to(folder) for folder in self.settings[excludes])
            if not left_out and any(relative.is_relative_to(folder or ".") for folder in self.settings[paths]):
                return kind
        return ""

    def _given_elsewhere(self, path: str) -> set[str]:
        """Return what Pelican's own settings say about the file: defaults, and what its name and folder tell."""
        source = Path(path).resolve().relative_to(Path(self.settings["PATH"]).resolve()).as_posix()
        found: Mapping[str, Any] = {
            **default_metadata(self.settings, self.process_metadata),
            **path_metadata(path, source, self.settings),
            **parse_path_metadata(source, self.settings, self.process_metadata),
        }
        return {name for name, value in found.items() if value}


class SourceReader(_Telling, MarkdownReader):  # type: ignore[misc]
    """Reads Markdown with YAML or Pelican's own header."""

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return a source's HTML and metadata; a problem makes Pelican skip it."""
        if self.is_clutter(source_path):
            return SKIPPED
        converted = self._converter.convert(Path(source_path))
        if converted.fault:
            return self.tell(source_path, converted.line, converted.fault)
        return self.finished(source_path, converted.html, converted.meta, converted.formatted)

    @cached_property
    def _converter(self) -> Converter:
        return Converter(self.settings, strict_styles=self.findings.strict_styles)


class _TellingOther(_Telling):
    """Wraps one of Pelican's own readers, whose headers have no lines that we know."""

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return what Pelican's reader returns, checked."""
        if self.is_clutter(source_path):
            return SKIPPED
        try:
            decode(Path(source_path).read_bytes())
            content, metadata = super().read(source_path)  # type: ignore[misc] # the other base's
        except FrontMatterError as error:
            return self.tell(source_path, error.line, str(error))
        except DateError as error:
            return self.tell(source_path, line_of(source_path, error.value), _refused(error.key, error.value))
        except Exception as error:
            place = re.search(r":(\d+): ", str(error))
            reason = " ".join(str(error).split())
            return self.tell(source_path, int(place[1]) if place else 0, f"this cannot be read ({reason}).")
        meta = FrontMatter({name: _truth(value) for name, value in metadata.items() if isinstance(value, str)})
        given = FrontMatter(dict.fromkeys(metadata, "given"))
        wrong = (said for key, value in metadata.items() for said in self._without_address(key, value))
        unusable = (said for _, said in _unusable(meta))
        faults = [*self._wanting(source_path, given), *((1, said) for said in (*unusable, *wrong))]
        for line, message in (*faults, *self._malformed(source_path, content)):
            self.tell(source_path, line, message)
        blamed = self.findings.problems.blames(self.findings.file(source_path))
        texts = {name: self.typeset(legible(metadata[name])) for name in ("title", "summary") if name in metadata}
        return SKIPPED if blamed else (self.typeset(legible(content)), {**metadata, **texts, "front_matter": meta})


class TellingRstReader(_TellingOther, RstReader):  # type: ignore[misc]
    """reStructuredText, with problems told."""


class TellingHTMLReader(_TellingOther, HTMLReader):  # type: ignore[misc]
    """HTML sources, with problems told."""


def _truth(value: Any) -> Any:
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


def _unusable(meta: FrontMatter) -> Iterator[tuple[str, str]]:
    """Yield keys whose values Pelican could not use, and what they should be."""
    for key in ("title", "date", "modified", "slug", "summary", "status", "lang", "author", "licence", "series"):
        value = meta.values.get(key)
        if isinstance(value, dict | bool) or (isinstance(value, list) and key not in ("author", "summary")):
            yield key, f"{key} should be text."
    status = meta.values.get("status")
    if isinstance(status, str) and status.strip() and status.strip().lower() not in STATUSES:
        yield "status", f"the status “{status}” is unknown; write published, hidden or draft."
    lang = meta.values.get("lang")
    if isinstance(lang, str) and lang.strip() and not is_tag(lang.strip()):
        yield "lang", f"lang is “{lang}”; write the tag of a language (BCP 47), such as cy for Welsh, or en-GB."
    for key in ("url", "save_as"):
        address = meta.values.get(key)
        if isinstance(address, str) and leads_out(address.strip()):
            remedy = "write it from the site's root, without a slash at its beginning."
            yield key, f"{key} is “{address}”, which leads out of the site; {remedy}"
    tags = meta.values.get("tags")
    if isinstance(tags, dict | bool) or (isinstance(tags, list) and not all(isinstance(tag, str) for tag in tags)):
        yield "tags", "tags should be a list of words, or words with commas between them."


def _refused(name: str, value: Any) -> str:
    if name in ("date", "modified"):
        today = datetime.now().astimezone().strftime("%Y-%m-%d")
        return f"the {name} “{value}” is not a date; write it like {today} or {today} 09:30."
    return f"{name} cannot be “{value}”."
