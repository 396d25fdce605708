"""The pieces that measure and train: a learner's own where there are some, else the chapters' solutions."""

import functools
from collections.abc import Callable
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from bnkit.authoring.chapter import load, sources
from bnkit.authoring.exercise import BrokenSource
from bnkit.learning.kept import accepted

SOLUTIONS = "solutions"


def piece(own: str, name: str) -> Callable:
    """The piece `name` in the folder `own`, or the book's where `own` is "" or has none. Raises BrokenSource."""
    found = (own and pieces(own).get(name)) or pieces(SOLUTIONS).get(name)
    if found is None:
        raise BrokenSource(f"There is no piece {name} in {SOLUTIONS}.")
    return found


@functools.cache
def pieces(folder: str) -> dict[str, Callable]:
    """The pieces in `folder` by name: those that `check` accepted in a workspace, or those of the chapters.

    Raises BrokenSource where there are none.
    """
    chapters = [load(path) for path in sources(Path(folder))]
    found = {exercise.name: exercise.solution for chapter in chapters for exercise in chapter.exercises}
    found |= {name: getattr(_module(path), name) for name, path in accepted(Path(folder)).items()}
    if not found:
        told = (
            "run this in the book's folder" if folder == SOLUTIONS else "name a workspace where check has accepted one"
        )
        raise BrokenSource(f"There are no pieces in {folder}: {told}.")
    return found


def written(own: str) -> list[str]:
    """The text of the pieces accepted in the workspace `own`, which tells when one has changed."""
    return [path.read_text(encoding="utf-8") for path in accepted(Path(own)).values()] if own else []


def _module(path: Path) -> ModuleType:
    module = ModuleType(path.stem)
    try:
        SourceFileLoader(path.stem, str(path)).exec_module(module)
    except Exception as error:
        raise BrokenSource(f"{path} cannot be imported: {type(error).__name__}: {error}") from error
    return module
