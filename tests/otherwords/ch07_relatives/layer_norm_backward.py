"""Slips in `layer_norm_backward`, written by somebody else."""

import numpy as np


def standard(x, eps):
    centered = x - np.average(x, axis=1)[:, None]
    s = np.sqrt(np.average(centered**2, axis=1)[:, None] + eps)
    return centered / s, s


def sums(dy, x_hat):
    return np.einsum("nd,nd->d", dy, x_hat), np.einsum("nd->d", dy)


def gamma_last(dy, x, gamma, eps=1e-5):
    x_hat, s = standard(x, eps)
    D = x.shape[1]
    inner = D * dy - dy.sum(1, keepdims=True) - x_hat * (dy * x_hat).sum(1, keepdims=True)
    return gamma * inner / (D * s), *sums(dy, x_hat)


def gamma_last_by_jacobians(dy, x, gamma, eps=1e-5):
    x_hat, s = standard(x, eps)
    D = x.shape[1]
    dx = [gamma * ((np.eye(D) - 1 / D - np.outer(h, h) / D) @ g) / r for g, h, r in zip(dy, x_hat, s, strict=True)]
    return np.array(dx), *sums(dy, x_hat)


def scaled_only(dy, x, gamma, eps=1e-5):
    x_hat, s = standard(x, eps)
    return dy @ np.diag(gamma) / s, *sums(dy, x_hat)


def scaled_only_by_loop(dy, x, gamma, eps=1e-5):
    x_hat, s = standard(x, eps)
    return np.stack([g * gamma * (1 / r) for g, r in zip(dy, s, strict=True)]), *sums(dy, x_hat)


def no_mean(dy, x, gamma, eps=1e-5):
    x_hat, s = standard(x, eps)
    g = gamma * dy
    return (g - x_hat * np.einsum("nd,nd->n", g, x_hat)[:, None] / x.shape[1]) / s, *sums(dy, x_hat)


def no_mean_in_steps(dy, x, gamma, eps=1e-5):
    x_hat, s = standard(x, eps)
    g, centered, D = dy * gamma, x_hat * s, x.shape[1]
    dvar = np.sum(g * centered * -0.5 * s**-3.0, axis=1, keepdims=True)
    return g / s + dvar * 2 * centered / D, *sums(dy, x_hat)


OTHER_WORDS = {
    "gamma_outside_sums": (gamma_last, gamma_last_by_jacobians),
    "statistics_constant": (scaled_only, scaled_only_by_loop),
    "mean_path_missing": (no_mean, no_mean_in_steps),
}
