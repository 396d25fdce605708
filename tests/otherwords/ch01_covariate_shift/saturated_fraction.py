"""Slips in `saturated_fraction`, written by somebody else."""

import math

import numpy as np


def far_from_zero(z, slope=0.05):
    return np.count_nonzero(abs(z) > slope) / z.size


def far_from_zero_by_loop(z, slope=0.05):
    hits = 0
    for value in z.flat:
        if value > slope or value < -slope:
            hits += 1
    return hits / z.size


def near_its_ends(z, slope=0.05):
    out = np.tanh(z / 2) / 2 + 0.5
    return float(((out > 1 - slope) + (out < slope)).mean())


def near_its_ends_by_loop(z, slope=0.05):
    outs = [1 / (1 + math.exp(-value)) for value in z.ravel()]
    return len([out for out in outs if min(out, 1 - out) < slope]) / len(outs)


def left_only(z, slope=0.05):
    s = 1 / (1 + np.exp(-z))
    flat = s - s**2 < slope
    return flat[z < 0].sum() / z.size


def left_only_by_loop(z, slope=0.05):
    count = 0
    for value in z.ravel():
        s = 1 / (1 + math.exp(-value))
        count += s < 0.5 and s * (1 - s) < slope
    return count / z.size


OTHER_WORDS = {
    "saturation_by_input": (far_from_zero, far_from_zero_by_loop),
    "saturation_by_output": (near_its_ends, near_its_ends_by_loop),
    "low_end_only": (left_only, left_only_by_loop),
}
