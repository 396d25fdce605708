"""An example can be read: what a function computes, each table of an array, each item of a list."""

import numpy as np
import pytest

from bnkit.judging.functions import FUNCTIONS, cubes
from bnkit.judging.shown import row


def test_a_function_says_what_it_computes():
    assert row("f", cubes) == "f = cubes: Σ x³"


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_test_function_has_a_formula_of_one_line(function):
    assert row("f", function).startswith(f"f = {function.__name__}: ") and "\n" not in row("f", function)
    assert len(row("f", function)) < 120 and " at 0x" not in row("f", function)


def test_an_array_of_images_is_shown_as_its_channels():
    x = np.arange(12.0).reshape(1, 2, 2, 3)
    assert row("x", x).splitlines() == [
        "x[0, 0] = [[0. 1. 2.]",
        "           [3. 4. 5.]]",
        "x[0, 1] = [[ 6.  7.  8.]",
        "           [ 9. 10. 11.]]",
    ]


def test_a_list_of_arrays_is_shown_item_by_item():
    assert row("weights", [np.array([[0.123456]]), np.array([[2.0]])]) == "weights[0] = [[0.1235]]\nweights[1] = [[2.]]"


def test_many_tables_are_counted():
    assert row("x", np.zeros((5, 4, 1, 1))).splitlines()[-1] == "x goes on: 12 more"
    assert row("x", np.zeros((9, 9, 9, 99))) == "x = an array of shape (9, 9, 9, 99)"


def test_tables_and_numbers_are_as_they_are():
    assert row("eps", 0.1) == "eps = 0.1" and row("b", None) == "b = None" and row("steps", [1, 2]) == "steps = [1, 2]"
    assert row("x", np.array([[1.5], [2.0]])) == "x = [[1.5]\n     [2. ]]"
