"""The fingerprints of an exercise's variants: slips in pairs, and slips in another form."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bnkit.authoring.exercise import BrokenSource, Exercise
from bnkit.judging import plain
from bnkit.judging.key import Answer
from bnkit.judging.outcome import UNSETTLED, Fault, named
from bnkit.judging.prints import CLOSE, LEAST, alike, fingerprint


def known_prints(exercise: Exercise, answers: Sequence[Answer]) -> tuple[list[str], dict[str, np.ndarray]]:
    """The variants that no single mistake and no earlier variant explains, and output -> their fingerprints by case."""
    known = {
        name: np.array([_of_mistake(each.__name__, name, answers) for each in exercise.mistakes])
        for name in exercise.outputs
    }
    slugs, kept = [], {name: np.zeros((0, len(answers))) for name in exercise.outputs}
    for variant in exercise.variants:
        _check_slugs(exercise, variant.__name__)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = _of_variant(exercise, variant, answers)
        if any(_is_new(found[name], known[name], kept[name]) for name in exercise.outputs):
            slugs.append(variant.__name__)
            kept = {name: np.vstack([kept[name], found[name]]) for name in exercise.outputs}
    spoiled = {name: rows.astype(np.float32) for name, rows in kept.items() if np.nan_to_num(rows).any()}
    return slugs, spoiled


def _check_slugs(exercise: Exercise, name: str) -> None:
    strange = set(name.split("+")) - {each.__name__ for each in exercise.mistakes}
    if strange:
        raise BrokenSource(
            f"{exercise.name} has no mistake {' and no '.join(strange)}, which the variant {name} names."
        )


def _of_mistake(slug: str, name: str, answers: Sequence[Answer]) -> list[float]:
    return [_print(each.wrong[slug].get(name, each.right[name]), name, each) for each in answers]


def _of_variant(exercise: Exercise, variant: Callable, answers: Sequence[Answer]) -> dict[str, np.ndarray]:
    """Each output's fingerprints; NaN where rounding decides what one of the slips gives."""
    rows = {name: np.full(len(answers), np.nan) for name in exercise.outputs}
    for number, answer in enumerate(answers):
        got = _outputs(variant, answer, exercise.outputs)
        for name in exercise.outputs:
            settled = all(_settled(answer.wrong[slug].get(name)) for slug in variant.__name__.split("+"))
            rows[name][number] = _print(got[name], name, answer) if settled else np.nan
    return rows


def _outputs(variant: Callable, answer: Answer, names: Sequence[str]) -> dict[str, Any]:
    """As `bnkit.judging.outcome.outcome`, of code that neither prints nor hangs, in a third of the time."""
    args, keywords = plain.copy([answer.args, answer.keywords])
    try:
        return named(variant(*args, **keywords), names)
    except Exception:
        return dict.fromkeys(names)


def _settled(value: Any) -> bool:
    return not (isinstance(value, Fault) and value == UNSETTLED)


def _print(value: Any, name: str, answer: Answer) -> float:
    return fingerprint(value, answer.right[name], answer.scales.get(name, 1.0)) if answer.tolerance <= CLOSE else np.nan


def _is_new(row: np.ndarray, known: np.ndarray, kept: np.ndarray) -> bool:
    """Whether the fingerprints are of a wrong value that has no name yet."""
    telling = np.abs(np.nan_to_num(row)) > 100 * CLOSE
    return telling.sum() >= LEAST and not alike(row, known).any() and not alike(row, kept).any()
