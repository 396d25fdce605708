"""Right answers to `loss_range_along_gradient`, as different people write them."""

import math

import numpy as np


def range_by_loop(loss, w, g, steps):
    low, high = math.inf, -math.inf
    for s in steps:
        value = loss(w - s * g)
        low, high = min(low, value), max(high, value)
    return low, high


def range_by_array(loss, w, g, steps):
    values = np.array([loss(w - s * g) for s in steps])
    return values.min(), values.max()


def range_by_sorting(loss, w, g, steps):
    ordered = sorted(float(loss(w - s * g)) for s in steps)
    return ordered[0], ordered[-1]


def range_of_stacked_points(loss, w, g, steps):
    points = w - np.outer(steps, g)
    values = [loss(point) for point in points]
    return np.min(values), np.max(values)


def range_by_map(loss, w, g, steps):
    values = list(map(lambda s: loss(np.subtract(w, s * g)), steps))
    return [min(values), max(values)]


def range_by_numpy_reduce(loss, w, g, steps):
    values = np.fromiter((loss(w - s * g) for s in steps), float)
    return np.minimum.reduce(values), np.maximum.reduce(values)


STYLES = [
    range_by_loop,
    range_by_array,
    range_by_sorting,
    range_of_stacked_points,
    range_by_map,
    range_by_numpy_reduce,
]
