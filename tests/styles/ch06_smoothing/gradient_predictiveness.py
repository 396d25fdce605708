"""Right answers to `gradient_predictiveness`, as different people write them."""

import math

import numpy as np


def distances_by_loop(grad, w, g, steps):
    distances = []
    for s in steps:
        difference = g - grad(w - s * g)
        distances.append(np.sqrt(np.sum(difference**2)))
    return distances


def distances_of_a_stack(grad, w, g, steps):
    gradients = np.stack([grad(w - s * g) for s in steps])
    return np.linalg.norm(gradients - g, axis=1)


def distances_filled_in(grad, w, g, steps):
    distances = np.zeros(len(steps))
    for k, s in enumerate(steps):
        distances[k] = np.linalg.norm(grad(w - s * g) - g)
    return distances


def distances_by_math(grad, w, g, steps):
    return tuple(math.dist(g, grad(w - s * g)) for s in steps)


def distances_by_einsum(grad, w, g, steps):
    differences = np.array([grad(point) for point in w - np.outer(steps, g)]) - g
    return np.sqrt(np.einsum("sd,sd->s", differences, differences))


def distances_by_dot(grad, w, g, steps):
    def distance(s):
        change = grad(w - s * g) - g
        return (change @ change) ** 0.5

    return np.array(list(map(distance, steps)))


STYLES = [
    distances_by_loop,
    distances_of_a_stack,
    distances_filled_in,
    distances_by_math,
    distances_by_einsum,
    distances_by_dot,
]
