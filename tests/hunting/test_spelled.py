"""A mistake in one function computes what the mistake computes."""

import itertools

import numpy as np
import pytest
from conftest import PIECES

from bnkit import Cache
from bnkit.authoring.make_key import call_of
from bnkit.hunting.spelled import Unspelled, spelled
from bnkit.judging.compare import agrees
from bnkit.judging.outcome import outcome

SEED = 11
FAR = ("eps is nearly 0", "the mean is far from zero")  # cases in which two ways to compute the same thing differ


def same(one, other, exercise, case):
    args, keywords = call_of(exercise.solution, case.args)
    ours, theirs = (outcome(each, args, keywords, exercise.outputs) for each in (one, other))
    return all(agrees(ours[name], theirs[name], _size(theirs[name]), 1e-6) for name in theirs)


def _size(value):
    finite = np.abs(value[np.isfinite(value)]) if isinstance(value, np.ndarray) else np.zeros(0)
    return max(1.0, finite.max(initial=0.0))


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_it_computes_the_same(chapter, exercise):
    cases = [case for case in itertools.islice(exercise.cases(SEED), 3) if case.name not in FAR]
    for mistake in exercise.mistakes:
        try:
            source = spelled(mistake, exercise.solution)
        except Unspelled:
            continue
        namespace = {"np": np, "Cache": Cache}
        exec(source, namespace)
        assert all(same(namespace[exercise.name], mistake, exercise, case) for case in cases), source


def test_most_of_batch_norms_are_one_function_of_a_few_lines():
    exercise = next(each.values[1] for each in PIECES if each.id == "batch_norm")
    lines = [
        len(spelled(each, exercise.solution).splitlines())
        for each in exercise.mistakes[:-2]
        if "mutates" not in each.__name__
    ]
    assert len(lines) >= 34 and max(lines) <= 7


def test_steps_of_other_functions_give_way_to_what_they_compute():
    def squares(x):
        return x**2, x.sum()

    def slip(x, eps=2.0):
        both, total = squares(x)
        total = total + 1
        return both + eps

    def solution(x, eps=1.0):
        """Σ."""
        return x

    squares.__module__ = "ch00_of_a_test"
    assert spelled(slip, solution) == "def solution(x, eps=2.0):\n    both = x ** 2\n    return both + eps\n"


def test_what_is_known_to_be_none_or_not_chooses():
    def scaled(x, front=None):
        front = x.sum() if front is None else front
        return front * x

    def by_default(x, b=None):
        return scaled(x) + (0 if b is None else b)

    def by_a_number(x, b=None):
        return scaled(x, front=2.0)

    def by_a_formula(x, b=None):
        return scaled(x, front=x**2)

    def solution(x, b=None):
        return x

    scaled.__module__ = "ch00_of_a_test"
    bodies = [spelled(each, solution).partition("\n")[2] for each in (by_default, by_a_number, by_a_formula)]
    assert bodies == [
        "    front = x.sum()\n    return front * x + (0 if b is None else b)\n",
        "    return 2.0 * x\n",
        "    front = x ** 2\n    return front * x\n",
    ]
