"""What an author has probably overlooked: it stops a strict check alone."""

from __future__ import annotations

from reflectory.site.models import Essay, Page
from reflectory.site.run import Run


def tell(run: Run) -> None:
    """Warn of what the headers of essays and pages say that is probably not meant."""
    for page in run.library.everything():
        _tell_revision(run, page)


def _tell_revision(run: Run, page: Page) -> None:
    if not (isinstance(page, Essay) and page.modified):
        return
    written, revised = (moment.astimezone(run.zone).date() for moment in (page.date, page.modified))
    if revised < written:
        message = f"the essay was modified on {revised}, before its date, {written}; correct one of the two."
        run.problems.warn(page.file, run.line(page.file, "modified"), message)
