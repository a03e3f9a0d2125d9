"""A build that Pelican's own generators have no part in, and one that is left to them."""

from __future__ import annotations

from pelican import Pelican

from reflectory.building.report import Report
from reflectory.site import course, making, reader, receivers, writer
from reflectory.site.memory import Memory, report_of
from reflectory.site.run import Run
from reflectory.site.sources import Sources


def build(pelican: Pelican, memory: Memory) -> Report:
    """Build a site that Pelican has been set up for.

    Args:
        pelican: with plugins loaded and ``initialized`` sent.
        memory: what is known of the last build; what the next one should know is in it then.

    Raises:
        ReflectoryError: anything is wrong with sources or templates; nothing was written then.
    """
    pelican.settings[receivers.MEMORY] = memory
    run = receivers.begin(pelican, memory)
    if run.whole:
        writer.discard(run.staging)
        pelican.run()
        run = pelican.settings[reader.RUN]
    else:
        _make(pelican, run)
    return report_of(run)


def _make(pelican: Pelican, run: Run) -> None:
    with writer.or_nothing(run.staging):
        outputs = course.lay_out(run, Sources(run))
        with run.clock.stage("Writing"):
            making.make(run, outputs)
    receivers.finish(pelican, run)
