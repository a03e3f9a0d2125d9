"""Writing archives: comments put in, changed or taken out, and everything else in the file left as somebody wrote it.

The lines of what changes are replaced and the others kept, with their remarks and their quotation marks; what comes of
that is read again, and where it is not what was meant (a list in brackets, say), the whole file is written anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from reflectory.comments import harmless
from reflectory.comments.archive import COMMENT, Comment, parse
from reflectory.site.converter import decode
from reflectory.site.errors import Problem, ReflectoryError
from reflectory.site.frontmatter import FrontMatter, FrontMatterError, read_yaml
from reflectory.site.text import split_lines
from reflectory.site.writer import write_atomically

Row = Mapping[str, Any]
"""A comment as an archive's file has it; its texts are plain, ``date`` is ISO 8601."""

_LOCK = "archives.lock"


class ArchiveError(ReflectoryError):
    """An archive cannot be read; says where, and is no word on what else was written: a decision may have been."""


def row_of(comment: Comment) -> Row:
    """Return a comment as an archive's file has it, without the keys that would say nothing."""
    row: dict[str, Any] = {"id": comment.id, "author": comment.author}
    if comment.url:
        row["url"] = comment.url
    row["date"] = written(comment.date)
    if comment.kind != COMMENT:
        row["kind"] = comment.kind
    if comment.reply_to:
        row["reply_to"] = comment.reply_to
    if comment.by_author:
        row["by_author"] = True
    if comment.edited:
        row["edited"] = comment.edited
    return row | {"body": comment.body.strip("\n") + "\n"}


def written(moment: datetime) -> str:
    """Return a moment as archives have it: UTC, ``2013-01-06T18:12:00Z``."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


@contextmanager
def locked(site: Path) -> Iterator[None]:
    """Let no other process of ours change archives meanwhile; whoever comes second waits."""
    (site / "private").mkdir(mode=0o700, exist_ok=True)
    with os.fdopen(os.open(site / "private" / _LOCK, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        if os.name == "posix":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def rows(file: Path) -> list[Row]:
    """Return the comments of an archive as its file has them; none where there is no file.

    Raises:
        ArchiveError: the file cannot be read as an archive.
    """
    try:
        meta = read_yaml(harmless.source(decode(file.read_bytes()))) if file.exists() else FrontMatter({})
    except FrontMatterError as error:
        raise ArchiveError(str(Problem(str(file), error.line, str(error)))) from error
    return list(meta.values.get("comments") or [])


def change(file: Path, *, put: Iterable[Row] = (), remove: Iterable[str] = (), **top: Any) -> bool:
    """Put comments into an archive (those of an id that is there take its place) and take others out.

    Whoever calls this holds ``locked``. The file is made where there is none, and replaced at once or not at all.

    Args:
        file: the archive.
        put: comments; each is put before the first that is later.
        remove: ids.
        top: ``closed``, as the file should have it.

    Returns:
        Whether the file is another now.

    Raises:
        ArchiveError: the file cannot be read as an archive, so that it was left as it is.
        ReflectoryError: it cannot be written.
    """
    try:
        before = decode(file.read_bytes()) if file.exists() else ""
        text = changed(before, put=put, remove=remove, **top)
        if text == before:
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, text.encode())
    except FrontMatterError as error:
        raise ArchiveError(str(Problem(str(file), error.line, str(error)))) from error
    except OSError as error:
        raise ReflectoryError(f"{file} cannot be written ({error.strerror}); nothing in it was changed.") from error
    return True


def changed(text: str, *, put: Iterable[Row] = (), remove: Iterable[str] = (), **top: Any) -> str:
    """Return an archive's text with some comments put in and others taken out.

    Raises:
        FrontMatterError: the text is no archive.
    """
    meta = read_yaml(harmless.source(text)) if text.strip() else FrontMatter({})
    old = meta.values.get("comments") or []
    faults = parse(meta)[1]
    if faults:
        raise FrontMatterError(*faults[0])
    new = _merged(old, {str(row["id"]): _readable(row) for row in put}, set(remove))
    others = {key: value for key, value in meta.values.items() if key != "comments"}
    wanted = {**others, **top, "comments": new}
    if wanted == {**others, "comments": old} and text.strip():
        return text
    spliced = _spliced(text, meta, old, new) if old and new != old else text
    for key, value in top.items():
        if others.get(key) != value or key not in others:
            spliced = _with_top(spliced, key, value)
    return spliced if _says(spliced, wanted) else dumped(wanted)


def _readable(row: Row) -> dict[str, Any]:
    """Return a comment without signs that no archive can hold: they would be gone when it is read again."""
    return {key: harmless.source(value) if isinstance(value, str) else value for key, value in row.items()}


def _with_top(text: str, key: str, value: Any) -> str:
    """Return an archive's text that says something else of itself, on the same line or on a new first one."""
    line = _yaml({key: value}).rstrip("\n")
    as_it_is = re.compile(rf"^{re.escape(key)}[ \t]*:[^\n#]*?(?P<remark>[ \t]+#[^\n]*)?$", re.M)
    if as_it_is.search(text):
        return as_it_is.sub(lambda found: line + (found["remark"] or ""), text, count=1)
    return f"{line}\n{text}"


def dumped(values: Mapping[str, Any]) -> str:
    """Return a whole archive as text: what it says of itself, then its comments."""
    top = {key: value for key, value in values.items() if key != "comments"}
    rows = values.get("comments") or []
    head = _yaml(top) if top else ""
    return head + ("comments:\n" + "".join(_item(row, "  ") for row in rows) if rows else "comments: []\n")


def _merged(old: Sequence[Row], put: dict[str, dict[str, Any]], remove: set[str]) -> list[dict[str, Any]]:
    """Return the comments there should be, in the file's order with new ones by their date.

    An answer to something that is not there (it waits, or was taken out) answers nothing.
    """
    kept = [put.pop(row["id"], dict(row)) for row in old if row["id"] not in remove or row["id"] in put]
    kept = _in_order(kept, [row for row in sorted(put.values(), key=moment) if row["id"] not in remove])
    known = {row["id"] for row in kept}
    for row in kept:
        if row.get("reply_to") and row["reply_to"] not in known:
            del row["reply_to"]
    return kept


def _in_order(kept: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what an archive has with each new comment, given by date, before the first that is later."""
    found: list[dict[str, Any]] = []
    left = list(new)[::-1]
    for row in kept:
        while left and moment(row) > moment(left[-1]):
            found.append(left.pop())
        found.append(row)
    return found + left[::-1]


def moment(row: Row) -> datetime:
    """Return when a comment was written."""
    said = datetime.fromisoformat(str(row["date"]))
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _spliced(text: str, meta: FrontMatter, old: Sequence[Row], new: Sequence[Row]) -> str:
    """Return the text with the lines of what changed replaced."""
    lines = split_lines(text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = [meta.line("comments", index) - 1 for index in range(len(old))]
    end = min(
        [line - 1 for path, line in meta.lines.items() if len(path) == 1 and line - 1 > starts[-1]] or [len(lines)]
    )
    indent = lines[starts[0]][: len(lines[starts[0]]) - len(lines[starts[0]].lstrip())]
    spans = zip(starts, [*starts[1:], end], strict=True)
    as_written = {row["id"]: (row, "".join(lines[first:last])) for row, (first, last) in zip(old, spans, strict=True)}
    body = [
        as_written[row["id"]][1] if as_written.get(row["id"], ({},))[0] == row else _item(row, indent) for row in new
    ]
    return "".join([*lines[: starts[0]], *body, *lines[end:]])


def _says(text: str, wanted: Mapping[str, Any]) -> bool:
    """Whether a text, read again, is what was meant."""
    try:
        return dict(read_yaml(harmless.source(text)).values) == wanted
    except FrontMatterError:
        return False


def _item(row: Row, indent: str) -> str:
    first, *others = split_lines(_yaml(row))
    return f"{indent}- {first}" + "".join(f"{indent}  {line}" if line != "\n" else line for line in others)


class _Dumper(yaml.SafeDumper):
    """Writes longer texts as blocks, so that they can be read and compared."""


class _QuickDumper(yaml.CSafeDumper):
    """The same, several times as quick; it would write a sign beyond U+FFFF, such as an emoji, as a number."""


_BEYOND = re.compile("[\U00010000-\U0010ffff]")


def _text(dumper: _Dumper | _QuickDumper, value: str) -> yaml.ScalarNode:
    style = None
    if "\n" in value:  # a block that begins or ends with white space needs marks that depend on where it stands
        style = "|" if value[0] > " " and not value.endswith("\n\n") else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
_QuickDumper.add_representer(str, _text)


def _yaml(values: Mapping[str, Any]) -> str:
    beyond = any(isinstance(value, str) and _BEYOND.search(value) for value in values.values())
    dumper = _Dumper if beyond else _QuickDumper
    return str(yaml.dump(dict(values), Dumper=dumper, allow_unicode=True, sort_keys=False, width=1 << 20))
