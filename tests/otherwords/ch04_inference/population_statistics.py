"""Slips in `population_statistics`, written by somebody else."""

import numpy as np


def stacked(batches):
    x = np.stack(batches)
    return x.mean(axis=(0, 1)), ((x - x.mean(1, keepdims=True)) ** 2).mean(axis=(0, 1))


def stacked_by_loop(batches):
    mean = var = 0
    for x in batches:
        mean = mean + np.mean(x, 0) / len(batches)
        var = var + np.var(x, 0) / len(batches)
    return mean, var


def pooled(batches):
    return np.mean(np.stack(batches), axis=(0, 1)), np.var(np.vstack(batches), axis=0, ddof=1)


def pooled_by_hand(batches):
    rows = np.array([row for x in batches for row in x])
    mean = rows.sum(0) / len(rows)
    return mean, np.square(rows - mean).sum(0) / (len(rows) - 1)


def twice(batches):
    x = np.array(batches)
    m = x.shape[1]
    return x.mean(axis=(0, 1)), m / (m - 1) * x.var(axis=1, ddof=1).mean(0)


def twice_by_loop(batches):
    m = batches[0].shape[0]
    total = sum(((x - x.mean(0)) ** 2).sum(0) for x in batches)
    return sum(x.mean(0) for x in batches) / len(batches), total * m / (m - 1) ** 2 / len(batches)


OTHER_WORDS = {
    "correction_missing": (stacked, stacked_by_loop),
    "variance_of_all_examples": (pooled, pooled_by_hand),
    "corrected_twice": (twice, twice_by_loop),
}
