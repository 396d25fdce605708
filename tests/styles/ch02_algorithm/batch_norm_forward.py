"""Right answers to `batch_norm_forward`, as different people write them."""

import numpy as np
from styles.named import named

from bnkit import Cache

from .statistics import STATISTICS


def caching(statistics):
    def batch_norm_forward(x, gamma, beta, eps=1e-5):
        mean, inv_std = statistics(x, eps)
        inv_std = inv_std if len(inv_std) != len(x) or inv_std.ndim == 1 else inv_std[0]
        x_hat = (x - mean) * inv_std
        return gamma * x_hat + beta, Cache(x, x_hat, inv_std, gamma, eps)

    return named(batch_norm_forward, statistics.__name__)


def cache_by_keyword(x, gamma, beta, eps=1e-5):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    return gamma * x_hat + beta, Cache(gamma=gamma, x=x, eps=eps, inv_std=1 / std, x_hat=x_hat)


def cache_as_tuple(x, gamma, beta, eps=1e-5):
    inv_std = (x.var(axis=0) + eps) ** -0.5
    x_hat = inv_std * (x - x.mean(axis=0))
    return gamma * x_hat + beta, (x, x_hat, inv_std, gamma, eps)


def cache_as_dict(x, gamma, beta, eps=1e-5):
    inv_std = np.power(x.var(axis=0) + eps, -0.5)
    x_hat = np.multiply(x - x.mean(axis=0), inv_std)
    return [gamma * x_hat + beta, {"x": x, "x_hat": x_hat, "inv_std": inv_std, "gamma": gamma, "eps": eps}]


def cache_of_copies(x, gamma, beta, eps=1e-5):
    x, gamma = x.copy(), gamma.copy()
    centered = x - x.mean(axis=0)
    inv_std = np.reciprocal(np.sqrt((centered * centered).mean(axis=0) + eps))
    return centered * inv_std * gamma + beta, Cache(x, centered * inv_std, inv_std, gamma, float(eps))


STYLES = [
    *map(caching, STATISTICS),
    cache_by_keyword,
    cache_as_tuple,
    cache_as_dict,
    cache_of_copies,
]
