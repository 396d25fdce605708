"""Slips in a backward pass on rows that share a mean, (g, x_hat, inv_std) -> dx."""

import functools

import numpy as np

from bnkit import Cache
from bnkit.authoring import pair
from ch03_backprop import dx, dx_paths
from ch03_backprop.paths import right_dx
from ch03_backprop.wrong_forwards import WRONG_FORWARDS, pairs_of_forwards

from .statistics import told


def mean_of(rows):
    """The mean of each row."""
    return rows.mean(axis=1, keepdims=True)


def of_columns(slip):
    """Chapter 3's slip, where a column shares a mean, as one of rows; gamma is in g already."""

    @functools.wraps(slip)
    def rows(g, x_hat, inv_std):
        x = (x_hat / inv_std).T
        return slip(g.T.copy(), Cache(x, x_hat.T, inv_std[:, 0], 1.0, inv_std[:, 0] ** -2 - x.var(axis=0))).T

    return rows


def means_over_batch(g, x_hat, inv_std):
    """You took the means over the rows' axis; that is batch norm's backward pass. Here the means stay within an example."""
    mean, gx = g.mean(axis=0), (g * x_hat).mean(axis=0)
    return inv_std * (g - mean - x_hat * gx)


def m_is_the_length_of_the_other_axis(g, x_hat, inv_std):
    """You divided the sums by the number of examples. m is the number of values that share a mean."""
    return inv_std * (g - (mean_of(g) + x_hat * mean_of(g * x_hat)) * g.shape[1] / len(g))


VARIANCE = "In the variance's path "
ROWS = (
    told(of_columns(dx.statistics_constant), "You took the mean and the variance for constants. They depend on x too."),
    *map(of_columns, (dx.mean_path_missing, dx.variance_path_missing, dx.variance_path_sign, dx.mean_path_sign)),
    told(of_columns(dx.sums_for_means), "You subtracted sums. Beside dy · gamma stand means: divide by m."),
    *map(
        of_columns,
        (
            dx.inv_std_missing,
            dx.inv_std_squared,
            dx.elementwise_jacobian,
            dx.eps_dropped_in_dvar,
            dx.eps_dropped_in_one_factor,
            *dx.EPS_IN_DVAR,
            dx.std_for_root_of_variance,
            dx.power_minus_half_in_dx,
            dx.inv_std_squared_in_dvar,
            dx.factor_two_missing,
            dx.half_missing_in_dx,
            dx.sum_in_mean_path,
            dx.sum_in_variance_path,
            dx.direct_path_divided,
            dx.dx_not_divided,
            dx.branch_overwritten,
            dx.eps_dropped_in_direct_path,
            dx.std_for_sqrt_in_dx,
            *dx_paths.ONE_PATH[:3],
        ),
    ),
    told(
        of_columns(dx_paths.over_features_in_mean_path),
        "In the mean's path you summed over the rows' axis, as in batch norm. Sum within what shares a mean.",
    ),
    told(
        of_columns(dx_paths.over_features_in_variance_path),
        f"{VARIANCE}you summed over the rows' axis, as in batch norm. Sum within what shares a variance.",
    ),
    told(
        of_columns(dx.m_minus_one_somewhere),
        f"{VARIANCE}you divided by m − 1. The variance that normalizes divides by m.",
    ),
    told(of_columns(dx.m_minus_one_in_mean), "In the mean's path you divided by m − 1. The mean divides by m."),
    told(
        of_columns(dx.scalar_dvar_in_dx),
        f"{VARIANCE}you summed over the whole array. Sum within what shares a variance.",
    ),
    means_over_batch,
)


PAIRS_OF_PATHS = tuple(dx_paths.pairs_of_paths(ROWS, of_columns(right_dx)))


def with_gamma_outside(outside, slip, along):
    """`outside`, which is gamma taken out of the means, together with another slip in dx; `along` makes gamma fit x."""

    def both(dy, x, gamma, *others):
        dx, dgamma, dbeta = slip(dy, x, np.ones_like(gamma), *others)
        return along(gamma) * dx, dgamma, dbeta

    return pair(outside, slip, both)


def row_statistics(rows, eps):
    """(x_hat, inv_std) of rows."""
    inv_std = 1 / np.sqrt(rows.var(axis=1, keepdims=True) + eps)
    return (rows - mean_of(rows)) * inv_std, inv_std


BY_EPS = {
    "eps_missing": "eps_dropped_backward",
    "eps_hard_coded": "eps_hard_coded_backward",
}  # another eps is all they are
WRONG = {name: how for name, how in WRONG_FORWARDS.items() if name not in BY_EPS}


def own_pairs():
    """Chapter 3's wrong forward passes in pairs, under the slugs of this chapter."""
    for slug, phi in pairs_of_forwards():
        for forward, ours in BY_EPS.items():
            slug = slug.replace(f"gradient_of_{forward}", ours)
        yield slug, phi


OWN_PAIRS = tuple(own_pairs())
