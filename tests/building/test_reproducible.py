"""The same sources make the same bytes: on another machine, in another folder, at another start of Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import proof_site
import reflectory
from apart import differences, files
from commands import build, sample
from proof_changes import BLOCKS
from proof_site import Archive, Comment, Entry, Essay, Picture, Site, Theme

BASE = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
ELSEWHERE = {
    "another hash seed": {"PYTHONHASHSEED": "4242"},
    "another time zone": {"TZ": "Pacific/Auckland"},
    "another language": {"LC_ALL": "C", "LANG": "de_DE.UTF-8"},
    "another terminal": {"NO_COLOR": "1", "COLUMNS": "20"},
}


def ties() -> Site:
    """A site in which everything could stand in another order: same dates, same slugs, same titles, same pictures."""
    site = proof_site.empty()
    langs = ("cy", "fr", "de", "la")
    for number, lang in enumerate(langs):
        site["essays"][f"2023-05-0{number + 1}-the-chair"] = Essay(date="2023-05-01", lang=lang, body=BLOCKS[:14])
        site["essays"][f"tie-{lang}"] = Essay(date="2023-05-01", tags=("Being kind", "being kind", "Hope"), body=BLOCKS)
        site["pages"][f"page-{lang}"] = Essay(lang=lang, body=BLOCKS[10:20])
        site["images"][f"{lang}/chair.png"] = site["images"][f"{lang}.svg"] = Picture(700)
        site["themes"][f"theme-{lang}"] = Theme(title="Hope")
        site["comments"][f"tie-{lang}"] = Archive("", tuple(map(Comment, (1, 2, 3))))
    for word in ("hope", "kindness", "care", "patient"):
        site["glossary"][word] = Entry(forms=(f"{word}s",), see_also=("hope", "care", "kindness"))
    site["images"]["chair.png"] = site["images"]["wide.png"] = site["beside"]["plan.png"] = Picture(700)
    return site


def write(site: Site, folder: Path, *, backwards: bool = False) -> Path:
    """Write a site's files, in one order or the other."""
    found = sorted(proof_site.files(site).items(), reverse=backwards)
    for path, content in found:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What the sample site and the one of ties are built to, here."""
    folders = {"sample": sample(tmp_path_factory.mktemp("s")), "ties": write(ties(), tmp_path_factory.mktemp("t"))}
    for folder in folders.values():
        build(folder, **BASE)
    return {name: files(folder / "output") for name, folder in folders.items()}


@pytest.mark.parametrize("where", ELSEWHERE)
@pytest.mark.parametrize("name", ["sample", "ties"])
def test_it_is_the_same_elsewhere(name: str, where: str, wanted: dict[str, dict[str, bytes]], tmp_path: Path) -> None:
    folder = tmp_path / "a folder" / ("with a longer path " * 3).strip()
    sample(folder) if name == "sample" else write(ties(), folder, backwards=True)
    build(folder, **{**BASE, **ELSEWHERE[where]})
    assert not differences(files(folder / "output"), wanted[name])


def test_it_is_the_same_the_second_time_and_in_another_output(
    wanted: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    sample(tmp_path)
    build(tmp_path, **BASE)
    assert " 0 files written" in build(tmp_path, **{**BASE, "PYTHONHASHSEED": "7"})
    assert not differences(files(tmp_path / "output"), wanted["sample"])
    build(tmp_path, "--output", str(tmp_path / "elsewhere" / "site"), **BASE)
    assert not differences(files(tmp_path / "elsewhere" / "site"), wanted["sample"])


def test_a_site_that_is_moved_stays_the_same(wanted: dict[str, dict[str, bytes]], tmp_path: Path) -> None:
    build(sample(tmp_path / "here"), **BASE)
    (tmp_path / "here").rename(tmp_path / "there now")
    assert " 0 files written" in build(tmp_path / "there now", **BASE)
    assert not differences(files(tmp_path / "there now" / "output"), wanted["sample"])


UPGRADES = {
    "a constant": ("site/records.py", "SUMMARY_LENGTH = 240", "SUMMARY_LENGTH = 60"),
    "a template": ("glossary/templates/glossary/section.html", "</section>", "<!-- new --></section>"),
    "a style sheet": ("comments/static/comments/comments.css", "}", " }"),
}


@pytest.mark.parametrize("what", UPGRADES)
def test_an_upgrade_of_reflectory_is_noticed(what: str, tmp_path: Path) -> None:
    file, old, new = UPGRADES[what]
    package = tmp_path / "plugins" / "reflectory"
    shutil.copytree(Path(reflectory.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    here = {**BASE, "PYTHONPATH": str(package.parent)}
    folder = sample(tmp_path / "site")
    build(folder, **here)
    text = (package / file).read_text("utf-8")
    assert old in text
    (package / file).write_text(text.replace(old, new), "utf-8")
    build(folder, **here)
    build(sample(tmp_path / "clean"), **here)
    assert not differences(files(folder / "output"), files(tmp_path / "clean" / "output"))
