"""``reflectory check --private``: nothing of the inbox is public."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from reflectory.building.parallel import Crew
from reflectory.building.store import Store
from reflectory.commands.site import settings
from reflectory.comments.inbox.options import InboxOptions
from reflectory.comments.inbox.store import Inbox
from reflectory.comments.traces import traces
from reflectory.site.errors import ReflectoryError
from reflectory.site.settings import BuildOptions, choose
from reflectory.site.wording import counted

MOST = 20
"""Files that a message names."""


def check(site: Path, output: Path | None = None) -> str:
    """Look for everything private in everything public; returns what to say where nothing was found.

    Raises:
        ReflectoryError: something was; names the files, never what it is. Or ``output`` is no folder.
    """
    if output and not output.is_dir():
        raise ReflectoryError(f"--output is “{output}”, which is no folder; name the one that the site was built into.")
    configured = settings(site)
    options = choose(InboxOptions, configured)
    if not Inbox.exists(site, options):
        return "There is no inbox here, so that nothing of it can be public."
    with Inbox(site, options, read_only=True) as inbox, closing(Store(Path(configured["CACHE_PATH"]))) as store:
        count = sum(inbox.count().values())
        crew = Crew(choose(BuildOptions, configured).cores)
        found = traces(site, output or Path(configured["OUTPUT_PATH"]), inbox, crew, store)
    if found:
        more = f"\n... and {len(found) - MOST} more." if len(found) > MOST else ""
        remedy = "Take it out, or decide on the comment; do not publish until this command is content."
        raise ReflectoryError("\n".join([*(f"{one}." for one in found[:MOST])]) + f"{more}\n{remedy}")
    return f"{counted(count, 'comment')} of the inbox looked for; nothing private is in content/ or in what was built."
