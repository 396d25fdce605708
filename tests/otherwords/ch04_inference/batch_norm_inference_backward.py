"""Slips in `batch_norm_inference_backward`, written by somebody else."""

import numpy as np


def sums(dy, x_hat):
    return np.einsum("nd,nd->d", dy, x_hat), np.einsum("nd->d", dy)


def through_the_statistics(dy, x, gamma, mean, var, eps=1e-5):
    s = np.sqrt(var + eps)
    x_hat = (x - mean) / s
    dgamma, dbeta = sums(dy, x_hat)
    m = len(x)
    return gamma / (m * s) * (m * dy - dbeta - x_hat * dgamma), dgamma, dbeta


def through_the_statistics_in_steps(dy, x, gamma, mean, var, eps=1e-5):
    m, inv_std = len(dy), (var + eps) ** -0.5
    x_hat, dx_hat = (x - mean) * inv_std, dy * gamma
    dvar = np.sum(dx_hat * (x - mean), 0) * -0.5 * (var + eps) ** -1.5
    dmean = -np.sum(dx_hat, 0) * inv_std
    return dx_hat * inv_std + dvar * 2 * (x - mean) / m + dmean / m, *sums(dy, x_hat)


def of_the_batch(dy, x, gamma, mean, var, eps=1e-5):
    inv_std = 1 / np.sqrt(np.var(x, 0) + eps)
    return gamma * inv_std * dy, *sums(dy, (x - np.average(x, 0)) * inv_std)


def of_the_batch_by_sums(dy, x, gamma, mean, var, eps=1e-5):
    mu = x.sum(0) / len(x)
    s = np.sqrt(eps + ((x - mu) ** 2).sum(0) / len(x))
    return dy @ np.diag(gamma / s), *sums(dy, (x - mu) / s)


def bare(dy, x, gamma, mean, var, eps=1e-5):
    s = var**0.5
    return dy * (gamma / s), *sums(dy, (x - mean) / s)


def bare_by_loop(dy, x, gamma, mean, var, eps=1e-5):
    dx, dgamma, dbeta = np.zeros(dy.shape), np.zeros(len(gamma)), np.zeros(len(gamma))
    for g, row, out in zip(dy, x, dx, strict=True):
        out[:] = gamma * g / np.sqrt(var)
        dgamma += g * (row - mean) / np.sqrt(var)
        dbeta += g
    return dx, dgamma, dbeta


OTHER_WORDS = {
    "eval_uses_train_formula": (through_the_statistics, through_the_statistics_in_steps),
    "batch_statistics_backward": (of_the_batch, of_the_batch_by_sums),
    "eps_dropped_backward": (bare, bare_by_loop),
}
