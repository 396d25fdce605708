"""Slips in a step along the gradient, (w, g, s) -> w − s·g, and lines to step along."""

import numpy as np

from bnkit.authoring import Case
from bnkit.judging.functions import slope_and_walls_gradient


def step_uphill(w, g, s):
    """You stepped along +g, uphill. The step goes from w to w − s·g."""
    return w + s * g


def gradient_normalized_first(w, g, s):
    """You stepped along the unit gradient. The step is s·g, with g as long as it is."""
    return w - s * g / np.linalg.norm(g)


def step_of_signs(w, g, s):
    """You stepped along the signs of g. The step is s·g."""
    return w - s * np.sign(g)


STEPPING = (step_uphill, gradient_normalized_first, step_of_signs)


def lines(seed, **function):
    """Points, their gradients and steps; the loss along the line falls and rises again."""
    random = np.random.default_rng([seed, 62])
    kinds = (
        ("there are two weights", 2, [0.1, 0.4, 0.7]),
        ("there are many weights", 7, [0.05, 0.2, 0.35, 0.6]),
        ("there is one step", 3, [0.3]),
        ("the steps are not in order", 4, [0.5, 0.1, 0.8, 0.3]),
        ("the steps are long", 3, [0.2, 1.0, 3.0]),  # the smallest ratio is not that of the largest change
    )
    for name, size, steps in kinds:
        w = (random.uniform(0.8, 1.4, size) * random.choice([-1, 1], size)).round(1 if size == 2 else 12)
        steps = np.array(steps) * random.uniform(0.8, 1.2)
        yield Case(name, function | dict(w=w, g=slope_and_walls_gradient(w), steps=steps))


def gradient_lines(seed):
    """The lines with their gradient."""
    return lines(seed, grad=slope_and_walls_gradient)
