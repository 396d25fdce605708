"""Slips in a step along the gradient, (w, g, s) -> point, written by somebody else."""

import math

import numpy as np


def uphill(w, g, s):
    return np.add(w, g * s)


def uphill_by_loop(w, g, s):
    return np.array([a + s * b for a, b in zip(w, g, strict=True)])


def unit(w, g, s):
    return w - s * (g / math.sqrt(g @ g))


def unit_by_loop(w, g, s):
    length = math.hypot(*g)
    return np.array([a - s * b / length for a, b in zip(w, g, strict=True)])


def signs(w, g, s):
    return w - s * g / abs(g)


def signs_by_loop(w, g, s):
    return np.array([a - s if b > 0 else a + s for a, b in zip(w, g, strict=True)])


SLIPS = {
    "step_uphill": (uphill, uphill_by_loop),
    "gradient_normalized_first": (unit, unit_by_loop),
    "step_of_signs": (signs, signs_by_loop),
}


def words(measure):
    """The slips of a piece: measure(step) is the piece with this step."""
    return {slug: tuple(map(measure, slips)) for slug, slips in SLIPS.items()}
