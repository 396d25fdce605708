"""Answer keys that tests judge by: the public ones as they are; those of other seeds, made once in a run and read from a file."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import pytest
from conftest import CHAPTERS, ROOT
from shared import once

import bnkit
from bnkit.authoring.chapter import Chapter
from bnkit.authoring.exercise import Exercise
from bnkit.authoring.make_key import PUBLIC_SEED, make_answer, make_key, make_piece
from bnkit.judging.key import Key, Piece, load
from bnkit.judging.verdict import Verdict

SLOW_SEEDS = [PUBLIC_SEED, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (11, 22, 33, 44, 55))]


def judge(function: Callable, name: str) -> Verdict:
    """The verdict by the public key that has the piece."""
    (key,) = [path for path in (ROOT / "exercises").glob("*/key.npz") if name in load(path).trees]
    return bnkit.judge(function, name, key)


def piece(chapter: Chapter, exercise: Exercise, seed: int) -> Piece:
    """The part of the chapter's key for the exercise and the seed."""
    return _piece(chapter.name, exercise.name, seed)


def bare(chapter: Chapter, exercise: Exercise, seed: int) -> Piece:
    """The same without examples: a verdict by it shows none, and does not look for the line that goes wrong."""
    return replace(piece(chapter, exercise, seed), examples=[])


def without_mistakes(chapter: Chapter, exercise: Exercise, seeds: Iterable[int]) -> list[Piece]:
    """Parts of keys that are made sooner: they know right from wrong, and no mistake. Their examples are the same."""
    cases = lambda seed: (replace(case, alone="") for case in exercise.cases(seed))  # noqa: E731
    plain = replace(exercise, mistakes=(), variants=(), whole=(), up_to={}, quantities=None, cases=cases)
    made = make_piece(chapter.name, plain, PUBLIC_SEED)
    return [replace(made, answers=[make_answer(plain, case, ()) for case in plain.cases(seed)]) for seed in seeds]


@cache
def _piece(chapter: str, name: str, seed: int) -> Piece:
    return _key(chapter, seed).piece(name)


@cache
def _key(name: str, seed: int) -> Key:
    if seed == PUBLIC_SEED:
        return load(ROOT / "exercises" / name / "key.npz")
    (chapter,) = (chapter for chapter in CHAPTERS if chapter.name == name)
    return load(once(f"{name} of seed {seed}.npz", lambda path: make_key(chapter, seed).save(path)))
