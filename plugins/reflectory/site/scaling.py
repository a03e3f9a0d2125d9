"""Cleaning and scaling one photograph with Pillow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from reflectory.site import moving
from reflectory.site.pictures import PictureError, size_of

_QUALITY = 82
"""Of JPEG, from 1 to 95: above it files grow and eyes see no difference."""

_KEPT = ("icc_profile", "transparency")
"""What Pillow tells beside the picture that is part of what it shows; a palette says what is transparent in it."""

_MOVING = {"PNG": moving.png, "WEBP": moving.webp}
"""By format, what cleans a picture that moves."""


def prepare(source: Path, folder: Path, widths: Iterable[int]) -> tuple[int, int, tuple[tuple[str, int, int], ...]]:
    """Write a photograph in its sizes into a folder.

    Returns:
        Its width and height, and of each file its name, its picture's width and its size in bytes.

    Raises:
        PictureError: ``source`` is no picture.
        OSError: it cannot be read to its end, or ``folder`` cannot be written.
    """
    try:
        return _prepared(source, folder, widths)
    except UnidentifiedImageError as error:
        raise PictureError("it is none") from error  # whose own text has a path
    except (ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(str(error)) from error


def _prepared(source: Path, folder: Path, widths: Iterable[int]) -> tuple[int, int, tuple[tuple[str, int, int], ...]]:
    ending = source.suffix.lower()
    with Image.open(source) as opened:
        if opened.format in _MOVING and getattr(opened, "is_animated", False):
            return _cleaned(opened, source, folder / f"full{ending}")
        turned = opened.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        width, height = opened.size[::-1] if turned else opened.size
        wanted = [size for size in sorted(widths) if size < width * 0.9]
        names = [*(f"{size}w{ending}" for size in wanted), f"full{ending}"]
        _write(opened, [*wanted, 0], [folder / name for name in names])
    sizes = [size_of(folder / name) for name in names]
    return width, height, tuple(zip(names, [*wanted, width], sizes, strict=True))


def _cleaned(opened: Any, source: Path, file: Path) -> tuple[int, int, tuple[tuple[str, int, int], ...]]:
    """Write a picture that moves in its own size alone."""
    opened.seek(opened.n_frames - 1)
    opened.load()  # what is cut off is told here
    _put(file, lambda beside: beside.write_bytes(_MOVING[opened.format](source.read_bytes())))
    return opened.width, opened.height, ((file.name, opened.width, size_of(file)),)


def _write(opened: Image.Image, widths: list[int], files: list[Path]) -> None:
    options: dict[str, Any] = {"quality": _QUALITY, "optimize": True, "progressive": True}
    upright = _with_alpha(ImageOps.exif_transpose(opened))
    kept = {name: upright.info[name] for name in _KEPT if upright.info.get(name) is not None}
    for width, file in zip(widths, files, strict=True):
        size = (width, round(upright.height * width / upright.width))
        image = upright.resize(size, Image.Resampling.LANCZOS) if width else upright.copy()
        image.info = {}  # Pillow writes comments and XMP it finds here back into the file
        _put(file, partial(image.save, format=opened.format, **kept, **(options if opened.format == "JPEG" else {})))


def _put(file: Path, write: Callable[[Path], object]) -> None:
    """Write a file of which no other process finds a part."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{os.getpid()}.{file.name}")
    write(beside)
    beside.replace(file)


def _with_alpha(image: Image.Image) -> Image.Image:
    """Return a picture of which one colour is transparent with an alpha channel: scaling would blend that colour."""
    return image.convert("RGBA") if image.mode in ("L", "RGB") and "transparency" in image.info else image
