"""Slips in `group_norm_backward`, written by somebody else."""

import numpy as np


def parts(array, groups):
    N, C, H, W = array.shape
    return array.reshape(N, groups, C // groups, H, W)


def standard(x, groups, eps):
    z, axes = parts(x, groups), (2, 3, 4)
    centered = z - np.mean(z, axis=axes, keepdims=True)
    s = np.sqrt(np.mean(centered**2, axis=axes, keepdims=True) + eps)
    return centered / s, s


def sums(dy, x_hat):
    return np.einsum("nchw,nchw->c", dy, x_hat.reshape(dy.shape)), np.einsum("nchw->c", dy)


def total(z):
    return np.sum(z, axis=(2, 3, 4), keepdims=True)


def gamma_last(dy, x, gamma, groups, eps=1e-5):
    x_hat, s = standard(x, groups, eps)
    g = parts(dy, groups)
    m = x_hat[0, 0].size
    dx = (m * g - total(g) - x_hat * total(g * x_hat)) / (m * s)
    return np.einsum("nchw,c->nchw", dx.reshape(x.shape), gamma), *sums(dy, x_hat)


def gamma_last_by_loop(dy, x, gamma, groups, eps=1e-5):
    x_hat, s = standard(x, groups, eps)
    g, dx = parts(dy, groups), np.empty(x_hat.shape)
    for k in np.ndindex(*g.shape[:2]):
        dx[k] = (g[k] - g[k].mean() - x_hat[k] * (g[k] * x_hat[k]).mean()) / s[k]
    return dx.reshape(x.shape) * gamma.reshape(1, -1, 1, 1), *sums(dy, x_hat)


def scaled_only(dy, x, gamma, groups, eps=1e-5):
    x_hat, s = standard(x, groups, eps)
    g = np.einsum("nchw,c->nchw", dy, gamma)
    return (parts(g, groups) / s).reshape(x.shape), *sums(dy, x_hat)


def scaled_only_by_loop(dy, x, gamma, groups, eps=1e-5):
    x_hat, s = standard(x, groups, eps)
    size = x.shape[1] // groups
    dx = np.array([[dy[n, c] * gamma[c] / s[n, c // size].item() for c in range(x.shape[1])] for n in range(len(x))])
    return dx, *sums(dy, x_hat)


def no_mean(dy, x, gamma, groups, eps=1e-5):
    x_hat, s = standard(x, groups, eps)
    g = parts(np.einsum("nchw,c->nchw", dy, gamma), groups)
    return ((g - x_hat * total(g * x_hat) / x_hat[0, 0].size) / s).reshape(x.shape), *sums(dy, x_hat)


def no_mean_in_steps(dy, x, gamma, groups, eps=1e-5):
    x_hat, s = standard(x, groups, eps)
    g, centered = parts(dy * gamma.reshape(1, -1, 1, 1), groups), x_hat * s
    dvar = total(g * centered) * -0.5 / s**3
    dx = g / s + dvar * 2 * centered / x_hat[0, 0].size
    return dx.reshape(x.shape), *sums(dy, x_hat)


OTHER_WORDS = {
    "gamma_outside_sums": (gamma_last, gamma_last_by_loop),
    "statistics_constant": (scaled_only, scaled_only_by_loop),
    "mean_path_missing": (no_mean, no_mean_in_steps),
}
