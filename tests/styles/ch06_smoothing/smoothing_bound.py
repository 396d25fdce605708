"""Right answers to `smoothing_bound`, as different people write them."""

import numpy as np


def bound_by_means(dy, x_hat, gamma, var):
    m = len(dy)
    return gamma**2 / var * m * ((dy**2).mean(0) - dy.mean(0) ** 2 - (dy * x_hat).mean(0) ** 2)


def bound_by_einsum(dy, x_hat, gamma, var):
    m = dy.shape[0]
    square, along = np.einsum("nd,nd->d", dy, dy), np.einsum("nd,nd->d", dy, x_hat)
    return np.square(gamma) / var * (square - np.einsum("nd->d", dy) ** 2 / m - along**2 / m)


def bound_by_features(dy, x_hat, gamma, var):
    bound = []
    for g, h, c, v in zip(dy.T, x_hat.T, gamma, var, strict=True):
        bound.append(c**2 / v * (g @ g - g.sum() ** 2 / len(g) - (g @ h) ** 2 / len(g)))
    return bound


def bound_by_matrices(dy, x_hat, gamma, var):
    m, ones = len(dy), np.ones(len(dy))
    return gamma**2 * (np.diag(dy.T @ dy) - (ones @ dy) ** 2 / m - np.diag(dy.T @ x_hat) ** 2 / m) / var


def bound_of_the_centered(dy, x_hat, gamma, var):
    centered = dy - dy.mean(axis=0)
    return (gamma / np.sqrt(var)) ** 2 * ((centered**2).sum(axis=0) - (dy * x_hat).sum(axis=0) ** 2 / len(dy))


def bound_by_norms(dy, x_hat, gamma, var):
    m = len(dy)
    inner = np.linalg.norm(dy, axis=0) ** 2 - np.sum(dy, 0) ** 2 / m - np.sum(dy * x_hat, 0) ** 2 / m
    return inner * gamma * gamma / var


STYLES = [
    bound_by_means,
    bound_by_einsum,
    bound_by_features,
    bound_by_matrices,
    bound_of_the_centered,
    bound_by_norms,
]
