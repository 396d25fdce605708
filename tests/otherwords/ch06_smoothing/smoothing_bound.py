"""Slips in `smoothing_bound`, written by somebody else."""

import numpy as np


def no_inner(dy, x_hat, gamma, var):
    m = len(dy)
    return (gamma / np.sqrt(var)) ** 2 * m * (np.mean(dy**2, 0) - np.mean(dy, 0) ** 2)


def no_inner_by_loop(dy, x_hat, gamma, var):
    out = []
    for g, column, v in zip(gamma, dy.T, var, strict=True):
        out.append(g * g / v * (column @ column - sum(column) ** 2 / len(column)))
    return out


def rooted_front(dy, x_hat, gamma, var):
    m = len(dy)
    inner = np.einsum("nd,nd->d", dy, x_hat)
    return gamma * var**-0.5 * (np.einsum("nd,nd->d", dy, dy) - np.sum(dy, 0) ** 2 / m - inner * inner / m)


def rooted_front_by_norms(dy, x_hat, gamma, var):
    m = len(dy)
    rest = np.linalg.norm(dy, axis=0) ** 2 - m * np.mean(dy, 0) ** 2 - m * np.mean(dy * x_hat, 0) ** 2
    return rest * gamma / np.sqrt(var)


def no_mean(dy, x_hat, gamma, var):
    m = len(dy)
    return np.square(gamma) / var * (np.linalg.norm(dy, axis=0) ** 2 - m * np.mean(dy * x_hat, 0) ** 2)


def no_mean_by_loop(dy, x_hat, gamma, var):
    columns = zip(gamma, dy.T, x_hat.T, var, strict=True)
    return [g * g / v * (a @ a - (a @ b) ** 2 / len(a)) for g, a, b, v in columns]


OTHER_WORDS = {
    "bound_without_inner_product": (no_inner, no_inner_by_loop),
    "bound_gamma_not_squared": (rooted_front, rooted_front_by_norms),
    "bound_without_mean": (no_mean, no_mean_by_loop),
}
