"""The second measure of the landscape: how well a gradient predicts the next one."""

import functools
from itertools import pairwise

import numpy as np

from bnkit.authoring import Exercise

from .quantities import line_quantities
from .steps import STEPPING, gradient_lines


def gradient_predictiveness(grad, w, g, steps):
    """How far the gradient has turned or grown after a step: how well g predicts it.

        ‖g − grad(w − s·g)‖        for each s in steps

    grad   a function of a vector that returns the gradient there
    w      the weights, a vector
    g      the gradient at w
    steps  array of step sizes

    Returns an array with a number for each step.
    """
    return np.array([np.linalg.norm(g - grad(w - s * g)) for s in steps])


def in_predictiveness(slip):
    """A slip in the step as one of `gradient_predictiveness`."""

    @functools.wraps(slip)
    def mistake(grad, w, g, steps):
        return np.array([np.linalg.norm(g - grad(slip(w, g, s))) for s in steps])

    return mistake


def predictiveness_of_successive_steps(grad, w, g, steps):
    """You compared each gradient with the one of the step before. Compare each with g, the gradient at w."""
    gradients = [g, *(grad(w - s * g) for s in steps)]
    return np.array([np.linalg.norm(a - b) for a, b in pairwise(gradients)])


def steps_taken_in_turn(grad, w, g, steps):
    """You took each step from where the last one ended. Each starts at w."""
    return gradient_predictiveness(grad, w, g, np.cumsum(steps))


def predictiveness_squared(grad, w, g, steps):
    """You did not take the root: it is the norm, not its square."""
    return gradient_predictiveness(grad, w, g, steps) ** 2


def difference_of_norms(grad, w, g, steps):
    """You compared the lengths of the gradients. Take the length of their difference: they may turn."""
    return np.array([abs(np.linalg.norm(g) - np.linalg.norm(grad(w - s * g))) for s in steps])


def largest_predictiveness(grad, w, g, steps):
    """You returned the largest number alone. Return one for each step."""
    return gradient_predictiveness(grad, w, g, steps).max()


def predictiveness_relative(grad, w, g, steps):
    """You divided by ‖g‖. The measure is not relative."""
    return gradient_predictiveness(grad, w, g, steps) / np.linalg.norm(g)


def cosine_of_gradients(grad, w, g, steps):
    """You returned the cosine of the two gradients. It is the length of their difference that is asked for."""
    gradients = [grad(w - s * g) for s in steps]
    return np.array([G @ g / np.linalg.norm(G) / np.linalg.norm(g) for G in gradients])


def divided_by_distance(grad, w, g, steps):
    """You divided by the distance moved; that is the effective smoothness. Here the change itself is asked for."""
    return gradient_predictiveness(grad, w, g, steps) / (steps * np.linalg.norm(g))


EXERCISE = Exercise(
    gradient_predictiveness,
    cases=gradient_lines,
    outputs=("distances",),
    mistakes=(
        *map(in_predictiveness, STEPPING),
        predictiveness_of_successive_steps,
        steps_taken_in_turn,
        divided_by_distance,
        predictiveness_squared,
        difference_of_norms,
        largest_predictiveness,
        predictiveness_relative,
        cosine_of_gradients,
    ),
    quantities=line_quantities,
    points=1,
    section="landscape",
    purpose="The second: a gradient is a prediction for the neighbourhood. How wrong is it a step further on?",
    hints=(
        "Which two gradients are compared? Does the first one change with s?",
        "It does not: only the second is taken anew for each s. What is asked for is the length of the "
        "difference, not the difference of the lengths.",
        "With `there = grad(w - s * g)` for each s of a loop: `np.linalg.norm(there - g)`, and `np.array` of them all.",
    ),
)
