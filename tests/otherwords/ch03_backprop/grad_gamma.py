"""Slips in `grad_gamma`, written by somebody else."""

import numpy as np


def of_the_input(dy, cache):
    x, *_ = cache
    return np.einsum("nd,nd->d", x, dy)


def of_the_input_by_loop(dy, cache):
    return np.array([float(np.dot(a, b)) for a, b in zip(dy.T, cache.x.T, strict=True)])


def average(dy, cache):
    return np.average(cache.x_hat * dy, axis=0)


def average_by_ones(dy, cache):
    return np.ones(len(dy)) @ (dy * cache.x_hat) / len(dy)


def products(dy, cache):
    return np.multiply(cache.x_hat, dy)


def products_by_loop(dy, cache):
    return np.array([row * other for row, other in zip(cache.x_hat, dy, strict=True)])


OTHER_WORDS = {
    "dgamma_with_x": (of_the_input, of_the_input_by_loop),
    "dgamma_averaged": (average, average_by_ones),
    "dgamma_unsummed": (products, products_by_loop),
}
