"""Which of four mistakes is it? Every mistake can come, and what is shown is what its function gives."""

from functools import cache

import numpy as np
import pytest
from conftest import CHAPTERS, ROOT

from bnkit.hunting.name import CHOICES, packed, questions
from bnkit.judging.key import load
from bnkit.judging.outcome import outcome
from bnkit.judging.shown import row

SMALL = [
    "grad_var",
    "batch_norm",
    "sgd_step",
    "rms_norm",
    "batch_norm_inference",
    "smoothing_bound",
    "steps_to_accuracy",
]
EXERCISES = {exercise.name: (chapter, exercise) for chapter in CHAPTERS for exercise in chapter.exercises}


@cache
def asked(name):
    """The questions of the public key's piece."""
    return list(questions(load(ROOT / "exercises" / EXERCISES[name][0].name / "key.npz").piece(name)))


@pytest.mark.parametrize("name", SMALL)
def test_every_mistake_is_asked_for_among_three_others_that_can_be_told_from_it(name):
    found = {each.slug: each for each in asked(name)}
    assert set(found) == {mistake.__name__ for mistake in EXERCISES[name][1].mistakes}
    for slug, each in found.items():
        assert len({slug, *each.others}) == CHOICES and each.got != each.right
        assert [reply["other"] != reply["mistake"] for reply in each.replies] == [True] * (CHOICES - 1)


@pytest.mark.parametrize("name", SMALL)
def test_the_four_are_told_apart_at_a_glance(name):
    """Witness: each of the functions is called on the case that is asked, which its text tells."""
    exercise = EXERCISES[name][1]
    functions = {mistake.__name__: mistake for mistake in exercise.mistakes}
    cases = list(exercise.cases(2015))
    far = []
    for each in asked(name):
        (case,) = [case for case in cases if [*map(text_of, case.args.values())] == [text for _, text in each.given]][
            :1
        ]
        got = outcome(functions[each.slug], [], case.args, exercise.outputs)
        for other in each.others:
            its = outcome(functions[other], [], case.args, exercise.outputs)
            far.append(is_far(got, its))
    assert sum(far) >= 0.95 * len(far), "but for those that no case of the piece tells apart at a glance"


def text_of(value):
    return row("", value).removeprefix(" = ").replace("\n   ", "\n")


def is_far(a, b):
    return any(differs(a[name], b[name]) for name in a)


def differs(one, other):
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return type(one) is not type(other) or one != other
    return one.shape != other.shape or bool((np.abs(one - other) > 5e-4 * np.abs(one).max()).any())


def test_what_is_shown_is_what_the_functions_give():
    """Witness: the inputs are read back from the text and given to the mistake and to the right answer."""
    exercise = EXERCISES["sgd_step"][1]
    functions = {mistake.__name__: mistake for mistake in exercise.mistakes}
    for each in asked("sgd_step"):
        arguments = {name: read(text) for name, text in each.given}
        right, got = exercise.solution(**arguments), functions[each.slug](**arguments)
        assert np.allclose(right, read(each.right[0][1]), atol=2e-3)
        if each.got[0][1] != "an exception" and len(each.got) == 1:
            assert np.allclose(got, read(each.got[0][1]), atol=2e-3)


def read(text):
    """The number or the array that NumPy wrote."""
    flat = [float(part) for part in text.replace("[", " ").replace("]", " ").split()]
    rows = text.count("[") - (text.count("[[") > 0)
    return np.array(flat).reshape(rows, -1) if text.startswith("[[") else np.array(flat) if "[" in text else flat[0]


def test_the_nearest_come_first():
    """Who divides by m − 1 is offered the slips that give nearly the same, not who forgot to normalize."""
    (question,) = [each for each in asked("batch_norm") if each.slug == "unbiased_variance"]
    far = {"over_features", "multiplies_by_std", "scalar_total_sum", "mutates_input"}
    assert not far & set(question.others)


def test_rows_are_there_once_and_found_again():
    found = asked("grad_var")
    data = packed(found)
    rows = [tuple(map(tuple, each)) for each in data["rows"]]
    assert len(set(rows)) == len(rows)
    for each, plain in zip(found, data["questions"], strict=True):
        assert [tuple(each.given), tuple(each.got)] == [rows[plain["given"]], rows[plain["got"]]]
        assert [tuple(each.replies[0]["other"])] == [rows[plain["replies"][0]["other"]]]
