"""What docs/teaching.md says of packs is so, and the sample packs are packs."""

from __future__ import annotations

import re
import shutil

import pytest

from packed import unzipped
from reflectory.citing.packs.files import KEYS, STEP_KEYS
from sites import ROOT, build_folder

TEACHING = (ROOT / "docs" / "teaching.md").read_text("utf-8")
FILE = re.compile(r"<!-- file: content/(?P<path>packs/\S+) -->\n```markdown\n(?P<text>.*?)^```$", re.M | re.S)


@pytest.mark.parametrize(("kind", "known"), [("pack", KEYS), ("pack's essay", STEP_KEYS)])
def test_every_key_is_explained(kind: str, known: frozenset[str]) -> None:
    table = TEACHING.split(f"<!-- keys: {kind} -->\n", 1)[1].split("\n\n", 1)[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    assert sorted(key for row in rows for key in re.findall("`([^`]+)`", row)) == sorted(known)


def test_the_example_and_the_sample_packs_build_on_the_sample_site(tmp_path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    (example,) = FILE.finditer(TEACHING)
    (tmp_path / "content" / example["path"]).write_text(example["text"], "utf-8")
    built = build_folder(tmp_path, SITEURL="https://after-the-visit.example")
    assert not built.problems
    assert not built.run.problems.warnings
    for slug in ("an-hour-on-hope", "two-words-for-being-good-to-somebody", "writing-about-people"):
        for ending in ("pdf", "epub", "imscc"):
            assert (built.output / "packs" / slug / f"{slug}.{ending}").stat().st_size > 5000
    book = unzipped((built.output / "packs" / "writing-about-people" / "writing-about-people.epub").read_bytes())
    assert b"He was wearing an overcoat indoors, in June." in book["EPUB/essay-1.xhtml"]
    assert b"imagine the yellow stickers" in book["EPUB/essay-1.xhtml"]
