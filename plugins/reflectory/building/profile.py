"""Where a build spends its time, for whoever makes Reflectory faster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def profiled(file: TextIO) -> Iterator[None]:
    """Write to ``file`` which functions took how long, in speedscope's format, which flame-graph viewers read.

    Only this process is seen: what is profiled should not share its work with others.
    (https://github.com/jlfwong/speedscope/wiki/Importing-from-custom-sources)
    """
    from pyinstrument import Profiler
    from pyinstrument.renderers import SpeedscopeRenderer

    with Profiler(async_mode="disabled") as profiler:
        yield
    file.write(profiler.output(SpeedscopeRenderer(show_all=True)))  # the work on one page of many is small, too
