"""A profile that a flame-graph viewer reads."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest

from reflectory.building.profile import profiled
from sites import Built, essay


def test_a_profile_is_speedscopes_and_names_our_functions(build_site: Callable[..., Built]) -> None:
    written = io.StringIO()
    with profiled(written):
        build_site({"essays/a.md": essay()})
    told = json.loads(written.getvalue())
    assert told["$schema"] == "https://www.speedscope.app/file-format-schema.json"
    assert any("reflectory/site/" in (frame["file"] or "") for frame in told["shared"]["frames"])
    assert [profile["type"] for profile in told["profiles"]] == ["evented"]


def test_whatever_begins_in_a_profile_ends_in_it(build_site: Callable[..., Built]) -> None:
    written = io.StringIO()
    with profiled(written):
        build_site({"essays/a.md": essay()})
    open_now: list[int] = []
    for event in json.loads(written.getvalue())["profiles"][0]["events"]:
        if event["type"] == "O":
            open_now.append(event["frame"])
        else:
            assert open_now.pop() == event["frame"]
    assert not open_now


def test_a_build_that_fails_writes_no_profile() -> None:
    written = io.StringIO()
    with pytest.raises(ValueError, match="no"), profiled(written):
        raise ValueError("no")
    assert not written.getvalue()
