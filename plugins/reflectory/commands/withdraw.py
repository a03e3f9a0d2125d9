"""``reflectory withdraw``: take something back, so that only a tombstone tells that it was there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import click

from reflectory.citing.ledger.addresses import WITHDRAWN
from reflectory.citing.ledger.part import LedgerPart, ledger_of
from reflectory.citing.ledger.promises import Orphan
from reflectory.citing.ledger.versions import url_of
from reflectory.commands.site import laid_out
from reflectory.commands.telling import one_sentence
from reflectory.site import redirects
from reflectory.site.errors import ReflectoryError, remedy
from reflectory.site.models import Essay, Page
from reflectory.site.run import Run
from reflectory.site.text import split_lines
from reflectory.site.writer import replace

_STILL_THERE = """
What was published before is still in the history of the repository, in copies of it and in caches. To take it out:
  1. Commit this, run “reflectory build --public” and publish.
  2. In a fresh clone:  git filter-repo --invert-paths {paths}
     (https://github.com/newren/git-filter-repo), then:  git push --force --all
  3. Have every other copy of the repository deleted and cloned anew, and ask its host to remove cached views.
  4. Ask search engines and archives (web.archive.org) to remove the address{plural}: {addresses}
Pictures and what readers have sent in (private/) are not touched; look whether anything there should go as well."""


class Taken(NamedTuple):
    """What is withdrawn: the addresses that become tombstones, and the files and folders that go."""

    addresses: tuple[str, ...]
    files: tuple[Path, ...]


@click.command(epilog='Example: reflectory withdraw essays/a-bad-day --reason "It could have identified somebody."')
@click.argument("address")
@click.option("--version", help="Only the version of this day, such as 2026-01-31.")
@click.option("--reason", required=True, help="What readers are told; name nobody.")
@one_sentence
def withdraw(address: str, version: str | None, reason: str) -> None:
    """Remove a page, its text and its versions, and leave a tombstone that says why."""
    said = " ".join(reason.split())
    if not said:
        raise ReflectoryError("the reason is empty; say in a sentence why this is withdrawn, and name nobody.")
    run = laid_out(Path.cwd())
    part = ledger_of(run)
    if not part:
        raise ReflectoryError('pelicanconf.py: there is no ledger without "reflectory.citing" in PLUGINS.')
    wanted = address.removeprefix(run.site_url).strip("/") + "/"
    taken = _version(run, part, wanted, version) if version else _page(run, part, wanted)
    led = _leading_to(part, taken.addresses)
    taken = taken._replace(addresses=tuple(dict.fromkeys((*taken.addresses, *led.values()))))
    _note(run, taken.addresses, said)
    _forget_lines(run, led)
    for path in taken.files:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        click.echo(f"Removed {run.file(path)}.")
    told = ", ".join(f"/{one}" for one in taken.addresses)
    click.echo(f"The next build leaves a tombstone at {told}; {run.content.name}/{WITHDRAWN} says so.")
    paths = " ".join(f"--path {run.file(path)}" for path in taken.files)
    click.echo(_STILL_THERE.format(paths=paths, plural="es" if len(taken.addresses) > 1 else "", addresses=told))


def _version(run: Run, part: LedgerPart, address: str, day: str) -> Taken:
    essay = next((page for page in run.library.everything() if page.url == address and isinstance(page, Essay)), None)
    found = {one.day: one for one in part.versions(essay)} if essay else {}
    if day not in found:
        instead = remedy(day, found, "look at its versions on the essay’s page.")
        raise ReflectoryError(f"/{address} has no earlier version of {day}; {instead}")
    return Taken((f"{address}v/{day}/",), (Path(found[day].path),))


def _page(run: Run, part: LedgerPart, address: str) -> Taken:
    page = next((page for page in run.library.everything() if page.url == address), None)
    if page:
        return _written(run, part, page)
    naming = [one.file for one in run.library.everything() if address in _named_by(one)]
    if naming:
        raise ReflectoryError(
            f"/{address} is there as long as essays name it; take it out of the header of {naming[0]}."
        )
    source = run.linker.source_at(address) if run.linker else None
    if source:
        return Taken((address,), (run.content / source,))
    if address in part.promises.now:
        raise ReflectoryError(f"/{address} is made from other pages; change or withdraw these.")
    orphans = [one for one in part.promises.orphans if one.address == address]
    if address in part.promises.remembered:
        return _gone(part, address, orphans)
    known = {page.url.rstrip("/") for page in run.library.everything()}
    instead = remedy(address.rstrip("/"), known, "write it like essays/the-last-visit.")
    raise ReflectoryError(f"nothing was ever published at /{address}; {instead}")


def _named_by(page: Page) -> set[str]:
    """Return the addresses that are there because an essay names what they are about."""
    return (
        {*(tag.url for tag in page.tags), *(author.url for author in page.authors)}
        if isinstance(page, Essay)
        else set()
    )


def _gone(part: LedgerPart, address: str, orphans: Sequence[Orphan]) -> Taken:
    """Return what is left of something whose source is not there any more."""
    files = [Path(one.path) for one in orphans]
    folders = [Path(part.versions_folder) / path.stem for path in files]
    days = [day for path in files for day in part.snapshots.get(path.stem, ())]
    found = (*files, *(folder for folder in folders if folder.exists()))
    return Taken((address, *(url_of(address, day) for day in days)), found)


def _written(run: Run, part: LedgerPart, page: Page) -> Taken:
    """Return an essay or page with its comments, its file in the ledger, and its versions under any name."""
    archive = f"{page.slug}.yaml" if isinstance(page, Essay) else f"pages/{page.slug}.yaml"
    files = [run.path(page.file), run.content / "comments" / archive]
    addresses = [page.url]
    if isinstance(page, Essay):
        files += [Path(part.file_of(page)), Path(part.versions_folder) / part.name_of(page)]
        former = [one for series in part.former(page) for one in series]
        files += dict.fromkeys(Path(one.path).parent for one in former)
        days = part.snapshots.get(part.name_of(page), ())
        addresses += [*(url_of(page.url, day) for day in days), *(one.url for one in former)]
    return Taken(tuple(addresses), tuple(path for path in files if path.exists()))


def _leading_to(part: LedgerPart, addresses: Iterable[str]) -> dict[int, str]:
    """Return the old addresses of pages that lead to what is withdrawn, by their lines in ``redirects.yaml``."""
    return {
        one.line: redirects.path_of(one.old).removesuffix("index.html")
        for one in part.promises.redirects
        if redirects.path_of(one.old) and one.new.lstrip("/").partition("#")[0] in addresses
    }


def _forget_lines(run: Run, led: Mapping[int, str]) -> None:
    """Take lines out of ``redirects.yaml``: a tombstone stands at their old addresses instead."""
    path = run.content / redirects.FILE
    if led:
        rows = split_lines(path.read_text("utf-8"))
        replace(path, "".join(row for number, row in enumerate(rows, 1) if number not in led).encode())
        told = ", ".join(f"/{one}" for one in led.values())
        click.echo(f"Took out of {run.file(path)} what led there: {told}.")


def _note(run: Run, addresses: Iterable[str], reason: str) -> None:
    """Add lines to ``withdrawn.yaml``, which is sorted so that branches merge well."""
    path = run.content / WITHDRAWN
    rows = [row.rstrip("\n") for row in split_lines(path.read_text("utf-8"))] if path.is_file() else []
    day = datetime.now(run.zone).date().isoformat()
    said = json.dumps(reason, ensure_ascii=False)
    rows += [f"/{address}: {{on: {day}, reason: {said}}}" for address in addresses]
    replace(path, "".join(f"{row}\n" for row in sorted(rows, key=_place)).encode())


def _place(row: str) -> tuple[bool, str]:
    return row.startswith("/"), row if row.startswith("/") else ""
