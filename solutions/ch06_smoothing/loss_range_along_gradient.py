"""The first measure of the landscape: the loss along the gradient."""

import functools

import numpy as np

from bnkit.authoring import Exercise
from bnkit.judging.functions import slope_and_walls

from .quantities import range_quantities
from .steps import STEPPING, lines


def loss_range_along_gradient(loss, w, g, steps):
    """The smallest and the largest loss that steps along the gradient lead to.

        losses = loss(w − s·g)        for each s in steps

    loss   a function of a vector that returns a number
    w      the weights, a vector
    g      the gradient at w
    steps  array of step sizes

    Returns (low, high), two numbers.
    """
    losses = [loss(w - s * g) for s in steps]
    return min(losses), max(losses)


def in_range(slip):
    """A slip in the step as one of `loss_range_along_gradient`."""

    @functools.wraps(slip)
    def mistake(loss, w, g, steps):
        losses = [loss(slip(w, g, s)) for s in steps]
        return min(losses), max(losses)

    return mistake


def high_before_low(loss, w, g, steps):
    """You returned (high, low). The order is (low, high)."""
    low, high = loss_range_along_gradient(loss, w, g, steps)
    return high, low


def starting_point_included(loss, w, g, steps):
    """You counted the loss at w itself. The range is over the steps alone."""
    return loss_range_along_gradient(loss, w, g, [0.0, *steps])


def first_and_last(loss, w, g, steps):
    """You returned the losses of the first and the last step. The smallest and the largest may lie between them."""
    return loss(w - steps[0] * g), loss(w - steps[-1] * g)


def change_of_the_loss(loss, w, g, steps):
    """You subtracted the loss at w. Return the losses themselves."""
    low, high = loss_range_along_gradient(loss, w, g, steps)
    return low - loss(w), high - loss(w)


def steps_taken_in_turn(loss, w, g, steps):
    """You took each step from where the last one ended. Each starts at w."""
    return loss_range_along_gradient(loss, w, g, np.cumsum(steps))


def loss_lines(seed):
    """The lines with their loss."""
    return lines(seed, loss=slope_and_walls)


EXERCISE = Exercise(
    loss_range_along_gradient,
    cases=loss_lines,
    outputs=("low", "high"),
    mistakes=(
        *map(in_range, STEPPING),
        starting_point_included,
        first_and_last,
        high_before_low,
        change_of_the_loss,
        steps_taken_in_turn,
    ),
    quantities=range_quantities,
    points=1,
    section="landscape",
    purpose="The first measure of the landscape: how much the loss varies along the direction in which one is about to step.",
    hints=(
        "Where does the second step start: at w, or where the first one ended?",
        "At w: the steps lead to points on one line, not along a path. Take the loss at each of the points.",
        "`losses = [loss(point) for point in w - np.outer(steps, g)]`; return `min(losses), max(losses)`.",
    ),
)
