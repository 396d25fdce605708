"""Right answers to `effective_smoothness`, as different people write them."""

import math

import numpy as np

from .gradient_predictiveness import distances_of_a_stack


def largest_by_loop(grad, w, g, steps):
    largest = 0.0
    for s in steps:
        change, moved = np.linalg.norm(grad(w - s * g) - g), np.linalg.norm(s * g)
        largest = max(largest, change / moved)
    return largest


def largest_of_an_array(grad, w, g, steps):
    changes = np.array([np.linalg.norm(g - grad(w - s * g)) for s in steps])
    return (changes / (np.array(steps) * np.linalg.norm(g))).max()


def largest_by_points(grad, w, g, steps):
    points = [w - s * g for s in steps]
    return max(np.linalg.norm(grad(p) - g) / np.linalg.norm(p - w) for p in points)


def largest_by_math(grad, w, g, steps):
    return float(max(math.dist(g, grad(w - s * g)) / (s * math.hypot(*g)) for s in steps))


def largest_by_squares(grad, w, g, steps):
    squares = [np.sum((g - grad(w - s * g)) ** 2) / np.sum((s * g) ** 2) for s in steps]
    return np.sqrt(np.max(squares))


def largest_by_predictiveness(grad, w, g, steps):
    return np.max(distances_of_a_stack(grad, w, g, steps) / np.linalg.norm(np.outer(steps, g), axis=1))


STYLES = [
    largest_by_loop,
    largest_of_an_array,
    largest_by_points,
    largest_by_math,
    largest_by_squares,
    largest_by_predictiveness,
]
