"""Right answers to `noisy_batch_norm`, as different people write them."""

import numpy as np
from styles.ch02_algorithm.statistics import STATISTICS
from styles.named import named


def noisy(statistics):
    def function(x, gamma, beta, shift, scale, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        return (gamma * (x - mean) * inv_std + beta) * scale + shift

    return named(function, statistics.__name__)


def noise_row_by_row(x, gamma, beta, shift, scale, eps=1e-5):
    y = (x - x.mean(0)) / (x.var(0) + eps) ** 0.5 * gamma + beta
    return [s * row + t for row, s, t in zip(y, scale, shift, strict=True)]


def noise_in_place(x, gamma, beta, shift, scale, eps=1e-5):
    y = x - x.mean(axis=0)
    y /= np.sqrt(np.mean(y**2, axis=0) + eps)
    y *= gamma
    y += beta
    y *= scale
    y += shift
    return y


STYLES = [*map(noisy, STATISTICS), noise_row_by_row, noise_in_place]
