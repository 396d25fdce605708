"""The catalogue's matrix: for each piece, how many mistakes are rejected, named, and confused with another."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bnkit.authoring.chapter import Chapter
from bnkit.authoring.exercise import Exercise
from bnkit.authoring.make_key import make_piece
from bnkit.judging.judge import judge_piece


class Row(NamedTuple):
    """One piece over several seeds. rejected, named and confused are the worst seed's counts."""

    piece: str
    mistakes: int
    rejected: int
    named: int
    confused: int


def rows(chapter: Chapter, seeds: Sequence[int]) -> Iterator[Row]:
    """A row for each of the chapter's exercises."""
    for exercise in chapter.exercises:
        counts = [_counts(chapter, exercise, seed) for seed in seeds]
        rejected, named, not_confused = (min(column) for column in zip(*counts, strict=True))
        mistakes = len(exercise.mistakes)
        yield Row(exercise.name, mistakes, rejected, named, mistakes - not_confused)


def _counts(chapter: Chapter, exercise: Exercise, seed: int) -> tuple[int, int, int]:
    """How many mistakes are rejected, named on every output that they spoil, and named alone there."""
    piece = make_piece(chapter.name, exercise, seed)
    spoiled = [
        (mistake.__name__, [output for output in judge_piece(mistake, piece).outputs.values() if not output.right])
        for mistake in exercise.mistakes
    ]
    rejected = sum(bool(outputs) for _, outputs in spoiled)
    named = sum(all(slug in (each.mistake, *each.others) for each in outputs) for slug, outputs in spoiled)
    alone = sum(all((each.mistake, *each.others) == (slug,) for each in outputs) for slug, outputs in spoiled)
    return rejected, named, alone
