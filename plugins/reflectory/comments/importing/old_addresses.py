"""The old addresses of what was imported, written into ``content/redirects.yaml``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import yaml

from reflectory.comments.importing.receipt import Receipt
from reflectory.comments.importing.records import ImportingError
from reflectory.site import redirects
from reflectory.site.collect import RESERVED
from reflectory.site.converter import decode
from reflectory.site.errors import Problem, SourceError
from reflectory.site.frontmatter import FrontMatterError, read_yaml
from reflectory.site.writer import write_atomically

HEAD = """# Old addresses and where they lead today; a build makes a small page at each old path, which leads on.
# Addresses with a question mark need rules of your web server instead.
"""


def there(site: Path) -> tuple[str, dict[str, Any]]:
    """Return the file's text and what it says, nothing where there is none.

    Raises:
        SourceError: the file is there and cannot be read.
    """
    file = site / "content" / redirects.FILE
    try:
        text = decode(file.read_bytes()) if file.is_file() else ""
        return text, dict(read_yaml(text).values) if text.strip() else {}
    except FrontMatterError as error:
        raise SourceError((Problem(f"content/{redirects.FILE}", error.line, str(error)),)) from error


def write(site: Path, new: Mapping[str, str], urls: Collection[str], receipt: Receipt, *, dry: bool = False) -> int:
    """Add old addresses to the file; what stands there already is left as it is.

    Args:
        site: the folder of ``pelicanconf.py``.
        new: by the old address, today's.
        receipt: where is noted what could not be added.
        dry: whether to write nothing.
        urls: today's addresses, none of which may be an old one as well.

    Returns:
        How many were added.

    Raises:
        SourceError: the file is there and cannot be read.
    """
    text, known = there(site)
    paths = {path for old in known if (path := redirects.path_of(str(old)))}
    taken = {redirects.path_of(url) for url in urls}
    added: dict[str, str] = {}
    for old, today in sorted(new.items()):
        path = redirects.path_of(old)
        if old in known:
            if known[old] != today:
                receipt.note(f"content/{redirects.FILE} has another address for {old}, which was left as it is")
        elif not path:
            added[old] = today
        elif path in paths or path in taken or path == redirects.path_of(today):
            if path != redirects.path_of(today) and path not in paths:
                receipt.note(f"the old address {old} is that of another page today")
        elif path.split("/")[0] in RESERVED:
            receipt.note(f"the old address {old} begins as this site's own do, so that it leads nowhere")
        else:
            paths.add(path)
            added[old] = today
    if added and not dry:
        _append(site / "content" / redirects.FILE, text, added)
    return len(added)


def _append(file: Path, text: str, added: Mapping[str, str]) -> None:
    start = text if text.endswith("\n") or not text else text + "\n"
    if start.strip() == "{}":
        start = ""
    rows = "".join(yaml.safe_dump({old: today}, allow_unicode=True, width=1 << 20) for old, today in added.items())
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, f"{start or HEAD}{rows}".encode())
    except OSError as error:
        raise ImportingError(f"{file} cannot be written ({error.strerror}).") from error
