"""Slips in the statistics, from chapter 2's: there a column shares a mean, here a row does."""

import functools

import numpy as np

from ch02_algorithm.statistics import (
    COMMON,
    MOMENTS,
    OTHER_CONSTANTS,
    ROOTS,
    one_scalar_mean,
    one_scalar_statistic,
    one_scalar_variance,
    over_features,
    paired,
    scalar_sum_over_m,
    scalar_total_sum,
    unbiased_variance,
)

UNBIASED = "You divided by m − 1. The variance that normalizes divides by m."


def told(slip, text):
    """The slip with another text."""
    again = functools.wraps(slip)(lambda *args: slip(*args))
    again.__doc__ = text
    return again


def slips_of(whose):
    """The slips in the statistics where `whose` values share a mean."""
    own = f"{whose} has its own."
    return (
        *ROOTS,
        *(slip for slip in MOMENTS if slip not in RETOLD),
        told(unbiased_variance, UNBIASED),
        told(one_scalar_statistic, f"You used one mean and one variance for the whole array. {own}"),
        told(one_scalar_variance, f"You used one variance for the whole array. {own}"),
        told(one_scalar_mean, f"You used one mean for the whole array. {own}"),
        told(scalar_sum_over_m, f"You summed the squares over the whole array. {own}"),
        told(scalar_total_sum, f"Your variance is one sum over the whole array. {own} And it is a mean."),
    )


RETOLD = (
    over_features,
    unbiased_variance,
    one_scalar_statistic,
    one_scalar_variance,
    one_scalar_mean,
    scalar_sum_over_m,
    scalar_total_sum,
)
STATISTICS_PAIRS = tuple(
    paired(moment, root) for moment in MOMENTS[:COMMON] if moment is not over_features for root in ROOTS[:COMMON]
)
STATISTICS_VARIANTS = (*OTHER_CONSTANTS, *STATISTICS_PAIRS)


def normalized_rows(rows, slip, eps):
    """Rows normalized with the slip."""
    mean, inv_std = slip(rows.T, eps)
    return ((rows.T - mean) * inv_std).T


def over(blocks, axis, eps):
    """Values normalized over the given axes."""
    mean, var = blocks.mean(axis=axis, keepdims=True), blocks.var(axis=axis, keepdims=True)
    return (blocks - mean) / np.sqrt(var + eps)
