"""What can be wrong with a site's sources and settings, said in one sentence each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from msgspec import Struct


def remedy(name: str, known: Collection[str], otherwise: str = "write it, or remove the name.") -> str:
    """Return the question that helps with a name nobody knows, ``did you mean “hope”?``, else what to do instead."""
    from rapidfuzz import process  # here: few builds are asked, and it is slow to load
    from rapidfuzz.distance import Indel

    near = process.extractOne(name, sorted(known), scorer=Indel.normalized_similarity, score_cutoff=0.6)
    return f"did you mean “{near[0]}”?" if near else otherwise


class ReflectoryError(Exception):
    """Base of everything Reflectory raises on purpose; its text is meant for the practitioner.

    ``exitcode`` is the process's exit status: Pelican's own ``main`` reads it too.
    """

    exitcode = 1


class SettingsError(ReflectoryError):
    """A setting in ``pelicanconf.py`` is unknown or has an unusable value."""


class Problem(Struct, frozen=True, order=True):
    """One thing wrong in one place.

    Attributes:
        file: path from the site's folder (``content/essays/a.md``), or "" where no file is to blame.
        line: counted from 1 at the top of the file; 0 where the whole file is meant.
        message: what is wrong, with the value and the remedy, as one sentence.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """``content/essays/a.md, line 3: the date "soon" ...``."""
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.message}" if where else self.message


class SourceError(ReflectoryError):
    """Sources that cannot be published; carries every problem of one build."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))

    def __reduce__(self) -> tuple[type[SourceError], tuple[tuple[Problem, ...]]]:
        """Travel with the problems; an exception by itself would with its text alone."""
        return type(self), (self.problems,)


class Problems:
    """Collects what is wrong during a build, so that all of it is told at once.

    There are three weights: a problem stops the build, a warning stops only ``check --strict`` (a picture without
    alternative text), and a note is worth knowing and stops nothing (an entry that no essay uses).
    """

    def __init__(self) -> None:
        self._found: dict[str, set[Problem]] = {"problem": set(), "warning": set(), "note": set()}

    def add(self, file: str, line: int, message: str) -> None:
        """Record something that must stop the build."""
        self._found["problem"].add(Problem(file, line, message))

    def warn(self, file: str, line: int, message: str) -> None:
        """Record something that should be mended and stops only a strict check."""
        self._found["warning"].add(Problem(file, line, message))

    def note(self, file: str, line: int, message: str) -> None:
        """Record something worth saying that stops nothing."""
        self._found["note"].add(Problem(file, line, message))

    @property
    def found(self) -> tuple[Problem, ...]:
        """What must stop the build, by file and line."""
        return tuple(sorted(self._found["problem"]))

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The warnings, by file and line."""
        return tuple(sorted(self._found["warning"]))

    @property
    def notes(self) -> tuple[Problem, ...]:
        """The notes, by file and line."""
        return tuple(sorted(self._found["note"]))

    def take(self, problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        """Record what was found elsewhere."""
        self._found["problem"].update(problems)
        self._found["warning"].update(warnings)

    @property
    def blamed(self) -> set[str]:
        """The files in which a problem was found."""
        return {problem.file for problem in self._found["problem"]}

    def blames(self, file: str) -> bool:
        """Whether a problem was found in ``file``."""
        return any(problem.file == file for problem in self._found["problem"])

    def raise_if_any(self, *, strict: bool = False) -> None:
        """Raise one ``SourceError`` with every problem (and warning, if strict), by file and line."""
        found = self._found["problem"] | (self._found["warning"] if strict else set())
        if found:
            raise SourceError(tuple(sorted(found)))


def line_of(path: str | Path, text: str) -> int:
    """Return the line of a source on which ``text`` first stands, 0 if it does not stand there so."""
    rows = Path(path).read_text("utf-8", errors="replace").split("\n") if text else []
    return next((number for number, row in enumerate(rows, 1) if text in row), 0)
