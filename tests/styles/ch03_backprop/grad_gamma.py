"""Right answers to `grad_gamma`, as different people write them."""

import numpy as np
from styles.named import named

from .sums import SUMS


def gamma_summed(total):
    return named(lambda dy, cache: total(dy * cache.x_hat), total.__name__)


def gamma_by_einsum(dy, cache):
    return np.einsum("nd,nd->d", dy, cache.x_hat)


def gamma_from_the_diagonal(dy, cache):
    return np.diag(dy.T @ cache.x_hat)


def gamma_by_recomputing(dy, cache):
    x, _, inv_std, _, _ = cache
    return ((x - x.mean(axis=0)) * inv_std * dy).sum(axis=0)


STYLES = [*map(gamma_summed, SUMS), gamma_by_einsum, gamma_from_the_diagonal, gamma_by_recomputing]
