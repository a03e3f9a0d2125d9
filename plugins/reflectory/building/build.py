"""One build of the site in a folder, as ``reflectory build``, ``check`` and ``serve`` ask for it."""

from __future__ import annotations

import contextlib
import gc
import logging
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflectory.building import markdown_alone, quick
from reflectory.building.report import Report
from reflectory.site.errors import ReflectoryError, SettingsError
from reflectory.site.report import tell_noticed

if TYPE_CHECKING:
    from reflectory.site.memory import Memory

TOLD_BETTER = (
    "Unable to find",
    "Other resources were not",
    "Cannot get modification stamp",
    "Empty alt attribute",
    "Unable to generate valid slug",
    "Other invalid slugs",
)
"""Pelican's warnings of what we tell with file and line."""

_MISSING = {"You need to specify a path containing the content": "PATH", "Could not find the theme": "THEME"}
"""What Pelican says of a folder that is not there, and the setting that names it."""

PRIVATE, PUBLIC = "pelicanconf.py", "publishconf.py"


class Session:
    """Builds in one process, of which each goes on from the one before.

    Attributes:
        memory: what the last build had at hand, ``None`` while there is nothing; ``ended_well``: whether it did.
        was_spared: whether the first build found nothing to do, so that it has loaded nothing; the next one does.
    """

    def __init__(self) -> None:
        self.memory: Memory | None = None
        self.ended_well = False
        self.was_spared = False

    def show(self, changed: Sequence[str], now: datetime | str | None = None) -> str | None:
        """Make the one page of the source that has changed, ahead of the build that has to follow (``site/ahead.py``).

        Args:
            changed: every file that has changed since the last build, from the site's folder.
            now: the moment (ISO 8601 if it is a text), if it is not that of the clock.

        Returns:
            The page's path below the output folder; ``None`` where nothing was done.
        """
        if not self.memory or not self.ended_well or len(changed) != 1:
            return None
        from reflectory.site import ahead

        with _without_collections():
            moment = datetime.fromisoformat(now) if isinstance(now, str) else now or datetime.now(UTC)
            return ahead.show(self.memory, changed[0], moment)

    def rehearse(self) -> None:
        """Load what ``show`` will need, while nobody waits."""
        if self.memory and self.ended_well:
            from reflectory.site import ahead

            with _without_collections():
                ahead.rehearse(self.memory)

    def settle(self) -> None:
        """Write down what the next process should know; it may wait until whoever waits for the site has it."""
        if self.memory:
            self.memory.save()


def build(folder: Path, *, public: bool = False, session: Session | None = None, **overrides: Any) -> Report:
    """Build the site whose ``pelicanconf.py`` is in ``folder``.

    Args:
        folder: the site's own folder, which is the current one.
        public: use ``publishconf.py``, and refuse an empty ``SITEURL``.
        session: what builds in this process hand on; whoever has one calls its ``settle``.
        overrides: Pelican settings that hold for this build.

    Raises:
        ReflectoryError: anything is wrong with settings, sources or templates; nothing was written then.
    """
    conf = settings_file(folder, public=public)
    _let_import(conf.parent)
    asked = quick.Asked(conf, overrides)
    if session and (session.memory or session.was_spared):
        return _changed(conf, asked, session, public=public)
    report = quick.nothing_to_do(asked)
    if report:
        tell_noticed(report.warnings, report.notes)
        if session:
            session.was_spared = True
        return report
    if session:
        return _changed(conf, asked, session, public=public)
    if asked.reads_markdown_alone:
        markdown_alone.load_pelican()
    with _without_collections():
        alone = Session()
        report = _changed(conf, asked, alone, public=public)
        alone.settle()
    return report


def _changed(conf: Path, asked: quick.Asked, session: Session, *, public: bool) -> Report:
    """Build a site of which something may have changed since the last build."""
    with _without_collections(), _quiet_pelican() as complaints:
        from pelican import Pelican

        from reflectory.site import alone
        from reflectory.site.memory import recall

        settings = read(conf, {**asked.overrides})
        settings["REFLECTORY_COMPLAINTS"] = complaints
        settings["REFLECTORY_CONF"] = asked.files
        if public:
            settings["REFLECTORY_PUBLIC"] = True
        if public and not settings.get("SITEURL"):
            raise SettingsError(
                f'{PUBLIC}: SITEURL is empty; set it to the public address, such as SITEURL = "https://example.org".'
            )
        pelican = _started(Pelican, settings, complaints)
        memory = recall(pelican, asked.name, asked.settings, asked.seen, session.memory, asked.of_pages)
        asked.seen = None  # it would stay in memory beside what takes its place
        session.ended_well = False
        try:
            report = alone.build(pelican, memory)
        except BaseException:
            memory.store.close()  # an open database is one that nobody should touch
            raise
        session.memory, session.ended_well = memory, True
        return report


def settings_file(folder: Path, *, public: bool = False) -> Path:
    """Return the settings file of the site in a folder.

    Raises:
        ReflectoryError: there is none.
    """
    conf = folder / (PUBLIC if public else PRIVATE)
    if not conf.is_file():
        raise ReflectoryError(f"there is no {conf.name} in {folder}; go to the site's folder first.")
    return conf


def read(conf: Path, overrides: dict[str, Any]) -> dict[str, Any]:
    """Return Pelican's settings.

    Raises:
        SettingsError: whatever a settings file raises, with its line.
    """
    from pelican.settings import read_settings

    from reflectory.site.settings import check_pelicans

    _let_import(conf.parent)
    sys.modules.pop("pelicanconf", None)
    try:
        settings: dict[str, Any] = read_settings(str(conf), override=overrides)
    except Exception as error:
        check_pelicans(_said_in(conf) | overrides, conf.name)  # Pelican's words name neither setting nor remedy
        missing = next((name for told, name in _MISSING.items() if told in str(error)), "")
        said = f"the folder that {missing} names is missing; make it, or correct {missing}" if missing else error
        if isinstance(error, SyntaxError):
            said = f"Python cannot read this ({error.msg}); mend the line, or the one before it"
        raise SettingsError(f"{conf.name}{_line_in(conf, error)}: {said}.") from error
    check_pelicans(settings, conf.name)
    for part in ("PATH", "THEME"):
        if not Path(settings[part]).is_dir():
            raise SettingsError(f"{conf.name}: {part} is “{settings[part]}”, which is no folder.")
    return settings


def _said_in(conf: Path) -> dict[str, Any]:
    """Return what a settings file says, as far as it can be read."""
    from pelican.settings import get_settings_from_file

    try:
        return dict(get_settings_from_file(str(conf)))
    except Exception:  # whoever asks tells what Pelican has said of it
        return {}


def _let_import(folder: Path) -> None:
    """Let settings files import those beside them, as publishconf.py does pelicanconf."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


def _line_in(file: Path, error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return f", line {error.lineno}"
    trace, line = error.__traceback__, 0
    while trace:
        if Path(trace.tb_frame.f_code.co_filename) == file:
            line = trace.tb_lineno
        trace = trace.tb_next
    return f", line {line}" if line else ""


def _started(pelican: Any, settings: dict[str, Any], complaints: list[str]) -> Any:
    started = pelican(settings)
    if not _is_registered() or complaints:
        raise SettingsError("\n".join(complaints) or 'pelicanconf.py: PLUGINS should name "reflectory".')
    return started


def _is_registered() -> bool:
    """Whether the site's plugins have connected this program to Pelican."""
    from pelican import signals

    return any(
        getattr(receiver, "__module__", "").startswith("reflectory.")
        for receiver in signals.finalized.receivers_for(None)
    )


@contextlib.contextmanager
def _without_collections() -> Iterator[None]:
    """Keep Python from looking for cycles of objects: a build makes many objects and few cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextlib.contextmanager
def _quiet_pelican() -> Iterator[list[str]]:
    """Keep Pelican from writing on the screen; gives the list that its errors go to."""
    from pelican.log import console

    handler = _Told()
    root = logging.getLogger()
    before, root.handlers = root.handlers, [handler]
    was_quiet, console.quiet = console.quiet, True
    try:
        yield handler.errors
    finally:
        root.handlers, console.quiet = before, was_quiet


class _Told(logging.Handler):
    """Says Pelican's warnings in a line each and keeps its errors, which stop the build before it is published."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(TOLD_BETTER):
            return
        said = " ".join(record.getMessage().split())
        if record.exc_info and record.exc_info[1]:
            said += f" ({record.exc_info[1]})"
        if record.levelno >= logging.ERROR:
            self.errors.append(f"Pelican says: {said}")
        else:
            print(f"Warning: {said}", file=sys.stderr)  # noqa: T201 - this is where a build speaks
