"""The catalogue's matrix: for each piece, how many mistakes are rejected, named, confused, and named as strangers write them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from bnkit.authoring.chapter import Chapter
from bnkit.authoring.exercise import BrokenSource, Exercise
from bnkit.authoring.hunted import hunted
from bnkit.authoring.make_key import make_piece
from bnkit.authoring.strangers import other_words, rounded, single
from bnkit.judging.judge import judge_piece
from bnkit.judging.key import Piece
from bnkit.judging.outcome import INPUTS
from bnkit.judging.spoiled import spoiled


class Row(NamedTuple):
    """One piece over several seeds; each count is the worst seed's.

    rejected, named  mistakes that lose points, and that are named on every output that they spoil
    confused         mistakes that are not named alone
    rounded, single  mistakes that are named with other roundings, and in single precision
    words, worded    slips in other words, and how many of them are named
    pairs, paired    the key's variants, two slips at a time and others, and how many are named
    survivors        the slugs of mistakes that some seed's cases take for right
    """

    piece: str
    mistakes: int
    rejected: int
    named: int
    confused: int
    rounded: int
    single: int
    words: int
    worded: int
    pairs: int
    paired: int
    survivors: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is left to mend. (What single precision cannot show is no fault.)"""
        found = (self.rejected, self.named, self.rounded)
        return (
            set(found) == {self.mistakes}
            and not self.confused
            and self.worded == self.words
            and self.paired == self.pairs
        )


def rows(chapter: Chapter, seeds: Sequence[int], words: Path) -> Iterator[Row]:
    """A row for each of the chapter's exercises; `words` is the folder with the slips in other words.

    Raises BrokenSource where a file there cannot be used.
    """
    for exercise in chapter.exercises:
        written = list(other_words(words, chapter.name, exercise.name))
        _check(exercise, written)
        counts, survivors = zip(*(_counts(chapter, exercise, seed, written) for seed in seeds), strict=True)
        rejected, named, alone, noisy, rough, worded, paired, pairs = (
            min(column) for column in zip(*counts, strict=True)
        )
        mistakes = len(exercise.mistakes)
        yield Row(
            exercise.name,
            mistakes,
            rejected,
            named,
            mistakes - alone,
            noisy,
            rough,
            len(written),
            worded,
            pairs,
            paired,
            tuple(dict.fromkeys(slug for slugs in survivors for slug in slugs)),
        )


def _check(exercise: Exercise, written: Iterable[tuple[str, Callable]]) -> None:
    strange = {slug for slug, _ in written} - {each.__name__ for each in exercise.mistakes}
    if strange:
        raise BrokenSource(f"{exercise.name} has no mistake {' and no '.join(sorted(strange))} to put in other words.")


def _counts(
    chapter: Chapter, exercise: Exercise, seed: int, written: Sequence
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """How many mistakes are rejected, named, named alone, with other roundings, in single precision; words; pairs, and all.

    Then the slugs of those that are not rejected.
    """
    piece = make_piece(chapter.name, exercise, seed)
    found = {
        mistake.__name__: [output for output in judge_piece(mistake, piece).outputs.values() if not output.right]
        for mistake in exercise.mistakes
    }
    hunt = hunted(exercise.mistakes, lambda mistake: bool(found[mistake.__name__]))
    counts = (
        len(hunt.killed),
        sum(all(slug in (each.mistake, *each.others) for each in outputs) for slug, outputs in found.items()),
        sum(all((each.mistake, *each.others) == (slug,) for each in outputs) for slug, outputs in found.items()),
        sum(is_named(rounded(each, seed), each.__name__, piece) for each in exercise.mistakes),
        sum(is_named(single(each), each.__name__, piece) for each in exercise.mistakes),
        sum(is_named(function, slug, piece) for slug, function in written),
        sum(is_named_at_all(each, piece) for each in exercise.variants if each.__name__ in piece.variants),
        sum(each.__name__ in piece.variants for each in exercise.variants),
    )
    return counts, hunt.survived


def is_named(function: Callable, slug: str, piece: Piece) -> bool:
    """Whether the mistake is named on every output that it spoils; a copy of an argument that it changes does not count."""
    outputs = judge_piece(function, piece).outputs
    spoils = [name for name in spoiled(piece, slug) if name != INPUTS]
    return all(slug in (outputs[name].mistake, *outputs[name].others) for name in spoils)


def is_named_at_all(variant: Callable, piece: Piece) -> bool:
    """Whether every wrong output of a variant has a name."""
    return all(output.right or output.mistake for output in judge_piece(variant, piece).outputs.values())
