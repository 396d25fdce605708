"""Which of a piece's mistakes an input shows: those that give something there that is visibly wrong, on every machine."""

from typing import Any, NamedTuple

import numpy as np

from bnkit.authoring.exercise import BrokenSource, Case, Exercise
from bnkit.authoring.make_key import PUBLIC_SEED, make_answer
from bnkit.hunting.shapes import Unfit, fitting
from bnkit.judging.key import Answer
from bnkit.judging.outcome import INPUTS
from bnkit.judging.shown import VISIBLE
from bnkit.judging.spoiled import shown

HUGE = 1e8  # beyond it the last digits decide


class Exposure(NamedTuple):
    """What an input shows.

    answer  what is right there, and what each mistake gives where that is wrong
    shown   the slugs of the mistakes that give something wrong: by more than a thousandth of the output's scale
    hidden  those of the others, which come out right
    """

    answer: Answer
    shown: tuple[str, ...]
    hidden: tuple[str, ...]


def exposure(exercise: Exercise, given: Any, numbers: int | None = None) -> Exposure:
    """What the input `given`, arguments by name, shows. Raises Unfit where the piece does not take it.

    numbers  how many an argument may have at most
    """
    with np.errstate(all="ignore"):
        return _exposure(exercise, fitting(exercise, given), numbers)


def _exposure(exercise: Exercise, arguments: dict[str, Any], numbers: int | None) -> Exposure:
    _check_size(arguments, numbers)
    try:
        answer = make_answer(exercise, Case("this is the input", arguments, VISIBLE), exercise.mistakes)
    except BrokenSource as error:
        raise Unfit(f"The right answer itself fails on this input. {str(error).partition(': ')[2]}") from None
    _check_right(answer)
    found = shown(answer)
    hidden = tuple(each.__name__ for each in exercise.mistakes if each.__name__ not in found)
    return Exposure(answer, tuple(found), hidden)


def _check_size(arguments: dict[str, Any], numbers: int | None) -> None:
    for name, value in arguments.items():
        if numbers is not None and np.size(value) > numbers:
            raise Unfit(f"{name} has {np.size(value)} numbers. Here an argument may have {numbers} at most.")
        values = np.abs(np.asarray(0 if value is None else value, float))
        if values.max() > HUGE:
            raise Unfit(f"{name} has a value beyond {HUGE:.0e}, where rounding decides. Smaller ones show as much.")


def _check_right(answer: Answer) -> None:
    for name, value in answer.right.items():
        if name != INPUTS and isinstance(value, np.ndarray) and not np.isfinite(value).all():
            raise Unfit(f"On this input the right {name} itself is not finite. Choose one on which it is.")


def best_known(exercise: Exercise) -> int:
    """The most mistakes that one of the piece's own cases shows: those of the public seed that decide."""
    cases = (case for case in exercise.cases(PUBLIC_SEED) if case.decides and not case.may_raise)
    return max(len(exposure(exercise, case.args).shown) for case in cases)
