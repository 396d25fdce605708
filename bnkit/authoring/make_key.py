"""Make an answer key from a chapter's source, for a seed."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from bnkit.authoring.chapter import Chapter
from bnkit.authoring.exercise import BrokenSource, Case, Exercise, message
from bnkit.authoring.nearby import nearby_calls
from bnkit.authoring.variants import known_prints
from bnkit.judging.compare import Wanted
from bnkit.judging.key import Answer, Key, Piece
from bnkit.judging.outcome import INPUTS, UNSETTLED, Fault, outcome

PUBLIC_SEED = 2015
EXAMPLE_SEED = 2018
WATCHED = 5  # examples whose values on the way are in the key
ROUNDING = 0.02  # of a case's tolerance: what two ways to compute the same thing differ by is less


def make_key(chapter: Chapter, seed: int, example_seed: int = EXAMPLE_SEED, gallery: str = "") -> Key:
    """The answers to `chapter`'s exercises on the cases of `seed`, with examples that may be shown to anyone.

    gallery is the address of the page of mistakes, where the book has one.
    """
    pieces = [make_piece(chapter.name, each, seed, example_seed, gallery) for each in chapter.exercises]
    return Key.of(chapter.name, pieces)


def make_piece(
    chapter: str, exercise: Exercise, seed: int, example_seed: int = EXAMPLE_SEED, gallery: str = ""
) -> Piece:
    """One exercise's part of the key. Raises BrokenSource where the solution fails on a case."""
    answers = [make_answer(exercise, case, exercise.mistakes) for case in exercise.cases(seed)]
    variants, prints = known_prints(exercise, [answer for answer in answers if answer.decides])
    return Piece(
        chapter=chapter,
        name=exercise.name,
        section=exercise.section,
        points=exercise.points,
        parameters=list(inspect.signature(exercise.solution).parameters),
        outputs=list(exercise.outputs),
        weights=dict(exercise.weights),
        messages={each.__name__: message(each) for each in (*exercise.mistakes, *exercise.fragile)},
        answers=answers,
        examples=list(_examples(exercise, example_seed)),
        whole=list(exercise.whole),
        up_to=dict(exercise.up_to),
        variants=variants,
        prints=prints,
        gallery=gallery,
    )


def _examples(exercise: Exercise, seed: int) -> Iterator[Answer]:
    """The cases that may be shown, the first few with the quantities of the text."""
    for number, case in enumerate(case for case in exercise.cases(seed) if case.decides):
        answer = make_answer(exercise, case, ())
        if exercise.quantities and number < WATCHED:
            found = exercise.quantities(**case.args)
            answer = replace(answer, quantities=_arrays(found.right), mistaken=_arrays(found.mistaken))
        yield answer


def _arrays(values: Mapping[str, Any]) -> dict[str, np.ndarray]:
    return {name: np.asarray(value, float) for name, value in values.items()}


def make_answer(exercise: Exercise, case: Case, mistakes: tuple[Callable, ...]) -> Answer:
    """One case: what is right there, and what each of the mistakes gives. Raises BrokenSource where the solution fails."""
    args, keywords = call_of(exercise.solution, case.args)
    right = outcome(exercise.solution, args, keywords, exercise.outputs)
    for name, value in right.items():
        if isinstance(value, Fault):
            raise BrokenSource(f"{exercise.name}'s solution fails where {case.name}: {name}: {value.text}")
    if case.advice and case.advice not in {each.__name__ for each in exercise.fragile}:
        raise BrokenSource(
            f"{exercise.name} has no fragile answer {case.advice}, which the case where {case.name} names."
        )
    if case.alone and case.alone not in {each.__name__ for each in exercise.mistakes}:
        raise BrokenSource(f"{exercise.name} has no mistake {case.alone}, which the case where {case.name} names.")
    for mistake in mistakes:
        _check_call(exercise, mistake, args, keywords)
    scales = _scales(exercise, case, right)
    return Answer(
        name=case.name,
        args=args,
        keywords=keywords,
        right=right,
        scales=scales,
        symbols=dict(exercise.symbols(**case.args)) if exercise.symbols else {},
        wrong=_wrong(exercise, mistakes, case, (args, keywords), right, scales) if case.decides else {},
        tolerance=case.tolerance,
        may_raise=case.may_raise,
        advice=case.advice,
        probe=case.probe,
        alone=case.alone,
        part=case.part,
    )


def _check_call(exercise: Exercise, mistake: Callable, args: list, keywords: dict[str, Any]) -> None:
    """Raise BrokenSource where `mistake` does not take a case's arguments: all such mistakes would look alike."""
    try:
        _signature(mistake).bind(*args, **keywords)
    except TypeError as error:
        told = f"{exercise.name}'s mistake {mistake.__name__} cannot be called as the solution is: {error}."
        raise BrokenSource(f"{told} Give it the solution's arguments and defaults.") from error


@lru_cache(maxsize=64)
def _signature(mistake: Callable) -> inspect.Signature:
    return inspect.signature(mistake, follow_wrapped=False)


def call_of(function: Callable, args: Mapping[str, Any]) -> tuple[list, dict[str, Any]]:
    """The positional and keyword arguments that pass `args`: by position as far as `function` and `args` allow."""
    positional = []
    remaining = dict(args)
    for name, parameter in inspect.signature(function).parameters.items():
        if name not in remaining or parameter.kind is parameter.KEYWORD_ONLY:
            break
        positional.append(remaining.pop(name))
    return positional, remaining


def _wrong(exercise: Exercise, mistakes, case: Case, call: tuple[list, dict], right: dict, scales: dict) -> dict:
    """What each mistake gives where that is not right; UNSETTLED where rounding decides what it gives."""

    def wanted(outputs: dict[str, Any]) -> dict[str, Wanted]:
        return {name: Wanted(value, scales.get(name, 1)) for name, value in outputs.items()}

    def differing(outputs: dict[str, Any], others: dict[str, Wanted]) -> dict[str, Any]:
        return {name: value for name, value in outputs.items() if others[name].off(value) > ROUNDING * case.tolerance}

    calls, rightly = list(nearby_calls(call)), wanted(right)
    if any(differing(outcome(exercise.solution, *each, exercise.outputs), rightly) for each in calls):
        calls = []  # the right answer hangs on the last bits, too: they are part of the case
    wrong = {}
    for mistake in mistakes:
        values = outcome(mistake, *call, exercise.outputs)
        given = wanted(values)
        for nearby in calls:
            values |= dict.fromkeys(differing(outcome(mistake, *nearby, exercise.outputs), given), UNSETTLED)
        wrong[mistake.__name__] = differing(values, rightly)
    return wrong


def _scales(exercise: Exercise, case: Case, right: dict[str, Any]) -> dict[str, Any]:
    """The author's scale of each output, or the largest size of its right values."""
    scales = {name: _largest(value) for name, value in right.items() if name != INPUTS}
    return scales | dict(exercise.scales(**case.args) if exercise.scales else {})


def _largest(value: Any) -> float:
    array = np.abs(np.asarray(value, float)) if value is not None else np.zeros(0)
    return float(np.max(array[np.isfinite(array)], initial=0.0))
