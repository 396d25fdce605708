"""A chapter: the package in solutions/ that its exercises come from, and how it is loaded."""

import contextlib
import importlib
import inspect
import re
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

from bnkit.authoring.exercise import BrokenSource, Exercise, Question
from bnkit.authoring.hunt import Hunt

CHAPTER = re.compile(r"ch\d\d_\w+")


@dataclass(frozen=True)
class Chapter:
    """A chapter's exercises, questions and hunts, with the package that they come from."""

    name: str
    module: ModuleType
    exercises: tuple[Exercise, ...]
    questions: tuple[Question, ...]
    hunts: tuple[Hunt, ...] = ()

    @property
    def introduction(self) -> str:
        """The package's docstring: Markdown, a title first."""
        return inspect.getdoc(self.module) or f"# {self.name}"

    @property
    def graded(self) -> list[tuple[Hunt, Exercise]]:
        """The hunts that are graded, each with its piece."""
        pieces = {exercise.name: exercise for exercise in self.exercises}
        return [(hunt, pieces[hunt.piece]) for hunt in self.hunts if hunt.graded and hunt.piece in pieces]


def sources(folder: Path) -> list[Path]:
    """The chapters' packages in `folder`, in order."""
    return sorted(path.parent for path in Path(folder).glob("ch[0-9][0-9]_*/__init__.py"))


def files(folder: Path) -> list[Path]:
    """The files of the chapters' packages in `folder`, in order."""
    return [file for chapter in sources(folder) for file in sorted(chapter.glob("*.py"))]


def load(path: Path | str) -> Chapter:
    """The chapter whose package is the folder `path`. Raises BrokenSource when it cannot be imported or has no EXERCISES.

    Other chapters that it imports are those beside it. Nothing is imported again until one of their files changes.
    """
    path = Path(path)
    states = [(file, file.stat()) for file in files(path.parent.absolute())]
    return _load(path, tuple((file, state.st_mtime_ns, state.st_size) for file, state in states))


@lru_cache(maxsize=32)
def _load(path: Path, states: tuple) -> Chapter:
    package = _import(path)
    exercises = getattr(package, "EXERCISES", None)
    if not exercises or not all(isinstance(exercise, Exercise) for exercise in exercises):
        raise BrokenSource(f"{path} has no EXERCISES: end its __init__.py with EXERCISES = [piece.EXERCISE, ...].")
    questions, hunts = (tuple(getattr(package, name, ())) for name in ("QUESTIONS", "HUNTS"))
    chapter = Chapter(path.name, package, tuple(exercises), questions, hunts)
    for hunt in hunts:
        _check(hunt, chapter, path)
    return chapter


def _check(hunt: Hunt, chapter: Chapter, path: Path) -> None:
    fault = hunt.fault
    if hunt.graded and hunt not in [each for each, _ in chapter.graded]:
        fault = fault or "what is graded is about a piece of its own chapter."
    if fault:
        raise BrokenSource(f"{path}: the hunt {hunt.name} cannot be used: {fault}")


def _import(path: Path) -> ModuleType:
    if not CHAPTER.fullmatch(path.name) or not (path / "__init__.py").is_file():
        raise BrokenSource(f"{path} is not a chapter: a folder chNN_name with an __init__.py.")
    with _chapters_of(path.parent.resolve()):
        try:
            return importlib.import_module(path.name)
        except Exception as error:
            told = f"{_place(error, path)} cannot be imported: {type(error).__name__}: {error}"
            raise BrokenSource(told) from error


def _place(error: Exception, folder: Path) -> str:
    """The last line in `folder` that was run before the error."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame for frame in frames if Path(frame.filename).is_relative_to(folder.resolve())]
    return f"{folder / Path(lines[-1].filename).name}, line {lines[-1].lineno}" if lines else str(folder)


@contextlib.contextmanager
def _chapters_of(folder: Path) -> Iterator[None]:
    """Names of chapters mean those in `folder`: none that was imported before is taken, and none is left."""
    before = _forget_chapters()
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        _forget_chapters()
        sys.modules.update(before)


def _forget_chapters() -> dict[str, ModuleType]:
    return {name: sys.modules.pop(name) for name in list(sys.modules) if CHAPTER.match(name)}
