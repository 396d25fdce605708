"""Slips of the forward pass on rows, (x, gamma, beta, eps) -> (y, cache): those after the statistics, and all of them."""

import functools

import numpy as np

from bnkit import Cache
from bnkit.authoring import pair

from .statistics import (
    COMMON,
    MOMENTS,
    OTHER_CONSTANTS,
    ROOTS,
    STATISTICS,
    STATISTICS_PAIRS,
    right_statistics,
    statistics_of_integers,
)


def forward_pass(x, gamma, beta, eps, statistics=right_statistics):
    """y and the cache, with the given way to take the statistics."""
    mean, inv_std = statistics(x, eps)
    x_hat = (x - mean) * inv_std
    return gamma * x_hat + beta, Cache(x, x_hat, inv_std, gamma, eps)


def with_statistics(slip):
    """A slip in the statistics as a slip of the whole forward pass."""

    @functools.wraps(slip)
    def forward(x, gamma, beta, eps):
        return forward_pass(x, gamma, beta, eps, slip)

    return forward


def shift_before_scale(x, gamma, beta, eps, statistics=right_statistics):
    """You added beta before you multiplied by gamma. Scale first, then shift: gamma · x_hat + beta."""
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return gamma * (cache.x_hat + beta), cache


def shift_in_numerator(x, gamma, beta, eps, statistics=right_statistics):
    """You added beta before you divided by the standard deviation. It comes last: gamma · x_hat + beta."""
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return gamma * (cache.x_hat + beta * cache.inv_std), cache


def gamma_dropped(x, gamma, beta, eps, statistics=right_statistics):
    """The scale gamma is missing from your result."""
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return cache.x_hat + beta, cache


def beta_dropped(x, gamma, beta, eps, statistics=right_statistics):
    """The shift beta is missing from your result."""
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return gamma * cache.x_hat, cache


def gamma_and_beta_dropped(x, gamma, beta, eps, statistics=right_statistics):
    """You stopped at the normalized input. Scale it by gamma and shift it by beta."""
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return cache.x_hat, cache


def gamma_and_beta_swapped(x, gamma, beta, eps, statistics=right_statistics):
    """You scaled by beta and shifted by gamma. It is the other way round."""
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return beta * cache.x_hat + gamma, cache


def beta_subtracted(x, gamma, beta, eps, statistics=right_statistics):
    """You subtracted beta. It is added: gamma · x_hat + beta."""
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return gamma * cache.x_hat - beta, cache


def only_mean_divided(x, gamma, beta, eps, statistics=right_statistics):
    """You divided the mean alone by the standard deviation: x − mean / std. Put brackets around x − mean."""
    mean, inv_std = statistics(x, eps)
    x_hat = x - mean * inv_std
    return gamma * x_hat + beta, Cache(x, x_hat, inv_std, gamma, eps)


def only_x_scaled(x, gamma, beta, eps, statistics=right_statistics):
    """You multiplied x alone by gamma, and not the mean: gamma · x − mean. Put brackets around x − mean."""
    mean, inv_std = statistics(x, eps)
    _, cache = forward_pass(x, gamma, beta, eps, statistics)
    return (gamma * x - mean) * inv_std + beta, cache


def eps_added_to_normalized(x, gamma, beta, eps, statistics=right_statistics):
    """You divided first and added eps to the result. eps is added to the variance, inside the root."""
    mean, _ = statistics(x, eps)
    inv_std = statistics(x, 0.0)[1]
    x_hat = (x - mean) * inv_std + eps
    return gamma * x_hat + beta, Cache(x, x_hat, inv_std, gamma, eps)


def another_default_of_eps(x, gamma, beta, eps):
    """Only where eps is left to its default is your result another: the default is 1e-5."""
    return forward_pass(x, gamma, beta, 1e-3 if eps == 1e-5 else eps)


def mutates_input(x, gamma, beta, eps):
    """You changed x in place. Work on a copy: the caller still needs x."""
    y, cache = forward_pass(x.copy(), gamma, beta, eps)
    x -= np.asarray(x.mean(axis=0)).astype(x.dtype)
    return y, cache


def integer_truncation(x, gamma, beta, eps):
    """On integer input your result is cut to integers. Make room for floats, not for x's own type (np.zeros_like(x))."""
    y, cache = forward_pass(x, gamma, beta, eps)
    return y.astype(x.dtype), cache


AFFINE = (
    gamma_dropped,
    beta_dropped,
    gamma_and_beta_dropped,
    gamma_and_beta_swapped,
    shift_before_scale,
    shift_in_numerator,
    beta_subtracted,
    only_mean_divided,
    only_x_scaled,
    eps_added_to_normalized,
)
FORWARD = (
    *map(with_statistics, STATISTICS),
    *AFFINE,
    another_default_of_eps,
    mutates_input,
    integer_truncation,
    with_statistics(statistics_of_integers),
)


def paired(statistics, affine):
    """A slip in the statistics and one after them together."""
    return pair(statistics, affine, lambda x, gamma, beta, eps: affine(x, gamma, beta, eps, statistics))


FORWARD_VARIANTS = (
    *map(with_statistics, (*OTHER_CONSTANTS, *STATISTICS_PAIRS)),
    *(paired(statistics, affine) for statistics in (*MOMENTS[:COMMON], *ROOTS[:COMMON]) for affine in AFFINE[:COMMON]),
)
