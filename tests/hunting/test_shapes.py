"""What a piece takes is read from its assignment: its own cases fit, and what does not is refused with a sentence."""

import numpy as np
import pytest
from conftest import CHAPTERS, PIECES

from bnkit.hunting.expose import exposure
from bnkit.hunting.shapes import Unfit, fitting, taken

EXERCISES = {exercise.name: exercise for chapter in CHAPTERS for exercise in chapter.exercises}
NOT_ARRAYS = {  # they take a function, a list of arrays, a cache or a tuple
    "activation_percentiles",
    "numerical_gradient",
    "grad_gamma",
    "batch_norm_backward",
    "batch_norm_images_backward",
    "population_statistics",
    "internal_covariate_shift",
    "loss_range_along_gradient",
    "gradient_predictiveness",
    "effective_smoothness",
}
GOOD = {"x": [[0.0, 1.0], [2.0, 3.0]], "gamma": [1.0, 2.0], "beta": [0.0, 1.0], "eps": 0.1}


@pytest.mark.parametrize("chapter, exercise", PIECES)
def test_a_pieces_own_cases_fit(chapter, exercise):
    assert bool(taken(exercise)) == (exercise.name not in NOT_ARRAYS)
    for case in exercise.cases(7) if taken(exercise) else ():
        assert fitting(exercise, case.args).keys() == case.args.keys()


def test_lists_and_whole_numbers_are_taken_as_they_are_meant():
    given = fitting(EXERCISES["batch_norm"], GOOD | {"x": [[1, 2], [3, 4]]})
    assert given["x"].dtype == np.int64 and given["gamma"].dtype == np.float64 and given["eps"] == 0.1


@pytest.mark.parametrize(
    "change, told",
    [
        ({"x": [1.0, 2.0]}, r"x must be of shape \(N, D\); yours has shape \(2,\)"),
        ({"gamma": [1.0, 2.0, 3.0]}, r"gamma must be of shape \(D,\) with D = 2, as x has it; yours has shape \(3,\)"),
        ({"eps": [0.1, 0.2]}, "eps must be a number"),
        ({"eps": 0.0}, "eps must be above 0"),
        ({"x": [[1.0, np.nan], [2.0, 3.0]]}, "x has NaN or infinite values"),
        ({"x": [[1.0, 2.0], [3.0]]}, "x is not usable. .* unequal rows"),
        ({"x": "ones"}, "x is not usable. It must be a NumPy array; it is a str"),
        ({"x": np.zeros((0, 2))}, "x has 0 numbers"),
        ({"x": np.zeros((6000, 2))}, "x has 12000 numbers: give it from 1 to 1000"),
        ({"x": np.zeros((1, 300))}, "x has 300 numbers along an axis: give it 200 at most"),
        ({"x": True}, r"x must be of shape \(N, D\)"),
        ({"x": np.full((2, 2), np.longdouble(1e300) ** 2)}, "x has a value beyond|x has NaN or infinite values"),
        ({"x": [[1e9, 2.0], [3.0, 4.0]]}, "x has a value beyond"),
        ({"z": 1.0}, "batch_norm has no argument called z. It takes x, gamma, beta, eps"),
        ({"\ud800": 1.0}, r"batch_norm has no argument called '\\ud800'\. It takes"),
    ],
)
def test_an_input_that_does_not_fit_is_refused_with_a_sentence(change, told):
    with pytest.raises(Unfit, match=told):
        exposure(EXERCISES["batch_norm"], GOOD | change)


def test_what_is_missing_what_is_too_long_and_what_is_no_input_at_all():
    with pytest.raises(Unfit, match="gamma and beta are missing"):
        exposure(EXERCISES["batch_norm"], {"x": GOOD["x"]})
    with pytest.raises(Unfit, match=r"x has 6 numbers. Here an argument may have 4 at most"):
        exposure(EXERCISES["batch_norm"], GOOD | {"x": [[1, 2], [3, 4], [5, 6]]}, numbers=4)
    with pytest.raises(Unfit, match=r"Return the arguments by name: dict\(x=…"):
        exposure(EXERCISES["batch_norm"], [1.0])


@pytest.mark.parametrize("size", [0, -1, 10**8, 2.0, True])
def test_a_whole_number_that_counts_is_one_and_bounded(size):
    with pytest.raises(Unfit, match="ghost_size must be a whole number from 1 to 200"):
        exposure(EXERCISES["ghost_batch_norm"], GOOD | {"ghost_size": size})


def test_an_input_on_which_the_right_answer_fails_is_refused():
    with pytest.raises(Unfit, match=r"The right answer itself fails on this input. .*raised"):
        exposure(EXERCISES["ghost_batch_norm"], GOOD | {"ghost_size": 3})
    with pytest.raises(Unfit, match="the right y itself is not finite"):
        exposure(EXERCISES["batch_norm_inference"], GOOD | {"mean": [0.0, 0.0], "var": [-1.0, 1.0]})
