"""Slips in `batch_norm_inference`, written by somebody else."""

import numpy as np


def of_the_batch(x, gamma, beta, mean, var, eps=1e-5):
    centered = x - np.average(x, axis=0)
    return beta + gamma * centered * (np.average(centered**2, axis=0) + eps) ** -0.5


def of_the_batch_by_sums(x, gamma, beta, mean, var, eps=1e-5):
    m = len(x)
    mu = np.ones(m) @ x / m
    sigma2 = np.ones(m) @ np.square(x - mu) / m
    return np.stack([gamma * (row - mu) / np.sqrt(sigma2 + eps) + beta for row in x])


def bare(x, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / np.sqrt(var)
    return x * scale + (beta - mean * scale)


def bare_by_power(x, gamma, beta, mean, var, eps=1e-5):
    return np.array(
        [[g * (v - a) * s**-0.5 + b for v, g, b, a, s in zip(row, gamma, beta, mean, var, strict=True)] for row in x]
    )


def outside(x, gamma, beta, mean, var, eps=1e-5):
    scale = gamma / (eps + var**0.5)
    return x * scale + (beta - mean * scale)


def outside_by_loop(x, gamma, beta, mean, var, eps=1e-5):
    y = np.empty_like(x)
    for d in range(x.shape[1]):
        y[:, d] = (x[:, d] - mean[d]) / (np.sqrt(var[d]) + eps) * gamma[d] + beta[d]
    return y


OTHER_WORDS = {
    "batch_statistics_in_eval": (of_the_batch, of_the_batch_by_sums),
    "eps_missing_in_eval": (bare, bare_by_power),
    "eps_outside_root_in_eval": (outside, outside_by_loop),
}
