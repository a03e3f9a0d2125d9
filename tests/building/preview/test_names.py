"""Files that nobody wrote on purpose are told by their names."""

from __future__ import annotations

import pytest

from reflectory.building.preview.names import fleeting


@pytest.mark.parametrize(
    "name",
    [
        ".a.md.swp", ".a.md.swx", "4913", "a.md~", "#a.md#", ".#a.md", ".~lock.a.md#", "a.md___jb_tmp___", "a.md.___jb_old___",
        ".DS_Store", ".goutputstream-X1Y2Z3", "a.md.sb-1f2e3d4c-AbCdEf", "~$a.docx", "~WRL0001.tmp", "sedAb12cD", "Thumbs.db",
        "a.md.tmp", "__pycache__", "pelicanconf.cpython-311.pyc",
    ],
)  # fmt: skip
def test_what_editors_and_systems_leave_is_fleeting(name: str) -> None:
    assert fleeting(name)


@pytest.mark.parametrize(
    "name", ["a.md", "2020-01-31-a.md", "site.css", "4913.md", "sedation.md", "a~b.md", "pelicanconf.py"]
)
def test_what_a_site_is_made_of_is_not(name: str) -> None:
    assert not fleeting(name)
