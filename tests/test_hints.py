"""Hints lead from a question to the formula, and what the assignment gives they do not say again."""

import inspect
import re

import pytest
from conftest import PIECES

TOKEN = re.compile(r"[^\W\d_]\w*|\d+|[^\s\w(){}\[\],.`:;]")
SAME = {"*": "·", "-": "−", "**": "^", "sqrt": "√"}
NUMPY = {"np", "axis", "keepdims", "True"}
LONG = 7  # tokens: `gamma · (x − mean) / √` has seven


def tokens(text):
    """The words, numbers and signs of a text, the same for a formula and for its code."""
    found = (SAME.get(each, each) for each in TOKEN.findall(text.replace("**2", "²")))
    return [each for each in found if each not in NUMPY]


def passages(text):
    """What the text says, in passages of LONG tokens."""
    said = tokens(text)
    return {" ".join(said[start : start + LONG]) for start in range(len(said) - LONG + 1)}


def formulas(text):
    """The equations of a text, however short: `dbeta = Σ_i dy_i`."""
    return {" ".join(tokens(part)) for part in re.split(r"[`;]|[:,.] ", text) if " = " in part}


def test_a_formula_and_its_code_are_the_same_passage():
    assert (
        passages("gamma · (x − mean) / √(var + eps)") == passages("`gamma * (x - mean) / np.sqrt(var + eps)`") != set()
    )


@pytest.mark.parametrize("_chapter, exercise", PIECES)
def test_the_first_asks_the_second_tells_the_last_gives_the_formula(_chapter, exercise):
    question, idea, formula = exercise.hints
    assert question.endswith("?") and not idea.endswith("?") and not formula.endswith("?")
    assert " = " not in question and re.search(r" = |`.*[=(*/].*`", formula)


@pytest.mark.parametrize("_chapter, exercise", PIECES)
def test_no_hint_says_again_what_was_said(_chapter, exercise):
    assignment = f"{inspect.getdoc(exercise.solution)}\n{exercise.purpose}"
    said, words = passages(assignment), " ".join(tokens(assignment))
    for hint in exercise.hints:
        assert not [formula for formula in formulas(hint) if formula in words]
        assert said.isdisjoint(passages(hint)), said & passages(hint)
        said |= passages(hint)
