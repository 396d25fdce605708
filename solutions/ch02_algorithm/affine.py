"""Slips of the forward pass on rows, (x, gamma, beta, eps) -> (y, cache): those after the statistics, and all of them."""

import functools

import numpy as np

from bnkit import Cache

from .statistics import STATISTICS, right_statistics


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


def shift_before_scale(x, gamma, beta, eps):
    """You added beta before you multiplied by gamma. Scale first, then shift: gamma · x_hat + beta."""
    _, cache = forward_pass(x, gamma, beta, eps)
    return gamma * (cache.x_hat + beta), cache


def shift_in_numerator(x, gamma, beta, eps):
    """You added beta before you divided by the standard deviation. It comes last: gamma · x_hat + beta."""
    _, cache = forward_pass(x, gamma, beta, eps)
    return gamma * (x - x.mean(axis=0) + beta) * cache.inv_std, cache


def gamma_dropped(x, gamma, beta, eps):
    """The scale gamma is missing from your result."""
    _, cache = forward_pass(x, gamma, beta, eps)
    return cache.x_hat + beta, cache


def beta_dropped(x, gamma, beta, eps):
    """The shift beta is missing from your result."""
    _, cache = forward_pass(x, gamma, beta, eps)
    return gamma * cache.x_hat, cache


def gamma_and_beta_dropped(x, gamma, beta, eps):
    """You stopped at the normalized input. Scale it by gamma and shift it by beta."""
    _, cache = forward_pass(x, gamma, beta, eps)
    return cache.x_hat, cache


def gamma_and_beta_swapped(x, gamma, beta, eps):
    """You scaled by beta and shifted by gamma. It is the other way round."""
    _, cache = forward_pass(x, gamma, beta, eps)
    return beta * cache.x_hat + gamma, cache


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
    shift_before_scale,
    shift_in_numerator,
    gamma_dropped,
    beta_dropped,
    gamma_and_beta_dropped,
    gamma_and_beta_swapped,
    mutates_input,
    integer_truncation,
)
FORWARD = (*map(with_statistics, STATISTICS), *AFFINE)
