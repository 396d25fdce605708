"""Slips in `grad_beta`, written by somebody else."""

import numpy as np


def average(dy):
    return np.average(dy, axis=0)


def average_by_ones(dy):
    return np.full(len(dy), 1 / len(dy)) @ dy


def as_it_came(dy):
    return dy * np.ones_like(dy)


def row_by_row(dy):
    return np.stack([1.0 * row for row in dy])


def across(dy):
    return np.einsum("nd->n", dy)


def across_by_ones(dy):
    return dy @ np.ones(dy.shape[1])


OTHER_WORDS = {
    "dbeta_averaged": (average, average_by_ones),
    "dbeta_unsummed": (as_it_came, row_by_row),
    "dbeta_over_features": (across, across_by_ones),
}
