"""A build that Pelican's own generators have no part in, and one that is left to them."""

from __future__ import annotations

from pelican import Pelican

from reflectory.building.report import Report
from reflectory.site import course, making, reader, receivers, writer
from reflectory.site.memory import recall, report_of
from reflectory.site.run import Run
from reflectory.site.sources import Sources


def build(pelican: Pelican, name: str, settings: bytes) -> Report:
    """Build a site that Pelican has been set up for.

    Args:
        pelican: with plugins loaded and ``initialized`` sent.
        name: of builds of the same kind.
        settings: the fingerprint of what the settings file says, b"" where it has none.

    Raises:
        ReflectoryError: anything is wrong with sources or templates; nothing was written then.
    """
    memory = pelican.settings[receivers.MEMORY] = recall(pelican, name, settings)
    run = receivers.begin(pelican, memory)
    if run.whole:
        writer.discard(run.staging)
        pelican.run()
        run = pelican.settings[reader.RUN]
    else:
        _make(pelican, run)
    memory.store.close()
    return report_of(run)


def _make(pelican: Pelican, run: Run) -> None:
    with writer.or_nothing(run.staging):
        outputs = course.lay_out(run, Sources(run))
        with run.clock.stage("Writing"):
            making.make(run, outputs)
    receivers.finish(pelican, run)
