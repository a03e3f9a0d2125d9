"""Writing: everything is rendered first, beside ``output/``; then what changed is moved in, file by file.

A file whose content stays the same is left alone, so that its time of change stays true for web servers and for
whoever copies the site to a host. What an earlier build made and this one does not is removed; what no build made
(a ``CNAME``, a ``.git``) never is. A move that was interrupted is finished by the next build, which compares every
file anew: that is also why files here are not synchronised to the disk one by one.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reflectory.site.errors import ReflectoryError

MANIFEST = ".reflectory"
"""The file in ``output/`` that lists what the last build made, one path a line."""

_CHUNK = 1 << 20
"""Bytes that are read at once."""


def stage(
    staging: Path, published: Path, path: str, content: bytes | Path, *, otherwise: str = "nothing was published"
) -> bool:
    """Stage a file, or a copy of one, and return ``True``, unless ``published`` holds it already as it is.

    Raises:
        ReflectoryError: it cannot be written, for want of room or for its name; says what is true ``otherwise``.
    """
    there = published / path
    if _same(content, there) if isinstance(content, Path) else _holds(there, content):
        return False
    try:
        _make(staging / path, content)
    except OSError as error:
        is_long = error.errno == errno.ENAMETOOLONG
        remedy = "give it a shorter name" if is_long else "make room for it, or name another folder"
        said = f"{there} cannot be written ({error.strerror}); {otherwise}"
        raise ReflectoryError(f"{said}; {remedy}.") from error
    return True


def put(output: Path, path: str, content: bytes) -> bool:
    """Put one file into its place, of which no reader finds a part; ``False`` where it is there as it is."""
    staging = prepare(output)
    with or_nothing(staging):
        is_news = stage(staging, output, path, content)
        if is_news:
            (staging / path).replace(output / path)
    discard(staging)
    return is_news


def _make(target: Path, content: bytes | Path) -> None:
    """Write a file; the folder is made if there is none, which is so for the fewest."""
    try:
        _write(target, content)
    except FileNotFoundError:
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(target, content)


def _write(target: Path, content: bytes | Path) -> None:
    if isinstance(content, Path):
        shutil.copy2(content, target)
    else:
        target.write_bytes(content)


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.stat().st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def _same(one: Path, other: Path) -> bool:
    """Whether two files hold the same; ``filecmp`` would believe their times."""
    try:
        if one.stat().st_size != other.stat().st_size:
            return False
        with one.open("rb") as first, other.open("rb") as second:
            while chunk := first.read(_CHUNK):
                if chunk != second.read(_CHUNK):
                    return False
    except OSError:  # there is no such file, or there was one a moment ago
        return False
    return True


def refuse_strange_folder(output: Path, sources: Path, retained: Collection[str]) -> None:
    """Refuse to publish where something else lives.

    Raises:
        ReflectoryError: ``output`` holds the site's sources, or is full of what looks like nobody's site.
    """
    if sources.resolve().is_relative_to(output):
        raise ReflectoryError(f"the output folder {output} holds the site's own sources; name another one.")
    if not output.is_dir() or (output / MANIFEST).exists() or (output / "index.html").exists():
        return
    if any(not path.name.startswith(".") and path.name not in retained for path in output.iterdir()):
        raise ReflectoryError(f"the output folder {output} holds files and no site; empty it, or name another one.")


def holds_a_site(output: Path) -> bool:
    """Whether a folder holds what a build published."""
    return (output / MANIFEST).is_file()


def prepare(output: Path) -> Path:
    """Return an empty staging folder on the same disk as ``output``; what dead builds left behind is removed.

    Raises:
        ReflectoryError: the folder beside ``output`` cannot be written.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        for left in output.parent.glob(f".{output.name}.new-*"):
            if not _alive(left.name.rsplit("-", 1)[1]):
                shutil.rmtree(left, ignore_errors=True)
        staging = output.parent / f".{output.name}.new-{os.getpid()}"
        discard(staging)
        staging.mkdir()
    except OSError as error:
        raise ReflectoryError(f"{output.parent} cannot be written ({error.strerror}); name another folder.") from error
    return staging


def discard(staging: Path) -> None:
    """Remove what was staged and will not be published, and the scratch folder."""
    shutil.rmtree(staging, ignore_errors=True)
    shutil.rmtree(scratch_beside(staging), ignore_errors=True)


def scratch_beside(staging: Path) -> Path:
    """Return the folder for what a build needs and does not publish; where it dies, the next one removes it."""
    name, pid = staging.name.rsplit("-", 1)
    return staging.with_name(f"{name}-scratch-{pid}")


@contextmanager
def or_nothing(staging: Path) -> Iterator[None]:
    """Discard what was staged, should what fills the folder fail."""
    try:
        yield
    except BaseException:
        discard(staging)
        raise


def _alive(pid: str) -> bool:
    if os.name == "nt":  # there, os.kill ends the process whatever the signal
        return True
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True
    return True


def publish(staging: Path, output: Path, unchanged: Collection[str], retained: Iterable[str]) -> tuple[int, int, int]:
    """Move what is staged into ``output`` and remove what this build no longer makes.

    Returns:
        How many files were written, left alone and removed.

    Raises:
        ReflectoryError: ``output`` cannot be written; says where it stopped.
    """
    staged = sorted(_files(staging))
    made = {*staged, *unchanged}
    try:
        with or_nothing(staging), _turn(output):
            _remove_unfinished(output)
            manifest, before = _manifest(made), made
            if not _holds(output / MANIFEST, manifest):
                before = listed(output)
                write_atomically(output / MANIFEST, _manifest(before | made))
            same = _merge(staging, output)
            gone = {path for path in before - made if path.split("/")[0] not in set(retained)}
            removed = sum(_remove(output, path) for path in sorted(gone - _in_other_letters(output, gone, made)))
            write_atomically(output / MANIFEST, manifest)
    except OSError as error:
        place = error.filename2 or error.filename or output
        remedy = "mend that, and the next build will finish the rest."
        raise ReflectoryError(f"{place} cannot be written ({error.strerror}); {remedy}") from error
    discard(staging)
    written = len(staged) - same
    return written, len(made) - written, removed


@contextmanager
def _turn(output: Path) -> Iterator[None]:
    """Let no other build publish into a folder meanwhile, which is made if need be; whoever comes second waits."""
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        remedy = "make room for it, or build into another with --output."
        raise ReflectoryError(f"{output} cannot be made a folder ({error.strerror}); {remedy}") from error
    if os.name != "posix":  # elsewhere, the second build is told that it cannot write
        yield
        return
    import fcntl

    folder = os.open(output, os.O_RDONLY)
    try:
        with suppress(OSError):  # some disks of other machines have no locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _files(folder: Path) -> Iterable[str]:
    for directory, _, names in os.walk(folder):  # texts: a path for each of thousands of files takes long to make
        below = directory[len(str(folder)) + 1 :].replace(os.sep, "/")
        yield from (f"{below}/{name}" if below else name for name in names)


def _merge(folder: Path, target: Path) -> int:
    """Move what lies in ``folder`` into ``target``; returns how many files stood there as they are.

    A folder that is new to ``target`` is moved whole, which a first build would otherwise do file by file.
    """
    same = 0
    for source in sorted(folder.iterdir()):
        place = target / source.name
        if not source.is_dir():
            same += not _move(source, place)
        elif place.is_dir():
            same += _merge(source, place)
        else:
            place.unlink(missing_ok=True)  # an address that was a file before
            source.replace(place)
    return same


def _move(source: Path, target: Path) -> bool:
    if _same(source, target):
        return False
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    source.replace(target)
    return True


def _in_other_letters(output: Path, gone: Collection[str], made: Collection[str]) -> set[str]:
    """Return what is gone only in name: many disks take two paths for one that differ in capitals alone."""
    twins = {path.casefold(): path for path in made} if gone else {}
    pairs = ((path, twins[path.casefold()]) for path in gone if path.casefold() in twins)
    return {path for path, twin in pairs if _is_one_file(output / path, output / twin)}


def _is_one_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there
        return False


def _remove(output: Path, path: str) -> bool:
    target = output / path
    if not target.is_file():
        return False
    target.unlink()
    with suppress(OSError):  # a folder that still holds something: to look into it for each of its files takes minutes
        for folder in target.relative_to(output).parents[:-1]:
            (output / folder).rmdir()
    return True


def _remove_unfinished(output: Path) -> None:
    """Remove what builds left that were killed while they wrote the list of what they made."""
    for left in output.glob(f".{MANIFEST}.*"):
        if not _alive(left.name.rsplit(".", 1)[1]):
            left.unlink(missing_ok=True)


def listed(output: Path) -> set[str]:
    """Return what the last build made, by path, as the folder's own list says."""
    try:
        paths = (output / MANIFEST).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return set()
    return {path for path in paths if path and path[0] != "/" and (".." not in path or ".." not in path.split("/"))}


def _manifest(paths: Iterable[str]) -> bytes:
    return "".join([f"{path}\n" for path in sorted(paths)]).encode()


def replace(file: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old content or the new; its folder is made if need be.

    Raises:
        ReflectoryError: it cannot be written.
    """
    if _holds(file, content):
        return
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(content)
        beside.replace(file)
    except OSError as error:
        raise ReflectoryError(f"{file} cannot be written ({error.strerror}).") from error


def write_atomically(file: Path, content: bytes) -> None:
    """Write a file so that a reader finds the old content or the new, and a power cut loses neither."""
    if _holds(file, content):
        return
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with beside.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(file)
