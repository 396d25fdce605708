"""Slips in the statistics, from chapter 2's: there a column shares a mean, here a row does."""

import functools

import numpy as np

from ch02_algorithm.statistics import (
    divides_by_variance,
    eps_hard_coded,
    eps_missing,
    eps_outside_root,
    eps_squared,
    eps_subtracted,
    eps_twice,
    mean_abs_squared,
    mean_not_subtracted,
    multiplies_by_std,
    one_scalar_statistic,
    second_moment_as_variance,
    sum_not_mean,
    unbiased_variance,
)

SHARED = (
    eps_outside_root,
    eps_missing,
    eps_hard_coded,
    divides_by_variance,
    eps_twice,
    eps_subtracted,
    eps_squared,
    second_moment_as_variance,
    sum_not_mean,
    mean_abs_squared,
    mean_not_subtracted,
    multiplies_by_std,
)
UNBIASED = "You divided by m − 1. The variance that normalizes divides by m."
ONE_SCALAR = "You used one mean and one variance for the whole array. {} has its own."


def told(slip, text):
    """The slip with another text."""
    again = functools.wraps(slip)(lambda *args: slip(*args))
    again.__doc__ = text
    return again


def slips_of(whose):
    """The slips in the statistics where `whose` values share a mean."""
    return (*SHARED, told(unbiased_variance, UNBIASED), told(one_scalar_statistic, ONE_SCALAR.format(whose)))


def normalized_rows(rows, slip, eps):
    """Rows normalized with the slip."""
    mean, inv_std = slip(rows.T, eps)
    return ((rows.T - mean) * inv_std).T


def over(blocks, axis, eps):
    """Values normalized over the given axes."""
    mean, var = blocks.mean(axis=axis, keepdims=True), blocks.var(axis=axis, keepdims=True)
    return (blocks - mean) / np.sqrt(var + eps)
