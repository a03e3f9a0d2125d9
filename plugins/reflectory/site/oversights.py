"""What an author has probably overlooked: it stops a strict check alone."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from fnmatch import fnmatch

from reflectory.site.clutter import is_clutter
from reflectory.site.errors import remedy
from reflectory.site.models import Essay, Page, StaticFile
from reflectory.site.reader import PATHS
from reflectory.site.run import Run

KEYS = frozenset(
    """title date modified author authors tags summary slug status series lang licence comments glossary
    category keywords save_as template translation url""".split()
)
"""What the header of an essay or a page may say to us or to Pelican."""

_NEAR = 0.82
"""How like one of these a key has to be to be taken for a slip (``subtitle`` is no slip for ``title``)."""

_MARKDOWN = frozenset(["md", "markdown", "mkd", "mdown"])
_TEXTS = _MARKDOWN | frozenset("txt text rst htm html rtf doc docx odt pages".split())
"""Endings of files in which somebody may have written an essay."""


def tell(run: Run, endings: Collection[str], published: Iterable[StaticFile]) -> None:
    """Warn of what is probably not meant.

    Args:
        run: with its library.
        endings: of files that can be read as sources, such as ``md``.
        published: the files that are published as they are.
    """
    for page in run.library.everything():
        _tell_revision(run, page)
        _tell_keys(run, page)
    _tell_unread(run, endings, published)


def _tell_revision(run: Run, page: Page) -> None:
    if not (isinstance(page, Essay) and page.modified):
        return
    written, revised = (moment.astimezone(run.zone).date() for moment in (page.date, page.modified))
    if revised < written:
        message = f"the essay was modified on {revised}, before its date, {written}; correct one of the two."
        run.problems.warn(page.file, run.line(page.file, "modified"), message)


def _tell_keys(run: Run, page: Page) -> None:
    """Warn of keys that are nearly ours; any other is the author's own, which Pelican allows."""
    for key in page.options.keys() - KEYS:
        near = get_close_matches(key, KEYS, 1, _NEAR)
        if near:
            message = f"nobody reads “{key}” in a header; did you mean “{near[0]}”?"
            run.problems.warn(page.file, run.line(page.file, key), message)


def _tell_unread(run: Run, endings: Collection[str], published: Iterable[StaticFile]) -> None:
    """Warn of texts that nobody reads: their endings are wrong, or they lie in another folder than they should."""
    folders = _folders(run)
    unread = run.found("unread texts", lambda: list(_unread(run, folders, endings)))
    copied = {file.path for file in published} if unread else ()
    for path in unread:
        if str(run.content / path) in copied:
            continue
        if _lies_in(path, folders):
            name = path.rpartition("/")[2].split(".")[0]
            wanted = f"save its text as “{name}.md”, or move it away"
            message = f"nobody reads this file, because its name does not end in .md; {wanted}."
            run.problems.warn(f"{run.content.name}/{path}", 0, message)
        elif _ending(path).lower() in _MARKDOWN:
            _tell_misplaced(run, path, folders)


def _tell_misplaced(run: Run, path: str, folders: Collection[str]) -> None:
    """Warn of a text that lies beside the folders of sources, of all in one folder at once."""
    top, inner, _ = path.partition("/")
    instead = remedy(top if inner else "", folders, "move it to where it belongs, or away.")
    what = "nobody reads what is in this folder" if inner else "nobody reads this file here"
    run.problems.warn(f"{run.content.name}/{top}", 0, f"{what}; {instead}")


def _unread(run: Run, folders: Collection[str], endings: Collection[str]) -> Iterator[str]:
    """Yield each file that may be a text of the author's and is no source, but for those that a setting leaves out."""
    left_out = _left_out(run)
    ignored = run.settings["IGNORE_FILES"]
    start = len(str(run.content)) + 1
    for file in run.files.below(str(run.content)):
        path = file[start:].replace(os.sep, "/")
        ending = _ending(path)
        if ending.lower() not in _TEXTS or (ending in endings and _lies_in(path, folders)):  # nearly all are sources
            continue
        if is_clutter(path) or _lies_in(path, left_out):
            continue
        if not any(fnmatch(name, pattern) for name in path.split("/") for pattern in ignored):
            yield path


def _folders(run: Run) -> list[str]:
    """Return the folders that sources are read from."""
    paths = run.settings[PATHS]
    return [*paths["ARTICLE_PATHS"], *paths["PAGE_PATHS"], *(part.folder for part in run.parts if part.folder)]


def _left_out(run: Run) -> set[str]:
    """Return the folders whose files are no essays and no pages, by the settings or because they are a part's own."""
    excluded = {*run.settings["ARTICLE_EXCLUDES"], *run.settings["PAGE_EXCLUDES"]}
    return excluded - set(_folders(run))


def _ending(path: str) -> str:
    return path.rpartition(".")[2]


def _lies_in(path: str, folders: Iterable[str]) -> bool:
    return any(not folder or path == folder or path.startswith(f"{folder}/") for folder in folders)
