"""Answer keys for the seeds that tests judge by: each is made once in a run, written to its file, and read from there."""

from functools import cache

from conftest import CHAPTERS
from shared import once

from bnkit.authoring.chapter import Chapter
from bnkit.authoring.exercise import Exercise
from bnkit.authoring.make_key import PUBLIC_SEED, make_key
from bnkit.judging.key import Key, Piece, load

SEEDS = [PUBLIC_SEED, 11, 22, 33, 44, 55]


def piece(chapter: Chapter, exercise: Exercise, seed: int) -> Piece:
    """The part of the chapter's key for the exercise and the seed."""
    return _piece(chapter.name, exercise.name, seed)


@cache
def _piece(chapter: str, name: str, seed: int) -> Piece:
    return _key(chapter, seed).piece(name)


@cache
def _key(name: str, seed: int) -> Key:
    (chapter,) = (chapter for chapter in CHAPTERS if chapter.name == name)
    return load(once(f"{name} of seed {seed}.npz", lambda path: make_key(chapter, seed).save(path)))
