"""Files that are published as they are: the theme's, the parts' and the site's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pelican.generators import StaticGenerator

from reflectory.site.render import package
from reflectory.site.run import Run
from reflectory.site.views import Output

STYLES = "site.css"
"""All style sheets in one file below the theme's folder: one request, in the order of the cascade."""


def part_outputs(run: Run) -> Iterator[Output]:
    """Yield the files of the theme (where it is ours) and of each part."""
    sheets: list[Path] = []
    theme = Path(run.settings["THEME"]) / "static"
    folders = [theme] if run.speaks_views else []
    for folder in [*folders, *(package(part) / "static" for part in run.parts)]:
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")):
            if file.suffix == ".css":
                sheets.append(file)
            else:
                yield Output(f"{_assets(run)}/{file.relative_to(folder).as_posix()}", source=file)
    if sheets:
        yield Output(f"{_assets(run)}/{STYLES}", text=_joined(sheets))


def _joined(sheets: Iterable[Path]) -> str:
    """Return style sheets as one; the file that declares the layers has to come first."""
    in_order = sorted(sheets, key=lambda sheet: sheet.name != "layers.css")
    return "\n".join(sheet.read_text("utf-8").strip() + "\n" for sheet in in_order)


def _assets(run: Run) -> str:
    return str(run.settings["THEME_STATIC_DIR"]).strip("/")


def content_outputs(run: Run, static: StaticGenerator) -> Iterator[Output]:
    """Yield the site's own files, photographs cleaned and in several sizes, in the place of Pelican's copying."""
    for content in static.context["staticfiles"]:
        picture = run.pictures.get(content.url)
        if picture:
            yield from (Output(address, source=file) for address, _, file in picture.files)
        else:
            yield Output(content.save_as, source=Path(run.content) / content.source_path)
    static.context["staticfiles"] = []
    if run.speaks_views:
        static.settings["THEME_STATIC_PATHS"] = []
