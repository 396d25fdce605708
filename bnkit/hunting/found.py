"""Where a hunt's piece is found: in a folder of chapters, or in the catalogue that lies beside the exercises."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bnkit.authoring.catalogue import NAME, chapter_of
from bnkit.authoring.chapter import Chapter
from bnkit.authoring.exercise import BrokenSource, Exercise
from bnkit.authoring.hunt import Hunt
from bnkit.judging.find import exercises, find
from bnkit.judging.key import Piece


def piece_in(catalogue: Path | None, name: str) -> tuple[Chapter, Exercise]:
    """The chapter and the exercise of the piece "chNN_chapter/name" or "name". Raises bnkit.NoKey, BrokenSource.

    catalogue is a folder of chapters or a catalogue's file; by default the one that comes with the package.
    """
    chapter, _, piece = name.rpartition("/")
    if catalogue is not None and catalogue.is_dir():
        names = [chapter] if chapter else sorted(path.parent.name for path in catalogue.glob("ch*/" + piece + ".py"))
    else:
        catalogue, names = catalogue or exercises() / NAME, [chapter or find(piece).chapter]
    for each in names:
        found = chapter_of(catalogue, each)
        for exercise in found.exercises:
            if exercise.name == piece:
                return found, exercise
    raise BrokenSource(f"{catalogue} has no piece called {piece}. Is it the function's name from the exercise?")


def mistake_of(exercise: Exercise, slug: str) -> Callable:
    """The exercise's mistake with that slug. Raises BrokenSource."""
    for mistake in exercise.mistakes:
        if mistake.__name__ == slug:
            return mistake
    raise BrokenSource(f"{exercise.name} has no mistake called {slug}.")


class Found(NamedTuple):
    """A hunt, the exercise that it is about, and what the public key says of that."""

    hunt: Hunt
    exercise: Exercise
    piece: Piece


def hunt_in(catalogue: Path | None, name: str, key: Path | None = None) -> Found:
    """The hunt "chNN_chapter/name", by that key, or the one that is found. Raises bnkit.NoKey, BrokenSource."""
    chapter, _, own = name.rpartition("/")
    for hunt in chapter_of(catalogue or exercises() / NAME, chapter).hunts:
        if hunt.name == own:
            return Found(hunt, piece_in(catalogue, hunt.piece)[1], find(hunt.piece, key))
    raise BrokenSource(f"{chapter} has no hunt called {own}.")
