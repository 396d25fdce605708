"""Slips in the statistics, (x, eps) -> (mean, inv_std), which every forward pass can have.

Each is a slip in the moments, x -> (mean, var), or one in the root, (var, eps) -> inv_std; so that two can be put together.
"""

import functools

import numpy as np

from bnkit.authoring import pair


def right_moments(x):
    """The mean and the variance of each feature."""
    return x.mean(axis=0), x.var(axis=0)


def right_root(var, eps):
    """1 / √(var + eps)."""
    return 1 / np.sqrt(var + eps)


def right_statistics(x, eps):
    """The mean of each feature, and 1 / √(var + eps)."""
    mean, var = right_moments(x)
    return mean, right_root(var, eps)


def in_moments(slip):
    """A slip in the moments as one in the statistics."""

    @functools.wraps(slip)
    def statistics(x, eps, root=right_root):
        mean, var = slip(x)
        return mean, root(var, eps)

    return statistics


def in_root(slip):
    """A slip in the root as one in the statistics."""

    @functools.wraps(slip)
    def statistics(x, eps):
        mean, var = right_moments(x)
        return mean, slip(var, eps)

    return statistics


@in_moments
def unbiased_variance(x):
    """You divided by m − 1. Batch norm normalizes with the batch's own variance, which divides by m."""
    return x.mean(axis=0), x.var(axis=0, ddof=1)


@in_moments
def scalar_total_sum(x):
    """Your variance is one sum over the whole array. It is a mean, taken over the batch for each feature by itself."""
    mean = x.mean(axis=0)
    return mean, np.sum((x - mean) ** 2)


@in_moments
def scalar_sum_over_m(x):
    """You summed the squares over all features and divided by m. Each feature has its own sum: axis 0."""
    mean = x.mean(axis=0)
    return mean, np.sum((x - mean) ** 2) / len(x)


@in_moments
def one_scalar_statistic(x):
    """You used one mean and one variance for the whole array. Each feature has its own."""
    return x.mean(), x.var()


@in_moments
def one_scalar_variance(x):
    """You used one variance for the whole array. Each feature has its own, as it has its own mean."""
    return x.mean(axis=0), x.var()


@in_moments
def one_scalar_mean(x):
    """You used one mean for the whole array. Each feature has its own, as it has its own variance."""
    return x.mean(), x.var(axis=0)


@in_moments
def second_moment_as_variance(x):
    """You used the mean of x² as the variance. Subtract the mean before you square."""
    return x.mean(axis=0), (x**2).mean(axis=0)


@in_moments
def mean_for_variance(x):
    """You took the mean of x where the variance belongs: np.var, not np.mean."""
    return x.mean(axis=0), x.mean(axis=0)


@in_moments
def mean_abs_squared(x):
    """You squared the mean absolute deviation. The variance is the mean of the squares."""
    mean = x.mean(axis=0)
    return mean, np.abs(x - mean).mean(axis=0) ** 2


@in_moments
def sum_not_mean(x):
    """You summed the squared deviations and did not divide by m."""
    mean = x.mean(axis=0)
    return mean, ((x - mean) ** 2).sum(axis=0)


@in_moments
def over_features(x):
    """You normalized each example over its features; that is layer norm. Batch norm takes each feature over the batch."""
    return x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)


@in_moments
def mean_not_subtracted(x):
    """You divided by the standard deviation and did not subtract the mean first."""
    return np.zeros(x.shape[1]), x.var(axis=0)


@in_root
def eps_outside_root(var, eps):
    """You added eps to the standard deviation. It is added to the variance, inside the root."""
    return 1 / (np.sqrt(var) + eps)


@in_root
def eps_missing(var, eps):
    """Your result does not depend on eps. It is added to the variance, inside the root."""
    return 1 / np.sqrt(var)


@in_root
def eps_squared(var, eps):
    """You added eps² to the variance. It is eps itself that is added."""
    return 1 / np.sqrt(var + eps**2)


@in_root
def eps_twice(var, eps):
    """You added eps two times. It is added to the variance once."""
    return 1 / np.sqrt(var + 2 * eps)


@in_root
def eps_subtracted(var, eps):
    """You subtracted eps from the variance. It is added, so that the root never sees a number below eps."""
    return 1 / np.sqrt(var - eps)


@in_root
def eps_hard_coded(var, eps):
    """Your result uses a constant of its own, such as 1e-5, whatever eps is. Use the argument."""
    return 1 / np.sqrt(var + 1e-5)


@in_root
def divides_by_variance(var, eps):
    """You divided by the variance, var + eps. Divide by its square root."""
    return 1 / (var + eps)


@in_root
def divides_by_variance_alone(var, eps):
    """You divided by the variance, and left eps out. Divide by the root of both: √(var + eps)."""
    return 1 / var


@in_root
def multiplies_by_std(var, eps):
    """You multiplied by the standard deviation. Divide by it: inv_std = 1 / √(var + eps)."""
    return np.sqrt(var + eps)


@in_root
def variance_squared(var, eps):
    """You squared the variance before you added eps. σ² is the variance already: √(var + eps)."""
    return 1 / np.sqrt(var**2 + eps)


@in_root
def root_of_std(var, eps):
    """You took the root of the standard deviation plus eps. Add eps to the variance, then take the root once."""
    return 1 / np.sqrt(np.sqrt(var) + eps)


@in_root
def eps_rooted(var, eps):
    """You took the roots of the variance and of eps one by one. Add first: √(var + eps)."""
    return 1 / (np.sqrt(var) + np.sqrt(eps))


@in_root
def std_for_sqrt(var, eps):
    """You took np.std of var + eps, how much the variances differ. It is their root that divides: np.sqrt."""
    return 1 / np.std(var + eps)


@in_moments
def statistics_of_integers(x):
    """On integer input your mean and variance are cut to integers (dtype=x.dtype). Leave dtype to NumPy."""
    return np.mean(x, axis=0, dtype=x.dtype), np.var(x, axis=0, dtype=x.dtype)


MOMENTS = (
    unbiased_variance,
    over_features,
    one_scalar_statistic,
    scalar_total_sum,
    second_moment_as_variance,
    sum_not_mean,
    mean_abs_squared,
    mean_not_subtracted,
    mean_for_variance,
    one_scalar_variance,
    one_scalar_mean,
    scalar_sum_over_m,
)
ROOTS = (
    eps_outside_root,
    eps_missing,
    eps_hard_coded,
    divides_by_variance,
    eps_twice,
    eps_subtracted,
    eps_squared,
    multiplies_by_std,
    divides_by_variance_alone,
    variance_squared,
    root_of_std,
    eps_rooted,
    std_for_sqrt,
)
STATISTICS = (*ROOTS, *MOMENTS)


def paired(moment, root):
    """A slip in the moments and one in the root together."""
    return pair(moment, root, lambda x, eps: moment(x, eps, root=root.__wrapped__))


COMMON = 8  # of either kind: what is rare alone is rarer in company
STATISTICS_PAIRS = tuple(paired(moment, root) for moment in MOMENTS[:COMMON] for root in ROOTS[:COMMON])


def with_eps(constant):
    """`eps_hard_coded` with another constant."""
    return functools.wraps(eps_hard_coded, updated=())(lambda x, eps: right_statistics(x, constant))


OTHER_CONSTANTS = tuple(map(with_eps, (1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2)))


def cancelling_variance(x, eps):
    """You compute the variance as E[x²] − mean². Where the mean is large and the spread small, nearly equal numbers
    cancel and no digits are left; the mean of (x − mean)² keeps them. Your points are not affected."""
    return x.mean(axis=0), 1 / np.sqrt((x**2).mean(axis=0) - x.mean(axis=0) ** 2 + eps)


def undefined_for_one_example(x, eps):
    """With a single example your result is not beta: its mean is the example itself, and its variance 0, not 0/0. Your points
    are not affected."""
    m = len(x)
    return x.mean(axis=0), 1 / np.sqrt(x.var(axis=0, ddof=1) * (m - 1) / m + eps)


FRAGILE = (cancelling_variance, undefined_for_one_example)
