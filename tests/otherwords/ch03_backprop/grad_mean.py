"""Slips in `grad_mean`, written by somebody else."""

import numpy as np


def plus(dx_hat, dvar, x_centered, inv_std):
    return np.einsum("nd,d->d", dx_hat, inv_std) + dvar * np.mean(2 * x_centered, axis=0)


def plus_by_loop(dx_hat, dvar, x_centered, inv_std):
    total = 0 * inv_std
    for row in dx_hat:
        total = total + row * inv_std
    return total


def plain_sum(dx_hat, dvar, x_centered, inv_std):
    return np.negative(np.sum(dx_hat, axis=0)) + dvar * np.sum(-2 * x_centered, axis=0) / len(dx_hat)


def plain_sum_by_ones(dx_hat, dvar, x_centered, inv_std):
    return -np.ones(len(dx_hat)) @ dx_hat


def average(dx_hat, dvar, x_centered, inv_std):
    return np.mean(-dx_hat * inv_std, axis=0)


def average_with_both_paths(dx_hat, dvar, x_centered, inv_std):
    m = dx_hat.shape[0]
    return -inv_std * np.sum(dx_hat / m, axis=0) - 2 * dvar * np.sum(x_centered, axis=0) / m**2


OTHER_WORDS = {
    "dmean_sign": (plus, plus_by_loop),
    "inv_std_missing_in_dmean": (plain_sum, plain_sum_by_ones),
    "dmean_averaged": (average, average_with_both_paths),
}
