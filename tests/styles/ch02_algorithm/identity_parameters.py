"""Right answers to `identity_parameters`, as different people write them."""

import math

import numpy as np
from styles.named import named

from .statistics import STATISTICS


def undoing(statistics):
    def identity_parameters(x, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        first = lambda array: array[:1] if array.ndim == 2 else array  # noqa: E731
        return first(1 / inv_std), first(mean)

    return named(identity_parameters, statistics.__name__)


def parameters_as_lists(x, eps=1e-5):
    return [[math.sqrt(c.var() + eps) for c in x.T], [float(c.mean()) for c in x.T]]


def parameters_in_one_array(x, eps=1e-5):
    return np.stack([np.sqrt(x.var(axis=0) + eps), x.mean(axis=0)])


def parameters_by_norm(x, eps=1e-5):
    beta = np.mean(x, axis=0)
    return np.hypot(np.linalg.norm(x - beta, axis=0) / np.sqrt(len(x)), np.sqrt(eps)), beta


STYLES = [
    *map(undoing, STATISTICS),
    parameters_as_lists,
    parameters_in_one_array,
    parameters_by_norm,
]
