"""Slips in dx of the backward pass on rows, (dy, cache) -> dx, written by somebody else."""

import numpy as np


def scaled_only(dy, cache):
    return dy @ np.diag(cache.gamma * cache.inv_std)


def scaled_only_by_loop(dy, cache):
    return np.array([row * cache.gamma / (1 / cache.inv_std) for row in dy])


def node_by_node(dy, cache, gamma):
    m = len(dy)
    dx_hat = dy * gamma
    centered = cache.x - cache.x.sum(axis=0) / m
    dvar = np.sum(dx_hat * centered * -0.5 * cache.inv_std**3, axis=0)
    dmean = np.sum(-dx_hat * cache.inv_std, axis=0) + dvar * np.sum(-2 * centered, axis=0) / m
    return dx_hat * cache.inv_std + dvar * 2 * centered / m + dmean / m


def gamma_left_out(dy, cache):
    return node_by_node(dy, cache, 1.0)


def gamma_left_out_by_jacobians(dy, cache):
    m, dx = len(dy), np.zeros(dy.shape)
    for d, x_hat in enumerate(cache.x_hat.T):
        dx[:, d] = (np.eye(m) - np.ones((m, m)) / m - np.outer(x_hat, x_hat) / m) @ dy[:, d] * cache.inv_std[d]
    return dx


def without_mean(dy, cache):
    m = len(dy)
    return cache.gamma * cache.inv_std * (dy - cache.x_hat * np.einsum("nd,nd->d", dy, cache.x_hat) / m)


def without_mean_node_by_node(dy, cache):
    dx_hat, centered = dy * cache.gamma, cache.x - np.mean(cache.x, axis=0)
    dvar = -0.5 * np.sum(dx_hat * centered, axis=0) * cache.inv_std**3
    return dx_hat * cache.inv_std + dvar * 2 * centered / dy.shape[0]


SLIPS = {
    "statistics_constant": (scaled_only, scaled_only_by_loop),
    "gamma_missing": (gamma_left_out, gamma_left_out_by_jacobians),
    "mean_path_missing": (without_mean, without_mean_node_by_node),
}
