"""Files that are published as they are: the theme's, the parts' and the site's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from reflectory.site.models import StaticFile
from reflectory.site.render import package
from reflectory.site.run import Run
from reflectory.site.views import Output

STYLES = "site.css"
"""All style sheets in one file below the theme's folder: one request, in the order of the cascade."""


_IN_OTHER_THEMES = Path(__file__).parent / "static"
"""What the parts' templates need of a theme."""


def part_outputs(run: Run) -> Iterator[Output]:
    """Yield the files of the theme (of another than ours, what it lacks) and of each part."""
    sheets: list[Path] = []
    theme = Path(run.settings["THEME"]) / "static"
    folders = [theme if run.speaks_views else _IN_OTHER_THEMES]
    for folder in [*folders, *(package(part) / "static" for part in run.parts)]:
        for file in map(Path, run.files.below(str(folder))):
            if file.name.startswith("."):
                continue
            if file.suffix == ".css":
                sheets.append(file)
            else:
                yield _copy(run, f"{_assets(run)}/{file.relative_to(folder).as_posix()}", file)
    if sheets:
        sheets.sort(key=lambda sheet: sheet.name != "layers.css")  # the file that declares the layers has to come first
        needs = tuple(run.files.fingerprint(str(sheet)) for sheet in sheets)
        yield Output(f"{_assets(run)}/{STYLES}", later=partial(_joined, sheets), needs=needs)


def _copy(run: Run, path: str, file: Path) -> Output:
    return Output(path, source=file, needs=(run.files.fingerprint(str(file)),))


def _joined(sheets: Iterable[Path]) -> str:
    """Return style sheets as one."""
    return "\n".join(sheet.read_text("utf-8").strip() + "\n" for sheet in sheets)


def _assets(run: Run) -> str:
    return str(run.settings["THEME_STATIC_DIR"]).strip("/")


def content_outputs(run: Run, files: Iterable[StaticFile]) -> Iterator[Output]:
    """Yield the site's own files, photographs cleaned and in several sizes; two that clash become a problem."""
    owners: dict[str, str] = {}
    for file in files:
        name, outputs = run.file(file.path), tuple(_outputs(run, file))
        clash = next((output.path for output in outputs if output.path in owners), "")
        if clash:
            both = f"this (or a smaller size of it) and {owners[clash]} would both be published as /{clash}"
            run.problems.add(name, 0, f"{both}; rename one of them.")
        owners |= dict.fromkeys((output.path for output in outputs), name)
        yield from outputs


def _outputs(run: Run, file: StaticFile) -> Iterator[Output]:
    picture = run.pictures.get(file.url)
    if picture:
        for size in picture.sizes:
            yield Output(size.save_as, source=size.file, needs=(picture.content, size.file.name))
    else:
        yield _copy(run, file.save_as, Path(file.path))
