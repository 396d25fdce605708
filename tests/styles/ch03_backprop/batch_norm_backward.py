"""Right answers to `batch_norm_backward`, as different people write them."""

import numpy as np


def in_many_steps(dy, cache):
    x, x_hat, inv_std, gamma, _ = cache
    m = dy.shape[0]
    dbeta, dgamma = np.sum(dy, axis=0), np.sum(dy * x_hat, axis=0)
    dx_hat = dy * gamma
    centered = x - x.mean(axis=0)
    d_inv_std = np.sum(dx_hat * centered, axis=0)
    d_centered = dx_hat * inv_std
    dvar = -0.5 * inv_std**3 * d_inv_std
    d_centered = d_centered + 2 * centered * np.ones_like(dy) * dvar / m
    return d_centered - np.sum(d_centered, axis=0) / m, dgamma, dbeta


def in_closed_form(dy, cache):
    m = len(dy)
    dbeta, dgamma = dy.sum(0), (dy * cache.x_hat).sum(0)
    return cache.gamma * cache.inv_std / m * (m * dy - dbeta - cache.x_hat * dgamma), dgamma, dbeta


def with_rows_of_gradients(dy, cache):
    dx, dgamma, dbeta = in_closed_form(dy, cache)
    return dx, dgamma.reshape(1, -1), dbeta.reshape(1, -1)


def by_means(dy, cache):
    g = dy * cache.gamma
    dx = cache.inv_std * (g - g.mean(axis=0) - cache.x_hat * (g * cache.x_hat).mean(axis=0))
    return [dx, (dy * cache.x_hat).sum(axis=0), dy.sum(axis=0)]


def by_whole_jacobians(dy, cache):
    m, D = dy.shape
    dx = np.zeros((m, D))
    for d in range(D):
        x_hat = cache.x_hat[:, d]
        jacobian = cache.inv_std[d] * (np.eye(m) - 1 / m - np.outer(x_hat, x_hat) / m)
        dx[:, d] = jacobian @ (cache.gamma[d] * dy[:, d])
    return dx, np.einsum("nd,nd->d", dy, cache.x_hat), np.ones(m) @ dy


def by_projection(dy, cache):
    ones = np.ones((len(dy), len(dy))) / len(dy)
    centered = dy - ones @ dy
    dx = cache.gamma * cache.inv_std * (centered - cache.x_hat * np.mean(centered * cache.x_hat, axis=0))
    return dx, np.sum(cache.x_hat * dy, axis=0), np.sum(dy, axis=0)


def from_the_pieces(dy, cache):
    m, centered = len(dy), cache.x - cache.x.mean(axis=0)
    dx_hat = dy * cache.gamma
    dvar = np.sum(dx_hat * centered, axis=0) * -0.5 * cache.inv_std**3
    dmean = np.sum(-dx_hat * cache.inv_std, axis=0)
    return dx_hat * cache.inv_std + dvar * 2 * centered / m + dmean / m, np.sum(dy * cache.x_hat, 0), np.sum(dy, 0)


STYLES = [
    in_many_steps,
    in_closed_form,
    with_rows_of_gradients,
    by_means,
    by_whole_jacobians,
    by_projection,
    from_the_pieces,
]
