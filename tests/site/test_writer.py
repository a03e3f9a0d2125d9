"""Writing: all or nothing, and nothing that is not ours."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reflectory.site.errors import ReflectoryError
from reflectory.site.writer import MANIFEST, discard, prepare, publish, write_atomically
from reflectory.site.writer import stage as stage_file


def stage(output: Path, **files: str) -> Path:
    """A staging folder with files, the names with ``__`` for ``/``."""
    staging = prepare(output)
    for name, content in files.items():
        path = staging / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return staging


def test_what_is_staged_is_published_and_counted(tmp_path: Path) -> None:
    output = tmp_path / "output"
    assert publish(stage(output, a__b="1", c="2"), output, set(), ()) == (2, 0, 0)
    assert (output / "a" / "b").read_text() == "1"


def test_what_is_no_longer_made_goes_with_its_empty_folders(tmp_path: Path) -> None:
    output = tmp_path / "output"
    publish(stage(output, a__b="1", c="2"), output, set(), ())
    assert publish(stage(output, c="2"), output, set(), ()) == (0, 1, 1)
    assert not (output / "a").exists()


def test_a_folder_is_not_looked_through_for_each_file_that_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, names = tmp_path / "output", [f"index__{number}" for number in range(30)]
    publish(stage(output, index__left="", **dict.fromkeys(names, "1")), output, set(), ())
    looked: list[Path] = []
    look = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda folder: (looked.append(folder), look(folder))[1])
    assert publish(stage(output, c="2"), output, {"index/left"}, ()) == (1, 1, 30)
    assert (output / "index" / "left").is_file()
    assert len(looked) < 5


def test_what_no_build_made_stays(tmp_path: Path) -> None:
    output = tmp_path / "output"
    output.mkdir()
    (output / "letter.txt").write_text("mine")
    publish(stage(output, a="1"), output, set(), ())
    publish(stage(output, b="1"), output, set(), ())
    assert (output / "letter.txt").read_text() == "mine"


def test_retained_names_stay_even_if_a_build_made_them(tmp_path: Path) -> None:
    output = tmp_path / "output"
    publish(stage(output, CNAME="x"), output, set(), ())
    publish(stage(output, a="1"), output, set(), ("CNAME",))
    assert (output / "CNAME").exists()


@pytest.mark.parametrize("is_one", [True, False])
def test_what_has_another_name_in_capitals_alone_goes_unless_it_is_the_same_file(is_one: bool, tmp_path: Path) -> None:
    output = tmp_path / "output"
    publish(stage(output, Hope="1"), output, set(), ())
    if is_one:  # as on a disk that does not tell capitals apart
        (output / "hope").hardlink_to(output / "Hope")
    publish(stage(output, **({} if is_one else {"hope": "1"})), output, {"hope"}, ())
    assert ((output / "Hope").exists(), (output / "hope").read_text()) == (is_one, "1")


def test_an_interrupted_move_is_finished_by_the_next_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "output"
    publish(stage(output, a="1", b="1", old="1"), output, set(), ())
    staging, moved = stage(output, a="2", b="2"), Path.replace
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda self, to: moved(self, to) if self.name != "b" else _full())
        with pytest.raises(ReflectoryError, match="the next build will finish the rest"):
            publish(staging, output, set(), ())
    assert not staging.exists(), "another build at the same time may leave nothing to do for the next one"
    publish(stage(output, a="2", b="2"), output, set(), ())
    assert {path.name for path in output.iterdir()} == {"a", "b", MANIFEST}
    assert (output / "b").read_text() == "2"


def _full() -> None:
    raise OSError(28, "No space left on device")


def test_a_folder_may_take_the_place_of_a_file_and_the_reverse(tmp_path: Path) -> None:
    output = tmp_path / "output"
    publish(stage(output, a="1", b__c="1"), output, set(), ())
    publish(stage(output, a__b="2", b="2"), output, set(), ())
    assert (output / "a" / "b").read_text() == "2"
    assert (output / "b").read_text() == "2"


def test_a_file_that_is_published_already_is_not_staged(tmp_path: Path) -> None:
    output, staging = tmp_path / "output", prepare(tmp_path / "output")
    publish(stage(output, a="1"), output, set(), ())
    staging = prepare(output)
    assert not stage_file(staging, output, "a", b"1")
    assert stage_file(staging, output, "a", b"2")
    assert (staging / "a").read_bytes() == b"2"


def test_a_copy_is_compared_by_content_and_not_by_time(tmp_path: Path) -> None:
    output, source = tmp_path / "output", tmp_path / "picture"
    publish(stage(output, a="1"), output, set(), ())
    source.write_text("2")
    os.utime(source, ns=(0, (output / "a").stat().st_mtime_ns))
    assert stage_file(prepare(output), output, "a", source)


def test_staging_of_a_dead_build_is_cleared_away(tmp_path: Path) -> None:
    left = tmp_path / ".output.new-999999999"
    left.mkdir()
    discard(prepare(tmp_path / "output"))
    assert not left.exists()


def test_a_manifest_cannot_lead_out_of_the_output_folder(tmp_path: Path) -> None:
    output = tmp_path / "output"
    (tmp_path / "precious").write_text("x")
    publish(stage(output, a="1"), output, set(), ())
    (output / MANIFEST).write_text("../precious\n/etc/hostname\na\n")
    publish(stage(output, b="1"), output, set(), ())
    assert (tmp_path / "precious").exists()


def test_a_spoilt_manifest_is_written_anew(tmp_path: Path) -> None:
    output = tmp_path / "output"
    publish(stage(output, a="1"), output, set(), ())
    (output / MANIFEST).write_bytes(b"\xff\xfe")
    publish(stage(output, b="1"), output, {"a"}, ())
    assert (output / MANIFEST).read_text() == "a\nb\n"


def test_a_strange_sign_in_a_name_ends_no_line_of_the_manifest(tmp_path: Path) -> None:
    output = tmp_path / "output"
    publish(stage(output, **{"a\u2028b": "1", "c": "1"}), output, set(), ())
    publish(stage(output, c="2"), output, set(), ())
    assert sorted(path.name for path in output.iterdir()) == [MANIFEST, "c"]


def test_an_unwritable_place_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ReflectoryError, match="cannot be written"):
        prepare(tmp_path / "file" / "output")


def test_an_output_that_is_a_file_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("mine")
    with pytest.raises(ReflectoryError, match=r"cannot be made a folder .*; make room for it"):
        publish(stage(tmp_path / "output", a="1"), tmp_path / "output", set(), ())
    assert (tmp_path / "output").read_text() == "mine"


def test_an_atomic_write_leaves_nothing_beside(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"1")
    write_atomically(tmp_path / "a", b"2")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"2"
