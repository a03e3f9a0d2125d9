"""An essay by chance: a page whose script leads to one, and which offers some where there is no script.

The script reads one short list of addresses, whichever it draws, so that chance costs a reader no more on a large site.
Lists are filled from the oldest essay on: a new essay changes the last one alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from reflectory.browsing.views import ChanceView
from reflectory.site.models import Essay, Link
from reflectory.site.render import json_text
from reflectory.site.run import Run
from reflectory.site.views import Output

RANDOM = "random/"
WAY = Link("A random essay", RANDOM)
SCRIPT = "browsing/random.js"

EACH = 100
"""How many addresses a list holds."""

OFFERED = 12
"""How many essays the page offers."""


def outputs(run: Run) -> Iterator[Output]:
    """Yield the page and its lists; nothing where there is no essay."""
    essays = run.library.essays[::-1]
    if not essays:
        return
    offered = [essays[at * len(essays) // OFFERED] for at in range(OFFERED)] if len(essays) > OFFERED else essays
    yield Output(
        f"{RANDOM}index.html",
        "browsing/random.html",
        later=partial(_page, run, offered, len(essays)),
        needs=(len(essays), tuple(map(run.listed, offered))),
    )
    for number, start in enumerate(range(0, len(essays), EACH)):
        addresses = tuple([essay.url for essay in essays[start : start + EACH]])
        yield Output(f"{RANDOM}{number}.json", later=partial(json_text, addresses), needs=addresses)


def _page(run: Run, offered: Sequence[Essay], count: int) -> ChanceView:
    head = run.head(WAY.label, RANDOM, scripts=(SCRIPT,), robots="noindex")
    return ChanceView(head, tuple(map(run.item, offered)), count, EACH)
