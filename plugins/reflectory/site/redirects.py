"""Old addresses: ``content/redirects.yaml``, and the small pages that lead on from there.

A page at the old path leads to today's address without a server's help and without script. An address with a
question mark (``/?p=12``), or of a file that is no page, cannot be such a page; it waits here for whoever writes a
server's rules.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from markupsafe import escape

from reflectory.building.keeper import Made
from reflectory.site.converter import decode
from reflectory.site.errors import Problem
from reflectory.site.frontmatter import FrontMatter, FrontMatterError, read_yaml
from reflectory.site.run import Run
from reflectory.site.showing import root_from
from reflectory.site.views import Output

FILE = "redirects.yaml"
"""The file in ``content/``: an old path or query, a colon, the address of today."""

_PAGE = """<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="robots" content="noindex">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={url}">
{script}</head>
<body>
<p>This page has moved: <a href="{url}">{title}</a>.</p>
</body>
</html>
"""


class Redirect(NamedTuple):
    """One line: an old address, the one to which it leads in the end (of this site, or absolute), and its line."""

    old: str
    new: str
    line: int

    @property
    def address(self) -> str:
        """The old address as pages have theirs: decoded, without the first slash; a query as it is asked."""
        path = path_of(self.old)
        return path.removesuffix("index.html") if path else self.old.partition("#")[0].lstrip("/")


def lines_of(file: str, path: str) -> FrontMatter | Problem:
    """Return the lines of a YAML file, an address each, or why it cannot be read; messages name it ``file``."""
    try:
        return read_yaml(decode(Path(path).read_bytes()))
    except FrontMatterError as error:
        return Problem(file, error.line, str(error))
    except OSError as error:
        return Problem(file, 0, f"the file cannot be read ({error.strerror}).")


def read(item: tuple[str, str]) -> Made[None]:
    """Read the file that messages name ``item[0]`` from the path ``item[1]``; the gist is ``Redirect``s."""
    file, meta = item[0], lines_of(*item)
    if isinstance(meta, Problem):
        return Made((), None, (meta,))
    found = [Redirect(str(old), str(new or "").strip(), meta.line(str(old))) for old, new in meta.values.items()]
    faults = tuple(Problem(file, one.line, fault) for one in found if (fault := _fault(one)))
    if faults:
        return Made((), None, faults)
    by_place = {_key(one.old): one for one in found}
    chains = [_chain(one, by_place) for one in found]
    circles = (Problem(file, chain[0].line, _circle(chain)) for chain in chains if _is_whole_circle(chain))
    return Made(tuple((chain[0].old, _end(chain), chain[0].line) for chain in chains), None, tuple(circles))


def _key(address: str) -> str:
    """Return what names the place of an address: its file, or the address where it has none."""
    address = address.partition("#")[0]
    return address if "://" in address else path_of(address) or address


def _chain(one: Redirect, known: Mapping[str, Redirect]) -> list[Redirect]:
    """Return a line and those that it leads to, one after the other; a circle ends with the line that closes it."""
    chain = [one]
    while (following := known.get(_key(chain[-1].new))) and following not in chain:
        chain.append(following)
    return chain


def _end(chain: Sequence[Redirect]) -> str:
    """Return where a chain leads: the way to a paragraph that one of its lines names is taken along."""
    address, _, place = chain[-1].new.partition("#")
    places = [place, *(one.new.partition("#")[2] for one in reversed(chain[:-1]))]
    named = next(filter(None, places), "")
    return f"{address}#{named}" if named else address


def _is_whole_circle(chain: Sequence[Redirect]) -> bool:
    """Whether a chain leads back to its beginning, which is the first of its lines in the file."""
    return _key(chain[-1].new) == _key(chain[0].old) and chain[0].line == min(one.line for one in chain)


def _circle(chain: Sequence[Redirect]) -> str:
    way = " → ".join(one.old for one in (*chain, chain[0]))
    return f"these addresses lead in a circle: {way}; let one of them lead to a page of today."


def _fault(one: Redirect) -> str:
    if not one.old.startswith("/") or one.old.startswith("//") or re.search(r"[\s\\\0]", one.old):
        return f"the old address “{one.old}” should begin with / and have no spaces; write it like /2013/01/06/slug/."
    if ".." in unquote(one.old).split("/") or "\0" in unquote(one.old):
        return f"the old address “{one.old}” leads out of the site; correct it."
    if not re.match(r"/(?!/)|https?://[^/]", one.new) or re.search(r"[\s\\]", one.new):
        return f"“{one.old}” leads to “{one.new}”; write an address of this site, like /essays/slug/."
    return ""


def known(run: Run) -> list[Redirect]:
    """Return every line of the file, chains followed to their ends; what is wrong with it becomes problems."""
    path = str(run.content / FILE)
    if path not in run.files.stamps:
        return []
    file = run.file(path)
    key = run.keeper.key("redirects", run.files.fingerprint(path))
    return [Redirect(*one) for _, _, gist in run.keep("Redirects", read, [(key, (file, path))]) for one in gist]


def outputs(run: Run, others: Iterable[Output]) -> Iterator[Output]:
    """Yield a page for each old path; what is wrong with the file becomes problems."""
    found = known(run)
    if found:
        yield from _pages(run, run.file(run.content / FILE), found, others)


def _pages(run: Run, file: str, redirects: Iterable[Redirect], others: Iterable[Output]) -> Iterator[Output]:
    taken = {output.path: "" for output in others} | {page.save_as: page.file for page in run.library.written()}
    folders = {folder for path in taken for folder in _folders(path)}
    titles = {page.url: page.title for page in run.library.written()}
    waiting = {page.url for page in (*run.library.drafts, *run.library.draft_pages)}
    mine: dict[str, int] = {}
    for one in redirects:
        path = path_of(one.old)
        new = one.new if "://" in one.new else one.new.lstrip("/")
        clash = _clash(path, taken, folders, mine) if path else ""
        if clash:
            run.problems.add(file, one.line, f"the old address “{one.old}” {clash}; remove this line.")
        if not path or clash:
            continue
        mine[path] = one.line
        address = address_of(one.new)
        if "://" not in new and address not in titles and not _is_there(address, taken):
            if address not in waiting:
                run.problems.warn(file, one.line, f"“{one.old}” leads to “{one.new}”, where nothing is; correct it.")
            continue
        yield Output(path, view=page(run, path, new, titles.get(address, new)))


def path_of(old: str) -> str:
    """Return the file below ``output/`` that leads on from an old address, "" where there can be none."""
    parts = urlsplit(old)
    path = unquote(parts.path).strip("/")
    if parts.query or not path:
        return "" if parts.query else "index.html"
    name = path.rpartition("/")[2]
    if old.partition("#")[0].endswith("/") or "." not in name:
        return f"{posixpath.normpath(path)}/index.html"
    return posixpath.normpath(path) if name.endswith((".html", ".htm")) else ""


def address_of(new: str) -> str:
    """Return the address of the page of this site to which a new address leads; one elsewhere as it is."""
    return unquote(urlsplit(new).path).lstrip("/") if new.startswith("/") else new


def _folders(path: str) -> Iterator[str]:
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def _clash(path: str, taken: Mapping[str, str], folders: set[str], mine: Mapping[str, int]) -> str:
    """Return what a page at an old path would overwrite, "" for nothing."""
    if path in taken or path in folders or any(folder in taken for folder in _folders(path)):
        owner = f" ({taken[path]})" if taken.get(path) else ""
        return f"is that of a page of today{owner}"
    return f"leads to the same file as line {mine[path]}" if path in mine else ""


def _is_there(address: str, taken: Mapping[str, str]) -> bool:
    return (f"{address}index.html" if not address or address.endswith("/") else address) in taken


def page(run: Run, path: str, new: str, title: str) -> str:
    """Return the HTML of a file below ``output/`` that leads on to a new address, from the root or absolute."""
    old = path.removesuffix("index.html")
    url = new if "://" in new else f"{root_from(old)}/{new}"
    canonical = run.absolute(new) if "://" in new or run.site_url else url
    scripts = "".join(f'<script src="{escape(address)}"></script>\n' for address in _scripts(run, root_from(old)))
    said = {"lang": run.lang, "title": title, "canonical": canonical, "url": url}
    return _PAGE.format(**{name: escape(value) for name, value in said.items()}, script=scripts)


def _scripts(run: Run, root: str) -> Iterator[str]:
    """Yield the addresses of what the parts have such a page do, such as taking the way to a paragraph along."""
    yield from (f"{root}/{run.settings['THEME_STATIC_DIR']}/{part.onward}" for part in run.parts if part.onward)
