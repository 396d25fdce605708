"""The fingerprints of an exercise's variants: slips in pairs, and slips in another form."""

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bnkit.authoring.exercise import BrokenSource, Exercise
from bnkit.judging import plain
from bnkit.judging.key import Answer
from bnkit.judging.outcome import UNSETTLED, Fault, named
from bnkit.judging.prints import CLOSE, LEAST, alike, beside, counts


def known_prints(exercise: Exercise, answers: Sequence[Answer]) -> tuple[list[str], dict[str, np.ndarray]]:
    """The variants that no single mistake and no earlier variant explains, and output -> their fingerprints by case."""
    cases = [Known(each, exercise.outputs) for each in answers]
    known = {
        name: np.array([[case.of_mistake(each.__name__, name) for case in cases] for each in exercise.mistakes])
        for name in exercise.outputs
    }
    slugs, kept = [], {name: np.zeros((0, len(answers))) for name in exercise.outputs}
    for variant in exercise.variants:
        _check_slugs(exercise, variant.__name__)
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            by_case = [case.of_variant(variant) for case in cases]
        found = {name: np.array([each[name] for each in by_case]) for name in exercise.outputs}
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


class Known:
    """A case's answer, with the arguments and the fingerprints' right values at hand for thousands of variants."""

    def __init__(self, answer: Answer, names: Sequence[str]):
        self.answer = answer
        self.arrays: list[np.ndarray] = []
        self.tree = plain.pack([answer.args, answer.keywords], self.arrays)
        self.counts = counts(answer)
        self.prints = {
            name: beside(answer.right[name], answer.scales.get(name, 1.0)) if self.counts else _no_print
            for name in names
        }

    def of_mistake(self, slug: str, name: str) -> float:
        """The fingerprint of what the mistake gives for an output."""
        return self.prints[name](self.answer.wrong[slug].get(name, self.answer.right[name]))

    def of_variant(self, variant: Callable) -> dict[str, float]:
        """Each output's fingerprint; NaN where rounding decides what one of the slips gives."""
        wrong = [self.answer.wrong[slug] for slug in variant.__name__.split("+")]
        got = self._outputs(variant) if self.counts else dict.fromkeys(self.prints)
        return {
            name: of(got[name]) if all(_settled(each.get(name)) for each in wrong) else np.nan
            for name, of in self.prints.items()
        }

    def _outputs(self, variant: Callable) -> dict[str, Any]:
        """As `bnkit.judging.outcome.outcome`, of code that neither prints nor hangs, in a third of the time."""
        args, keywords = plain.unpack(self.tree, self.arrays)
        try:
            return named(variant(*args, **keywords), list(self.prints))
        except Exception:
            return dict.fromkeys(self.prints)


def _no_print(value: Any) -> float:
    return np.nan


def _settled(value: Any) -> bool:
    return not (isinstance(value, Fault) and value == UNSETTLED)


def _is_new(row: np.ndarray, known: np.ndarray, kept: np.ndarray) -> bool:
    """Whether the fingerprints are of a wrong value that has no name yet."""
    telling = np.abs(np.nan_to_num(row)) > 100 * CLOSE
    return telling.sum() >= LEAST and not alike(row, known).any() and not alike(row, kept).any()
