"""Slips in the statistics, (x, eps) -> (mean, inv_std), which every forward pass can have."""

import numpy as np


def right_statistics(x, eps):
    """The mean of each feature, and 1 / √(var + eps)."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + eps)


def unbiased_variance(x, eps):
    """You divided by m − 1. Batch norm normalizes with the batch's own variance, which divides by m."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0, ddof=1) + eps)


def eps_outside_root(x, eps):
    """You added eps to the standard deviation. It is added to the variance, inside the root."""
    return x.mean(axis=0), 1 / (x.std(axis=0) + eps)


def eps_missing(x, eps):
    """Your result does not depend on eps. It is added to the variance, inside the root."""
    return x.mean(axis=0), 1 / x.std(axis=0)


def eps_squared(x, eps):
    """You added eps² to the variance. It is eps itself that is added."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + eps**2)


def eps_twice(x, eps):
    """You added eps two times. It is added to the variance once."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + 2 * eps)


def eps_subtracted(x, eps):
    """You subtracted eps from the variance. It is added, so that the root never sees a number below eps."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) - eps)


def eps_hard_coded(x, eps):
    """Your result uses 1e-5 whatever eps is. Use the argument."""
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0) + 1e-5)


def divides_by_variance(x, eps):
    """You divided by the variance, var + eps. Divide by its square root."""
    return x.mean(axis=0), 1 / (x.var(axis=0) + eps)


def multiplies_by_std(x, eps):
    """You multiplied by the standard deviation. Divide by it: inv_std = 1 / √(var + eps)."""
    return x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)


def scalar_total_sum(x, eps):
    """Your variance is one sum over the whole array. It is a mean, taken over the batch for each feature by itself."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(np.sum((x - mean) ** 2) + eps)


def one_scalar_statistic(x, eps):
    """You used one mean and one variance for the whole array. Each feature has its own."""
    return x.mean(), 1 / np.sqrt(x.var() + eps)


def second_moment_as_variance(x, eps):
    """You used the mean of x² as the variance. Subtract the mean before you square."""
    return x.mean(axis=0), 1 / np.sqrt((x**2).mean(axis=0) + eps)


def mean_abs_squared(x, eps):
    """You squared the mean absolute deviation. The variance is the mean of the squares."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(np.abs(x - mean).mean(axis=0) ** 2 + eps)


def sum_not_mean(x, eps):
    """You summed the squared deviations and did not divide by m."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(((x - mean) ** 2).sum(axis=0) + eps)


def over_features(x, eps):
    """You normalized each example over its features; that is layer norm. Batch norm takes each feature over the batch."""
    return x.mean(axis=1, keepdims=True), 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)


def mean_not_subtracted(x, eps):
    """You divided by the standard deviation and did not subtract the mean first."""
    return np.zeros(x.shape[1]), 1 / np.sqrt(x.var(axis=0) + eps)


def scalar_total_sum_eps_subtracted(x, eps):
    """Two slips: your variance is one sum over the whole array, where each feature has its own mean of squares; and you
    subtracted eps, where it is added."""
    mean = x.mean(axis=0)
    return mean, 1 / np.sqrt(np.sum((x - mean) ** 2) - eps)


STATISTICS = (
    eps_outside_root,
    unbiased_variance,
    eps_missing,
    eps_hard_coded,
    divides_by_variance,
    over_features,
    one_scalar_statistic,
    scalar_total_sum,
    eps_twice,
    eps_subtracted,
    eps_squared,
    second_moment_as_variance,
    sum_not_mean,
    mean_abs_squared,
    mean_not_subtracted,
    multiplies_by_std,
    scalar_total_sum_eps_subtracted,
)


def cancelling_variance(x, eps):
    """You compute the variance as E[x²] − mean². Where the mean is large and the spread small, nearly equal numbers
    cancel and no digits are left; the mean of (x − mean)² keeps them. Your points are not affected."""
    return x.mean(axis=0), 1 / np.sqrt((x**2).mean(axis=0) - x.mean(axis=0) ** 2 + eps)
