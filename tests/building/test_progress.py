"""A long build shows that it goes on; a short one is quiet."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from commands import build, environment, sample
from reflectory.building import progress
from reflectory.building.progress import can_draw, shown
from sites import Built, essay


class Terminal(io.StringIO):
    """A file that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 80 columns in which every stage is long, as standard error."""
    for name, value in {"TERM": "xterm", "COLUMNS": "80", "LINES": "24"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(progress, "WORTH_A_BAR", 3)
    monkeypatch.setattr(progress, "PAUSE", 0)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    return terminal


def rows(terminal: Terminal) -> list[str]:
    """Every row that was drawn, one drawing after the other, without colours."""
    return re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue()))


def test_a_long_stage_has_a_bar_and_gives_its_items(terminal: Terminal) -> None:
    with shown(terminal, {}) as show:
        assert list(show("Reading", "abcd", 4)) == ["a", "b", "c", "d"]
    drawn = [row for row in rows(terminal) if row.startswith("Reading")]
    assert "0 of 4" in drawn[0]
    assert "4 of 4" in drawn[-1]


def test_each_stage_has_a_row_and_all_are_gone_at_the_end(terminal: Terminal) -> None:
    with shown(terminal, {}) as show:
        list(show("Reading", "abcd", 4))
        list(show("Writing", "abcd", 4))
    assert terminal.getvalue().endswith("\x1b[1A\x1b[2K" * 2)


def test_a_short_stage_draws_nothing(terminal: Terminal) -> None:
    with shown(terminal, {}) as show:
        assert list(show("Reading", "ab", 2)) == ["a", "b"]
    assert terminal.getvalue() == ""


def test_a_slow_stage_of_few_items_has_a_bar(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    with shown(terminal, {}) as show:
        list(show("Reading", "ab", 2))
    assert any("2 of 2" in row for row in rows(terminal))


def test_a_bar_fits_a_narrow_terminal(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    with shown(terminal, {}) as show:
        list(show("Composing", range(12_000), 12_000))
    assert max(map(len, rows(terminal))) <= 40
    assert any("12,000 of 12,000" in row for row in rows(terminal))


def test_what_is_said_meanwhile_stands_whole_above_the_bar(terminal: Terminal) -> None:
    said = "Warning: " + "many words " * 20
    with shown(terminal, {}) as show:
        for _ in show("Reading", "abcd", 4):
            sys.stderr.write(f"{said}\n")
    assert rows(terminal).count(said) == 4


def test_no_thread_is_started_so_that_a_build_may_fork(terminal: Terminal, build_site: Callable[..., Built]) -> None:
    before, during = threading.active_count(), set()

    with shown(terminal, {}) as show:

        def watched(label: str, items: Iterable[Any], length: int) -> Iterator[Any]:
            for item in show(label, items, length):
                during.add(threading.active_count())
                yield item

        files = {f"essays/{name}.md": essay(title=name) for name in "abcd"}
        build_site(files, REFLECTORY_PROGRESS=watched, BUILD_CORES=1)  # what shares out the work has threads of its own
    assert "Reading" in terminal.getvalue()
    assert during == {before}


def test_without_a_terminal_a_long_stage_has_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "WORTH_A_LINE", 0)
    log = io.StringIO()
    with shown(log, {}) as show:
        assert len(list(show("Reading", range(1000), 1000))) == 1000
    assert re.fullmatch(r"Reading: 1,000 files, \d\.\d s\n", log.getvalue())


def test_without_a_terminal_a_short_stage_is_quiet() -> None:
    log = io.StringIO()
    with shown(log, {}) as show:
        list(show("Reading", range(1000), 1000))
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    ("file", "environment", "draws"),
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"TERM": "xterm", "CI": "true"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_bars_are_for_a_person_at_a_terminal(file: io.StringIO, environment: dict[str, str], draws: bool) -> None:
    assert can_draw(file, environment) is draws


def test_the_command_starts_without_what_only_a_build_needs() -> None:
    heavy = "docutils jinja2 lxml markdown pelican PIL rich yaml".split()
    code = f"import sys, reflectory.cli, reflectory.building.progress, reflectory.building.screen\nprint(*set({heavy}) & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_build_of_one_change_starts_without_what_only_other_commands_need(tmp_path: Path) -> None:
    build(sample(tmp_path), "--no-search")
    with (tmp_path / "content/essays/2019-11-17-a-bad-day.md").open("a") as file:
        file.write("\nOne more line.\n")
    heavy = "docutils flask limits nameparser numpy phonenumbers PIL rapidfuzz segno sqlalchemy stdnum typst waitress".split()
    code = (
        "import sys\nfrom reflectory.cli import main\n"
        "try:\n    main(['build', '--no-search'])\nexcept SystemExit:\n    pass\n"
        f"print(*set({heavy}) & set(sys.modules))"
    )
    command = [sys.executable, "-c", code]
    ended = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines()[-1] == ""
