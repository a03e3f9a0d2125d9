"""Pagefind as a service, and its files in one order."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reflectory.browsing.search.canonical import canonical
from reflectory.browsing.search.service import Index, ServiceError, program

TEXTS = 120
"""More than are waited for at once."""


def made() -> dict[str, bytes]:
    """An index as Pagefind gives it."""
    executable = program()
    assert executable, "pagefind-bin is not installed"
    with Index(executable, "en") as index:
        for number in range(TEXTS):
            themes = [f"theme-{number % 7}", f"theme-{number % 5}"]
            index.add(f"{number}/", f"Text {number} “x”.", {"title": "T"}, {"theme": themes, "year": ["1"]}, {})
        return dict(index.files())


def test_every_text_has_its_file_and_two_runs_agree_once_they_are_in_order() -> None:
    one, other = canonical(made().items()), canonical(made().items())
    assert sum(path.startswith("fragment/") for path in one) == TEXTS
    assert one == other
    assert canonical(one.items()) == one


def test_no_file_says_which_system_or_python_made_it() -> None:
    lists = {
        path: content for path, content in canonical(made().items()).items() if path.endswith(("_meta", "_filter"))
    }
    assert {content[9] for content in lists.values()} == {255}, "RFC 1952, 2.3.1: OS, 255 is unknown"


@pytest.mark.parametrize("path", ["pagefind-entry.json", "pf_meta", "pf_filter"])
def test_a_file_that_is_not_as_it_is_known_leaves_the_index_as_it_is(path: str) -> None:
    files = {name: b"{}" if name.endswith(path) else content for name, content in made().items()}
    assert canonical(files.items()) == files


def test_a_program_that_cannot_be_started_or_says_nothing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="cannot be started"), Index(tmp_path / "nowhere", "en"):
        pass
    silent = tmp_path / "silent"
    silent.write_text(f"#!{sys.executable}\n")
    silent.chmod(0o755)
    with pytest.raises(ServiceError, match="ended before"), Index(silent, "en"):
        pass


def test_what_pagefind_refuses_is_told_in_its_words() -> None:
    executable = program()
    assert executable
    with Index(executable, "en") as index, pytest.raises(ServiceError, match="unknown variant"):
        index._ask("Nothing")
