"""Slips in `activation_percentiles`, written by somebody else."""

import numpy as np


def down_the_columns(activations, q=(15, 50, 85)):
    return np.array([np.percentile(column, q) for column in activations.T])


def quantiles_down_the_columns(activations, q=(15, 50, 85)):
    return np.stack([np.quantile(activations, p / 100, axis=0) for p in q], axis=-1)


def one_row_a_percentile(activations, q=(15, 50, 85)):
    return np.array([[np.percentile(step, p) for step in activations] for p in q])


def quantile_rows(activations, q=(15, 50, 85)):
    return np.quantile(activations, np.asarray(q) / 100, axis=-1)


def fractions(activations, q=(15, 50, 85)):
    return np.array([[np.percentile(step, p / 100) for p in q] for step in activations])


def fractions_of_a_percent(activations, q=(15, 50, 85)):
    return np.quantile(activations, np.array(q) / 10_000, axis=1).T


OTHER_WORDS = {
    "percentiles_over_time": (down_the_columns, quantiles_down_the_columns),
    "percentiles_not_transposed": (one_row_a_percentile, quantile_rows),
    "percent_for_fraction": (fractions, fractions_of_a_percent),
}
