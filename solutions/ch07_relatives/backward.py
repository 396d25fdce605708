"""Slips in a backward pass on rows that share a mean, (g, x_hat, inv_std) -> dx."""

import numpy as np

from ch03_backprop.wrong_forwards import WRONG_FORWARDS


def mean_of(rows):
    """The mean of each row."""
    return rows.mean(axis=1, keepdims=True)


def statistics_constant(g, x_hat, inv_std):
    """You took the mean and the variance for constants. They depend on x too."""
    return inv_std * g


def mean_path_missing(g, x_hat, inv_std):
    """The path through the mean is missing: subtract the mean of dy · gamma."""
    return inv_std * (g - x_hat * mean_of(g * x_hat))


def variance_path_missing(g, x_hat, inv_std):
    """The path through the variance is missing: subtract x_hat times the mean of dy · gamma · x_hat."""
    return inv_std * (g - mean_of(g))


def variance_path_sign(g, x_hat, inv_std):
    """You added the variance's path. It is subtracted."""
    return inv_std * (g - mean_of(g) + x_hat * mean_of(g * x_hat))


def sums_for_means(g, x_hat, inv_std):
    """You subtracted sums. Beside dy · gamma stand means: divide by m."""
    return inv_std * (g - g.shape[1] * (mean_of(g) + x_hat * mean_of(g * x_hat)))


def inv_std_missing(g, x_hat, inv_std):
    """inv_std is missing from dx."""
    return g - mean_of(g) - x_hat * mean_of(g * x_hat)


def means_over_batch(g, x_hat, inv_std):
    """You took the means over the rows' axis; that is batch norm's backward pass. Here the means stay within an example."""
    mean, gx = g.mean(axis=0), (g * x_hat).mean(axis=0)
    return inv_std * (g - mean - x_hat * gx)


ROWS = (
    statistics_constant,
    mean_path_missing,
    variance_path_missing,
    variance_path_sign,
    sums_for_means,
    inv_std_missing,
    means_over_batch,
)


def row_statistics(rows, eps):
    """(x_hat, inv_std) of rows."""
    inv_std = 1 / np.sqrt(rows.var(axis=1, keepdims=True) + eps)
    return (rows - mean_of(rows)) * inv_std, inv_std


WRONG = {name: how for name, how in WRONG_FORWARDS.items() if name != "eps_missing"}  # that is eps_dropped_backward
