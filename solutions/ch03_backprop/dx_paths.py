"""Slips in one of the ways by which dy reaches x, (dy, cache) -> dx, and two of them at a time."""

from bnkit.authoring import pair
from ch02_algorithm.statistics import std_for_sqrt

from .paths import parts, right_dx


def mean_path_inverted(dy, cache):
    """In the mean's path you multiplied by the standard deviation. Divide by it: multiply by inv_std."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - cache.x_hat * gx) - mean / cache.inv_std


def mean_path_without_inv_std(dy, cache):
    """In the mean's path inv_std is missing: the mean reaches x_hat divided by the standard deviation, as x itself does."""
    g, mean, gx = parts(dy, cache)
    return cache.inv_std * (g - cache.x_hat * gx) - mean


def brackets_missing_in_dx(dy, cache):
    """The factor in front, gamma · inv_std / m, multiplies m·dy − Σ dy alone. Put brackets around all three parts: it multiplies
    x_hat · Σ dy·x_hat too."""
    g, mean, _ = parts(dy, cache)
    return cache.inv_std * (g - mean) - cache.x_hat * (dy * cache.x_hat).sum(axis=0)


def over_features_in_mean_path(dy, cache):
    """In the mean's path you summed over the features. Each feature has its own mean: sum over the batch, axis 0."""
    g, _, gx = parts(dy, cache)
    return cache.inv_std * (g - g.sum(axis=1, keepdims=True) / len(dy) - cache.x_hat * gx)


def over_features_in_variance_path(dy, cache):
    """In the variance's path you summed over the features. Each feature has its own variance: sum over the batch, axis 0."""
    g, mean, _ = parts(dy, cache)
    return cache.inv_std * (g - mean - cache.x_hat * (g * cache.x_hat).sum(axis=1, keepdims=True) / len(dy))


def std_for_sqrt_in_dx(dy, cache):
    """You took np.std of var + eps, how much the variances differ. It is their root that divides: np.sqrt."""
    mean, inv_std = std_for_sqrt(cache.x, cache.eps)
    return right_dx(dy, cache._replace(x_hat=(cache.x - mean) * inv_std, inv_std=inv_std))


ONE_PATH = (
    mean_path_inverted,
    mean_path_without_inv_std,
    brackets_missing_in_dx,
    over_features_in_mean_path,
    over_features_in_variance_path,
)


def in_both_paths(mean_path, variance_path, right):
    """A slip in the mean's path and one in the variance's together: each changes its own part of the sum, and no other."""

    def both(*args):
        return mean_path(*args) + variance_path(*args) - right(*args)

    return pair(mean_path, variance_path, both)


def pairs_of_paths(slips, right):
    """Each slip among `slips` that is in the mean's path alone, together with each that is in the variance's alone."""
    named = {slip.__name__: slip for slip in slips}
    for mean_path in filter(named.get, IN_MEAN_PATH):
        for variance_path in filter(named.get, IN_VARIANCE_PATH):
            yield in_both_paths(named[mean_path], named[variance_path], right)


IN_MEAN_PATH = (
    "mean_path_missing",
    "mean_path_sign",
    "sum_in_mean_path",
    "m_minus_one_in_mean",
    "scalar_dmean_in_dx",
    "mean_path_inverted",
    "mean_path_without_inv_std",
    "over_features_in_mean_path",
)
IN_VARIANCE_PATH = (
    "variance_path_missing",
    "variance_path_sign",
    "eps_dropped_in_dvar",
    "eps_dropped_in_one_factor",
    "power_minus_half_in_dx",
    "factor_two_missing",
    "half_missing_in_dx",
    "m_minus_one_somewhere",
    "scalar_dvar_in_dx",
    "sum_in_variance_path",
    "inv_std_squared_in_dvar",
    "variance_path_inverted",
    "x_not_centered_in_dvar",
    "eps_dropped_in_square",
    "brackets_missing_in_dx",
    "over_features_in_variance_path",
)
