"""Pictures: what is published of a photograph, and what the page says of it."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from PIL import Image, ImageSequence

from sites import Built, essay

Build = Callable[..., Built]
PICTURE = "![A bench in the rain]({static}/images/bench.jpg)"


def photograph(width: int = 1000, height: int = 600, orientation: int = 1, kind: str = "JPEG") -> bytes:
    """A photograph as a telephone writes it, with place and device in its EXIF block."""
    image = Image.new("RGB", (width, height), "#456")
    exif = image.getexif()
    exif[0x0112], exif[0x010F] = orientation, "Telephone maker"
    exif.get_ifd(0x8825)[2] = (53.0, 24.0, 0.0)
    stored = io.BytesIO()
    image.save(stored, kind, exif=exif, **({"comment": b"from my garden"} if kind == "JPEG" else {}))
    return stored.getvalue()


def test_place_and_device_are_not_published(build_site: Build) -> None:
    names = ("bench.jpg", "b.JPEG", "c.jfif", "d.jpe")
    files = {f"images/{name}": photograph(1000 + number) for number, name in enumerate(names)}
    built = build_site({**files, "images/b.png": photograph(kind="PNG")})
    assert not built.problems
    for path in (*files, "images/bench-480w.jpg", "images/b.png"):
        with Image.open(built.output / path) as image:
            assert not image.getexif(), path
    assert b"garden" not in built.files()["images/bench.jpg"]
    assert b"Telephone" not in b"".join(built.files().values())


@pytest.mark.parametrize("name", ["a.heic", "b.TIF", "c.avif", "d.gif"])
def test_a_picture_that_cannot_be_cleaned_is_told(name: str, build_site: Build) -> None:
    built = build_site({f"images/{name}": photograph(), "images/moves.gif": b"GIF89a"})
    (told,) = map(str, built.run.problems.warnings)
    assert told.startswith(f"content/images/{name}: this picture is published with all that the camera noted in it")


@pytest.mark.parametrize("mode", ["P", "RGB", "L"])
def test_what_is_transparent_stays_so_in_every_size(mode: str, build_site: Build) -> None:
    stored, blank = io.BytesIO(), Image.new(mode, (1000, 600))
    blank.save(stored, "PNG", transparency=(0, 0, 0) if mode == "RGB" else 0)
    built = build_site({"images/logo.png": stored.getvalue()})
    for path in ("images/logo.png", "images/logo-480w.png"):
        with Image.open(built.output / path) as image:
            assert image.convert("RGBA").getextrema()[3] == (0, 0), path


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_cleaned_and_goes_on_moving(kind: str, build_site: Build) -> None:
    first, *others = (Image.new("RGB", (1000, 600), colour) for colour in ("#456", "#654", "#566"))
    stored, exif = io.BytesIO(), first.getexif()
    exif[0x010F] = "Telephone maker"
    first.save(stored, kind, save_all=True, append_images=others, duration=[100, 200, 300], exif=exif)
    name = f"bench.{kind.lower()}"
    built = build_site({f"images/{name}": stored.getvalue(), "essays/a.md": essay(f"![A]({{static}}/images/{name})")})
    with Image.open(built.output / f"images/{name}") as image, Image.open(stored) as before:
        assert image.n_frames == 3
        assert [frame.tobytes() for frame in ImageSequence.all_frames(image)] == [
            frame.tobytes() for frame in ImageSequence.all_frames(before)
        ]
    assert b"Telephone" not in b"".join(built.files().values())
    assert not built.page("essays/a/").img.get("srcset")


def test_a_turned_photograph_stands_upright(build_site: Build) -> None:
    built = build_site({"images/bench.jpg": photograph(1000, 600, orientation=6), "essays/a.md": essay(PICTURE)})
    with Image.open(built.output / "images/bench.jpg") as image:
        assert image.size == (600, 1000)
    assert built.page("essays/a/").img["width"] == "600"


def test_a_page_offers_sizes_for_smaller_screens(build_site: Build) -> None:
    image = build_site({"images/bench.jpg": photograph(), "essays/a.md": essay(PICTURE)}).page("essays/a/").img
    assert (image["width"], image["height"]) == ("1000", "600")
    assert [part.split()[1] for part in image["srcset"].split(", ")] == ["480w", "800w", "1000w"]
    assert image["alt"] == "A bench in the rain"


def test_a_name_with_spaces_and_commas_is_one_address_in_every_size(build_site: Build) -> None:
    files = {"images/a bench, 2.jpg": photograph(), "essays/a.md": essay("![x]({static}/images/a bench, 2.jpg)")}
    built = build_site(files)
    image = built.page("essays/a/").img
    addresses = [part.split(" ")[0] for part in image["srcset"].split(", ")]
    assert addresses[-1] == "../../images/a%20bench%2C%202.jpg" == quote(image["src"])
    assert all((built.output / "essays/a" / unquote(address)).resolve().is_file() for address in addresses)


def test_two_pictures_that_would_be_one_file_are_named(build_site: Build) -> None:
    built = build_site({"images/x.jpg": photograph(), "images/x-480w.jpg": photograph(300, 200)})
    both = "this (or a smaller size of it) and content/images/x-480w.jpg would both be published as /images/x-480w.jpg"
    assert built.problems == [f"content/images/x.jpg: {both}; rename one of them."]


def test_a_photograph_goes_where_the_settings_save_it(build_site: Build) -> None:
    there = {"images/bench.jpg": {"url": "bench.jpg?v=1", "save_as": "bench.jpg"}}
    files = {"images/bench.jpg": photograph(), "essays/a.md": essay(PICTURE)}
    built = build_site(files, EXTRA_PATH_METADATA=there)
    assert {path for path in built.files() if "bench" in path} == {"bench.jpg", "bench-480w.jpg", "bench-800w.jpg"}
    assert built.page("essays/a/").img["srcset"].endswith("../../bench-800w.jpg 800w, ../../bench.jpg?v=1 1000w")


def test_a_photograph_keeps_its_classes(build_site: Build) -> None:
    built = build_site({"images/bench.jpg": photograph(), "essays/a.md": essay(PICTURE + "{: .wide .old }")})
    assert 'class="wide old"' in built.text("essays/a/index.html")


def test_a_small_picture_is_offered_once(build_site: Build) -> None:
    built = build_site({"images/bench.jpg": photograph(300, 200), "essays/a.md": essay(PICTURE)})
    assert not built.page("essays/a/").img.get("srcset")


def test_a_missing_text_is_a_warning_with_its_line(build_site: Build) -> None:
    files = {"images/bench.jpg": photograph(), "essays/a.md": essay("One.\n\n![]({static}/images/bench.jpg)")}
    built = build_site(files)
    assert not built.problems
    assert [str(w).split(":")[0] for w in built.run.problems.warnings] == ["content/essays/a.md, line 7"]


def test_a_missing_text_is_an_error_where_checks_are_strict(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay("![](https://example.org/x.png)")}, REFLECTORY_STRICT=True)
    assert "the picture “x.png” has no alternative text" in built.problems[0]


def test_a_decorative_picture_needs_no_text(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay('<img src="/x.svg" alt="" role="presentation">')})
    assert not built.run.problems.warnings


def test_a_link_to_a_missing_file_is_a_warning_with_its_line(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay("[x]({filename}gone.md)")})
    assert "content/essays/a.md, line 5: the link to “gone.md” leads to no file." in map(
        str, built.run.problems.warnings
    )


@pytest.mark.parametrize("name", ["gone.jpg", "gone.svg"])
def test_a_picture_that_is_not_there_is_a_warning_with_its_line(name: str, build_site: Build) -> None:
    built = build_site({"essays/a.md": essay(f"![A bench]({{static}}/images/{name})")})
    said = f"content/essays/a.md, line 5: the link to “/images/{name}” leads to no file."
    assert said in map(str, built.run.problems.warnings)
    assert not built.error


def test_a_page_is_announced_with_its_first_picture(build_site: Build) -> None:
    body = "".join(f"![A bench]({{static}}/images/{letter}.png)\n" for letter in "bca")
    pictures = {f"images/{letter}.png": photograph(kind="PNG") for letter in "abc"}
    page = build_site({"essays/a.md": essay(body), **pictures}, SITEURL="https://example.org").page("essays/a/")
    assert page.select_one("meta[property='og:image']")["content"].endswith("/images/b.png")


def test_what_a_draft_alone_links_to_is_not_published(build_site: Build) -> None:
    text = "[The plan]({attach}plan.pdf), [a note]({static}/notes/note.txt), [both]({attach}both.pdf)"
    files = {
        "essays/a.md": essay(text, status="draft"),
        "essays/future.md": essay("[The plan]({attach}plan.pdf)", title="Later", date="2099-01-31"),
        "essays/b.md": essay("[both]({attach}both.pdf)", title="B"),
        **dict.fromkeys(["essays/plan.pdf", "essays/both.pdf", "notes/note.txt"], "x"),
    }
    built = build_site(files)
    assert not built.problems
    assert [name for name in built.files() if name.endswith((".pdf", ".txt"))] == ["essays/b/both.pdf"]
    assert "essays/a/plan.pdf" in build_site({}, SITE_DRAFTS=True).files()


def test_a_file_is_attached_to_a_page_that_links_to_it(build_site: Build) -> None:
    built = build_site({"essays/a.md": essay("[The plan]({attach}plan.pdf)"), "essays/plan.pdf": "x"})
    assert built.page("essays/a/").select_one("a[href$='plan.pdf']")["href"] == "../../essays/a/plan.pdf"
    assert built.text("essays/a/plan.pdf") == "x"


def test_a_picture_that_was_cut_off_in_the_cache_is_made_anew(build_site: Build, site: Path) -> None:
    wanted = build_site({"images/bench.jpg": photograph()}).files()
    shutil.rmtree(site / "output")
    for kept in (site / ".cache" / "pictures").rglob("*.jpg"):
        kept.write_bytes(kept.read_bytes()[:100])
    assert build_site({}).files() == wanted
