"""Right answers to `layer_norm`, as different people write them."""

import math

import numpy as np
from styles.ch02_algorithm.statistics import STATISTICS
from styles.named import named


def layering(statistics):
    def function(x, gamma, beta, eps=1e-5):
        mean, inv_std = statistics(x.T, eps)
        return gamma * ((x.T - mean) * inv_std).T + beta

    return named(function, statistics.__name__)


def example_by_example(x, gamma, beta, eps=1e-5):
    return [gamma * (row - row.mean()) / math.sqrt(row.var() + eps) + beta for row in x]


def layer_in_place(x, gamma, beta, eps=1e-5):
    y = x - x.mean(axis=-1)[:, None]
    y /= np.sqrt((y * y).mean(axis=-1)[:, None] + eps)
    y *= gamma
    y += beta
    return y


STYLES = [*map(layering, STATISTICS), example_by_example, layer_in_place]
